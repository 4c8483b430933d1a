import { inTransaction, type Pool } from '../../db/pool.ts';
import { listed } from '../../db/listed.ts';
import type { Db } from '../../db/pool.ts';
import { now } from '../clock.ts';
import { notify } from '../notifications/notify.ts';
import { withoutPersons } from './plain.ts';
import type { Adoption, CommentState, State } from './words.ts';

/** What the audit log calls a comment that was taken. */
export const COMMENT_ACTION = 'POST /public/decisions/:id/comments';

/** From one address, and for one matter from everywhere: more are refused for a while. Wall time. */
export const RATES = { perTenMinutes: 5, perDay: 20, perMatterAndHour: 600 } as const;

export type Taken =
  | { result: 'taken' | 'repeated'; number: number }
  | { result: 'unknown' | 'before' | 'ended' | 'too-many' | 'too-many-from-all' };

export interface NewComment {
  text: string;
  name: string | null;
  contact: string | null;
  /** Of the form: the same form sent twice is one comment. */
  nonce: string;
  /** Keyed hash of the address. */
  origin: string;
}

/**
 * Takes a comment as long as the engine's timers say that comments are taken and the end is not reached. Comments of one matter wait for each other
 * and for the job that ends them, so none is lost between the two.
 */
export function takeComment(pool: Pool, caseId: string, c: NewComment, arrivedAt: Date): Promise<Taken> {
  return inTransaction(pool, async (db): Promise<Taken> => {
    const { rows } = await db.query<{ state: State; ended: boolean; unit: string; subject: string }>(
      `SELECT d.state, d.ends_at <= $2 AS ended, d.unit, d.subject FROM decision_disclosure d JOIN cases c ON c.id = d.case_id
         JOIN decision_matter m ON m.case_id = d.case_id
        WHERE d.case_id = $1 AND c.withdrawn_at IS NULL AND m.secret_reason IS NULL FOR UPDATE OF d`,
      [caseId, now().toISO()],
    );
    const disclosure = rows[0];
    if (!disclosure) return { result: 'unknown' };
    const known = await db.query<{ number: number }>(
      'SELECT number FROM public_comment WHERE nonce = $1 AND case_id = $2',
      [c.nonce, caseId],
    );
    if (known.rows[0]) return { result: 'repeated', number: known.rows[0].number };
    if (disclosure.ended || disclosure.state === 'closed' || disclosure.state === 'answered')
      return { result: 'ended' };
    if (disclosure.state !== 'open') return { result: 'before' };
    // The same address at two matters at once.
    await db.query('SELECT pg_advisory_xact_lock(hashtext($1))', [`comment:${c.origin}`]);
    const rate = await db.query<{ lately: number; today: number; all: number }>(
      `SELECT (SELECT count(*)::int FROM public_comment WHERE origin = $1 AND arrived_at > $3::timestamptz - interval '10 minutes') AS lately,
              (SELECT count(*)::int FROM public_comment WHERE origin = $1 AND arrived_at > $3::timestamptz - interval '1 day') AS today,
              (SELECT count(*)::int FROM public_comment WHERE case_id = $2 AND arrived_at > $3::timestamptz - interval '1 hour') AS all`,
      [c.origin, caseId, arrivedAt],
    );
    const { lately = 0, today = 0, all = 0 } = rate.rows[0] ?? {};
    if (lately >= RATES.perTenMinutes || today >= RATES.perDay) return { result: 'too-many' };
    if (all >= RATES.perMatterAndHour) return { result: 'too-many-from-all' };
    const entered = await db.query<{ number: number }>(
      `INSERT INTO public_comment (case_id, number, text, name, contact, nonce, origin, received_at, arrived_at)
       SELECT $1, coalesce(max(number), 0) + 1, $2, $3, $4, $5, $6, $7, $8 FROM public_comment WHERE case_id = $1 RETURNING number`,
      [caseId, c.text, c.name, c.contact, c.nonce, c.origin, now().toISO(), arrivedAt],
    );
    const at = now();
    await notify(db, {
      effectKey: `comments:${caseId}:${at.toISODate()}`,
      kind: 'exchange',
      title: `公众意见待审核：${disclosure.subject}`,
      text: '今天收到公众意见，请在“决策公开”页面审核。',
      recipients: [`${disclosure.unit}.clerk`],
      caseId,
      link: `/disclosure/${caseId}`,
    });
    return { result: 'taken', number: entered.rows[0]?.number ?? 0 };
  });
}

