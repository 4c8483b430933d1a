import { randomInt } from 'node:crypto';
import { inTransaction, type Db, type Pool } from '../../db/pool.ts';
import { now } from '../clock.ts';
import { BusinessRefusal } from '../faults.ts';
import { tellEverybody } from './absence.ts';
import { faultOfPassword, hashPassword, isPassword, REMEMBERED } from './password.ts';
import { endSessions, forgetFailures } from './sign-in.ts';
import type { Principal } from './store.ts';

/**
 * Accounts: the system administrator makes, stops and unlocks them; which posts they hold is the security administrator's affair, so that
 * neither alone can make somebody who may do something.
 */
export const managesAccounts = (who: Principal): boolean => who.posts.some((p) => p.kind === 'sysadmin');

export const USERNAME = /^[a-z0-9][a-z0-9._-]{1,60}$/;
export const ACCOUNT_STATES = ['active', 'stopped', 'locked', 'given'] as const;

export interface AccountRow {
  username: string;
  name: string;
  kind: 'person' | 'system';
  active: boolean;
  /** The password was given by somebody else and has to be changed. */
  mustChange: boolean;
  /** false: no local password, for example a system. */
  hasPassword: boolean;
  passwordSetAt: string;
  lastSignInAt: string | null;
  posts: { id: string; name: string }[];
  locks: { address: string; until: string }[];
}

const refuse = (code: string, message: string): never => {
  throw new BusinessRefusal(code, message);
};

const LOCKED = `EXISTS (SELECT 1 FROM sign_in_failure f WHERE f.name = a.username AND f.locked_until > now())`;

export async function listAccounts(
  db: Db,
  f: {
    q?: string | undefined;
    kind?: AccountRow['kind'] | undefined;
    state?: (typeof ACCOUNT_STATES)[number] | undefined;
    username?: string | undefined;
    limit: number;
    offset: number;
  },
): Promise<{ items: AccountRow[]; total: number }> {
  const like = f.q ? `%${f.q.replace(/[\\%_]/g, '\\$&')}%` : null;
  const where = `($1::text IS NULL OR a.username ILIKE $1 OR a.display_name ILIKE $1)
    AND ($2::text IS NULL OR a.kind = $2) AND ($3::text IS NULL OR a.username = $3)
    AND CASE $4::text WHEN 'active' THEN a.active WHEN 'stopped' THEN NOT a.active WHEN 'locked' THEN ${LOCKED}
                      WHEN 'given' THEN a.must_change AND a.active ELSE TRUE END`;
  const params = [like, f.kind ?? null, f.username ?? null, f.state ?? null];
  const [page, count] = await Promise.all([
    db.query<AccountRow>(
      `SELECT a.username, a.display_name AS name, a.kind, a.active, a.must_change AS "mustChange",
              a.password_hash IS NOT NULL AS "hasPassword", a.password_set_at AS "passwordSetAt", a.last_sign_in_at AS "lastSignInAt",
              (SELECT coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name) ORDER BY p.id), '[]')
                 FROM post_holder h JOIN post p ON p.id = h.post
                WHERE h.username = a.username AND h.from_date <= $5::date AND (h.until_date IS NULL OR h.until_date > $5::date)) AS posts,
              (SELECT coalesce(jsonb_agg(jsonb_build_object('address', f.address, 'until', f.locked_until)), '[]')
                 FROM sign_in_failure f WHERE f.name = a.username AND f.locked_until > now()) AS locks
         FROM account a WHERE ${where} ORDER BY a.username LIMIT $6 OFFSET $7`,
      [...params, now().toISODate(), f.limit, f.offset],
    ),
    db.query<{ n: number }>(`SELECT count(*)::int AS n FROM account a WHERE ${where}`, params),
  ]);
  return { items: page.rows, total: count.rows[0]?.n ?? 0 };
}

export async function findAccount(db: Db, username: string): Promise<AccountRow | null> {
  return (await listAccounts(db, { username, limit: 1, offset: 0 })).items[0] ?? null;
}

// Without characters that look like others: it is read from paper.
const LETTERS = 'abcdefghjkmnpqrstuvwxyz';
const ALPHABET = `${LETTERS}ABCDEFGHJKLMNPQRSTUVWXYZ23456789`;

/** A first password, for one sign-in. */
export function firstPassword(): string {
  const pick = (from: string) => from[randomInt(from.length)] ?? 'x';
  for (;;) {
    const made = Array.from({ length: 16 }, (_, i) =>
      i > 0 && i % 4 === 0 ? `-${pick(ALPHABET)}` : pick(ALPHABET),
    ).join('');
    if (/\d/.test(made) && /[a-z]/.test(made) && /[A-Z]/.test(made)) return made;
  }
}

export interface NewAccount {
  username: string;
  name: string;
  kind: AccountRow['kind'];
}

