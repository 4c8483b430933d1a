import type { Db } from '../../db/pool.ts';
import { now } from '../clock.ts';

/** What one person has typed into the form that starts a case of one procedure; nobody else sees it. */
export interface StartDraft {
  /** The Idempotency-Key with which it will be filed, from whatever computer. */
  key: string;
  variables: Record<string, unknown>;
}

/** Replaces what was kept before; answers when (ISO instant), null where it has been filed already, from another computer. */
export async function saveStartDraft(
  db: Db,
  username: string,
  process: string,
  { key, variables }: StartDraft,
): Promise<string | null> {
  const at = now().toISO() ?? '';
  const { rowCount } = await db.query(
    `INSERT INTO start_draft (username, process, key, variables, saved_at)
     SELECT $1, $2, $3, $4::jsonb, $5::timestamptz
      WHERE NOT EXISTS (SELECT 1 FROM cases WHERE created_by = $1 AND idempotency_key = $3)
     ON CONFLICT (username, process)
     DO UPDATE SET key = EXCLUDED.key, variables = EXCLUDED.variables, saved_at = EXCLUDED.saved_at`,
    [username, process, key, variables, at],
  );
  return rowCount ? at : null;
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