export interface CommentRow {
  id: string;
  number: number;
  text: string;
  name: string | null;
  contact: string | null;
  receivedAt: string;
  state: CommentState;
  shownText: string | null;
  reason: string | null;
  moderatedBy: string | null;
  adoption: Adoption | null;
  answer: string | null;
  answeredBy: string | null;
}

export async function listComments(
  db: Db,
  caseId: string,
  f: { state?: CommentState | undefined; answered?: boolean | undefined; limit: number; offset: number },
): Promise<{ items: CommentRow[]; total: number }> {
  const { rows } = await db.query<CommentRow & { total: number }>(
    `SELECT id::text AS id, number, text, name, contact, received_at AS "receivedAt", state, shown_text AS "shownText", reason,
            moderated_by AS "moderatedBy", adoption, answer, answered_by AS "answeredBy", count(*) OVER ()::int AS total
       FROM public_comment WHERE case_id = $1 AND ($2::text IS NULL OR state = $2) AND ($3::bool IS NULL OR (answer IS NOT NULL) = $3)
      ORDER BY number LIMIT $4 OFFSET $5`,
    [caseId, f.state ?? null, f.answered ?? null, f.limit, f.offset],
  );
  return listed(rows);
}

export interface CommentCounts {
  received: number;
  accepted: number;
  rejected: number;
  pending: number;
  unanswered: number;
}

export async function countComments(db: Db, caseId: string): Promise<CommentCounts> {
  const { rows } = await db.query<CommentCounts>(
    `SELECT count(*)::int AS received, (count(*) FILTER (WHERE state = 'accepted'))::int AS accepted,
            (count(*) FILTER (WHERE state = 'rejected'))::int AS rejected, (count(*) FILTER (WHERE state = 'pending'))::int AS pending,
            (count(*) FILTER (WHERE state = 'accepted' AND answer IS NULL))::int AS unanswered
       FROM public_comment WHERE case_id = $1`,
    [caseId],
  );
  return rows[0] as CommentCounts;
}

/** Locks the disclosure, so that nothing is judged while its answers are published; false once they are. */
export async function stillOpenToEdit(db: Db, caseId: string): Promise<boolean> {
  const { rows } = await db.query<{ state: State }>(
    'SELECT state FROM decision_disclosure WHERE case_id = $1 FOR UPDATE',
    [caseId],
  );
  return rows[0] !== undefined && rows[0].state !== 'answered';
}

/** Shown without what names people, or not shown with a reason; may be judged anew until the answers are published. */
export async function moderate(
  db: Db,
  caseId: string,
  id: string,
  judgement: { by: string } & ({ result: 'accepted'; hide: string[] } | { result: 'rejected'; reason: string }),
): Promise<boolean> {
  const { rows } = await db.query<{ text: string }>('SELECT text FROM public_comment WHERE id = $1 AND case_id = $2', [
    id,
    caseId,
  ]);
  if (!rows[0]) return false;
  const shown = judgement.result === 'accepted' ? withoutPersons(rows[0].text, judgement.hide) : null;
  const reason = judgement.result === 'rejected' ? judgement.reason : null;
  await db.query(
    `UPDATE public_comment SET state = $3, shown_text = $4, reason = $5, moderated_by = $6, moderated_at = $7,
            adoption = CASE WHEN $3 = 'accepted' THEN adoption END, answer = CASE WHEN $3 = 'accepted' THEN answer END
      WHERE id = $1 AND case_id = $2`,
    [id, caseId, judgement.result, shown, reason, judgement.by, now().toISO()],
  );
  return true;
}

/** The same answer to one or many comments that are shown; how many of them there were. */
export async function answerComments(
  db: Db,
  caseId: string,
  ids: string[],
  answer: { adoption: Adoption; text: string; by: string },
): Promise<number> {
  const { rowCount } = await db.query(
    `UPDATE public_comment SET adoption = $3, answer = $4, answered_by = $5, answered_at = $6
      WHERE case_id = $1 AND id = ANY ($2::bigint[]) AND state = 'accepted'`,
    [caseId, ids, answer.adoption, answer.text, answer.by, now().toISO()],
  );
  return rowCount ?? 0;
}

export interface ShownComment {
  number: number;
  text: string;
  adoption: Adoption;
  answer: string;
}

/** What the public reads when the answers are published: numbers and words, nothing of who wrote them. */
export async function shownComments(db: Db, caseId: string): Promise<ShownComment[]> {
  const { rows } = await db.query<ShownComment>(
    `SELECT number, shown_text AS text, adoption, answer FROM public_comment
      WHERE case_id = $1 AND state = 'accepted' AND answer IS NOT NULL ORDER BY number LIMIT 5000`,
    [caseId],
  );
  return rows;
}
