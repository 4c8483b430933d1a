import type { Db } from '../../db/pool.ts';
import { now } from '../clock.ts';
import type { Principal } from '../people/store.ts';
import { openOrRead } from '../restricted/store.ts';

/** Open limits between units: who owes, to whom (the unit that leads the case), how many of them are late, the next date. */
export interface Debt {
  /** The other unit. */
  unit: string;
  open: number;
  late: number;
  nextDue: string;
}

/** `owes`: what my units owe others; `owed`: what others owe my units. What a unit owes itself is `own`. */
export interface Debts {
  own: { open: number; late: number };
  owes: Debt[];
  owed: Debt[];
}

const OPEN = `FROM deadline_round r JOIN cases c ON c.id = r.case_id
  WHERE r.latest AND r.ended_at IS NULL AND r.unit IS NOT NULL`;
const COUNTS = `count(*)::int AS open,
  (count(*) FILTER (WHERE r.suspended_at IS NULL AND r.due_at < $2))::int AS late, min(r.due_at) AS "nextDue"`;

/** From the open limits: each has one unit that answers for it, and a case that one unit leads. */
export async function debtsOf(db: Db, who: Principal): Promise<Debts> {
  const params: unknown[] = [who.units, now().toISO()];
  const mine = '$1::text[]';
  const openSeen = `${OPEN} AND ${openOrRead(who, 'r.case_id', (value) => `$${params.push(value)}`)}`;
  const [owes, owed, own] = await Promise.all([
    db.query<Debt>(
      `SELECT c.leading_unit AS unit, ${COUNTS} ${openSeen} AND r.unit = ANY (${mine}) AND c.leading_unit <> ALL (${mine})
        GROUP BY 1 ORDER BY late DESC, "nextDue"`,
      params,
    ),
    db.query<Debt>(
      `SELECT r.unit, ${COUNTS} ${openSeen} AND c.leading_unit = ANY (${mine}) AND r.unit <> ALL (${mine})
        GROUP BY 1 ORDER BY late DESC, "nextDue"`,
      params,
    ),
    db.query<{ open: number; late: number }>(
      `SELECT ${COUNTS} ${openSeen} AND r.unit = ANY (${mine}) AND c.leading_unit = ANY (${mine})`,
      params,
    ),
  ]);
  const { open, late } = own.rows[0] ?? { open: 0, late: 0 };
  return { own: { open, late }, owes: owes.rows, owed: owed.rows };
}
