import { inTransaction, type Db, type Pool } from '../../db/pool.ts';
import { now } from '../clock.ts';
import { BusinessRefusal } from '../faults.ts';
import { ADMINISTRATORS, tellEverybody } from './absence.ts';
import { isOpenOrNone } from '../restricted/store.ts';
import { findPrincipal, type Principal } from './store.ts';

/** Change of a post's holder. People change, the post stays, and its open tasks follow it (hand-over.ts). */
export interface Change {
  post: string;
  /** null: nobody comes, the post becomes vacant (or stays with those who hold it beside `former`). */
  successor: string | null;
  /** Only this one of several leaves; left out: all. */
  former?: string | undefined;
  /** First day, ISO date; today or later. */
  from: string;
  /** True: a further holder beside those that are there. */
  joint: boolean;
}

export interface Holding {
  username: string;
  name: string;
  from: string;
  until: string | null;
}

export interface MovingTask {
  key: string;
  name: string | null;
  element: string;
  caseId: string | null;
  caseTitle: string | null;
  former: string;
}

const HOLDS = (day: string) => `h.from_date <= ${day}::date AND (h.until_date IS NULL OR h.until_date > ${day}::date)`;

/** SQL: open tasks that this former holder has taken through this post and may not do by another of his posts. */
export const taskOfPost = (post: string, former: string, day: string): string =>
  `t.state = 'open' AND t.assignee = ${former}
   AND t.candidate_groups && (SELECT array_remove(ARRAY[q.id, q.unit], NULL) FROM post q WHERE q.id = ${post})
   AND NOT EXISTS (SELECT 1 FROM post_holder h JOIN post q ON q.id = h.post
                    WHERE h.username = ${former} AND h.post <> ${post} AND ${HOLDS(day)}
                      AND t.candidate_groups && array_remove(ARRAY[q.id, q.unit], NULL))`;

const refuse = (code: string, message: string): never => {
  throw new BusinessRefusal(code, message);
};

/** Who leaves by this change. Refuses what must not be; the code is the field that is to blame. */
async function check(db: Db, by: Principal, c: Change): Promise<string[]> {
  const today = now().toISODate() ?? '';
  const merged = await db.query<{ name: string }>(
    'SELECT u.name FROM post p JOIN unit u ON u.id = p.unit WHERE p.id = $1 AND u.ended_on IS NOT NULL',
    [c.post],
  );
  if (merged.rows[0]) refuse('username', `该单位已并入${merged.rows[0].name}，岗位随${merged.rows[0].name}的任职。`);
  if (c.from < today) refuse('from', '任职日期不能早于今天。');
  const { rows } = await db.query<{ username: string }>(
    `SELECT username FROM post_holder h WHERE post = $1 AND ${HOLDS('$2')} ORDER BY username`,
    [c.post, c.from],
  );
  const present = rows.map((r) => r.username);
  if (c.successor !== null) await checkSuccessor(db, by, { ...c, successor: c.successor }, present);
  if (!c.joint && present.includes(by.username)) refuse('username', '安全管理员不能变更自己的任职。');
  if (c.former !== undefined && !present.includes(c.former)) refuse('former', '该人员届时不任此岗。');
  if (c.successor === null && present.length === 0) refuse('username', '该岗位届时无人任职，无需终止。');
  if (c.joint) return [];
  return present.filter((username) => username !== c.successor && (c.former === undefined || username === c.former));
}

