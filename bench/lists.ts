import { Agent, get } from 'node:http';
import { performance } from 'node:perf_hooks';
import { createPool } from '../db/pool.ts';
import type { StackInfo } from '../scripts/stack/spawn.ts';
import type { Client } from '../test/support/client.ts';
import { quantile } from './latency.ts';
import type { BenchRow } from './records.ts';
import { seed } from './seed.ts';

/** In place of a unit's id: each of ten clients asks for another one's. */
const TEN_UNITS = '/api/deadlines?state=running&unit=*';
/** What people look at, by whom. */
const LISTS: [what: string, by: string, path: string][] = [
  ['Task list: what a clerk may claim', 'finance.clerk', '/api/tasks?view=claimable'],
  ['Task list: what a clerk has taken', 'finance.clerk', '/api/tasks?view=mine'],
  ['Task list: all of a unit', 'finance.clerk', '/api/tasks?view=all'],
  ['Task list: all there are', 'monitor', '/api/tasks?view=all'],
  ['Task counts in the navigation', 'finance.clerk', '/api/tasks?counts=true'],
  ['Task list: done by a clerk', 'finance.clerk', '/api/tasks?view=mine&state=done'],
  ['Board: all open limits', 'supervision-office.head', '/api/deadlines?state=running'],
  ['Board: overdue', 'supervision-office.head', '/api/deadlines?state=overdue'],
  ['Board: overdue of a unit', 'finance.head', '/api/deadlines?state=overdue'],
  ['Board: of ten units, one a client', 'supervision-office.head', TEN_UNITS],
  ['Board: counts', 'supervision-office.head', '/api/deadlines/summary'],
  ['Cases of a unit', 'finance.clerk', '/api/cases'],
  ['Paper originals of a unit', 'finance.clerk', '/api/papers'],
  ['Paper originals: all that lack one', 'monitor', '/api/papers?standing=lacking'],
  ['Paper originals: text of one case', 'monitor', `/api/papers?q=${encodeURIComponent('测速项目 77777')}`],
];
const ONE = 200;
const TEN = 600;
const WARM = 2_000;
export const ROUNDS = 5;

/** What the goal is for. */
export const GOAL_LISTS = LISTS.filter(([what]) => /^(Task list|Board): /.test(what));
type List = (typeof LISTS)[number];

/** A district after some years; `about` says how much that is. */
export async function seedLists(
  stack: StackInfo,
  as: (username: string) => Promise<Client>,
): Promise<{ about: string; units: string[] }> {
  const pool = createPool(stack.databaseUrl, 2);
  try {
    const monitor = await as('monitor');
    const { now } = (await monitor.get('/api/demo/clock')).body as { now: string };
    const n = await seed(pool, now);
    const { items } = (await monitor.get('/api/units')).body as { items: { id: string }[] };
    return {
      about: `${n.openTasks} open, ${n.doneTasks} finished tasks; ${n.openLimits} open limits`,
      units: items.slice(0, 10).map(({ id }) => id),
    };
  } finally {
    await pool.end();
  }
}

/** Answers of the API, from sending the request to the last byte of the answer, while nobody else asks and with ten at once. */
export async function benchLists(
  { about, units }: { about: string; units: string[] },
  as: (username: string) => Promise<Client>,
  note: (line: string) => void,
  add: (row: BenchRow) => void,
): Promise<void> {
  for (const list of LISTS) {
    const client = await as(list[1]);
    const paths = pathsOf(list, units);
    const first = await client.get(paths[0]!);
    if (first.status !== 200) throw new Error(`${paths[0]}: ${first.status} ${JSON.stringify(first.body)}`);
    note(`${list[0]}（${String((first.body as { total?: number }).total ?? '')}）`);
    const goal = GOAL_LISTS.includes(list);
    if (goal) await warmed(client, paths);
    const times: Times[] = [];
    while (times.length < (goal ? ROUNDS : 1)) times.push(await looked(client, paths));
    add({
      what: `${list[0]} (${about}), p95: one client, ten clients`,
      value: shown(times, 1, ' ms'),
      ...(goal && { goal: 'p95 <= 10 ms; ten clients <= 40 ms' }),
    });
  }
}

export const pathsOf = ([, , path]: List, units: string[]): string[] =>
  path.endsWith('*') ? units.map((id) => path.replace('*', id)) : [path];

type Asker = Pick<Client, 'baseUrl' | 'session'>;

/** Asked so often that Node and Java have compiled what answers; ours otherwise takes twice as long as later. */
export async function warmed(asker: Asker, paths: string[]): Promise<void> {
  await ask(asker, paths, WARM, 10);
}

/** Of one client and of ten at once. */
export interface Times {
  one: number;
  ten: number;
}

/** Medians. */
export const shown = (times: Times[], digits: number, unit = ''): string =>
  (['one', 'ten'] as const)
    .map((who) => {
      const median = quantile(
        times.map((t) => t[who]),
        0.5,
      );
      return median.toFixed(digits) + unit;
    })
    .join(', ');

/** p95 in ms. */
export async function looked(asker: Asker, paths: string[]): Promise<Times> {
  await ask(asker, paths, 20, 1);
  return {
    one: quantile(await ask(asker, paths, ONE, 1), 0.95),
    ten: quantile(await ask(asker, paths, TEN, 10), 0.95),
  };
}

async function ask(asker: Asker, paths: string[], count: number, atOnce: number): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const times: number[] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: atOnce }, async (_, i) => {
      while (next++ < count) {
        const began = performance.now();
        await answered(asker, paths[i % paths.length]!, agent);
        times.push(performance.now() - began);
      }
    }),
  );
  agent.destroy();
  return times;
}

/** By Node's bare client: what it needs of the two cores is taken from what is measured. */
function answered({ baseUrl, session: headers }: Asker, path: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    get(baseUrl + path, { agent, headers }, (res) => {
      res.resume().once('error', reject);
      res.once('end', () => (res.statusCode === 200 ? resolve() : reject(new Error(`${path}: ${res.statusCode}`))));
    }).once('error', reject);
  });
}
