import type { Db } from '../../db/pool.ts';
import { casesSeenBy } from '../access.ts';
import { now } from '../clock.ts';
import type { Principal } from '../people/store.ts';
import type { ClaimState, Standing } from './facts.ts';

export interface Result {
  caseId: string;
  matter: string;
  applicant: string;
  result: 'granted' | 'refused';
  decisionNumber: string | null;
  /** YYYY-MM-DD. */
  decidedOn: string;
  validUntil: string | null;
  departments: string[];
  standing: Standing;
  standingOn: string | null;
  standingCase: string | null;
  handedAt: string;
}

export interface Claim {
  /** Case of the push. */
  caseId: string;
  resultCase: string;
  department: string;
  pushedAt: string;
  change: string | null;
  state: ClaimState;
  answeredAt: string | null;
  answeredBy: string | null;
  measures: string | null;
  note: string | null;
}

const RESULT = `r.case_id AS "caseId", r.matter, r.applicant, r.result, r.decision_number AS "decisionNumber",
  r.decided_on::text AS "decidedOn", r.valid_until::text AS "validUntil", r.departments, r.standing,
  r.standing_on::text AS "standingOn", r.standing_case AS "standingCase", r.handed_at AS "handedAt"`;
/** A push that was taken back asks nobody any more. */
const STANDS = 'NOT EXISTS (SELECT 1 FROM cases w WHERE w.id = k.case_id AND w.withdrawn_at IS NOT NULL)';
const CLAIM = `k.case_id AS "caseId", k.result_case AS "resultCase", k.department, k.pushed_at AS "pushedAt", k.change, k.state,
  k.answered_at AS "answeredAt", k.answered_by AS "answeredBy", k.measures, k.note`;

export async function findResult(db: Db, caseId: string): Promise<Result | null> {
  const { rows } = await db.query<Result>(`SELECT ${RESULT} FROM approval_result r WHERE r.case_id = $1`, [caseId]);
  return rows[0] ?? null;
}

/** The departments that are to claim this push, once; within a transaction. Whoever is new becomes one of the result's. */
export async function enterClaims(
  db: Db,
  push: { caseId: string; resultCase: string; departments: string[]; change: string | null },
): Promise<void> {
  await db.query(
    `INSERT INTO result_claim (case_id, result_case, department, pushed_at, change)
     SELECT $1, $2, unnest($3::text[]), $4, $5 ON CONFLICT DO NOTHING`,
    [push.caseId, push.resultCase, push.departments, now().toISO(), push.change],
  );
  await db.query(
    `UPDATE approval_result SET departments = departments || ARRAY(SELECT d FROM unnest($2::text[]) d WHERE d <> ALL (departments))
      WHERE case_id = $1`,
    [push.resultCase, push.departments],
  );
}

export async function answerClaim(
  db: Db,
  caseId: string,
  department: string,
  answer: { state: Exclude<ClaimState, 'open'>; by: string | null; measures: string | null; note: string | null },
): Promise<void> {
  await db.query(
    `UPDATE result_claim SET state = $3, answered_at = $4, answered_by = coalesce($5, answered_by),
            measures = coalesce($6, measures), note = coalesce($7, note)
      WHERE case_id = $1 AND department = $2 AND state <> 'claimed'`,
    [caseId, department, answer.state, now().toISO(), answer.by, answer.measures, answer.note],
  );
}

/** 行政许可法 8, 69, 70: what a decision made of the approval. Within a transaction. */
export async function changeStanding(db: Db, resultCase: string, standing: Standing, by: string): Promise<void> {
  await db.query('UPDATE approval_result SET standing = $2, standing_on = $3, standing_case = $4 WHERE case_id = $1', [
    resultCase,
    standing,
    now().toISODate(),
    by,
  ]);
}

export interface ResultFilter {
  q?: string | undefined;
  unit?: string | undefined;
  state?: ClaimState | undefined;
  standing?: Standing | undefined;
  /** Pushed at or after. */
  since?: string | undefined;
  limit: number;
  offset: number;
}

export interface ResultRow extends Result {
  claims: Claim[];
}

/** Results with who claims them, the newest push first; only those that `seen` lets through. */
async function list(
  db: Db,
  f: ResultFilter,
  seen: { sql: string; params: unknown[] },
): Promise<{ items: ResultRow[]; total: number }> {
  const { rows } = await db.query<ResultRow & { total: number }>(
    `SELECT ${RESULT}, count(*) OVER ()::int AS total,
            coalesce((SELECT json_agg(x ORDER BY x."pushedAt", x.department) FROM (SELECT ${CLAIM} FROM result_claim k
                       WHERE k.result_case = r.case_id AND ${STANDS} AND ($2::text IS NULL OR k.department = $2)) x), '[]') AS claims
       FROM approval_result r JOIN cases c ON c.id = r.case_id
      WHERE ($1::text IS NULL OR strpos(r.matter, $1) > 0 OR strpos(r.applicant, $1) > 0 OR r.case_id = $1 OR r.decision_number = $1)
        AND ($2::text IS NULL OR $2 = ANY (r.departments))
        AND ($3::text IS NULL OR EXISTS (SELECT 1 FROM result_claim k WHERE k.result_case = r.case_id AND ${STANDS} AND k.state = $3
              AND ($2::text IS NULL OR k.department = $2)))
        AND ($4::text IS NULL OR r.standing = $4)
        AND ($5::timestamptz IS NULL OR EXISTS (SELECT 1 FROM result_claim k WHERE k.result_case = r.case_id AND ${STANDS} AND k.pushed_at >= $5
              AND ($2::text IS NULL OR k.department = $2)))
        AND ${seen.sql}
      ORDER BY r.handed_at DESC, r.case_id DESC LIMIT $6 OFFSET $7`,
    [
      f.q ?? null,
      f.unit ?? null,
      f.state ?? null,
      f.standing ?? null,
      f.since ?? null,
      f.limit,
      f.offset,
      ...seen.params,
    ],
  );
  return { items: rows.map(({ total: _total, ...row }) => row), total: rows[0]?.total ?? 0 };
}

export const listResults = (db: Db, who: Principal, f: ResultFilter) => list(db, f, casesSeenBy(who, 8));

/** For a department's own system: what was pushed to its unit, nothing else. */
export const resultsOfUnit = (db: Db, f: ResultFilter & { unit: string }) => list(db, f, { sql: 'TRUE', params: [] });

export async function findClaim(db: Db, caseId: string, department: string): Promise<Claim | null> {
  const { rows } = await db.query<Claim>(
    `SELECT ${CLAIM} FROM result_claim k WHERE k.case_id = $1 AND k.department = $2 AND ${STANDS}`,
    [caseId, department],
  );
  return rows[0] ?? null;
}

/** The task by which this department claims this push, while it is open. */
export async function claimTask(db: Db, caseId: string, department: string): Promise<string | null> {
  const { rows } = await db.query<{ key: string }>(
    `SELECT task_key::text AS key FROM read.task
      WHERE case_id = $1 AND element_id = 'Task_ClaimResult' AND state = 'open' AND $2 = ANY (candidate_groups)`,
    [caseId, `${department}.clerk`],
  );
  return rows[0]?.key ?? null;
}
