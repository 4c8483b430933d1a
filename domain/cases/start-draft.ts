import type { Db } from '../../db/pool.ts';
import { now } from '../clock.ts';

/** What one person has typed into the form that starts a case of one procedure; nobody else sees it. */
export interface StartDraft {
  /** The Idempotency-Key with which it will be filed, from whatever computer. */
  key: string;
  variables: Record<string, unknown>;
}

/** Replaces what was kept before; answers when (ISO instant). */
export async function saveStartDraft(
  db: Db,
  username: string,
  process: string,
  { key, variables }: StartDraft,
): Promise<string> {
  const at = now().toISO() ?? '';
  await db.query(
    `INSERT INTO start_draft (username, process, key, variables, saved_at) VALUES ($1,$2,$3,$4,$5)
     ON CONFLICT (username, process)
     DO UPDATE SET key = EXCLUDED.key, variables = EXCLUDED.variables, saved_at = EXCLUDED.saved_at`,
    [username, process, key, variables, at],
  );
  return at;
}

export async function findStartDraft(
  db: Db,
  username: string,
  process: string,
): Promise<(StartDraft & { savedAt: string }) | null> {
  const { rows } = await db.query<StartDraft & { savedAt: string }>(
    `SELECT key, variables, saved_at AS "savedAt" FROM start_draft WHERE username = $1 AND process = $2`,
    [username, process],
  );
  return rows[0] ?? null;
}

/** `filedAs`: only what was filed with this key; another that was begun meanwhile stays. */
export async function dropStartDraft(db: Db, username: string, process: string, filedAs?: string): Promise<void> {
  await db.query('DELETE FROM start_draft WHERE username = $1 AND process = $2 AND key = coalesce($3, key)', [
    username,
    process,
    filedAs,
  ]);
}