async function checkSuccessor(
  db: Db,
  by: Principal,
  c: Change & { successor: string },
  present: string[],
): Promise<void> {
  const successor = await findPrincipal(db, c.successor);
  if (!successor) return refuse('username', '该账户不存在，请先建立账户。');
  if (c.successor === by.username) refuse('username', '安全管理员不能变更自己的任职。');
  // Of all that he holds on that day or later: also what begins only then.
  const { rows: others } = await db.query<{ post: string }>(
    `SELECT DISTINCT post FROM post_holder WHERE username = $1 AND post <> $2 AND (until_date IS NULL OR until_date > greatest($3::date, from_date))`,
    [c.successor, c.post, c.from],
  );
  const administers = ADMINISTRATORS.has(c.post);
  if ((administers && others.length > 0) || others.some(({ post }) => ADMINISTRATORS.has(post)))
    refuse('username', '系统、安全、审计管理员不得兼任其他岗位，请另选人员。');
  if (administers && (await isSystem(db, c.successor))) refuse('username', '系统账户不能担任管理员。');
  if (present.includes(c.successor) && (c.joint || present.length === 1)) refuse('username', '该人员届时已任此岗。');
}

async function isSystem(db: Db, username: string): Promise<boolean> {
  const { rows } = await db.query(`SELECT 1 FROM account WHERE username = $1 AND kind = 'system'`, [username]);
  return rows.length > 0;
}

/** Takes back what was planned for later: the newest change counts. */
async function dropPlanned(db: Db, post: string): Promise<void> {
  const at = now();
  const today = at.toISODate();
  await db.query('DELETE FROM post_holder WHERE post = $1 AND from_date > $2::date', [post, today]);
  await db.query('UPDATE post_holder SET until_date = NULL WHERE post = $1 AND until_date > $2::date', [post, today]);
  await db.query(
    'UPDATE handover SET cancelled_at = $3 WHERE post = $1 AND from_date > $2::date AND cancelled_at IS NULL',
    [post, today, at.toISO()],
  );
}

/** Writes the change and what is to be handed over; the tasks themselves are moved by `workOff`. Answers the handovers. */
export async function changeHolder(pool: Pool, by: Principal, c: Change, reason: string): Promise<string[]> {
  return inTransaction(pool, async (db) => {
    // One change of a post at a time: a second click finds the first one done.
    await db.query('SELECT 1 FROM post WHERE id = $1 FOR UPDATE', [c.post]);
    await dropPlanned(db, c.post);
    const former = await check(db, by, c);
    const ids: string[] = [];
    for (const post of [c.post, ...(await followersOf(db, c.post))]) {
      if (post !== c.post) await dropPlanned(db, post);
      await db.query(
        `UPDATE post_holder h SET until_date = greatest($2::date, h.from_date) WHERE post = $1 AND username = ANY ($3::text[]) AND ${HOLDS('$2')}`,
        [post, c.from, former],
      );
      if (c.successor !== null)
        await db.query(
          `INSERT INTO post_holder AS h (post, username, from_date)
           SELECT $1, $2, $3::date WHERE NOT EXISTS (SELECT 1 FROM post_holder h WHERE post = $1 AND username = $2 AND ${HOLDS('$3')})
           ON CONFLICT (post, username, from_date) DO UPDATE SET until_date = NULL`,
          [post, c.successor, c.from],
        );
      for (const username of former.length ? former : [null])
        ids.push(await enterHandover(db, { ...c, post, former: username, reason, by: by.username }));
    }
    await tellEverybody(db);
    return ids;
  });
}

export async function enterHandover(
  db: Db,
  h: { post: string; former: string | null; successor: string | null; from: string; reason: string; by: string },
): Promise<string> {
  const { rows } = await db.query<{ id: string }>(
    `INSERT INTO handover (post, former, successor, from_date, reason, set_by, set_at) VALUES ($1,$2,$3,$4,$5,$6,$7) RETURNING id::text`,
    [h.post, h.former, h.successor, h.from, h.reason, h.by, now().toISO()],
  );
  return rows[0]!.id;
}

/** Posts of units that were merged into this post's unit: they have its holders. */
export async function followersOf(db: Db, post: string): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `SELECT f.id FROM post p JOIN unit u ON u.successor = p.unit JOIN post f ON f.unit = u.id AND f.kind = p.kind WHERE p.id = $1 ORDER BY f.id`,
    [post],
  );
  return rows.map(({ id }) => id);
}

