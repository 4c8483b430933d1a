import { spawn } from 'node:child_process';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createPool } from '../db/pool.ts';
import { type SpawnedStack, spawnStack } from '../scripts/stack/spawn.ts';
import { signIn } from '../test/support/client.ts';
import type { BenchRow } from './records.ts';
import { seed, seedRecords } from './seed.ts';

const RUNNING = 20_000;
const FINISHED = 80_000;
/** A case of the demonstration leaves 200 to 900 records of 0.7 kB; with so many this machine's disk would not do. */
const RECORDS_EACH = Number(process.env.BENCH_RECORDS_EACH || 30);

/**
 * Backup and restore of 100,000 cases: from the command on an empty folder until `/api/health` answers 200 there. Stops the stack it is given and
 * answers the restored one.
 */
export async function benchRestore(
  project: string,
  stack: SpawnedStack,
  dataDir: string,
  note: (line: string) => void,
  add: (row: BenchRow) => void,
): Promise<SpawnedStack> {
  const monitor = await signIn(stack.baseUrl, 'monitor');
  const { now } = (await monitor.get<{ now: string }>('/api/demo/clock')).body;
  const pool = createPool(stack.databaseUrl, 2);
  const n = await seed(pool, now, { running: RUNNING, finished: FINISHED });
  const { records, bytes } = await seedRecords(pool, RUNNING + FINISHED, RECORDS_EACH);
  const { rows } = await pool.query<{ bytes: string; cases: number }>(
    `SELECT pg_database_size(current_database()) AS bytes, (SELECT count(*)::int FROM cases) AS cases`,
  );
  await pool.end();
  const size = `${rows[0]!.cases} cases, ${n.openTasks + n.doneTasks} tasks, ${records} records (${RECORDS_EACH} a case)`;
  note(`数据库 ${gigabytes(Number(rows[0]!.bytes))}，其中记录 ${gigabytes(bytes)}`);

  const [target, there] = [join(dataDir, 'backup'), join(dataDir, 'restored')];
  const backup = await timed(() => command(project, 'backup', dataDir, target));
  const inFolder = folderSize(target);
  add({
    what: `Backup while everything runs: ${size}; database ${gigabytes(Number(rows[0]!.bytes))}`,
    value: `${backup.toFixed(0)} s, ${gigabytes(inFolder)}`,
  });
  await stack.stop();

  const restore = await timed(() => command(project, 'restore', there, target));
  let restored: SpawnedStack | undefined;
  const start = await timed(
    async () => void (restored = await spawnStack(project, { dataDir: there, asServer: true })),
  );
  const { body } = await (await signIn(restored!.baseUrl, 'monitor')).get<{ total: number }>('/api/cases?limit=1');
  if (body.total !== rows[0]!.cases) {
    await restored!.stop();
    throw new Error(`${body.total} cases after the restore instead of ${rows[0]!.cases}`);
  }
  rmSync(target, { recursive: true });
  add({
    what: 'Restore of it into an empty folder, until /api/health says ok',
    value: `${(restore + start).toFixed(0)} s (restore ${restore.toFixed(0)} s, start ${start.toFixed(0)} s)`,
    goal: '<= 300 s',
  });
  return restored!;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

/** `npm run backup` and `npm run restore`, as somebody types them. */
function command(project: string, name: 'backup' | 'restore', dataDir: string, folder: string): Promise<void> {
  const env: NodeJS.ProcessEnv = { ...process.env, DATA_DIR: dataDir };
  delete env.DATABASE_URL;
  const child = spawn(process.execPath, [join(project, `dist/scripts/${name}.js`), folder], { env, stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${name} ended with ${code}`));
    });
  });
}

function folderSize(folder: string): number {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(2)} GB`;
}
