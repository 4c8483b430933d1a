import { request } from 'node:http';
import pg from 'pg';
import { pino } from 'pino';
import type { Change } from '../../api/projection/changes.ts';
import { READ_TABLES } from '../../api/projection/rebuild.ts';
import { startProjection } from '../../api/projection/start.ts';
import { bulkBody } from '../../bench/records-log.ts';
import { migrate } from '../../db/migrate.ts';
import { createPool } from '../../db/pool.ts';
import type { Pool } from '../../db/pool.ts';
import { world } from '../support/world.ts';

export const PASSWORD = 'a password of the exporters';

let counter = 0;

/** A database of its own on the stack's server (or on TEST_DATABASE_URL). */
export async function freshDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const server = process.env.TEST_DATABASE_URL ?? world().databaseUrl;
  const name = `projection_${process.pid}_${(counter += 1)}`;
  await run(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(server, `DROP DATABASE ${name} WITH (FORCE)`) };
}

async function run(url: string, statement: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

export interface Fixture {
  url: string;
  pool: Pool;
  port: number;
  changes: Change[];
  lag: Awaited<ReturnType<typeof startProjection>>['lag'];
  /** Sends lines as an exporter does; the status of the answer, when the lines are written. */
  post(lines: string[], exporter?: string): Promise<number>;
  rows(sql: string, values?: unknown[]): Promise<any[]>; // eslint-disable-line @typescript-eslint/no-explicit-any
  close(): Promise<void>;
}

/** A migrated database with a running endpoint. */
export async function startFixture({ maxBytes }: { maxBytes?: number } = {}): Promise<Fixture> {
  const database = await freshDatabase();
  await migrate(database.url);
  const pool = createPool(database.url, 6);
  const changes: Change[] = [];
  const projection = await startProjection({
    pool,
    config: { RECORDS_HOST: '127.0.0.1', RECORDS_PORT: 0, RECORDS_PASSWORD: PASSWORD },
    logger: pino({ level: 'silent' }),
    onChange: (c) => changes.push(...c),
    ...(maxBytes !== undefined && { maxBytes }),
  });
  return {
    url: database.url,
    pool,
    port: projection.port,
    changes,
    lag: projection.lag,
    async post(lines, exporter) {
      const status = await send(projection.port, bulkBody(lines, exporter));
      // Answered before it is written.
      if (exporter === 'live') await projection.idle();
      return status;
    },
    rows: async (sql, values) => (await pool.query(sql, values)).rows,
    async close() {
      await projection.close();
      await pool.end();
      await database.drop();
    },
  };
}

export function send(port: number, body: string, auth = `zeebe:${PASSWORD}`): Promise<number> {
  return new Promise((resolve, reject) => {
    const req = request({ host: '127.0.0.1', port, method: 'POST', path: '/_bulk', auth, agent: false }, (res) => {
      res.resume();
      res.on('end', () => resolve(res.statusCode ?? 0));
    });
    req.on('error', reject);
    req.end(body);
  });
}

/** The whole read model as text, each table's rows in one order; without what rows keep of their cases for lists, which is caught up later. */
export async function dump(pool: Pool): Promise<Record<string, string[]>> {
  const all: Record<string, string[]> = {};
  for (const table of READ_TABLES) {
    const { rows } = await pool.query<{ row: string }>(
      `SELECT (to_jsonb(t) - 'units')::text AS row FROM read.${table} t ORDER BY 1`,
    );
    all[table] = rows.map((r) => r.row);
  }
  return all;
}

/** What the product has before the first record of a case arrives. */
export async function addCase(pool: Pool, id: string, instanceKey?: bigint): Promise<void> {
  await pool.query(
    `INSERT INTO unit (id, name, ord) VALUES ('finance', '区财政局', 1), ('commerce', '区商务局', 2) ON CONFLICT DO NOTHING`,
  );
  await pool.query(
    `INSERT INTO cases (id, process, title, variables, created_by, leading_unit, instance_key, created_at)
     VALUES ($1, 'sample', 'sample', '{}', 'finance.clerk', 'finance', $2, '2026-11-23T09:00:00+08:00')`,
    [id, instanceKey?.toString() ?? null],
  );
}
