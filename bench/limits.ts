import { performance } from 'node:perf_hooks';
import type { StackInfo } from '../scripts/stack/spawn.ts';
import type { Client } from '../test/support/client.ts';
import { type Limits, manyLimits } from '../test/support/many-limits.ts';
import { quantile } from './latency.ts';
import type { BenchRow } from './records.ts';

const s = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/**
 * Limits due at the same minute: from that minute until the red rung of each stands in its row, as the pages read it. `jumped`: the
 * clock goes over both dates of all at once, which spares an hour of arming so many anew.
 */
export async function benchLimits(
  stack: StackInfo,
  as: (username: string) => Promise<Client>,
  count: number,
  note: (line: string) => void,
  add: (row: BenchRow) => void,
  jumped = false,
): Promise<void> {
  const monitor = await as('monitor');
  const limits = await manyLimits(stack);
  try {
    note(`同一时刻届满的时限：${count} 个`);
    const prefix = `BENCH-${Date.now()}`;
    const { now } = (await monitor.get('/api/demo/clock')).body as { now: string };
    const started = performance.now();
    await limits.start(prefix, count, { startsAt: now, workingDays: 1 });
    const startedIn = performance.now() - started;
    const { warnAt, dueAt } = await datesOf(limits, prefix);
    let due: number;
    if (jumped) {
      await moveTo(monitor, dueAt);
      due = performance.now();
    } else {
      note('中止、恢复到重新计时');
      const some = Array.from({ length: 100 }, (_, n) => `${prefix}-${n + 1}`);
      add(await suspendToArmed(limits, await as('finance.head'), some));
      const later = (await monitor.get('/api/demo/clock')).body as { now: string };
      if (Date.parse(warnAt) > Date.parse(later.now)) await moveTo(monitor, warnAt);
      await raised(limits, prefix, 'yellow', count);
      await armedFor(limits, prefix, 'red', count);
      await moveTo(monitor, new Date(Date.parse(dueAt) - 2000).toISOString());
      due = performance.now() + 2000;
    }
    const half = await raised(limits, prefix, 'red', count / 2);
    const all = await raised(limits, prefix, 'red', count);
    add({
      what: `${count} limits due at the same minute${jumped ? ', yellow and red at once' : ''}: half, all raised (started in ${s(startedIn)})`,
      value: `${s(half - due)}, ${s(all - due)}`,
      goal: jumped ? '<= 30 s' : '<= 3 s (Flowable 4-11 s)',
    });
    if (jumped) return;
    await armedFor(limits, prefix, 'overdue-1', count);
    const settled = performance.now();
    add({ what: `${count} limits: every watch armed for the next rung`, value: s(settled - due) });
  } finally {
    await limits.close();
  }
}

async function datesOf({ pool }: Limits, prefix: string): Promise<{ warnAt: string; dueAt: string }> {
  const { rows } = await pool.query<{ warnAt: string; dueAt: string }>(
    `SELECT min(warn_at) AS "warnAt", max(due_at) AS "dueAt" FROM deadline_round WHERE case_id LIKE $1 || '-%'`,
    [prefix],
  );
  return rows[0]!;
}

const moveTo = async (monitor: Client, advanceTo: string): Promise<void> => {
  const moved = await monitor.post('/api/demo/clock', { advanceTo });
  if (moved.status !== 200) throw new Error(JSON.stringify(moved.body));
};

async function until(what: string, seconds: number, test: () => Promise<boolean>): Promise<number> {
  for (const end = Date.now() + seconds * 1000; ;) {
    if (await test()) return performance.now();
    if (Date.now() > end) throw new Error(`not within ${seconds} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const raised = ({ pool }: Limits, prefix: string, rung: string, count: number) =>
  until(`${count} ${rung}`, 600, async () => {
    const { rows } = await pool.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM deadline_rung WHERE rung = $2 AND deadline_id LIKE $1 || '-%'`,
      [prefix, rung],
    );
    return (rows[0]?.n ?? 0) >= count;
  });

const armedFor = ({ pool }: Limits, prefix: string, rung: string, count: number) =>
  until(`${count} armed for ${rung}`, 600, async () => {
    const { rows } = await pool.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM deadline_round WHERE next_rung = $2 AND deadline_id LIKE $1 || '-%'`,
      [prefix, rung],
    );
    return (rows[0]?.n ?? 0) >= count;
  });

/** From sending POST …/suspend (and …/resume) until the watch of the limit has taken it up. */
async function suspendToArmed({ pool }: Limits, head: Client, caseIds: string[]): Promise<BenchRow> {
  const times: number[] = [];
  for (const id of caseIds) {
    for (const [act, body] of [
      ['suspend', { reason: '测速：中止', basis: '测速' }],
      ['resume', { reason: '测速：恢复' }],
    ] as const) {
      const began = performance.now();
      const done = await head.post(`/api/cases/${id}/${act}`, body);
      if (done.status !== 200) throw new Error(JSON.stringify(done.body));
      for (const end = Date.now() + 10_000; ;) {
        const { rows } = await pool.query('SELECT 1 FROM deadline_round WHERE case_id = $1 AND armed = revision', [id]);
        if (rows.length > 0) break;
        if (Date.now() > end) throw new Error(`${id} not armed again`);
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
      times.push(performance.now() - began);
    }
  }
  return {
    what: `Suspend or resume -> watch re-armed (${times.length} samples)`,
    value: `p50 ${quantile(times, 0.5).toFixed(0)} ms, p99 ${quantile(times, 0.99).toFixed(0)} ms`,
  };
}
