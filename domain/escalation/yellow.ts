import type { Db } from '../../db/pool.ts';
import { toWire } from '../clock.ts';
import { onDays } from '../days.ts';
import { unitsOf } from '../people/merged.ts';

/** A yellow card only reminds: a rung of its limit that stays given, without a case. */
export interface YellowCard {
  caseId: string;
  caseTitle: string;
  process: string;
  deadlineId: string;
  limitName: string;
  round: number;
  unit: string | null;
  issuedAt: string | null;
  dueAt: string | null;
  /** How the round ended: null while it runs. */
  endedAs: 'met' | 'met-late' | 'cancelled' | null;
}

export interface YellowFilter {
  unit?: string | undefined;
  process?: string | undefined;
  /** Days on which it was issued, both included. */
  issuedFrom?: string | undefined;
  issuedTo?: string | undefined;
}

/** FROM and WHERE over `deadline_rung y`, `deadline_round r` and `cases c`. Lists and reports choose here. */
export function chooseYellowCards(seen: { sql: string; params: unknown[] }, f: YellowFilter) {
  const params: unknown[] = [...seen.params];
  const p = (value: unknown) => `$${params.push(value)}`;
  const all = [`y.rung = 'yellow' AND y.revoked_at IS NULL`, seen.sql];
  if (f.unit) all.push(`r.unit = ${unitsOf(p(f.unit))}`);
  if (f.process) all.push(`c.process = ${p(f.process)}`);
  all.push(...onDays('y.raised_at', f.issuedFrom, f.issuedTo, p));
  const from = `FROM deadline_rung y JOIN deadline_round r ON r.deadline_id = y.deadline_id AND r.round = y.round
    JOIN cases c ON c.id = r.case_id WHERE ${all.join(' AND ')}`;
  return { from, params, p };
}

/** Newest first; `seen` is a condition on alias c of cases, its parameters from $1 on. */
export async function listYellowCards(
  db: Db,
  seen: { sql: string; params: unknown[] },
  f: YellowFilter & { limit: number; offset: number },
): Promise<{ items: YellowCard[]; total: number }> {
  const { from, params, p } = chooseYellowCards(seen, f);
  const count = await db.query<{ n: string }>(`SELECT count(*) AS n ${from}`, [...params]);
  const { rows } = await db.query<YellowCard>(
    `SELECT c.id AS "caseId", c.title AS "caseTitle", c.process, y.deadline_id AS "deadlineId", r.name AS "limitName", y.round,
            r.unit, y.raised_at AS "issuedAt", r.due_at AS "dueAt", r.ended_as AS "endedAs"
     ${from} ORDER BY y.raised_at DESC, y.deadline_id DESC LIMIT ${p(f.limit)} OFFSET ${p(f.offset)}`,
    params,
  );
  const items = rows.map((row) => ({ ...row, issuedAt: toWire(row.issuedAt), dueAt: toWire(row.dueAt) }));
  return { items, total: Number(count.rows[0]?.n ?? 0) };
}
