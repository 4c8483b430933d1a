import type { Db, Pool } from '../../db/pool.ts';
import { inTransaction } from '../../db/pool.ts';
import type { Seen } from '../access.ts';
import { now } from '../clock.ts';
import { notify } from '../notifications/notify.ts';
import { loadNames } from '../people/store.ts';
import type { CasePerson } from './people.ts';

/** A copy of a case for one reader; instants ISO. */
export interface Copy {
  id: string;
  caseId: string;
  caseTitle: string;
  process: string;
  username: string;
  by: string;
  note: string;
  at: string;
  readAt: string | null;
}

const COLUMNS = `k.id::text, k.case_id AS "caseId", c.title AS "caseTitle", c.process, k.username, k.by, k.note, k.at, k.read_at AS "readAt"`;

/** Copies the case to these people, in its history and by a message each. Who has an unread copy already gets no second one. */
export async function copyCase(
  pool: Pool,
  c: { id: string; title: string },
  { readers, note, by }: { readers: CasePerson[]; note: string; by: string },
): Promise<number> {
  return inTransaction(pool, async (db) => {
    const at = now().toISO();
    const { rows } = await db.query<{ id: string; username: string }>(
      `INSERT INTO case_copy (case_id, username, post, by, note, at)
       SELECT $1, r.username, r.post, $2, $3, $4 FROM json_to_recordset($5::json) AS r(username text, post text)
       ON CONFLICT DO NOTHING RETURNING id::text, username`,
      [c.id, by, note, at, JSON.stringify(readers)],
    );
    const [first] = rows;
    if (!first) return 0;
    const names = await loadNames(db);
    const nameOf = (id: string) => names.get(id) ?? id;
    await db.query(
      `INSERT INTO case_event (case_id, at, kind, actor, detail, effect_key) VALUES ($1,$2,'case-copied',$3,$4,$5)`,
      [
        c.id,
        at,
        by,
        {
          to: rows.map((r) => r.username),
          text: `抄送${rows.map((r) => nameOf(r.username)).join('、')}${note ? `：${note}` : ''}`,
        },
        `copy:${first.id}`,
      ],
    );
    await notify(db, {
      effectKey: `copy:${first.id}`,
      kind: 'copy',
      title: c.title,
      text: `${nameOf(by)}抄送${note ? `：${note}` : '，请阅知'}。事项编号 ${c.id}。`,
      recipients: rows.map((r) => r.username),
      caseId: c.id,
      except: by,
    });
    await db.query(`SELECT pg_notify('changes', $1)`, [JSON.stringify({ type: 'case', caseId: c.id })]);
    return rows.length;
  });
}

/** Copies of a case, with who has read when. */
export async function copiesOfCase(db: Db, caseId: string): Promise<Copy[]> {
  const { rows } = await db.query<Copy>(
    `SELECT ${COLUMNS} FROM case_copy k JOIN cases c ON c.id = k.case_id WHERE k.case_id = $1 ORDER BY k.id`,
    [caseId],
  );
  return rows;
}

/** What was copied to somebody, unread first; only cases that he still sees (`seen` numbers its parameters from 2). */
export async function copiesFor(
  db: Db,
  username: string,
  seen: Seen,
  f: { unread: boolean; limit: number; offset: number },
): Promise<{ items: Copy[]; total: number; unread: number }> {
  const where = `k.username = $1 AND ${seen.sql}`;
  const params = [username, ...seen.params];
  const counted = await db.query<{ total: number; unread: number }>(
    `SELECT count(*)::int AS total, (count(*) FILTER (WHERE k.read_at IS NULL))::int AS unread
       FROM case_copy k JOIN cases c ON c.id = k.case_id WHERE ${where}`,
    params,
  );
  const { rows } = await db.query<Copy>(
    `SELECT ${COLUMNS} FROM case_copy k JOIN cases c ON c.id = k.case_id
      WHERE ${where}${f.unread ? ' AND k.read_at IS NULL' : ''}
      ORDER BY (k.read_at IS NOT NULL), k.at DESC, k.id DESC LIMIT $${params.length + 1} OFFSET $${params.length + 2}`,
    [...params, f.limit, f.offset],
  );
  const { total, unread } = counted.rows[0] ?? { total: 0, unread: 0 };
  return { items: rows, total: f.unread ? unread : total, unread };
}

/** 已阅, once. null: it is not his. */
export async function readCopy(
  db: Db,
  id: string,
  username: string,
): Promise<{ caseId: string; readAt: string } | null> {
  const { rows } = await db.query<{ caseId: string; readAt: string; fresh: boolean }>(
    `UPDATE case_copy SET read_at = coalesce(read_at, $3) WHERE id = $1 AND username = $2
     RETURNING case_id AS "caseId", read_at AS "readAt"`,
    [id, username, now().toISO()],
  );
  if (rows[0])
    await db.query(`SELECT pg_notify('changes', $1)`, [JSON.stringify({ type: 'case', caseId: rows[0].caseId })]);
  return rows[0] ?? null;
}
