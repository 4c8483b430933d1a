import type { Db } from '../db/pool.ts';
import { holdsPost, type Principal } from './people/store.ts';
import { findProcedure, procedures } from './procedures.ts';
import { isHisPart, isOpen, isReadBy, ownReading, representedReading } from './restricted/store.ts';
import { supervisingUnitOf } from './supervision/store.ts';
import { representedTask } from './tasks/acting.ts';

/**
 * Who sees a case: the units that take part in it, the procedure's supervising unit, the government's
 * supervision office, and the monitor; and who stands in for somebody away, as long as the case has tasks of his. Lists, single reads, files and events all ask here.
 * Cases marked 公开 (domain/cases/marking) everybody signed in reads.
 * Restricted cases (domain/restricted) nobody sees by any of that: only the posts that each of them names.
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
  /** Units that took part when the row was last caught up (domain/cases/joined.ts). */
  units?: string;
}
const OF_CASE: CaseColumns = { id: 'c.id', process: 'c.process' };
/** Of a round of a limit (`deadline_round r`), which knows both without a look at its case. */
export const OF_ROUND: CaseColumns = { id: 'r.case_id', process: 'r.process', units: 'r.units' };

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
  const params: unknown[] = [];
  const p = (value: unknown) => `$${first - 1 + params.push(value)}`;
  // Most have one unit, and each look by a list of values prepares that list anew.
  const one = who.units.length === 1;
  const own = seesEveryCase(who) ? null : one ? `${p(who.units[0])}::text` : `${p(who.units)}::text[]`;
  const his = one ? `= ${own}` : `= ANY(${own})`;
  const its = own && `FROM case_unit cu WHERE cu.case_id = ${of.id} AND cu.unit ${his}`;
  // As the row knows it; else as the case does; or joined since.
  const known = of.units ? `${one ? `${own} = ANY(${of.units})` : `${of.units} && ${own}`}, ` : '';
  const joined = of.units ? ` OR ${of.id} IN (SELECT case_id FROM unit_joined WHERE unit ${his})` : '';
  const others: string[] = [];
  const supervised = its ? supervisedProcesses(who) : [];
  if (supervised.length > 0) others.push(`${of.process} = ANY(${p(supervised)}::text[])`);
  const inPlace = its && who.represents.length > 0 ? ofRepresented(who, of, p) : null;
  if (inPlace) others.push(inPlace);
  // Asked for only where there are some: lists without them keep their plan.
  if (its && who.publicCases) others.push(`${of.id} IN (SELECT case_id FROM public_case)`);
  // Without an OR beside it PostgreSQL joins the unit's cases instead of asking for each row.
  const or = (takesPart: string) => (others.length ? `(${[takesPart, ...others].join(' OR ')})` : takesPart);
  const restricted = restrictedSeenBy(who, of, p);
  const whole = (seen: string | null) => {
    const open = seen === null ? isOpen(of.id) : `${seen} AND ${isOpen(of.id)}`;
    return restricted.length ? `(${[open, ...restricted].join(' OR ')})` : `(${open})`;
  };
  if (!its) return { sql: whole(null), each: whole(null), params };
  return {
    sql: whole(or(`EXISTS (SELECT 1 ${its})`)),
    each: whole(or(`(coalesce(${known}(SELECT TRUE ${its} LIMIT 1), FALSE)${joined})`)),
    params,
  };
}

type Add = (value: unknown) => string;

/** The case has a task that he would do for somebody away, or has done. */
const ofRepresented = (who: Principal, of: CaseColumns, p: Add): string =>
  `EXISTS (SELECT 1 FROM read.task ct WHERE ct.case_id = ${of.id}
      AND (ct.state = 'open' OR ct.completed_by = ${p(who.username)}) AND ${representedTask(who.represents, 'ct', p, of.process)})`;

/** Restricted cases: by his own posts, and by those of absent people as long as there are tasks of theirs. */
function restrictedSeenBy(who: Principal, of: CaseColumns, p: Add): string[] {
  const own = ownReading(who);
  const represented = representedReading(who);
  return [
    ...(own.length ? [isReadBy(of.id, p(own), p(who.username))] : []),
    ...(represented.length
      ? [`${isReadBy(of.id, p(represented), p(who.username))} AND ${ofRepresented(who, of, p)}`]
      : []),
  ];
}

export async function maySeeCase(db: Db, who: Principal, caseId: string): Promise<boolean> {
  const seen = casesSeenBy(who, 2);
  const { rows } = await db.query(`SELECT 1 FROM cases c WHERE c.id = $1 AND ${seen.sql}`, [caseId, ...seen.params]);
  return rows.length > 0;
}

/** A file goes with its case; of a restricted one the person concerned has his part. */
export async function maySeeFile(db: Db, who: Principal, file: { id: string; caseId: string }): Promise<boolean> {
  return (await maySeeCase(db, who, file.caseId)) || (await isHisPart(db, who.username, file.id));
}

/** Withdrawal: the head of the unit that leads the procedure, or of the unit that filed the case. */
export function mayWithdraw(
  who: Principal,
  c: { process: string; leadingUnit: string; filingUnit: string | null },
): boolean {
  if (findProcedure(c.process)?.withdrawable === false) return false;
  return [c.leadingUnit, c.filingUnit].some((unit) => unit !== null && holdsPost(who, `${unit}.head`));
}
