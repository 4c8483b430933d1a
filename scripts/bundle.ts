import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fetchEngine } from '../engine/fetch.ts';
import { findJava } from '../engine/java.ts';
import { StartError } from '../engine/start-error.ts';
import { DEFAULT_ENGINE_VERSION } from '../engine/versions.ts';
import { findProject } from './stack/spawn.ts';

/**
 * `npm run bundle -- <file.tar.gz>`: everything that a server without network needs, for machines of this kind: program, packages, engine, Java,
 * PostgreSQL and Node. Unpack it there and run deploy/install.sh, or `sh deploy/try.sh` for the demonstration.
 */
const PARTS = [
  'package.json',
  'package-lock.json',
  '.npmrc',
  'dist',
  'db/migrations',
  'processes',
  'deploy',
  'docs',
  'README.md',
  'README.zh-CN.md',
  'engine/exporters.yaml',
];

const [target] = process.argv.slice(2);
if (!target?.endsWith('.tar.gz')) {
  console.error('用法：npm run bundle -- <文件.tar.gz>');
  process.exit(2);
}
const project = findProject(dirname(fileURLToPath(import.meta.url)));
const work = mkdtempSync(join(tmpdir(), 'lixia-bundle-'));
const folder = join(work, 'lixia-flow');
const log = (line: string): void => console.log(line);

function run(command: string, args: string[], cwd = folder): void {
  const { status, error } = spawnSync(command, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0)
    throw new StartError(`${command} ${args[0]} 未成功（${error?.message ?? status}），安装包没有生成。`);
}

try {
  mkdirSync(folder, { recursive: true });
  for (const part of PARTS)
    cpSync(join(project, part), join(folder, part), { recursive: true, verbatimSymlinks: true });
  log('正在复制程序包');
  cpSync(join(project, 'node_modules'), join(folder, 'node_modules'), { recursive: true, verbatimSymlinks: true });
  run('npm', ['prune', '--omit=dev', '--ignore-scripts', '--offline', '--no-audit', '--no-fund']);
  const cache = join(folder, '.cache');
  log('正在复制引擎和 Java');
  const home = await fetchEngine({ version: DEFAULT_ENGINE_VERSION, cacheDir: join(project, '.cache'), log });
  cpSync(home, join(cache, 'engine', DEFAULT_ENGINE_VERSION), { recursive: true });
  // The small runtime whatever this machine has: it is the one that can be taken along.
  await findJava({ env: {}, jvmFolder: join(work, 'none'), cacheDir: join(project, '.cache'), log });
  cpSync(join(project, '.cache/java'), join(cache, 'java'), { recursive: true, verbatimSymlinks: true });
  mkdirSync(join(cache, 'node/bin'), { recursive: true });
  // The one that comes with the packages, and not twice.
  const [link, ours] = ['node_modules/.bin/node', `node_modules/node-linux-${process.arch}`];
  const pinned = join(folder, ours, 'bin/node');
  cpSync(existsSync(pinned) ? pinned : process.execPath, join(cache, 'node/bin/node'));
  for (const gone of [link, ours]) rmSync(join(folder, gone), { recursive: true, force: true });
  writeFileSync(
    join(folder, 'BUNDLE_FOR'),
    `${spawnSync('uname', ['-s']).stdout.toString().trim()}-${spawnSync('uname', ['-m']).stdout.toString().trim()}\n`,
  );
  run('sh', ['-c', 'find . -type f ! -name SHA256SUMS -print0 | sort -z | xargs -0 sha256sum > SHA256SUMS']);
  log('正在打包');
  const file = resolve(target);
  mkdirSync(dirname(file), { recursive: true });
  run('tar', ['-czf', `${file}.part`, '-C', work, 'lixia-flow'], work);
  run('mv', [`${file}.part`, file], work);
  if (!existsSync(file)) throw new StartError('安装包没有生成。');
  log(`安装包：${file}`);
} catch (error) {
  console.error(error instanceof StartError ? error.message : error);
  process.exitCode = 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}
