import { createHash, randomBytes } from 'node:crypto';
import { inTransaction, type Db, type Pool } from '../../db/pool.ts';
import { BusinessRefusal } from '../faults.ts';

/** What a token may be used for. Each names the addresses that it opens; whatever stands nowhere is closed to all tokens. */
export const SCOPES = {
  'cases:read': {
    name: '查询事项',
    opens: [/^GET \/(cases|files|papers|search|copies)(\/|$)/],
  },
  'cases:start': { name: '发起事项', opens: [/^POST \/cases$/, /^GET \/processes\/[^/]+\/start-form$/] },
  'tasks:read': { name: '查询任务', opens: [/^GET \/tasks(\/|$)/] },
  'tasks:do': {
    name: '办理任务',
    opens: [/^POST \/tasks\/\d+\/(claim|release|complete|files)$/, /^PUT \/tasks\/\d+\/draft$/],
  },
  'limits:read': { name: '查询时限和红黄牌', opens: [/^GET \/(deadlines|cards|calendar)(\/|$)/] },
  'ledger:read': { name: '查询督查台账', opens: [/^GET \/ledger(\/|$)/] },
  'ledger:import': { name: '导入督查台账', opens: [/^POST \/ledger\/import$/] },
  'exchange:read': { name: '查询信息互通', opens: [/^GET \/(approval-results|supervision-information)$/] },
} as const;
export type Scope = keyof typeof SCOPES;
export const SCOPE_IDS = Object.keys(SCOPES) as [Scope, ...Scope[]];

/** What every token may ask: who it is, and the names of units and procedures. */
const ALWAYS = [/^GET \/(session|units|processes)$/];

/** `route`: method and path below /api. */
export const isOpenTo = (scopes: readonly string[], route: string): boolean =>
  [...ALWAYS, ...scopes.flatMap((scope) => SCOPES[scope as Scope]?.opens ?? [])].some((open) => open.test(route));

export const MOST_DAYS = 365;
const MOST_TOKENS = 20;
/** Recognised by people and by programs that look for secrets in the wrong places. */
const PREFIX = 'lxf_';
const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex');

export interface Token {
  id: string;
  username: string;
  name: string;
  scopes: Scope[];
  createdBy: string;
  createdAt: string;
  expiresAt: string;
  lastUsedAt: string | null;
  lastAddress: string | null;
  revokedAt: string | null;
  state: 'active' | 'expired' | 'revoked';
}
const COLUMNS = `t.id::text, t.username, t.name, t.scopes, t.created_by AS "createdBy", t.created_at AS "createdAt", t.expires_at AS "expiresAt",
  t.last_used_at AS "lastUsedAt", t.last_address AS "lastAddress", t.revoked_at AS "revokedAt",
  CASE WHEN t.revoked_at IS NOT NULL THEN 'revoked' WHEN t.expires_at <= now() THEN 'expired' ELSE 'active' END AS state`;

/** Makes one; the key is answered once and kept nowhere. */
export async function createToken(
  pool: Pool,
  t: { username: string; name: string; scopes: Scope[]; days: number; by: string },
): Promise<{ id: string; key: string }> {
  const key = PREFIX + randomBytes(32).toString('base64url');
  return inTransaction(pool, async (db) => {
    await db.query('SELECT 1 FROM account WHERE username = $1 FOR UPDATE', [t.username]);
    const { rows: live } = await db.query<{ n: number }>(
      'SELECT count(*)::int AS n FROM api_token WHERE username = $1 AND revoked_at IS NULL AND expires_at > now()',
      [t.username],
    );
    if ((live[0]?.n ?? 0) >= MOST_TOKENS)
      throw new BusinessRefusal('name', `一个账户至多 ${MOST_TOKENS} 个有效令牌，请先吊销不用的。`);
    const { rows } = await db.query<{ id: string }>(
      `INSERT INTO api_token (username, name, hash, scopes, created_by, expires_at)
       VALUES ($1,$2,$3,$4,$5, now() + make_interval(days => $6)) RETURNING id::text`,
      [t.username, t.name, hashOf(key), [...new Set(t.scopes)], t.by, t.days],
    );
    return { id: rows[0]!.id, key };
  });
}

export async function listTokens(db: Db, username: string): Promise<Token[]> {
  const { rows } = await db.query<Token>(
    `SELECT ${COLUMNS} FROM api_token t WHERE t.username = $1 ORDER BY t.id DESC LIMIT 200`,
    [username],
  );
  return rows;
}

export async function findToken(db: Db, id: string): Promise<Token | null> {
  const { rows } = await db.query<Token>(`SELECT ${COLUMNS} FROM api_token t WHERE t.id = $1`, [id]);
  return rows[0] ?? null;
}

/** Whatever it was before, it is revoked now. */
export async function revokeToken(db: Db, id: string, by: string): Promise<void> {
  await db.query('UPDATE api_token SET revoked_at = now(), revoked_by = $2 WHERE id = $1 AND revoked_at IS NULL', [
    id,
    by,
  ]);
}

/** The token with this key, whether it still counts or not; null: there is none. */
export async function tokenOf(db: Db, key: string): Promise<Token | null> {
  if (!key.startsWith(PREFIX) || key.length > 100) return null;
  const { rows } = await db.query<Token>(`SELECT ${COLUMNS} FROM api_token t WHERE t.hash = $1`, [hashOf(key)]);
  return rows[0] ?? null;
}

/** Noted at most once a minute: it is read by people. */
export async function noteUse(db: Db, id: string, address: string): Promise<void> {
  await db.query(
    `UPDATE api_token SET last_used_at = now(), last_address = $2
      WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute' OR last_address IS DISTINCT FROM $2)`,
    [id, address],
  );
}
