import { inTransaction, type Db, type Pool } from '../../db/pool.ts';
import { now } from '../clock.ts';
import { BusinessRefusal } from '../faults.ts';
import { ADMINISTRATORS, tellEverybody } from './absence.ts';
import { USERNAME } from './accounts.ts';
import { enterHandover, followersOf, followHolders } from './holders.ts';

/** What the district's sign-in says of a person. */
export interface Claimed {
  /** Issuer and subject: the one thing that never changes. */
  subject: string;
  username: string;
  name: string;
  /** Posts by the mapping of claims; null: the sign-in says nothing of posts. */
  posts: string[] | null;
}

const refuse = (message: string): never => {
  throw new BusinessRefusal('claims', message);
};

/** Values of the claim (one or several) to posts, by the mapping of the settings. */
export function postsByClaim(mapping: Readonly<Record<string, string[]>>, claim: unknown): string[] {
  const values = (Array.isArray(claim) ? claim : [claim]).filter((v): v is string => typeof v === 'string');
  return [...new Set(values.flatMap((v) => (Object.hasOwn(mapping, v) ? (mapping[v] ?? []) : [])))].sort();
}

/** The account of who came in, bound to the subject from the first time on; its posts are what the claims say. Answers the user name. */
export async function enterByClaims(pool: Pool, c: Claimed, create: boolean): Promise<string> {
  return inTransaction(pool, async (db) => {
    await db.query(`SELECT pg_advisory_xact_lock(hashtext('claims:' || $1))`, [c.subject]);
    const username = await accountFor(db, c, create);
    if (c.posts !== null && (await holdByClaims(db, username, c.posts))) await tellEverybody(db);
    return username;
  });
}

async function accountFor(db: Db, c: Claimed, create: boolean): Promise<string> {
  const { rows } = await db.query<{
    username: string;
    subject: string | null;
    active: boolean;
    kind: string;
    administers: boolean;
  }>(
    `SELECT a.username, a.subject, a.active, a.kind, EXISTS (
              SELECT 1 FROM post_holder h WHERE h.username = a.username AND h.post = ANY ($3)
                 AND (h.until_date IS NULL OR h.until_date > $4::date)) AS administers
       FROM account a WHERE a.subject = $1 OR a.username = $2 ORDER BY a.subject = $1 DESC NULLS LAST FOR UPDATE OF a`,
    [c.subject, c.username, [...ADMINISTRATORS], now().toISODate()],
  );
  const found = rows.find((r) => r.subject === c.subject) ?? rows[0];
  if (!found) {
    if (!create) return refuse(`平台中没有账户“${c.username}”，请联系系统管理员建立账户。`);
    if (!USERNAME.test(c.username)) return refuse('统一身份认证给出的用户名不能用作平台账户，请联系系统管理员。');
    const taken = await db.query('SELECT 1 FROM post WHERE id = $1 UNION ALL SELECT 1 FROM unit WHERE id = $1', [
      c.username,
    ]);
    if (taken.rows.length) return refuse('统一身份认证给出的用户名与平台的岗位或单位编号相同，请联系系统管理员。');
    await db.query('INSERT INTO account (username, display_name, password_hash, subject) VALUES ($1,$2,NULL,$3)', [
      c.username,
      c.name,
      c.subject,
    ]);
    return c.username;
  }
  if (found.kind === 'system') return refuse('系统账户不能登录，请联系系统管理员。');
  // Whoever keeps the names there must not become administrator here.
  if (found.administers) return refuse('系统、安全、审计管理员须用本地账户和密码登录。');
  if (found.subject !== null && found.subject !== c.subject)
    return refuse(`账户“${c.username}”已与另一个身份绑定，请联系系统管理员核对。`);
  if (!found.active) return refuse('账户已停用，请联系系统管理员。');
  if (found.subject === null)
    await db.query('UPDATE account SET subject = $2 WHERE username = $1', [found.username, c.subject]);
  return found.username;
}

/** Posts that he holds by claims become these, from today on; what he holds by order stays. True: something changed. */
async function holdByClaims(db: Db, username: string, posts: string[]): Promise<boolean> {
  const today = now().toISODate() ?? '';
  const known = await db.query<{ id: string }>(
    'SELECT p.id FROM post p LEFT JOIN unit u ON u.id = p.unit WHERE p.id = ANY ($1) AND u.ended_on IS NULL',
    [posts],
  );
  const missing = posts.filter((post) => !known.rows.some(({ id }) => id === post));
  if (missing.length) refuse(`岗位映射中的“${missing.join('、')}”不存在，请联系系统管理员修改岗位映射。`);
  const { rows: held } = await db.query<{ post: string; source: string }>(
    `SELECT h.post, h.source FROM post_holder h JOIN post p ON p.id = h.post LEFT JOIN unit u ON u.id = p.unit
      WHERE h.username = $1 AND u.ended_on IS NULL AND h.from_date <= $2::date AND (h.until_date IS NULL OR h.until_date > $2::date)`,
    [username, today],
  );
  const ends = held.filter((h) => h.source === 'claims' && !posts.includes(h.post)).map((h) => h.post);
  const begins = posts.filter((post) => !held.some((h) => h.post === post));
  const handover = { from: today, reason: '统一身份认证给出的岗位', by: username };
  for (const post of ends) {
    await db.query(
      `UPDATE post_holder SET until_date = greatest($3::date, from_date) WHERE post = $1 AND username = $2 AND source = 'claims'
          AND (until_date IS NULL OR until_date > $3::date)`,
      [post, username, today],
    );
    await enterHandover(db, { ...handover, post, former: username, successor: null });
  }
  for (const post of begins) {
    await db.query(
      `INSERT INTO post_holder (post, username, from_date, source) VALUES ($1,$2,$3::date,'claims')
       ON CONFLICT (post, username, from_date) DO UPDATE SET until_date = NULL`,
      [post, username, today],
    );
    await enterHandover(db, { ...handover, post, former: null, successor: username });
  }
  for (const post of [...ends, ...begins])
    for (const follower of await followersOf(db, post))
      await followHolders(db, { post: follower, follows: post, by: username, reason: handover.reason });
  return ends.length + begins.length > 0;
}
