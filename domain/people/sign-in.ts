import { createHmac } from 'node:crypto';
import type { Db } from '../../db/pool.ts';
import { isPassword } from './password.ts';

/** Failed sign-ins and their lock. Wall time throughout: it is about guessing, not about business. */
export interface LockRule {
  /** Failures after which name and address are locked. */
  after: number;
  minutes: number;
}

/**
 * The name under which attempts are kept: the account's, and of a name that there is not only a keyed hash, for it may be a password that
 * was typed into the wrong field.
 */
export async function keptName(db: Db, typed: string, secret: string): Promise<string> {
  const { rows } = await db.query('SELECT 1 FROM account WHERE username = $1', [typed]);
  return rows.length ? typed : `#${createHmac('sha256', secret).update(`sign-in:${typed}`).digest('hex').slice(0, 32)}`;
}

/** Until when this name is locked for this address; null: it is not. */
export async function lockedUntil(db: Db, name: string, address: string): Promise<string | null> {
  const { rows } = await db.query<{ until: string }>(
    `SELECT locked_until AS until FROM sign_in_failure WHERE name = $1 AND address = $2 AND locked_until > now()`,
    [name, address],
  );
  return rows[0]?.until ?? null;
}

/** One more failure; whether it locked. Failures long ago do not count, and rows of names that nobody tries any more go. */
export async function countFailure(db: Db, name: string, address: string, rule: LockRule): Promise<boolean> {
  await db.query(
    `DELETE FROM sign_in_failure WHERE first_at < now() - interval '1 day' AND (locked_until IS NULL OR locked_until < now())`,
  );
  await db.query(`DELETE FROM sign_in_slowed WHERE last_at < now() - interval '1 day'`);
  const old = `(f.locked_until IS NOT NULL AND f.locked_until <= now() OR f.first_at < now() - make_interval(mins => $4))`;
  const count = `CASE WHEN ${old} THEN 1 ELSE f.failures + 1 END`;
  const { rows } = await db.query<{ locked: boolean }>(
    `INSERT INTO sign_in_failure AS f (name, address, failures, locked_until)
     VALUES ($1, $2, 1, CASE WHEN $3 <= 1 THEN now() + make_interval(mins => $4) END)
     ON CONFLICT (name, address) DO UPDATE
        SET failures = ${count}, first_at = CASE WHEN ${old} THEN now() ELSE f.first_at END,
            locked_until = CASE WHEN ${count} >= $3 THEN now() + make_interval(mins => $4) END
     RETURNING locked_until IS NOT NULL AS locked`,
    [name, address, rule.after, rule.minutes],
  );
  return rows[0]?.locked ?? false;
}

// Attempts from strange addresses that are free; then 2, 4, 8 ... seconds lie between two, at most a quarter of an hour.
const FREE_ATTEMPTS = 10;
const LONGEST_WAIT_S = 900;
const KNOWN_DAYS = 90;

/**
 * Counts an attempt from an address where this person has not signed in before; answers how many seconds he has to wait, 0 when the password
 * may be looked at. The row decides between attempts that come at the same time. Nobody is kept out for good: who waits comes in, and where
 * somebody has signed in before he does not wait at all.
 */
export async function waitOfAttempt(db: Db, name: string, address: string): Promise<number> {
  const known = await db.query(
    `SELECT 1 FROM sign_in_address WHERE username = $1 AND address = $2 AND last_at > now() - make_interval(days => $3)`,
    [name, address, KNOWN_DAYS],
  );
  if (known.rows.length) return 0;
  const attempts = `CASE WHEN s.last_at < now() - interval '1 day' THEN 1 ELSE s.attempts + 1 END`;
  const { rows } = await db.query(
    `INSERT INTO sign_in_slowed AS s (name, attempts) VALUES ($1, 1)
     ON CONFLICT (name) DO UPDATE SET attempts = ${attempts}, last_at = now(),
        next_at = now() + CASE WHEN ${attempts} <= $2 THEN interval '0' ELSE make_interval(secs => least($3, power(2, least(${attempts} - $2, 20)))) END
      WHERE s.next_at <= now()
     RETURNING 1`,
    [name, FREE_ATTEMPTS, LONGEST_WAIT_S],
  );
  if (rows.length) return 0;
  const left = await db.query<{ seconds: number }>(
    `SELECT greatest(1, ceil(extract(epoch FROM next_at - now())))::int AS seconds FROM sign_in_slowed WHERE name = $1`,
    [name],
  );
  return left.rows[0]?.seconds ?? 1;
}

/** He came in from there: earlier attempts count no more, and later ones of others do not keep him out. */
export async function noteSignIn(db: Db, username: string, address: string): Promise<void> {
  await db.query('DELETE FROM sign_in_slowed WHERE name = $1', [username]);
  await db.query(
    `INSERT INTO sign_in_address (username, address) VALUES ($1, $2)
     ON CONFLICT (username, address) DO UPDATE SET last_at = now()`,
    [username, address],
  );
  await db.query(`DELETE FROM sign_in_address WHERE username = $1 AND last_at < now() - make_interval(days => $2)`, [
    username,
    KNOWN_DAYS,
  ]);
}

/** Failures of a person, at one address or at all: he may try again at once. */
export async function forgetFailures(db: Db, username: string, address?: string): Promise<number> {
  if (address === undefined) await db.query('DELETE FROM sign_in_slowed WHERE name = $1', [username]);
  const { rowCount } = await db.query(
    'DELETE FROM sign_in_failure WHERE name = $1 AND ($2::text IS NULL OR address = $2)',
    [username, address ?? null],
  );
  return rowCount ?? 0;
}

/** Whether this is the person's password; names that there are not, systems and stopped accounts take as long. */
export async function mayEnter(db: Db, username: string, password: string): Promise<boolean> {
  const { rows } = await db.query<{ hash: string | null }>(
    'SELECT password_hash AS hash FROM account WHERE username = $1 AND active',
    [username],
  );
  return isPassword(rows[0]?.hash ?? null, password);
}

/** Ends every session of somebody, on the server; `but` stays. */
export async function endSessions(db: Db, username: string, but: string | null = null): Promise<number> {
  const { rowCount } = await db.query(
    `DELETE FROM session WHERE sess ->> 'username' = $1 AND ($2::text IS NULL OR sid <> $2)`,
    [username, but],
  );
  return rowCount ?? 0;
}

/** The person did something so many seconds ago. */
export async function touchSession(db: Db, sid: string, secondsAgo: number): Promise<void> {
  await db.query(
    `UPDATE session SET seen_at = now() - make_interval(secs => $2)
      WHERE sid = $1 AND seen_at < now() - make_interval(secs => $2 + 5)`,
    [sid, secondsAgo],
  );
}
