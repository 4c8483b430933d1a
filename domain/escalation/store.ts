import type { Db } from '../../db/pool.ts';
import { toWire } from '../clock.ts';
import { onDays } from '../days.ts';
import { unitsOf } from '../people/merged.ts';

export const CARD_STATES = ['issued', 'explained', 'upheld', 'revoked'] as const;
export type CardState = (typeof CARD_STATES)[number];

/** A card beside its limit. */
export interface LimitCard {
  caseId: string;
  round: number;
  issuedAt: string | null;
  state: CardState;
  attribution: string | null;
  reason: string | null;
  revokedBecause: 'verification' | 'appeal' | 'limit-changed' | null;
}

export interface CardRow extends LimitCard {
  parentCaseId: string;
  parentTitle: string;
  process: string;
  deadlineId: string;
  limitName: string;
  dueAt: string | null;
  unit: string;
  supervisingUnit: string;
  attributedUnit: string | null;
  appealed: boolean;
  closedAt: string | null;
  /** Whether this person may open the card's case. */
  opens: boolean;
}

const COLUMNS = `k.case_id AS "caseId", k.round, k.issued_at AS "issuedAt", k.state, k.attribution, k.reason,
  k.revoked_because AS "revokedBecause"`;
const wire = <T extends { issuedAt: string | null }>(row: T): T => ({ ...row, issuedAt: toWire(row.issuedAt) });

/** Newest first. */
export async function cardsOfDeadline(db: Db, deadlineId: string): Promise<LimitCard[]> {
  const { rows } = await db.query<LimitCard>(
    `SELECT ${COLUMNS} FROM card k WHERE k.deadline_id = $1 ORDER BY k.issued_at DESC, k.case_id DESC`,
    [deadlineId],
  );
  return rows.map(wire);
}

export interface CardFilter {
  state?: CardState | undefined;
  unit?: string | undefined;
  process?: string | undefined;
  attribution?: string | undefined;
  case?: string | undefined;
  /** Days on which it was issued, both included. */
  issuedFrom?: string | undefined;
  issuedTo?: string | undefined;
  limit: number;
  offset: number;
}

/** Cards whose own case or whose limit's case is `seen` (a condition on alias c of cases, parameters from $1 on). */
export async function listCards(
  db: Db,
  seen: { sql: string; params: unknown[] },
  f: CardFilter,
): Promise<{ items: CardRow[]; total: number }> {
  const { where, params, p, sees } = chooseCards(seen, f);
  const count = await db.query<{ n: string }>(`SELECT count(*) AS n FROM card k WHERE ${where}`, [...params]);
  const { rows } = await db.query<CardRow>(
    `SELECT ${COLUMNS}, k.parent_case_id AS "parentCaseId", o.title AS "parentTitle", k.process, k.deadline_id AS "deadlineId",
            r.name AS "limitName", r.due_at AS "dueAt", k.unit, k.supervising_unit AS "supervisingUnit",
            k.attributed_unit AS "attributedUnit", k.appealed, k.closed_at AS "closedAt", ${sees('k.case_id')} AS opens
       FROM card k JOIN cases o ON o.id = k.parent_case_id
       JOIN deadline_round r ON r.deadline_id = k.deadline_id AND r.round = k.round
      WHERE ${where} ORDER BY k.issued_at DESC, k.case_id DESC LIMIT ${p(f.limit)} OFFSET ${p(f.offset)}`,
    params,
  );
  const items = rows.map((row) => ({ ...wire(row), dueAt: toWire(row.dueAt), closedAt: toWire(row.closedAt) }));
  return { items, total: Number(count.rows[0]?.n ?? 0) };
}

/** WHERE over `card k`. Lists and reports choose here. */
export function chooseCards(seen: { sql: string; params: unknown[] }, f: Omit<CardFilter, 'limit' | 'offset'>) {
  const params: unknown[] = [...seen.params];
  const p = (value: unknown) => `$${params.push(value)}`;
  const sees = (id: string) => `EXISTS (SELECT 1 FROM cases c WHERE c.id = ${id} AND ${seen.sql})`;
  const all = [`(${sees('k.case_id')} OR ${sees('k.parent_case_id')})`];
  if (f.state) all.push(`k.state = ${p(f.state)}`);
  if (f.unit) all.push(`k.unit = ${unitsOf(p(f.unit))}`);
  if (f.process) all.push(`k.process = ${p(f.process)}`);
  if (f.attribution) all.push(`k.attribution = ${p(f.attribution)}`);
  if (f.case) all.push(`k.parent_case_id = ${p(f.case)}`);
  all.push(...onDays('k.issued_at', f.issuedFrom, f.issuedTo, p));
  return { where: all.join(' AND '), params, p, sees };
}
