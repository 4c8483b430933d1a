import { createPool } from '../db/pool.ts';
import type { StackInfo } from '../scripts/stack/spawn.ts';
import type { Client } from '../test/support/client.ts';
import { drained, stepRate } from './latency.ts';
import type { BenchRow } from './records.ts';
import { seed } from './seed.ts';

const SIZES = [1_000, 10_000, 100_000];
/** Of cases that there are, as much is under way. */
const RUNNING = 0.2;
const CASES = 40;
const PEOPLE = 5;

/**
 * What a step costs while the district's cases grow: CPU of app, engine and PostgreSQL for each step done. `cpu` answers the CPU seconds that
 * each has used so far. The cases that were there before are in the read model only, not in the engine.
 */
export async function benchGrowth(
  stack: StackInfo,
  as: (username: string) => Promise<Client>,
  cpu: () => Record<string, number>,
  note: (line: string) => void,
  add: (row: BenchRow) => void,
): Promise<void> {
  const monitor = await as('monitor');
  const { now } = (await monitor.get<{ now: string }>('/api/demo/clock')).body;
  const pool = createPool(stack.databaseUrl, 2);
  const perStep: number[] = [];
  try {
    let there = 0;
    for (const size of SIZES) {
      const more = size - there;
      await seed(pool, now, { running: Math.round(more * RUNNING), finished: more - Math.round(more * RUNNING) });
      there = size;
      note(`已有 ${size} 件时办理 ${CASES} 件`);
      // Statements are planned anew for tables that have grown.
      await stepRate(as, 20, PEOPLE);
      await drained(monitor);
      const before = cpu();
      const { perSecond, times } = await stepRate(as, CASES, PEOPLE);
      await drained(monitor);
      const after = cpu();
      const ms = Object.entries(after).map(
        ([role, s]) => [role, ((s - (before[role] ?? 0)) * 1000) / times.length] as const,
      );
      const all = ms.reduce((sum, [, one]) => sum + one, 0);
      perStep.push(all);
      add({
        what: `${size} cases there: CPU for a step (filing included, ${PEOPLE} people)`,
        value: `${all.toFixed(0)} ms (${ms.map(([role, one]) => `${role} ${one.toFixed(0)}`).join(', ')}); ${perSecond.toFixed(1)} steps/s`,
      });
    }
    add({
      what: `CPU for a step with ${SIZES.at(-1)} cases / with ${SIZES[0]}`,
      value: (perStep.at(-1)! / perStep[0]!).toFixed(2),
      goal: 'about 1',
    });
  } finally {
    await pool.end();
  }
}
