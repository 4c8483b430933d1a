import { randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';
import pg from 'pg';
import { pino } from 'pino';
import { type Projection, startProjection } from '../api/projection/start.ts';
import { migrate } from '../db/migrate.ts';
import { createPool, type Pool } from '../db/pool.ts';
import { bulkBody, EngineLog, playCase } from './records-log.ts';

export interface BenchRow {
  what: string;
  value: string;
  goal?: string;
}

const BULK = 1_000;
const BULKS = 150;
const SINGLES = 3_000;

/** Records through the endpoint into PostgreSQL, in a database of its own on the given server. */
export async function benchRecords(serverUrl: string): Promise<BenchRow[]> {
  const database = `bench_records_${process.pid}`;
  await onServer(serverUrl, `CREATE DATABASE ${database}`);
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  const pool = createPool(url.href, 8);
  const password = randomBytes(16).toString('hex');
  try {
    await migrate(url.href);
    await seed(pool);
    const config = { RECORDS_HOST: '127.0.0.1', RECORDS_PORT: 0, RECORDS_PASSWORD: password };
    const projection = await startProjection({ pool, config, logger: pino({ level: 'warn' }) });
    try {
      const post = poster(projection.port, password);
      const rate = await bulks(post);
      const alone = await singles(projection, post, password, false);
      const beside = await singles(projection, post, password, true);
      return [
        { what: 'Records into PostgreSQL, bulks of 1,000', value: `${Math.round(rate)} /s`, goal: '>= 20000 /s' },
        { what: 'One record of the quick exporter: written', value: show(alone) },
        { what: 'One record of the quick exporter: answered, bulks of 1,000 beside', value: show(beside) },
      ];
    } finally {
      await projection.close();
    }
  } finally {
    await pool.end();
    await onServer(serverUrl, `DROP DATABASE ${database} WITH (FORCE)`);
  }
}

/** The cases that the records belong to, as the product has them before any record arrives. */
async function seed(pool: Pool): Promise<void> {
  await pool.query(`INSERT INTO unit (id, name, ord) VALUES ('finance', '区财政局', 1)`);
  await pool.query(
    `INSERT INTO cases (id, process, title, variables, created_by, leading_unit, created_at)
     SELECT format('B-%s-%s', p, n), 'sample', 'sample', '{}', 'finance.clerk', 'finance', '2026-11-23T09:00:00+08:00'
       FROM generate_series(1, 4) AS p, generate_series(0, 3000) AS n`,
  );
}

type Post = (body: Buffer) => Promise<void>;

async function bulks(post: Post): Promise<number> {
  const bodies = bodiesOf(1, BULKS + 10);
  // The first ones compile and plan.
  for (const body of bodies.splice(0, 10)) await post(body);
  const start = performance.now();
  for (const body of bodies) await post(body);
  return (bodies.length * BULK * 1000) / (performance.now() - start);
}

async function singles(at: Projection, post: Post, password: string, beside: boolean): Promise<number[]> {
  const lines = cases(beside ? 3 : 2, 40_000)
    .filter((l) => /"valueType":"(USER_TASK|VARIABLE)"/.test(l))
    .slice(0, SINGLES);
  const background = beside ? bodiesOf(4, 100) : [];
  const other = poster(at.port, password);
  let stop = false;
  const load = (async () => {
    for (const body of background) {
      if (stop) return;
      await other(body);
    }
  })();
  const times: number[] = [];
  for (const line of lines) {
    const body = Buffer.from(bulkBody([line], 'live'));
    const start = performance.now();
    await post(body);
    // Answered on receipt.
    if (!beside) await at.idle();
    times.push(performance.now() - start);
  }
  stop = true;
  await load;
  return times;
}

/** Buffers, not strings: what is only sent shall not burden the heap of what is measured. */
function bodiesOf(partition: number, count: number): Buffer[] {
  const lines = cases(partition, count * BULK);
  return Array.from({ length: count }, (_, i) => Buffer.from(bulkBody(lines.slice(i * BULK, (i + 1) * BULK))));
}

function cases(partition: number, atLeast: number): string[] {
  const log = new EngineLog(partition);
  const definitionKey = log.nextKey();
  for (let i = 0; log.lines.length < atLeast; i += 1) playCase(log, { definitionKey, caseId: `B-${partition}-${i}` });
  return log.lines.slice(0, atLeast);
}

function show(times: number[]): string {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (q: number): string => (sorted[Math.floor(sorted.length * q)] ?? 0).toFixed(1);
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`;
}

/** As the exporter: one connection, one bulk after the other. */
function poster(port: number, password: string): Post {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const auth = `zeebe:${password}`;
  return (body) =>
    new Promise((resolve, reject) => {
      const req = request({ host: '127.0.0.1', port, method: 'POST', path: '/_bulk', agent, auth }, (res) => {
        res.resume();
        res.on('end', () => (res.statusCode === 200 ? resolve() : reject(new Error(`answered ${res.statusCode}`))));
      });
      req.on('error', reject);
      req.end(body);
    });
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query(statement).finally(() => client.end());
}
