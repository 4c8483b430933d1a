import { constants } from 'node:fs';
import { cp, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { copyIn } from '../../db/copy.ts';
import { migrate, migrationsDir } from '../../db/migrate.ts';
import { StartError } from '../../engine/start-error.ts';
import { FILES } from './installation.ts';
import { type Manifest, readBackup } from './manifest.ts';

/** Where a backup goes: an installation without any data, whose parts do not run (its PostgreSQL does). */
export interface EmptyInstallation {
  dataDir: string;
  /** Below which the engine's data will be looked for. */
  engineData(version: string): string;
  databaseUrl: string;
}

/**
 * Puts a backup into an empty installation; begun again after a failure it begins anew. Refuses what is not whole, what another version made, and a
 * target that has data of its own: nothing is ever overwritten.
 */
export async function restoreBackup(
  folder: string,
  at: EmptyInstallation,
  log: (line: string) => void,
): Promise<Manifest> {
  log('正在核对备份');
  const manifest = await readBackup(folder);
  await checkVersion(manifest);
  const engineData = at.engineData(manifest.engineVersion);
  for (const path of [engineData, ...FILES.map((name) => join(at.dataDir, name))])
    if ((await readdir(path).catch(() => [])).length)
      throw new StartError(`${path} 中已有数据。恢复只能进行到空的数据目录，请换一个 DATA_DIR。`);
  const client = new pg.Client({ connectionString: at.databaseUrl });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await refuseFilled(client);
    log('正在恢复数据库');
    await migrate(at.databaseUrl);
    await client.query(
      `INSERT INTO setting (key, value) VALUES ($1, 'true') ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
      [BEGUN],
    );
    await copyIn(client, join(folder, 'database'), manifest);
  } finally {
    await client.end();
  }
  log('正在恢复附件、案卷和流程引擎');
  for (const name of FILES) await putInPlace(join(folder, name), join(at.dataDir, name));
  await putInPlace(join(folder, 'engine'), engineData);
  return manifest;
}

/** Stands in the new database until the backup's own settings replace it. */
const BEGUN = 'restore-begun';

async function checkVersion({ migrations }: Manifest): Promise<void> {
  const known = (await readdir(migrationsDir()))
    .filter((name) => name.endsWith('.sql'))
    .map((name) => name.slice(0, -4));
  const missing = known.filter((name) => !migrations.includes(name));
  const unknown = migrations.filter((name) => !known.includes(name));
  if (unknown.length) throw new StartError(`备份由更新版本的程序生成（${unknown.join('、')}），请用该版本恢复。`);
  if (missing.length)
    throw new StartError(`备份由较早版本的程序生成（尚无 ${missing.join('、')}）：请先用该版本恢复，再升级程序。`);
}

async function refuseFilled(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ filled: boolean }>(`SELECT to_regclass('setting') IS NOT NULL AS filled`);
  if (!rows[0]?.filled) return;
  const begun = await client.query('SELECT 1 FROM setting WHERE key = $1', [BEGUN]);
  if (!begun.rowCount) throw new StartError('数据库中已有数据。恢复只能进行到空的数据库，请换一个 DATABASE_URL。');
}

/** Whole or not at all: a half copy has another name. */
async function putInPlace(from: string, to: string): Promise<void> {
  const part = `${to}.part`;
  await rm(part, { recursive: true, force: true });
  await mkdir(dirname(to), { recursive: true });
  try {
    await cp(from, part, { recursive: true, mode: constants.COPYFILE_FICLONE });
  } catch (error) {
    // An installation without a single file has no such folder.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  await rm(to, { recursive: true, force: true });
  await rename(part, to);
}
