import { countLong } from '../../db/long-lists.ts';
import type { Db } from '../../db/pool.ts';
import type { Seen } from '../access.ts';
import { toWire } from '../clock.ts';
import { chooseDeadlines, type DeadlineFilter, DEADLINE_STATES, type DeadlineState, stateAt } from './filter.ts';

export interface Summary {
  /** Business time of the count. */
  asOf: string | null;
  total: number;
  states: Record<DeadlineState, number>;
  provisional: number;
}

/** How many limits there are in each state, of exactly those that the list shows with the same filter. */
export async function summariseDeadlines(db: Db, seen: Seen, f: DeadlineFilter): Promise<Summary> {
  const chosen = await chooseDeadlines(db, seen, f);
  return countLong(
    `summary ${chosen.key}`,
    async () => {
      const { rows } = await db.query<{ state: DeadlineState; n: number; provisional: number }>(
        `SELECT ${stateAt(chosen.moment)} AS state, count(*)::int AS n,
                (count(*) FILTER (WHERE r.provisional AND r.ended_at IS NULL))::int AS provisional
           ${chosen.from()} GROUP BY 1`,
        chosen.params,
      );
      const states = Object.fromEntries(DEADLINE_STATES.map((s) => [s, 0])) as Record<DeadlineState, number>;
      for (const row of rows) states[row.state] = row.n;
      const sum = (of: (row: (typeof rows)[number]) => number) => rows.reduce((n, row) => n + of(row), 0);
      return {
        asOf: toWire(chosen.present),
        total: sum((row) => row.n),
        states,
        provisional: sum((row) => row.provisional),
      };
    },
    ({ total }) => total,
  );
}
