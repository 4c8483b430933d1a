import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { READ_TABLES, rebuild } from '../../api/projection/rebuild.ts';
import { copyIn, copyOut } from '../../db/copy.ts';
import { migrate } from '../../db/migrate.ts';
import { createPool } from '../../db/pool.ts';
import { STEPS } from './load.ts';
import type { Seen, Witness } from './witness.ts';

/** What must hold after every fault; each line of the answer is a breach. */
export async function breaches(
  databaseUrl: string,
  witness: Witness,
  cases: string[],
  { quarantined = 0, beside = [] as string[], patienceMs = 120_000 } = {},
): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    // The read model follows the engine: not at once, but by itself and wholly.
    let found: string[] = [];
    for (const end = Date.now() + patienceMs; ;) {
      found = [...(await asWitnessed(client, witness)), ...(await untold(client))];
      if (found.length === 0 || Date.now() > end) break;
      await sleep(1_000);
    }
    found.push(...(await nothingMissing(client, witness, cases, beside)));
    found.push(...(await nothingTwice(client, quarantined)));
    found.push(...(await likeReplay(databaseUrl)));
    return found;
  } finally {
    await client.end();
  }
}

const some = (name: string, list: string[]): string[] =>
  list.length === 0 ? [] : [`${name}: ${list.length}, for example ${list.slice(0, 3).join(' | ')}`];

/** The read model says what the witness has heard from the engine, of every instance, element, task, timer, incident and variable. */
async function asWitnessed(client: pg.Client, witness: Witness): Promise<string[]> {
  const tables: [string, string, Map<string, Seen>][] = [
    ['instances', 'SELECT instance_key AS key, state FROM read.instance', witness.instances],
    ['elements', 'SELECT element_key AS key, state FROM read.element', witness.elements],
    ['tasks', 'SELECT task_key AS key, state FROM read.task', witness.tasks],
    ['incidents', 'SELECT incident_key AS key, state FROM read.incident', witness.incidents],
    ['timers', 'SELECT timer_key AS key, state FROM read.timer', witness.timers],
  ];
  const found: string[] = [];
  for (const [name, query, seen] of tables) {
    const { rows } = await client.query<{ key: string; state: string }>(query);
    const read = new Map(rows.map((r) => [r.key, r.state]));
    // The read model knows of an instance only that it runs.
    const plain = (state: string): string =>
      name === 'instances' && !['completed', 'terminated'].includes(state) ? 'active' : state;
    const differ = [...seen].filter(([key, s]) => read.get(key) !== plain(s.state));
    found.push(
      ...some(
        `${name} other than the engine says`,
        differ.map(([key, s]) => `${s.element} ${key}: ${read.get(key) ?? 'missing'} instead of ${plain(s.state)}`),
      ),
      ...some(
        `${name} unknown to the engine`,
        [...read.keys()].filter((key) => !seen.has(key)),
      ),
    );
  }
  const variables = [...witness.variables].map(([id, value]) => {
    const cut = id.indexOf(' ');
    return { scope: id.slice(0, cut), name: id.slice(cut + 1), value };
  });
  const { rows } = await client.query<{ id: string }>(
    `SELECT coalesce(w.scope, v.scope_key) || ' ' || coalesce(w.name, v.name) AS id
       FROM json_to_recordset($1::json) AS w(scope bigint, name text, value text)
       FULL JOIN read.variable v ON v.scope_key = w.scope AND v.name = w.name
      WHERE w.value::jsonb IS DISTINCT FROM v.value`,
    [JSON.stringify(variables)],
  );
  return [
    ...found,
    ...some(
      'variables other than the engine says',
      rows.map(({ id }) => id),
    ),
  ];
}

/** Everybody has been told of the task that waits for him. */
async function untold(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ key: string }>(
    `SELECT t.task_key AS key FROM read.task t
      WHERE t.state = 'open' AND t.case_id IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM notification n WHERE n.effect_key = 'task:' || t.task_key || ':created')`,
  );
  return some(
    'open tasks that nobody was told of',
    rows.map(({ key }) => key),
  );
}

/** Each filing is one case with one instance, and each of its steps was done once. */
async function nothingMissing(
  client: pg.Client,
  witness: Witness,
  cases: string[],
  beside: string[],
): Promise<string[]> {
  const found: string[] = [];
  const { rows } = await client.query<{ id: string }>(`SELECT id FROM cases WHERE process = 'fast-track-decision'`);
  const known = new Set(rows.map(({ id }) => id));
  found.push(
    ...some(
      'filings without a case',
      cases.filter((id) => !known.has(id)),
    ),
  );
  found.push(
    ...some(
      'cases that nobody filed',
      [...known].filter((id) => !cases.includes(id) && !beside.includes(id)),
    ),
  );
  for (const id of cases) {
    const roots = (witness.roots.get(id) ?? []).filter((key) => witness.instances.get(key)?.state !== 'terminated');
    if (roots.length !== 1) {
      found.push(`${id} has ${roots.length} instances`);
      continue;
    }
    const completed = witness.completed(roots[0] as string);
    for (const [element] of STEPS)
      if (completed[element] !== 1) found.push(`${element} of ${id} was completed ${completed[element] ?? 0} times`);
  }
  return found;
}

