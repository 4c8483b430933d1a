import type { Db } from '../../db/pool.ts';
import { recordEvent, setOutcome, type Origin } from '../cases/lifecycle.ts';
import { now } from '../clock.ts';
import { ATTRIBUTIONS, type Judgement, labelIn, VERDICTS } from './facts.ts';
import { recordForBoth } from './tell.ts';

/** What the diagram's steps make of a card; each in a transaction of its worker, and again without effect when its job comes again. */

export interface Explanation {
  text: string;
  by: string | null;
}

interface Card {
  caseId: string;
  parentCaseId: string;
  deadlineId: string;
  round: number;
  takenBack: boolean;
}

/** Locked until the transaction ends: a limit that is moved at this moment comes before or after, not in between. */
async function lockCard(db: Db, caseId: string): Promise<Card | null> {
  const { rows } = await db.query<Card>(
    `SELECT case_id AS "caseId", parent_case_id AS "parentCaseId", deadline_id AS "deadlineId", round,
            taken_back_at IS NOT NULL AS "takenBack" FROM card WHERE case_id = $1 FOR UPDATE`,
    [caseId],
  );
  return rows[0] ?? null;
}

/** 发出红牌: the reason that has been recorded already, which then needs no explanation any more. */
export async function openCard(db: Db, caseId: string, origin: Origin): Promise<Explanation | null> {
  const card = await lockCard(db, caseId);
  if (!card) return null;
  // The case of the limit was told when the rung was raised.
  const detail = { limit: card.deadlineId, round: card.round, text: '红牌已发出' };
  await recordEvent(db, { caseId, kind: 'card-issued', detail }, origin);
  const { rows } = await db.query<{ text: string; by: string; revision: number }>(
    `SELECT reason AS text, recorded_by AS by, revision FROM overdue_reason WHERE deadline_id = $1 AND round = $2`,
    [card.deadlineId, card.round],
  );
  const reason = rows[0];
  if (!reason) return null;
  await db.query('UPDATE card SET reason_revision = $2 WHERE case_id = $1', [caseId, reason.revision]);
  return { text: reason.text, by: reason.by };
}

/** 登记说明: given at the task, or recorded with the limit (then in its revision). Either is the limit's reason. */
export async function explainCard(
  db: Db,
  caseId: string,
  { text, by, revision }: Explanation & { revision: number },
  origin: Origin,
): Promise<void> {
  const card = await lockCard(db, caseId);
  if (!card) return;
  // Words recorded with the limit at this very moment stand; the instance is told of them (deliver.ts).
  const kept = await db.query(
    `INSERT INTO overdue_reason (deadline_id, round, reason, recorded_by, recorded_at) VALUES ($1,$2,$3,$4,$5)
     ON CONFLICT (deadline_id, round) DO NOTHING`,
    [card.deadlineId, card.round, text, by ?? '', now().toISO()],
  );
  await db.query(
    `UPDATE card SET reason = coalesce(reason, $2), reason_revision = greatest(reason_revision, $3),
            state = CASE WHEN state = 'issued' THEN 'explained' ELSE state END WHERE case_id = $1`,
    [caseId, text, kept.rowCount ? 1 : revision],
  );
  await recordForBoth(db, card, { kind: 'card-explained', actor: by, text: `超期原因：${text}` }, origin);
}

export async function verifyCard(db: Db, caseId: string, j: Judgement, origin: Origin): Promise<void> {
  const card = await lockCard(db, caseId);
  if (!card) return;
  await judge(db, caseId, j, 'verification');
  await db.query('UPDATE card SET verified_at = coalesce(verified_at, $2) WHERE case_id = $1', [caseId, now().toISO()]);
  const text = `核查结论：${await say(db, j)}`;
  await recordForBoth(db, card, { kind: 'card-verified', actor: j.by, text, detail: { ...j } }, origin);
}

const HOW: Record<string, string> = { accept: '责任单位接受，了结', lapsed: '申诉期满未答复，了结' };

/** The end: what the verification said, or the review of the appeal. */
export async function concludeCard(
  db: Db,
  caseId: string,
  end: { verification: Judgement; answer: 'accept' | 'appeal' | null; review: Judgement | null },
  origin: Origin,
): Promise<void> {
  const card = await lockCard(db, caseId);
  if (!card) return;
  const last = end.review ?? end.verification;
  if (end.answer === 'appeal') await db.query('UPDATE card SET appealed = true WHERE case_id = $1', [caseId]);
  if (end.review) await judge(db, caseId, end.review, 'appeal');
  await db.query('UPDATE card SET closed_at = coalesce(closed_at, $2) WHERE case_id = $1', [caseId, now().toISO()]);
  if (!card.takenBack) await setOutcome(db, caseId, last.verdict);
  const how = end.review ? '申诉复核后了结' : last.verdict === 'revoked' ? '了结' : HOW[end.answer ?? 'lapsed'];
  const text = `${how}：${await say(db, last)}`;
  const detail = { verdict: last.verdict, attribution: last.attribution, unit: last.unit };
  await recordForBoth(db, card, { kind: 'card-closed', actor: last.by, text, detail }, origin);
}

/** The instance ends after the limit was moved; the card itself was revoked when that happened. */
export async function closeTakenBack(db: Db, caseId: string, origin: Origin): Promise<void> {
  const card = await lockCard(db, caseId);
  if (!card) return;
  await db.query('UPDATE card SET closed_at = coalesce(closed_at, $2) WHERE case_id = $1', [caseId, now().toISO()]);
  await setOutcome(db, caseId, 'revoked');
  await recordEvent(db, { caseId, kind: 'card-closed', detail: { text: '红牌已了结：时限变更后未超期' } }, origin);
}

/** A card that was taken back meanwhile stays so. */
async function judge(db: Db, caseId: string, j: Judgement, because: 'verification' | 'appeal'): Promise<void> {
  await db.query(
    `UPDATE card SET state = $2, attribution = $3, attributed_unit = $4, revoked_because = $5
      WHERE case_id = $1 AND taken_back_at IS NULL`,
    [caseId, j.verdict, j.attribution, j.unit, j.verdict === 'revoked' ? because : null],
  );
}

async function say(db: Db, j: Judgement): Promise<string> {
  const { rows } = await db.query<{ name: string }>('SELECT name FROM unit WHERE id = $1', [j.unit]);
  const whose = rows[0] ? `（${rows[0].name}）` : '';
  const note = j.note ? `；意见：${j.note}` : '';
  return `${labelIn(VERDICTS, j.verdict)}，责任归属：${labelIn(ATTRIBUTIONS, j.attribution)}${whose}${note}`;
}
