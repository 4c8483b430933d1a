import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { migrate } from '../db/migrate.ts';
import { createPool, type Pool } from '../db/pool.ts';
import { seedCalendar } from '../domain/calendar/seed.ts';
import { DEFAULT_ENGINE_VERSION } from '../engine/versions.ts';
import type { Role } from './stack/lock.ts';
import { anyPort } from './stack/ports.ts';
import { findProject, type SpawnOptions, type StackInfo } from './stack/spawn.ts';
import { openStack, type Stack } from './stack/stack.ts';

/** The launcher's stack for tests: free ports, a folder of its own, and a door to kill its parts by. */
const project = findProject(dirname(fileURLToPath(import.meta.url)));
const options = JSON.parse(process.argv[2] ?? '{}') as SpawnOptions;
Object.assign(process.env, options.env);
const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'lixia-flow-test-'));
const engineVersion = options.engineVersion || process.env.ENGINE_VERSION || DEFAULT_ENGINE_VERSION;
const say = (line: string): void => console.log(`      ${line}`);

const hold = openStack({
  port: options.port ?? (await anyPort()),
  dataDir,
  cacheDir: join(project, '.cache'),
  engineVersion,
  appEntry: join(project, 'dist/api/start.js'),
  engineArchive: process.env.ENGINE_ARCHIVE || undefined,
  prepareDatabase: setClock,
  // Nothing lies over the pages but what a test asks for.
  env: { FIRST_VISIT_GUIDE: '0', ...options.env },
  durable: options.asServer ?? false,
  shortLived: !options.asServer,
  clockGoesBack: options.clock !== undefined && Date.parse(options.clock) < Date.now(),
  step: say,
  log: say,
});

let stopping = false;
async function stop(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  await hold.close();
  if (!options.dataDir) rmSync(dataDir, { recursive: true, force: true });
  process.exit(code);
}
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(0));
// The test run was killed.
process.on('disconnect', () => void stop(0));

try {
  const stack = await hold.start();
  await stack.ready();
  const { baseUrl, databaseUrl, ports } = stack;
  const info: StackInfo = { baseUrl, databaseUrl, ports, dataDir, engineVersion, controlUrl: await openControl(stack) };
  process.send?.(info);
} catch (error) {
  if (!stopping) console.error(error);
  await stop(1);
}

/** A suite may live in another year: the app applies the stored offset before any worker runs. */
async function setClock(url: string): Promise<void> {
  if (!options.clock) return;
  await migrate(url);
  const pool = createPool(url, 1);
  const offset = Date.parse(options.clock) - Date.now();
  await pool.query(
    `INSERT INTO setting (key, value) VALUES ('clock-offset', to_jsonb($1::bigint)) ON CONFLICT (key) DO NOTHING`,
    [Math.round(offset)],
  );
  if (options.calendarAhead) await repeatCalendar(pool);
  await pool.end();
}

/** 2019-2026 again, eleven years on: each is as long and begins on the same weekday. */
async function repeatCalendar(pool: Pool): Promise<void> {
  await seedCalendar(pool);
  await pool.query(
    `WITH y AS (INSERT INTO calendar_year (year, source) SELECT year + 11, source FROM calendar_year
                 WHERE year BETWEEN 2019 AND 2026 ON CONFLICT DO NOTHING RETURNING year)
     INSERT INTO calendar_day (date, local, works, name, notice)
     SELECT (date + interval '11 years')::date, local, works, name, notice + 11 FROM calendar_day JOIN y ON y.year = notice + 11`,
  );
}

async function openControl({ services }: Stack): Promise<string> {
  const server = createServer((req, res) => {
    const [, role, act] = (req.url ?? '').split('/');
    const service = services[role as Role];
    if (req.method !== 'POST' || !service || (act !== 'kill' && act !== 'stop' && act !== 'start')) {
      res.writeHead(404).end();
      return;
    }
    service[act]().then(
      () => res.writeHead(204).end(),
      (error: unknown) => res.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}
