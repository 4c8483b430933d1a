import type { Db } from '../../db/pool.ts';
import { now } from '../clock.ts';
import { type DeadlineState, stateAt } from './filter.ts';

/** States that a limit can have while it is open. */
export const COLOURS = ['running', 'warned', 'overdue', 'suspended'] as const satisfies DeadlineState[];

/** How many limits are open, by their state. */
export async function countByColour(db: Db): Promise<Map<string, number>> {
  const { rows } = await db.query<{ state: string; n: number }>(
    `SELECT ${stateAt('$1::timestamptz')} AS state, count(*)::int AS n FROM deadline_round r WHERE r.ended_at IS NULL GROUP BY 1`,
    [now().toISO()],
  );
  return new Map(rows.map(({ state, n }) => [state, n]));
}
