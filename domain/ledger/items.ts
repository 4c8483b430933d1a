import { DateTime } from 'luxon';
import type { Db } from '../../db/pool.ts';
import { addWorkingDays, workingDaysBetween } from '../calendar/core.ts';
import { loadCalendar } from '../calendar/store.ts';
import { type Origin, recordEvent, setOutcome } from '../cases/lifecycle.ts';
import { now, ZONE } from '../clock.ts';
import { PermanentFault } from '../faults.ts';

/** One supervision of a measure, from its entry in the ledger to its evaluation. */

export const CYCLES = { once: '办结时反馈', month: '每月', quarter: '每季度' } as const;
export type Cycle = keyof typeof CYCLES;
const MOST_DAYS = 1000;

export interface Order {
  lead: string;
  support: string[];
  closeOn: string;
  cycle: Cycle;
  text: string | null;
  by: string | null;
}
/** An order as its steps go by it. */
export interface IssuedOrder extends Order {
  /** Lead first, each once. */
  units: string[];
  /** Working days from now to the day by which it must be closed, at least one. */
  closeDays: number;
}

/** Enters the item; says what the notice proposes for its order. */
export async function registerItem(
  db: Db,
  { caseId, measureId, period }: { caseId: string; measureId: string; period: string | null },
  origin: Origin,
): Promise<Partial<Order>> {
  const { rows } = await db.query<{ lead: string[]; support: string[]; dueOn: string | null }>(
    'SELECT lead, support, due_on AS "dueOn" FROM ledger_measure WHERE id = $1',
    [measureId],
  );
  const measure = rows[0];
  if (!measure) throw new PermanentFault(`督查台账中没有措施 ${measureId}：请系统管理员核对。`);
  await db.query(
    'INSERT INTO ledger_item (case_id, measure, period, opened_at) VALUES ($1,$2,$3,$4) ON CONFLICT DO NOTHING',
    [caseId, measureId, period, now().toISO()],
  );
  await recordEvent(db, { caseId, kind: 'item-registered', detail: { text: '列入督查台账' } }, origin);
  const [lead, ...others] = measure.lead;
  return {
    ...(lead ? { lead } : {}),
    support: [...others, ...measure.support],
    ...(measure.dueOn && measure.dueOn > (now().toISODate() ?? '') ? { closeOn: measure.dueOn } : {}),
  };
}

const daysUntil = async (db: Db, date: string): Promise<number> => {
  const days = workingDaysBetween(await loadCalendar(db), now(), DateTime.fromISO(date, { zone: ZONE }));
  return Math.min(MOST_DAYS, Math.max(1, days));
};

/** Writes who does what by when; a second order after a refusal takes the place of the first. */
export async function issueOrder(db: Db, caseId: string, order: Order, origin: Origin): Promise<IssuedOrder> {
  const support = [...new Set(order.support)].filter((unit) => unit !== order.lead);
  await db.query(
    'UPDATE ledger_item SET lead = $2, support = $3, close_on = $4, cycle = $5 WHERE case_id = $1 AND closed_at IS NULL',
    [caseId, order.lead, support, order.closeOn, order.cycle],
  );
  const text = `交办，${order.closeOn}前办结，${CYCLES[order.cycle]}${order.cycle === 'once' ? '' : '反馈'}`;
  await recordEvent(db, { caseId, kind: 'item-assigned', actor: order.by, detail: { text } }, origin);
  return { ...order, support, units: [order.lead, ...support], closeDays: await daysUntil(db, order.closeOn) };
}

export interface Signature {
  unit: string;
  result: 'accept' | 'decline';
  text?: string | null;
  by?: string | null;
}

/** Whether everybody has signed; who sent it back and why stands in the history and in the next order's form. */
export async function recordSignatures(
  db: Db,
  caseId: string,
  signatures: readonly Signature[],
  names: ReadonlyMap<string, string>,
  origin: Origin,
): Promise<{ signed: boolean; declined: string | null }> {
  const declined = signatures.filter(({ result }) => result === 'decline');
  const said = declined.map(({ unit, text }) => `${names.get(unit) ?? unit}：${text ?? ''}`).join('；') || null;
  const text = said ? `退回交办。${said}` : `${signatures.length}个单位已签收`;
  await recordEvent(db, { caseId, kind: 'item-signed', detail: { signatures, text } }, origin);
  return { signed: !said, declined: said };
}

export interface Review {
  result: 'close' | 'continue' | 'return';
  text?: string | null;
  units?: string[] | null;
  by?: string | null;
}
export interface FeedbackRound {
  round: number;
  dueOn: string;
  workingDays: number;
  units: string[];
}
const RETURN_DAYS = 3;

