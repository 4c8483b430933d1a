import type { Db } from '../db/pool.ts';
import { holdsPost, type Principal } from './people/store.ts';
import { findProcedure, procedures } from './procedures.ts';
import { supervisingUnitOf } from './supervision/store.ts';
import { representedTask } from './tasks/acting.ts';

/**
 * Who sees a case: the units that take part in it, the procedure's supervising unit, the government's
 * supervision office, and the monitor; and who stands in for somebody away, as long as the case has tasks of his. Lists, single reads, files and events all ask here.
 */
export function seesEveryCase(who: Principal): boolean {
  return holdsPost(who, 'monitor') || who.units.includes('supervision-office');
}

export function supervisedProcesses(who: Principal): string[] {
  return procedures.filter((p) => who.units.includes(supervisingUnitOf(p.id))).map((p) => p.id);
}

/** Where a statement has the id of a case and its procedure. */
interface CaseColumns {
  id: string;
  process: string;
}
const OF_CASE: CaseColumns = { id: 'c.id', process: 'c.process' };
/** Of a round of a limit (`deadline_round r`), which knows both without a look at its case. */
export const OF_ROUND: CaseColumns = { id: 'r.case_id', process: 'r.process' };

/** SQL conditions that say the same, with their parameters. */
export interface Seen {
  /** For all rows: the unit's cases are looked up at once. */
  sql: string;
  /** For the first rows of a long list in order: each is asked for by itself. */
  each: string;
  params: unknown[];
}

/** SQL on alias `c` of table cases, or on other columns with the same, with its parameters numbered from `first`. */
export function casesSeenBy(who: Principal, first: number, of = OF_CASE): Seen {
  if (seesEveryCase(who)) return { sql: 'TRUE', each: 'TRUE', params: [] };
  const params: unknown[] = [who.units];
  const p = (value: unknown) => `$${first - 1 + params.push(value)}`;
  const its = `FROM case_unit cu WHERE cu.case_id = ${of.id} AND cu.unit = ANY($${first}::text[])`;
  const others: string[] = [];
  const supervised = supervisedProcesses(who);
  if (supervised.length > 0) others.push(`${of.process} = ANY(${p(supervised)}::text[])`);
  if (who.represents.length > 0)
    others.push(`EXISTS (SELECT 1 FROM read.task ct WHERE ct.case_id = ${of.id}
      AND (ct.state = 'open' OR ct.completed_by = ${p(who.username)}) AND ${representedTask(who.represents, 'ct', p, of.process)})`);
  // Without an OR beside it PostgreSQL joins the unit's cases instead of asking for each row.
  const or = (takesPart: string) => (others.length ? `(${[takesPart, ...others].join(' OR ')})` : takesPart);
  return { sql: or(`EXISTS (SELECT 1 ${its})`), each: or(`coalesce((SELECT TRUE ${its} LIMIT 1), FALSE)`), params };
}

export async function maySeeCase(db: Db, who: Principal, caseId: string): Promise<boolean> {
  const seen = casesSeenBy(who, 2);
  const { rows } = await db.query(`SELECT 1 FROM cases c WHERE c.id = $1 AND ${seen.sql}`, [caseId, ...seen.params]);
  return rows.length > 0;
}

/** Withdrawal: the head of the unit that leads the procedure, or of the unit that filed the case. */
export function mayWithdraw(
  who: Principal,
  c: { process: string; leadingUnit: string; filingUnit: string | null },
): boolean {
  if (findProcedure(c.process)?.withdrawable === false) return false;
  return [c.leadingUnit, c.filingUnit].some((unit) => unit !== null && holdsPost(who, `${unit}.head`));
}
