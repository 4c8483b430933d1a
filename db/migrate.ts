import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';
import pg from 'pg';

/** Migration files lie with the sources; dist/ holds compiled code only, so look upwards from where this runs. */
export function migrationsDir(from = dirname(fileURLToPath(import.meta.url))): string {
  for (let dir = from; ; dir = dirname(dir)) {
    const candidate = join(dir, 'db', 'migrations');
    if (existsSync(candidate)) return candidate;
    if (dir === dirname(dir)) throw new Error(`找不到数据库迁移文件夹 db/migrations（起点：${from}）。`);
  }
}

/**
 * Brings the database to the state this code needs; several starters at once wait for each other.
 * Refuses a database that a newer version has already changed. Returns the names of the migrations run.
 */
export async function migrate(databaseUrl: string, dir = migrationsDir()): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on('error', () => undefined);
  await client.connect();
  try {
    // Notices ("already exists, skipping") say nothing to an operator; what fails is thrown.
    const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const run = await runner({
      dbClient: client,
      dir,
      ignorePattern: '(?!.*\\.sql$).*',
      migrationsTable: 'migration',
      direction: 'up',
      advisoryLockMode: 'wait',
      checkOrder: false,
      singleTransaction: true,
      logger: quiet,
    });
    await refuseNewer(client, dir);
    return run.map((m) => m.name);
  } finally {
    await client.end();
  }
}

async function refuseNewer(client: pg.Client, dir: string): Promise<void> {
  const known = new Set(readdirSync(dir).map((file) => file.replace(/\.sql$/, '')));
  const { rows } = await client.query<{ name: string }>('SELECT name FROM migration ORDER BY id');
  const unknown = rows.map((r) => r.name).filter((name) => !known.has(name));
  if (unknown.length > 0) {
    throw new Error(
      `数据库由更新版本的程序升级过（${unknown.join('、')}），当前程序不能使用：请改用新版本程序，或恢复升级前的数据库备份。`,
    );
  }
}
