import type { Db } from '../../db/pool.ts';
import { now } from '../clock.ts';
import { recordEvent, setOutcome, type Origin } from '../cases/lifecycle.ts';
import { GROUNDS, type Ground, moneyOf, type MoneySums } from './ledger.ts';
import { halfYearsOf } from './periods.ts';
import { type EvaluationOutcome, OUTCOME_NAMES, type Score } from './score.ts';

export interface EvaluationRow {
  period: string;
  kind: 'half-year' | 'annual';
  caseId: string;
  openedAt: string;
  targets: Record<string, unknown>;
  actuals: Record<string, unknown> | null;
  outcome: EvaluationOutcome | null;
  total: number | null;
  scores: Score['scores'] | null;
  consequence: Consequence | null;
  halfYears: HalfYear[] | null;
  concludedAt: string | null;
  /** Cancelled before it was concluded. */
  withdrawn: boolean;
  withdrawalReason: string | null;
  /** What was decided where the title was at stake. */
  revocation: { result: 'revoke' | 'keep'; text: string | null } | null;
}

/** Every period that was opened for a park, oldest first, whoever ran it then. */
export async function evaluationsOf(db: Db, parkId: string): Promise<EvaluationRow[]> {
  const { rows } = await db.query<EvaluationRow>(
    `SELECT e.period, e.kind, e.case_id AS "caseId", e.opened_at AS "openedAt", e.targets, e.actuals, e.outcome, e.total::float8 AS total,
            e.scores, e.consequence, e.half_years AS "halfYears", e.concluded_at AS "concludedAt", c.withdrawn_at IS NOT NULL AS withdrawn,
            (SELECT w.detail ->> 'reason' FROM case_event w WHERE w.case_id = c.id AND w.kind = 'case-withdrawn' LIMIT 1) AS "withdrawalReason",
            CASE WHEN v.value ->> 'result' IN ('revoke', 'keep')
                 THEN jsonb_build_object('result', v.value -> 'result', 'text', v.value -> 'text') END AS revocation
       FROM park_evaluation e JOIN cases c ON c.id = e.case_id
       LEFT JOIN read.variable v ON v.scope_key = c.instance_key AND v.name = 'revocation' AND e.consequence = 'revoke'
      WHERE e.park_id = $1 ORDER BY e.opened_at, e.period`,
    [parkId],
  );
  return rows;
}

export interface HalfYear {
  period: string;
  state: 'reported' | 'missing' | 'cancelled' | 'before';
  outcome: EvaluationOutcome | null;
}
const STATES = { reported: '已报送', missing: '未报送', cancelled: '已取消', before: '尚未认定' };

/** Which half-year reports of a year are there (第十条（二）). */
export async function reportsOfYear(db: Db, parkId: string, year: string): Promise<HalfYear[]> {
  const known = new Map((await evaluationsOf(db, parkId)).map((e) => [e.period, e]));
  return halfYearsOf(year).map((period) => {
    const e = known.get(period);
    if (!e) return { period, state: 'before', outcome: null };
    const state = e.withdrawn ? 'cancelled' : e.outcome ? 'reported' : 'missing';
    return { period, state, outcome: e.outcome };
  });
}

export const sayHalfYears = (list: readonly HalfYear[]): string =>
  list
    .map(
      ({ period, state, outcome }) =>
        `${period.endsWith('1') ? '上' : '下'}半年${STATES[state]}${outcome ? `（${OUTCOME_NAMES[outcome]}）` : ''}`,
    )
    .join('，');

/** Earlier years in words: what was found and when. */
export const sayYears = (list: readonly EvaluationRow[]): string =>
  list
    .filter(({ kind, outcome }) => kind === 'annual' && outcome)
    .map(({ period, outcome, total }) => `${period}年度${outcome ? OUTCOME_NAMES[outcome] : ''}（${total}分）`)
    .join('，') || '没有以前年度的评价';

/** What an evaluation rests on beside its targets, in words for the people who work on it. */
export async function groundsOf(
  db: Db,
  parkId: string,
  kind: 'half-year' | 'annual' | 'special',
  period: string | null,
): Promise<{ halfYears: string | null; history: string; money: MoneySums }> {
  const [all, money] = await Promise.all([evaluationsOf(db, parkId), moneyOf(db, parkId)]);
  const halfYears = kind === 'annual' && period ? sayHalfYears(await reportsOfYear(db, parkId, period)) : null;
  return { halfYears, history: sayYears(all.filter((e) => e.period !== period)), money };
}

interface Review {
  result: 'confirm' | 'unfounded';
  integrity: Ground | 'none';
  text: string | null;
  by: string | null;
}
const sayFinding = (review: Review | null): string =>
  review && review.integrity !== 'none' ? `；${GROUNDS[review.integrity]}，须追缴已兑现的产业资金` : '';