const notFoundBy = (table: 'read.task' | 'deadline_round'): string => `
  SELECT w.case_id || ' ' || cu.unit AS id FROM ${table} w JOIN case_unit cu ON cu.case_id = w.case_id
   WHERE cu.unit <> ALL (w.units)
     AND NOT EXISTS (SELECT 1 FROM unit_joined j WHERE j.case_id = cu.case_id AND j.unit = cu.unit)`;

async function nothingTwice(client: pg.Client, quarantined: number): Promise<string[]> {
  const queries: [string, string][] = [
    [
      'entries in the history that stand there twice',
      `SELECT case_id || ' ' || kind AS id FROM case_event GROUP BY case_id, kind, element, detail ->> 'limit', detail ->> 'round'
       HAVING count(*) > 1`,
    ],
    [
      'rungs raised twice',
      `SELECT deadline_id || ' ' || rung AS id FROM deadline_rung GROUP BY deadline_id, round, rung HAVING count(*) > 1`,
    ],
    [
      'rounds that do not know which rungs were raised',
      `SELECT r.deadline_id AS id FROM deadline_round r
        CROSS JOIN LATERAL (SELECT coalesce(bool_or(rung = 'yellow'), false) AS yellow, coalesce(bool_or(rung = 'red'), false) AS red
                              FROM deadline_rung WHERE deadline_id = r.deadline_id AND round = r.round AND revoked_at IS NULL) g
        WHERE (r.yellow_raised, r.red_raised) <> (g.yellow, g.red)`,
    ],
    // A list asks the row and, for who joined since, `unit_joined`: a unit that stands in neither would miss what is its own.
    ['tasks that a unit of their case does not find', notFoundBy('read.task')],
    ['rounds that a unit of their case does not find', notFoundBy('deadline_round')],
    ['cards issued twice', `SELECT deadline_id AS id FROM card GROUP BY deadline_id, round HAVING count(*) > 1`],
    [
      'messages told twice',
      `SELECT task_key || ' ' || title AS id FROM notification WHERE effect_key LIKE '%:created' GROUP BY task_key, title HAVING count(*) > 1`,
    ],
    ['incidents left', `SELECT element_id || ': ' || message AS id FROM read.incident WHERE state = 'open'`],
  ];
  const found: string[] = [];
  for (const [name, query] of queries) {
    const { rows } = await client.query<{ id: string }>(query);
    found.push(
      ...some(
        name,
        rows.map(({ id }) => id),
      ),
    );
  }
  const { rows } = await client.query<{ n: number; why: string | null }>(
    'SELECT count(*)::int AS n, min(reason) AS why FROM quarantine WHERE resolved_at IS NULL',
  );
  if (rows[0]?.n !== quarantined)
    found.push(`${rows[0]?.n} records in quarantine instead of ${quarantined}: ${rows[0]?.why}`);
  return found;
}

/** The same records replayed one after the other into a database of its own give the same rows. */
export async function likeReplay(databaseUrl: string): Promise<string[]> {
  const name = `replay_${process.pid}_${Date.now()}`;
  const other = new URL(databaseUrl);
  other.pathname = `/${name}`;
  const folder = mkdtempSync(join(tmpdir(), 'lixia-replay-'));
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${name}`);
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const copied = await copyOut(client, folder);
    const here = await dump(client);
    await client.query('COMMIT');
    await migrate(other.href);
    const copy = new pg.Client({ connectionString: other.href });
    await copy.connect();
    await copyIn(copy, folder, copied);
    const pool = createPool(other.href, 2);
    await rebuild(pool);
    await pool.end();
    const there = await dump(copy);
    await copy.end();
    return READ_TABLES.flatMap((table) => {
      const [a, b] = [here[table] as string[], there[table] as string[]];
      const [inA, inB] = [new Set(a), new Set(b)];
      return some(`read.${table} other than a replay`, [
        ...a.filter((row) => !inB.has(row)).map((row) => `had ${row.slice(0, 300)}`),
        ...b.filter((row) => !inA.has(row)).map((row) => `replayed ${row.slice(0, 300)}`),
      ]);
    });
  } finally {
    await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`).catch(() => undefined);
    await client.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function dump(client: pg.Client): Promise<Record<string, string[]>> {
  const all: Record<string, string[]> = {};
  for (const table of READ_TABLES) {
    const { rows } = await client.query<{ row: string }>(
      `SELECT (to_jsonb(t) - 'units')::text AS row FROM read.${table} t ORDER BY 1`,
    );
    all[table] = rows.map((r) => r.row);
  }
  return all;
}
