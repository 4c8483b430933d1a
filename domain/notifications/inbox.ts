import type { Db } from '../../db/pool.ts';
import { now } from '../clock.ts';
import type { Kind } from './kinds.ts';

export interface Message {
  id: string;
  kind: Kind;
  title: string;
  text: string;
  caseId: string | null;
  taskKey: string | null;
  limitId: string | null;
  link: string;
  post: string | null;
  createdAt: string;
  readAt: string | null;
}

export interface MessageFilter {
  unread?: boolean | undefined;
  kind?: Kind | undefined;
  limit: number;
  offset: number;
}

const FROM = `FROM notification_recipient r JOIN notification n ON n.id = r.notification_id
  WHERE r.username = $1 AND ($2::boolean IS NOT TRUE OR r.read_at IS NULL) AND ($3::text IS NULL OR n.kind = $3)`;

/** A person's own messages, newest first. */
export async function listMessages(
  db: Db,
  username: string,
  f: MessageFilter,
): Promise<{ items: Message[]; total: number; unread: number }> {
  const params = [username, f.unread ?? null, f.kind ?? null];
  const [page, total, unread] = await Promise.all([
    db.query<Message>(
      `SELECT n.id, n.kind, n.title, n.text, n.case_id AS "caseId", n.task_key AS "taskKey", n.limit_id AS "limitId", n.link, r.post,
              n.created_at AS "createdAt", r.read_at AS "readAt" ${FROM} ORDER BY r.notification_id DESC LIMIT $4 OFFSET $5`,
      [...params, f.limit, f.offset],
    ),
    db.query<{ n: number }>(
      f.kind
        ? `SELECT count(*)::int AS n ${FROM}`
        : `SELECT count(*)::int AS n FROM notification_recipient r
            WHERE r.username = $1 AND ($2::boolean IS NOT TRUE OR r.read_at IS NULL) AND $3::text IS NULL`,
      params,
    ),
    db.query<{ n: number }>(
      'SELECT count(*)::int AS n FROM notification_recipient WHERE username = $1 AND read_at IS NULL',
      [username],
    ),
  ]);
  return { items: page.rows, total: total.rows[0]?.n ?? 0, unread: unread.rows[0]?.n ?? 0 };
}

const tell = (username: string) => JSON.stringify({ type: 'notification', username });

/** False when he has no such message. Reading twice changes nothing. */
export async function markRead(db: Db, username: string, id: string): Promise<boolean> {
  const { rows } = await db.query(
    `UPDATE notification_recipient SET read_at = coalesce(read_at, $3) WHERE username = $1 AND notification_id = $2
     RETURNING pg_notify('changes', $4)`,
    [username, id, now().toISO(), tell(username)],
  );
  return rows.length > 0;
}

export async function markAllRead(db: Db, username: string): Promise<number> {
  const { rowCount } = await db.query(
    'UPDATE notification_recipient SET read_at = $2 WHERE username = $1 AND read_at IS NULL',
    [username, now().toISO()],
  );
  if (rowCount) await db.query(`SELECT pg_notify('changes', $1)`, [tell(username)]);
  return rowCount ?? 0;
}