/** What a check by hand came to. */
export async function concludeCheck(db: Db, caseId: string, review: Review | null, origin: Origin): Promise<void> {
  const founded = review?.result === 'confirm' && review.integrity !== 'none';
  const text = founded ? `线索属实${sayFinding(review)}` : '线索不属实';
  const detail = { integrity: review?.integrity ?? 'none', reason: review?.text ?? null, text };
  if (await recordEvent(db, { caseId, kind: 'check-concluded', actor: review?.by ?? null, detail }, origin))
    await setOutcome(db, caseId, founded ? 'confirmed' : 'unfounded');
}

export type Consequence = 'none' | 'rectify' | 'revoke';

/**
 * Writes what a period was found to be, and says what follows from it (第十条（三）): a failing year is rectified, two failing years in
 * a row are brought before whoever decides the revocation. Half-years and years that are not neighbours never are. In a
 * transaction; the park's row lets two years that are concluded at once see each other.
 */
export async function concludeEvaluation(
  db: Db,
  evaluation: {
    caseId: string;
    parkId: string;
    kind: 'half-year' | 'annual';
    period: string;
    actuals: Record<string, unknown>;
    score: Score;
    by: string | null;
    review: Review | null;
  },
  origin: Origin,
): Promise<{ consequence: Consequence; halfYears: HalfYear[] }> {
  const { caseId, parkId, kind, period, score } = evaluation;
  const park = await db.query<{ revoked: boolean }>(
    'SELECT revoked_on IS NOT NULL AS revoked FROM park WHERE id = $1 FOR UPDATE',
    [parkId],
  );
  const halfYears = kind === 'annual' ? await reportsOfYear(db, parkId, period) : [];
  const failed = kind === 'annual' && score.outcome === 'failed';
  const second = failed && (await failedBeside(db, parkId, Number(period)));
  const consequence = !failed || park.rows[0]?.revoked ? 'none' : second ? 'revoke' : 'rectify';
  const written = await db.query(
    `UPDATE park_evaluation SET actuals = $3, outcome = $4, total = $5, scores = $6, half_years = $7, concluded_at = $8, consequence = $9
      WHERE park_id = $1 AND period = $2`,
    [
      parkId,
      period,
      JSON.stringify(evaluation.actuals),
      score.outcome,
      score.total,
      JSON.stringify(score.scores),
      kind === 'annual' ? JSON.stringify(halfYears) : null,
      now().toISO(),
      consequence,
    ],
  );
  // Its row follows its case; a crash in between leaves it to the schedule's next try.
  if (written.rowCount === 0) throw new Error(`evaluation ${period} of park ${parkId} is not entered yet`);
  const said = { none: '', rectify: '，须制定整改措施', revoke: '，连续两年不合格，提请取消产业园区资格' }[consequence];
  const detail = {
    ...{ outcome: score.outcome, total: score.total, consequence, halfYears },
    integrity: evaluation.review?.integrity ?? 'none',
    text: `评价结果：${OUTCOME_NAMES[score.outcome]}（${score.total}分）${said}${sayFinding(evaluation.review)}`,
  };
  if (await recordEvent(db, { caseId, kind: 'evaluation-concluded', actor: evaluation.by, detail }, origin))
    await setOutcome(db, caseId, score.outcome);
  return { consequence, halfYears };
}

/** Whether the year before or after was found failing: the later of the two may be concluded first. */
async function failedBeside(db: Db, parkId: string, year: number): Promise<boolean> {
  const { rows } = await db.query(
    `SELECT 1 FROM park_evaluation WHERE park_id = $1 AND kind = 'annual' AND outcome = 'failed' AND period = ANY ($2::text[])`,
    [parkId, [`${year - 1}`, `${year + 1}`]],
  );
  return rows.length > 0;
}

/** The park loses its title; its schedule ends with its next date. Once. */
export async function revokePark(
  db: Db,
  decision: { caseId: string; parkId: string; by: string | null; text: string | null },
  origin: Origin,
): Promise<void> {
  const { caseId, parkId, by, text } = decision;
  await db.query('UPDATE park SET revoked_on = $2, revocation_case = $3 WHERE id = $1 AND revoked_on IS NULL', [
    parkId,
    now().toISODate(),
    caseId,
  ]);
  const detail = { reason: text, text: `连续两年不合格，取消产业园区资格${text ? `：${text}` : ''}` };
  if (await recordEvent(db, { caseId, kind: 'park-revoked', actor: by, detail }, origin))
    await setOutcome(db, caseId, 'park-revoked');
}
