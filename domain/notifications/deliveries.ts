import { type Db, inTransaction, type Pool } from '../../db/pool.ts';
import { now } from '../clock.ts';
import { isOpenOrNone } from '../restricted/store.ts';
import type { Kind } from './kinds.ts';
import { oneLine } from './mail.ts';
import { notify } from './notify.ts';

export type Channel = 'email' | 'webhook';

/** One thing to be sent, with what it takes to send it. */
export interface Outgoing {
  id: string;
  attempts: number;
  /** Wall time of the attempt, seconds. */
  at: string;
  notificationId: string;
  kind: Kind;
  title: string;
  text: string;
  link: string;
  createdAt: string;
  caseId: string | null;
  caseTitle: string | null;
  process: string | null;
  taskKey: string | null;
  recipients: string[];
  detail: { limit?: unknown; information?: unknown };
  email: string | null;
  username: string | null;
  webhookId: string | null;
  url: string | null;
  secret: string | null;
}

// Longer than any attempt takes: another process takes up what was in the hands of one that died.
const LEASE_S = 120;

/**
 * Takes what is due. A row that is taken is out of others' reach until its lease is over, so two processes never send the same, and
 * what was taken by a process that died is sent after all: at least once, normally once.
 */
export async function claimDeliveries(db: Db, channel: Channel, most: number): Promise<Outgoing[]> {
  const { rows } = await db.query<Outgoing>({
    name: 'claim-deliveries',
    text: `WITH taken AS (
         UPDATE delivery SET attempts = attempts + 1, next_attempt = now() + make_interval(secs => ${LEASE_S})
          WHERE id IN (SELECT id FROM delivery WHERE state = 'pending' AND channel = $1 AND next_attempt <= now()
                          -- What is for a target that is turned off waits.
                          AND (webhook_id IS NULL OR EXISTS (SELECT 1 FROM webhook h WHERE h.id = webhook_id AND h.active))
                        ORDER BY next_attempt LIMIT $2 FOR UPDATE SKIP LOCKED)
         RETURNING id, attempts, notification_id, username, webhook_id)
       SELECT d.id, d.attempts, floor(extract(epoch FROM now()))::bigint::text AS at, n.id AS "notificationId", n.kind, n.title, n.text, n.link, n.created_at AS "createdAt",
              n.case_id AS "caseId", c.title AS "caseTitle", c.process, n.task_key AS "taskKey", n.recipients, n.detail,
              s.email, d.username, d.webhook_id AS "webhookId", h.url, h.secret
         FROM taken d JOIN notification n ON n.id = d.notification_id LEFT JOIN cases c ON c.id = n.case_id
         LEFT JOIN notification_setting s ON s.username = d.username LEFT JOIN webhook h ON h.id = d.webhook_id
        ORDER BY d.id`,
    values: [channel, most],
  });
  return rows;
}

export async function markSent(db: Db, id: string): Promise<void> {
  await db.query(`UPDATE delivery SET state = 'sent', settled_wall = now(), last_error = NULL WHERE id = $1`, [id]);
}

export interface RetryRule {
  attempts: number;
  backOffMs: number;
}

const LONGEST_MS = 60 * 60 * 1000;

/** Tried again later, each time after twice as long; after the last attempt it is dead, and the administrators hear of it once a day. */
export async function markFailed(pool: Pool, d: Outgoing, error: string, rule: RetryRule): Promise<'later' | 'dead'> {
  const reason = oneLine(error).slice(0, 500);
  if (d.attempts < rule.attempts) {
    const waitMs = Math.min(rule.backOffMs * 2 ** (d.attempts - 1), LONGEST_MS);
    await pool.query(
      `UPDATE delivery SET last_error = $2, next_attempt = now() + make_interval(secs => $3::float8) WHERE id = $1 AND state = 'pending'`,
      [d.id, reason, waitMs / 1000],
    );
    return 'later';
  }
  await inTransaction(pool, async (db) => {
    await db.query(
      `UPDATE delivery SET state = 'dead', last_error = $2, settled_wall = now() WHERE id = $1 AND state = 'pending'`,
      [d.id, reason],
    );
    const target = d.webhookId ? `webhook:${d.webhookId}` : 'email';
    await notify(db, {
      effectKey: `dead:${target}:${now().toISODate()}`,
      kind: 'alarm',
      title: d.webhookId ? '消息推送多次失败' : '邮件多次发送失败',
      text: `${d.webhookId ? '推送到外部系统的消息' : '通知邮件'}经 ${d.attempts} 次尝试仍未送达：${reason}。当日同类失败不再逐条提醒，请到“消息推送”页查看未送达清单。`,
      recipients: ['sysadmin'],
      link: '/webhooks?tab=dead',
      inside: true,
    });
  });
  return 'dead';
}

export interface DeliveryRow {
  id: string;
  notificationId: string;
  channel: Channel;
  kind: Kind;
  caseId: string | null;
  /** Account or name of the endpoint. */
  target: string;
  state: 'pending' | 'sent' | 'dead';
  attempts: number;
  lastError: string | null;
  createdAt: string;
  /** Wall time. */
  settledAt: string | null;
}

export interface DeliveryFilter {
  state: DeliveryRow['state'];
  channel?: Channel | undefined;
  limit: number;
  offset: number;
}

export async function listDeliveries(db: Db, f: DeliveryFilter): Promise<{ items: DeliveryRow[]; total: number }> {
  const where = 'd.state = $1 AND ($2::text IS NULL OR d.channel = $2)';
  const params = [f.state, f.channel ?? null];
  const [page, count] = await Promise.all([
    db.query<DeliveryRow>(
      `SELECT d.id, d.notification_id AS "notificationId", d.channel, n.kind, CASE WHEN ${isOpenOrNone('n.case_id')} THEN n.case_id END AS "caseId", coalesce(h.name, d.username) AS target,
              d.state, d.attempts, d.last_error AS "lastError", n.created_at AS "createdAt", d.settled_wall AS "settledAt"
         FROM delivery d JOIN notification n ON n.id = d.notification_id LEFT JOIN webhook h ON h.id = d.webhook_id
        WHERE ${where} ORDER BY d.id DESC LIMIT $3 OFFSET $4`,
      [...params, f.limit, f.offset],
    ),
    db.query<{ n: number }>(`SELECT count(*)::int AS n FROM delivery d WHERE ${where}`, params),
  ]);
  return { items: page.rows, total: count.rows[0]?.n ?? 0 };
}

/** A dead one begins anew, under its old id. What became of it: 'missing' | 'not-dead' | 'pending'. */
export async function resend(db: Db, id: string): Promise<'missing' | 'not-dead' | 'pending'> {
  const { rowCount } = await db.query(
    `UPDATE delivery SET state = 'pending', attempts = 0, next_attempt = now(), settled_wall = NULL WHERE id = $1 AND state = 'dead'`,
    [id],
  );
  if (rowCount) return 'pending';
  const { rows } = await db.query('SELECT 1 FROM delivery WHERE id = $1', [id]);
  return rows[0] ? 'not-dead' : 'missing';
}