/** From today on the post of a merged unit has the holders of its successor's; who leaves hands over what he had taken. */
export async function followHolders(
  db: Db,
  f: { post: string; follows: string; by: string; reason: string },
): Promise<void> {
  const today = now().toISODate() ?? '';
  const present = async (post: string) =>
    (
      await db.query<{ username: string }>(
        `SELECT username FROM post_holder h WHERE post = $1 AND ${HOLDS('$2')} ORDER BY from_date DESC, username`,
        [post, today],
      )
    ).rows.map(({ username }) => username);
  await db.query('SELECT 1 FROM post WHERE id = ANY ($1) ORDER BY id FOR UPDATE', [[f.post, f.follows]]);
  await dropPlanned(db, f.post);
  const [before, after] = [await present(f.post), await present(f.follows)];
  const former = before.filter((username) => !after.includes(username));
  await db.query(
    `UPDATE post_holder h SET until_date = greatest($2::date, h.from_date) WHERE post = $1 AND username = ANY ($3::text[]) AND ${HOLDS('$2')}`,
    [f.post, today, former],
  );
  await db.query(
    `INSERT INTO post_holder (post, username, from_date, until_date)
     SELECT $1, username, greatest(from_date, $3::date), until_date FROM post_holder b
      WHERE post = $2 AND (until_date IS NULL OR until_date > greatest(from_date, $3::date))
        AND NOT EXISTS (SELECT 1 FROM post_holder h WHERE h.post = $1 AND h.username = b.username AND b.from_date <= $3::date AND ${HOLDS('$3')})
     ON CONFLICT (post, username, from_date) DO UPDATE SET until_date = EXCLUDED.until_date`,
    [f.post, f.follows, today],
  );
  for (const username of former)
    await enterHandover(db, {
      ...{ post: f.post, former: username, successor: after[0] ?? null, from: today },
      ...{ reason: f.reason, by: f.by },
    });
}

/** What the change would move as things are, without doing it. */
export async function previewChange(
  db: Db,
  by: Principal,
  c: Change,
): Promise<{ former: string[]; tasks: MovingTask[] }> {
  const former = await check(db, by, c);
  const { rows: tasks } = await db.query<MovingTask>(
    // Of restricted ones only that there are some.
    `SELECT t.task_key AS key, t.name, t.element_id AS element, c.id AS "caseId", coalesce(c.title, '（受限事项）') AS "caseTitle", f.former
       FROM unnest($2::text[]) AS f(former) JOIN read.task t ON ${taskOfPost('$1', 'f.former', '$3')}
       LEFT JOIN cases c ON c.id = t.case_id AND ${isOpenOrNone('c.id')} ORDER BY t.task_key`,
    [c.post, former, c.from],
  );
  return { former, tasks };
}

