import { inTransaction, type Db, type Pool } from '../../db/pool.ts';
import { now } from '../clock.ts';
import { notify } from '../notifications/notify.ts';
import { loadNames } from '../people/store.ts';

export interface Comment {
  id: string;
  by: string;
  at: string;
  text: string;
  /** Accounts. */
  mentions: string[];
}

export async function commentsOfCase(db: Db, caseId: string): Promise<Comment[]> {
  const { rows } = await db.query<Comment>(
    'SELECT id, by, at, text, mentions FROM case_comment WHERE case_id = $1 ORDER BY at, id',
    [caseId],
  );
  return rows;
}

/** Says something about a case and tells whom it mentions. The same id is the same comment; false: it was there. */
export async function addComment(
  pool: Pool,
  c: { id: string; title: string },
  comment: Omit<Comment, 'at'>,
): Promise<boolean> {
  return inTransaction(pool, async (db) => {
    const { rowCount } = await db.query(
      `INSERT INTO case_comment (id, case_id, by, at, text, mentions) VALUES ($1,$2,$3,$4,$5,$6) ON CONFLICT DO NOTHING`,
      [comment.id, c.id, comment.by, now().toISO(), comment.text, comment.mentions],
    );
    if (!rowCount) return false;
    const names = await loadNames(db);
    if (comment.mentions.length)
      await notify(db, {
        effectKey: `comment:${comment.id}`,
        kind: 'mention',
        title: c.title,
        text: `${names.get(comment.by) ?? comment.by}在留言中提到您：${comment.text.slice(0, 200)}`,
        recipients: comment.mentions,
        caseId: c.id,
        link: `/cases/${c.id}?tab=comments`,
        except: comment.by,
      });
    await db.query(`SELECT pg_notify('changes', $1)`, [JSON.stringify({ type: 'case', caseId: c.id })]);
    return true;
  });
}
