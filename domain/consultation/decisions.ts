import type { Db } from '../../db/pool.ts';
import { casesSeenBy } from '../access.ts';
import { now } from '../clock.ts';
import type { Principal } from '../people/store.ts';

export interface NewDecision {
  number: number;
  matter: string;
  unit: string;
  /** Working days. */
  days: number;
  /** YYYY-MM-DD. */
  dueOn: string;
}

/** What a meeting decided, once; within a transaction. */
export async function enterDecisions(db: Db, caseId: string, decisions: NewDecision[]): Promise<void> {
  for (const d of decisions)
    await db.query(
      `INSERT INTO meeting_decision (case_id, number, matter, unit, days, due_on, decided_at)
       VALUES ($1,$2,$3,$4,$5,$6,$7) ON CONFLICT DO NOTHING`,
      [caseId, d.number, d.matter, d.unit, d.days, d.dueOn, now().toISO()],
    );
}

/** The last report, and that it was found sufficient. What is done stays done. */
export async function noteProgress(
  db: Db,
  caseId: string,
  number: number,
  progress: { report: string; by: string | null; done: boolean },
): Promise<void> {
  await db.query(
    `UPDATE meeting_decision SET report = $3, reported_by = $4, done_at = CASE WHEN $5 THEN $6::timestamptz END
      WHERE case_id = $1 AND number = $2 AND done_at IS NULL`,
    [caseId, number, progress.report, progress.by, progress.done, now().toISO()],
  );
}

export interface DecisionFilter {
  q?: string | undefined;
  unit?: string | undefined;
  state?: 'open' | 'late' | 'done' | undefined;
  limit: number;
  offset: number;
}

export interface DecisionRow {
  caseId: string;
  title: string;
  number: number;
  matter: string;
  unit: string;
  dueOn: string;
  report: string | null;
  doneAt: string | null;
  state: 'open' | 'late' | 'done';
}

/** Decisions of the meetings that this person sees; what is open first, the earliest date on top. */
export async function listDecisions(
  db: Db,
  who: Principal,
  f: DecisionFilter,
): Promise<{ items: DecisionRow[]; total: number }> {
  const seen = casesSeenBy(who, 7);
  const today = now().toISODate();
  const { rows } = await db.query<DecisionRow & { total: number }>(
    `SELECT * FROM (
       SELECT d.case_id AS "caseId", c.title, d.number, d.matter, d.unit, d.due_on::text AS "dueOn", d.report, d.done_at AS "doneAt",
              CASE WHEN d.done_at IS NOT NULL THEN 'done' WHEN d.due_on < $1::date THEN 'late' ELSE 'open' END AS state,
              count(*) OVER ()::int AS total
         FROM meeting_decision d JOIN cases c ON c.id = d.case_id
        WHERE ($2::text IS NULL OR d.unit = $2)
          AND ($3::text IS NULL OR strpos(d.matter, $3) > 0 OR strpos(c.title, $3) > 0 OR d.case_id = $3)
          AND ($4::text IS NULL OR $4 = CASE WHEN d.done_at IS NOT NULL THEN 'done' WHEN d.due_on < $1::date THEN 'late' ELSE 'open' END)
          AND c.withdrawn_at IS NULL AND ${seen.sql}) found
      ORDER BY "doneAt" IS NOT NULL, "dueOn", "caseId", number LIMIT $5 OFFSET $6`,
    [today, f.unit ?? null, f.q ?? null, f.state ?? null, f.limit, f.offset, ...seen.params],
  );
  return {
    items: rows.map(({ total: _total, ...row }) => row),
    total: rows[0]?.total ?? 0,
  };
}