export async function postsWithHolders(
  db: Db,
  f: { q?: string | undefined; unit?: string | undefined; limit: number; offset: number },
): Promise<{
  items: { id: string; name: string; unitName: string | null; holders: Holding[]; waiting: number }[];
  total: number;
}> {
  const like = f.q ? `%${f.q.replace(/[\\%_]/g, '\\$&')}%` : null;
  const today = now().toISODate();
  const where = `($1::text IS NULL OR p.name ILIKE $1 OR p.id ILIKE $1 OR EXISTS (
      SELECT 1 FROM post_holder h JOIN account a USING (username)
       WHERE h.post = p.id AND (a.display_name ILIKE $1 OR a.username ILIKE $1) AND (h.until_date IS NULL OR h.until_date > $3::date)))
    -- Posts of merged units go with their successor's.
    AND NOT EXISTS (SELECT 1 FROM unit m WHERE m.id = p.unit AND m.ended_on IS NOT NULL)
    AND ($2::text IS NULL OR p.unit = $2)`;
  const params = [like, f.unit ?? null, today];
  const { rows } = await db.query(
    `SELECT p.id, p.name, u.name AS "unitName", coalesce((
        SELECT jsonb_agg(jsonb_build_object('username', h.username, 'name', a.display_name, 'from', h.from_date, 'until', h.until_date)
                         ORDER BY h.from_date, h.username)
          FROM post_holder h JOIN account a USING (username)
         WHERE h.post = p.id AND (h.until_date IS NULL OR h.until_date > $3::date)), '[]') AS holders,
        -- Of a vacant post: open tasks that nobody may take meanwhile.
        CASE WHEN EXISTS (SELECT 1 FROM post_holder h WHERE h.post = p.id AND ${HOLDS('$3')}) THEN 0
             ELSE (SELECT count(*)::int FROM read.task t WHERE t.state = 'open' AND t.assignee IS NULL AND t.candidate_groups && ARRAY[p.id]
                     AND NOT EXISTS (SELECT 1 FROM unnest(t.candidate_groups) g JOIN post q ON q.id = g OR q.unit = g
                                       JOIN post_holder h ON h.post = q.id AND ${HOLDS('$3')})) END AS waiting
       FROM post p LEFT JOIN unit u ON u.id = p.unit WHERE ${where}
      ORDER BY u.ord NULLS LAST, array_position(ARRAY['clerk','head','liaison','liaison-lead'], p.kind), p.id LIMIT $4 OFFSET $5`,
    [...params, f.limit, f.offset],
  );
  const count = await db.query<{ n: number }>(`SELECT count(*)::int AS n FROM post p WHERE ${where}`, params);
  return { items: rows, total: count.rows[0]?.n ?? 0 };
}

/** Who has held the post, newest first, with the changes that made it so. */
export async function holdersOverTime(db: Db, post: string) {
  const { rows: items } = await db.query<Holding>(
    `SELECT h.username, a.display_name AS name, h.from_date AS "from", h.until_date AS until
       FROM post_holder h JOIN account a USING (username) WHERE h.post = $1 ORDER BY h.from_date DESC, h.until_date DESC NULLS FIRST`,
    [post],
  );
  const { rows: changes } = await db.query<{
    id: string;
    former: string | null;
    successor: string | null;
    from: string;
    reason: string;
    setBy: string;
    setAt: string;
    cancelledAt: string | null;
    moved: number;
    pending: number;
  }>(
    `SELECT o.id::text, o.former, o.successor, o.from_date AS "from", o.reason, o.set_by AS "setBy", o.set_at AS "setAt",
            o.cancelled_at AS "cancelledAt", count(*) FILTER (WHERE k.moved)::int AS moved,
            count(*) FILTER (WHERE k.task_key IS NOT NULL AND k.done_at IS NULL)::int AS pending
       FROM handover o LEFT JOIN handover_task k ON k.handover = o.id WHERE o.post = $1 GROUP BY o.id ORDER BY o.id DESC`,
    [post],
  );
  return { items, changes };
}

/** People who hold a post today, for choosing one; of some units only, or of all. */
export async function listPeople(
  db: Db,
  f: { units: string[] | null; q?: string | undefined },
): Promise<{ username: string; name: string; posts: string[]; units: string[] }[]> {
  const like = f.q ? `%${f.q.replace(/[\\%_]/g, '\\$&')}%` : null;
  const { rows } = await db.query(
    `SELECT a.username, a.display_name AS name, coalesce(array_agg(p.name ORDER BY p.id) FILTER (WHERE p.id IS NOT NULL), '{}') AS posts,
            coalesce(array_agg(DISTINCT p.unit) FILTER (WHERE p.unit IS NOT NULL), '{}') AS units
       FROM account a LEFT JOIN post_holder h ON h.username = a.username AND ${HOLDS('$3')} LEFT JOIN post p ON p.id = h.post
      WHERE ($2::text IS NULL OR a.display_name ILIKE $2 OR a.username ILIKE $2)
      GROUP BY a.username
     HAVING $1::text[] IS NULL OR bool_or(p.unit = ANY ($1)) ORDER BY min(p.unit) NULLS LAST, a.username LIMIT 500`,
    [f.units, like, now().toISODate()],
  );
  return rows;
}