/** Writes a new account; answers the first password, which is kept nowhere, or null for a system. */
export async function createAccount(pool: Pool, a: NewAccount): Promise<string | null> {
  const password = a.kind === 'person' ? firstPassword() : null;
  const hash = password === null ? null : await hashPassword(password);
  return inTransaction(pool, async (db) => {
    const { rowCount } = await db.query(
      `INSERT INTO account (username, display_name, password_hash, kind, must_change) VALUES ($1,$2,$3,$4,$5) ON CONFLICT DO NOTHING`,
      [a.username, a.name, hash, a.kind, a.kind === 'person'],
    );
    if (!rowCount) refuse('username', `用户名“${a.username}”已被使用，请另选。`);
    const taken = await db.query('SELECT 1 FROM post WHERE id = $1 UNION ALL SELECT 1 FROM unit WHERE id = $1', [
      a.username,
    ]);
    if (taken.rows.length) refuse('username', `“${a.username}”是岗位或单位的编号，请另选用户名。`);
    return password;
  });
}

/** The administrators watch each other: what one may do to the account of another is only what gives him no way into it. */
async function mayTouch(db: Db, by: string, username: string, resets: boolean): Promise<AccountRow> {
  if (by === username)
    return refuse('username', '不能管理自己的账户，请由其他系统管理员办理；修改密码请到“我的账户”。');
  const found = await findAccount(db, username);
  if (!found) return refuse('username', '账户不存在，请刷新后重试。');
  if (resets && found.posts.some((p) => ['secadmin', 'auditor', 'sysadmin'].includes(p.id)))
    refuse('username', '系统、安全、审计管理员的密码不能由他人重置，请在服务器上用 npm run account 重新设置。');
  return found;
}

export async function changeAccount(
  pool: Pool,
  by: string,
  username: string,
  to: { name?: string | undefined; active?: boolean | undefined },
): Promise<void> {
  await inTransaction(pool, async (db) => {
    await db.query('SELECT 1 FROM account WHERE username = $1 FOR UPDATE', [username]);
    const found = await mayTouch(db, by, username, false);
    await db.query(
      'UPDATE account SET display_name = coalesce($2, display_name), active = coalesce($3, active) WHERE username = $1',
      [username, to.name ?? null, to.active ?? null],
    );
    if (to.active === false && found.active) {
      await endSessions(db, username);
      await tellEverybody(db);
    }
  });
}

/** Gives a new first password; every session ends. */
export async function resetPassword(pool: Pool, by: string, username: string): Promise<string> {
  const password = firstPassword();
  const hash = await hashPassword(password);
  return inTransaction(pool, async (db) => {
    await db.query('SELECT 1 FROM account WHERE username = $1 FOR UPDATE', [username]);
    const found = await mayTouch(db, by, username, true);
    if (found.kind === 'system') refuse('username', '系统账户没有密码，只用访问令牌。');
    await keepOld(db, username);
    await db.query(
      'UPDATE account SET password_hash = $2, must_change = TRUE, password_set_at = now() WHERE username = $1',
      [username, hash],
    );
    await forgetFailures(db, username);
    await endSessions(db, username);
    return password;
  });
}

async function keepOld(db: Db, username: string): Promise<void> {
  await db.query(
    `INSERT INTO password_before (username, password_hash, until_at)
     SELECT username, password_hash, clock_timestamp() FROM account WHERE username = $1 AND password_hash IS NOT NULL`,
    [username],
  );
  await db.query(
    `DELETE FROM password_before WHERE username = $1 AND until_at NOT IN
       (SELECT until_at FROM password_before WHERE username = $1 ORDER BY until_at DESC LIMIT $2)`,
    [username, REMEMBERED],
  );
}

/** One's own password, with the old one; every session ends. False: the old one is not right. */
export async function changeOwnPassword(pool: Pool, username: string, old: string, wanted: string): Promise<boolean> {
  const { rows } = await pool.query<{ hash: string | null; name: string }>(
    'SELECT password_hash AS hash, display_name AS name FROM account WHERE username = $1',
    [username],
  );
  const present = rows[0]?.hash ?? null;
  if (!(await isPassword(present, old))) return false;
  const fault = await faultOfPassword(wanted, { username, displayName: rows[0]?.name ?? '' });
  if (fault) refuse('password', fault);
  const before = await pool.query<{ hash: string }>(
    'SELECT password_hash AS hash FROM password_before WHERE username = $1',
    [username],
  );
  for (const hash of [present, ...before.rows.map((r) => r.hash)])
    if (await isPassword(hash, wanted)) refuse('password', `新密码不得与现在的或最近 ${REMEMBERED} 个密码相同。`);
  const hash = await hashPassword(wanted);
  return inTransaction(pool, async (db) => {
    // Between looking and writing somebody may have given another one.
    const same = await db.query('SELECT 1 FROM account WHERE username = $1 AND password_hash = $2 FOR UPDATE', [
      username,
      present,
    ]);
    if (!same.rows.length) return false;
    await keepOld(db, username);
    await db.query(
      'UPDATE account SET password_hash = $2, must_change = FALSE, password_set_at = now() WHERE username = $1',
      [username, hash],
    );
    await endSessions(db, username);
    return true;
  });
}