/** When the next feedback is due: at the end of the month or quarter, at the latest with the item; what was sent back in three working days. */
export async function planFeedback(
  db: Db,
  caseId: string,
  order: Pick<IssuedOrder, 'units' | 'closeOn' | 'cycle'>,
  before: FeedbackRound | null,
  review: Review | null,
  origin: Origin,
): Promise<FeedbackRound> {
  const calendar = await loadCalendar(db);
  const today = now();
  const asked = (review?.units ?? []).filter((unit) => order.units.includes(unit));
  const units = review && asked.length ? asked : order.units;
  const round = (before?.round ?? 0) + 1;
  if (review?.result === 'return') {
    const detail = { units, text: `退回，限期重报${review.text ? `：${review.text}` : ''}` };
    if (await recordEvent(db, { caseId, kind: 'item-returned', actor: review.by ?? null, detail }, origin))
      await db.query('UPDATE ledger_item SET returned = returned + 1 WHERE case_id = $1', [caseId]);
    const dueOn = addWorkingDays(calendar, today, RETURN_DAYS).toISODate() ?? '';
    return { round, dueOn, workingDays: RETURN_DAYS, units };
  }
  // A round that ended on time is followed by the next period's.
  const last = before ? DateTime.fromISO(before.dueOn, { zone: ZONE }) : null;
  const from = last && last > today ? last.plus({ days: 1 }) : today;
  const close = DateTime.fromISO(order.closeOn, { zone: ZONE });
  const end = order.cycle === 'once' ? close : from.endOf(order.cycle);
  const due = DateTime.min(end, close > today ? close : today.plus({ days: 1 })) as DateTime;
  const workingDays = Math.min(MOST_DAYS, Math.max(1, workingDaysBetween(calendar, today, due)));
  return { round, dueOn: due.toISODate() ?? '', workingDays, units };
}

export interface Feedback {
  unit: string;
  progress: number;
  text: string;
  files: string[];
  by?: string | null;
}

/** Enters what the units report; the lead's figure is the item's progress. */
export async function recordFeedback(
  db: Db,
  caseId: string,
  { round }: Pick<FeedbackRound, 'round'>,
  lead: string,
  feedbacks: readonly Feedback[],
  names: ReadonlyMap<string, string>,
  origin: Origin,
): Promise<void> {
  for (const f of feedbacks)
    await db.query(
      `INSERT INTO ledger_feedback (case_id, round, unit, progress, text, files, given_by, at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8)
       ON CONFLICT DO NOTHING`,
      [caseId, round, f.unit, f.progress, f.text, f.files.length, f.by ?? null, now().toISO()],
    );
  const own = feedbacks.find(({ unit }) => unit === lead);
  if (own) await db.query('UPDATE ledger_item SET progress = $2 WHERE case_id = $1', [caseId, own.progress]);
  const text = `第${round}次反馈：${feedbacks.map((f) => `${names.get(f.unit) ?? f.unit} ${f.progress}%`).join('，')}`;
  await recordEvent(db, { caseId, kind: 'item-feedback', detail: { round, text } }, origin);
}

/** The item is done; it can be withdrawn no more. */
export async function closeItem(
  db: Db,
  caseId: string,
  closure: { text?: string | null; by?: string | null },
  origin: Origin,
): Promise<void> {
  await db.query('UPDATE ledger_item SET closed_at = coalesce(closed_at, $2), progress = 100 WHERE case_id = $1', [
    caseId,
    now().toISO(),
  ]);
  const detail = { reason: closure.text ?? null, text: `已销号${closure.text ? `：${closure.text}` : ''}` };
  if (await recordEvent(db, { caseId, kind: 'item-closed', actor: closure.by ?? null, detail }, origin))
    await setOutcome(db, caseId, 'item-closed');
}

export interface Weighed {
  /** Limits of the item that ended late, or were late when it was weighed. */
  late: number;
  returned: number;
  /** 0-100. */
  suggested: number;
  text: string;
}

/** Ten points off for each late limit, five for each return. */
export async function weighItem(db: Db, caseId: string): Promise<Weighed> {
  const { rows } = await db.query<{ late: number; returned: number }>(
    `SELECT (SELECT count(*) FROM deadline_round r WHERE r.case_id = i.case_id
              AND (r.ended_as = 'met-late' OR r.due_at < coalesce(r.ended_at, $2)))::int AS late, i.returned
       FROM ledger_item i WHERE i.case_id = $1`,
    [caseId, now().toISO()],
  );
  const { late, returned } = rows[0] ?? { late: 0, returned: 0 };
  await db.query('UPDATE ledger_item SET late = $2 WHERE case_id = $1', [caseId, late]);
  const suggested = Math.max(0, 100 - 10 * late - 5 * returned);
  return { late, returned, suggested, text: `逾期${late}次，退回${returned}次，建议得分${suggested}` };
}

/** What a score is called. */
export const gradeOf = (score: number): string =>
  score >= 90 ? '优秀' : score >= 80 ? '良好' : score >= 60 ? '合格' : '不合格';

export async function recordEvaluation(
  db: Db,
  caseId: string,
  evaluation: { score: number; text?: string | null; by?: string | null },
  origin: Origin,
): Promise<void> {
  const { score } = evaluation;
  await db.query('UPDATE ledger_item SET score = $2 WHERE case_id = $1', [caseId, score]);
  const text = `考评${score}分（${gradeOf(score)}）${evaluation.text ? `：${evaluation.text}` : ''}`;
  await recordEvent(
    db,
    { caseId, kind: 'item-evaluated', actor: evaluation.by ?? null, detail: { score, text } },
    origin,
  );
}
