import type { Db } from '../../db/pool.ts';
import { now } from '../clock.ts';
import type { Source } from './replacement.ts';
import type { Tons } from './tons.ts';

/** The ledger of coal: caps, what was used, what was approved. Sums are PostgreSQL's numeric throughout. */

export interface Balance {
  year: number;
  /** null: the notice sets none for this year. */
  cap: Tons | null;
  /** Reported. */
  used: Tons;
  /** Coal of approved projects that begin in the year, less what replaces it by then; may be negative. */
  approved: string;
  /** used + approved, and this project where one is weighed. */
  expected: string;
  exceeds: boolean;
}

const num = (sql: string) => `trim_scale(${sql})::text`;

/** A year as it is, or as it would be with a project that begins in it. */
export async function balanceOf(
  db: Db,
  year: number,
  project: { annualCoal: Tons; sources: readonly Source[] } | null = null,
): Promise<Balance> {
  const saved = (project?.sources ?? []).filter((source) => source.year <= year).map(({ amount }) => amount);
  const { rows } = await db.query<Balance>(
    `WITH part AS (
       SELECT (SELECT cap FROM coal_cap WHERE year = $1) AS cap,
              (SELECT coalesce(sum(amount), 0) FROM coal_consumption WHERE year = $1 AND cancelled_at IS NULL) AS used,
              (SELECT coalesce(sum(p.annual_coal), 0) FROM coal_project p WHERE p.start_year = $1)
                - (SELECT coalesce(sum(r.amount), 0) FROM coal_replacement r JOIN coal_project p USING (case_id)
                    WHERE p.start_year = $1 AND r.year <= $1) AS approved,
              $2::numeric - (SELECT coalesce(sum(a), 0) FROM unnest($3::numeric[]) a) AS project)
     SELECT $1::int AS year, ${num('cap')} AS cap, ${num('used')} AS used, ${num('approved')} AS approved,
            ${num('used + approved + project')} AS expected, coalesce(used + approved + project > cap, false) AS exceeds FROM part`,
    [year, project?.annualCoal ?? '0', saved],
  );
  return rows[0] as Balance;
}

export const sayBalance = (b: Balance): string =>
  `${b.year}年已用${b.used}万吨，本项目批准后预计${b.expected}万吨，` +
  (b.cap === null ? '方案未定该年度总量目标' : `总量目标${b.cap}万吨${b.exceeds ? '，预计超过' : ''}`);

/** Years with a cap, an entry or a project, oldest first. */
export async function listBalances(db: Db): Promise<Balance[]> {
  const { rows } = await db.query<{ year: number }>(
    `SELECT year FROM coal_cap UNION SELECT year FROM coal_consumption UNION SELECT start_year FROM coal_project ORDER BY 1`,
  );
  return Promise.all(rows.map(({ year }) => balanceOf(db, year)));
}

export interface Consumption {
  id: string;
  year: number;
  consumer: string;
  amount: Tons;
  document: string;
  enteredBy: string;
  cancelledAt: string | null;
  cancelReason: string | null;
}

export async function listConsumption(db: Db): Promise<Consumption[]> {
  const { rows } = await db.query<Consumption>(
    `SELECT id::text AS id, year, consumer, ${num('amount')} AS amount, document, entered_by AS "enteredBy",
            cancelled_at AS "cancelledAt", cancel_reason AS "cancelReason" FROM coal_consumption ORDER BY year DESC, id DESC`,
  );
  return rows;
}

/** Id of the entry; null when the same document of the same consumer is entered for that year already. */
export async function enterConsumption(
  db: Db,
  entry: { year: number; consumer: string; amount: Tons; document: string; by: string },
): Promise<string | null> {
  const { rows } = await db.query<{ id: string }>(
    `INSERT INTO coal_consumption (year, consumer, amount, document, entered_by, entered_at) VALUES ($1,$2,$3,$4,$5,$6)
     ON CONFLICT DO NOTHING RETURNING id::text AS id`,
    [entry.year, entry.consumer, entry.amount, entry.document, entry.by, now().toISO()],
  );
  return rows[0]?.id ?? null;
}

export async function cancelConsumption(
  db: Db,
  id: string,
  { by, reason }: { by: string; reason: string },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE coal_consumption SET cancelled_by = $2, cancelled_at = $3, cancel_reason = $4 WHERE id = $1 AND cancelled_at IS NULL`,
    [id, by, now().toISO(), reason],
  );
  return rowCount === 1;
}

/** Sources of this plan that replace the coal of another approved project. */
export async function takenSources(db: Db, caseId: string, sources: readonly Source[]): Promise<string[]> {
  const { rows } = await db.query<{ name: string }>(
    `SELECT s.name FROM unnest($2::text[]) s(name) JOIN coal_replacement r
         ON regexp_replace(r.name, '\\s', '', 'g') = regexp_replace(s.name, '\\s', '', 'g') AND r.case_id <> $1`,
    [caseId, sources.map(({ name }) => name)],
  );
  return rows.map(({ name }) => name);
}

/** Enters an approved project once. Two that are approved at once wait for each other, so that each sees the other's coal. */
export async function enterProject(
  db: Db,
  p: { caseId: string; name: string; startYear: number; annualCoal: Tons; sources: readonly Source[] },
): Promise<void> {
  const { rowCount } = await db.query(
    `INSERT INTO coal_project (case_id, name, start_year, annual_coal, approved_at) VALUES ($1,$2,$3,$4,$5) ON CONFLICT DO NOTHING`,
    [p.caseId, p.name, p.startYear, p.annualCoal, now().toISO()],
  );
  if (!rowCount) return;
  for (const [place, source] of p.sources.entries())
    await db.query(
      'INSERT INTO coal_replacement (case_id, place, name, kind, amount, year) VALUES ($1,$2,$3,$4,$5,$6)',
      [...[p.caseId, place, source.name, source.kind, source.amount, source.year]],
    );
}

export const lockCoal = (db: Db): Promise<unknown> => db.query(`SELECT pg_advisory_xact_lock(hashtext('coal'))`);
