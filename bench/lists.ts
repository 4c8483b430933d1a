import { performance } from 'node:perf_hooks';
import { createPool } from '../db/pool.ts';
import type { StackInfo } from '../scripts/stack/spawn.ts';
import type { Client } from '../test/support/client.ts';
import { quantile } from './latency.ts';
import type { BenchRow } from './records.ts';
import { seed } from './seed.ts';

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
  ['Board: counts', 'supervision-office.head', '/api/deadlines/summary'],
  ['Cases of a unit', 'finance.clerk', '/api/cases'],
  ['Paper originals of a unit', 'finance.clerk', '/api/papers'],
  ['Paper originals: all that lack one', 'monitor', '/api/papers?standing=lacking'],
  ['Paper originals: text of one case', 'monitor', `/api/papers?q=${encodeURIComponent('测速项目 77777')}`],
];
const ONE = 200;
const TEN = 600;

/** Answers of the API, from sending the request to the last byte of the answer, while nobody else asks and with ten at once. */
export async function benchLists(
  stack: StackInfo,
  as: (username: string) => Promise<Client>,
  note: (line: string) => void,
  add: (row: BenchRow) => void,
): Promise<void> {
  const pool = createPool(stack.databaseUrl, 2);
  try {
    const { now } = (await (await as('monitor')).get('/api/demo/clock')).body as { now: string };
    const n = await seed(pool, now);
    const goal = 'p95 <= 10 ms; ten clients <= 40 ms';
    for (const [what, by, path] of LISTS) {
      const client = await as(by);
      const first = await client.get(path);
      // A part that this version does not have.
      if (first.status === 404) continue;
      if (first.status !== 200) throw new Error(`${path}: ${first.status} ${JSON.stringify(first.body)}`);
      note(`${what}（${String((first.body as { total?: number }).total ?? '')}）`);
      await ask(client, path, 20, 1);
      const one = await ask(client, path, ONE, 1);
      const ten = await ask(client, path, TEN, 10);
      add({
        what: `${what} (${n.openTasks} open, ${n.doneTasks} finished tasks; ${n.openLimits} open limits), p95: one client, ten clients`,
        value: `${quantile(one, 0.95).toFixed(1)} ms, ${quantile(ten, 0.95).toFixed(1)} ms`,
        goal,
      });
    }
  } finally {
    await pool.end();
  }
}

async function ask(client: Client, path: string, count: number, atOnce: number): Promise<number[]> {
  const times: number[] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (next++ < count) {
        const began = performance.now();
        const { status } = await client.get(path);
        times.push(performance.now() - began);
        if (status !== 200) throw new Error(`${path}: ${status}`);
      }
    }),
  );
  return times;
}
