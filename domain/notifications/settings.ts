import type { Db } from '../../db/pool.ts';
import type { Kind } from './kinds.ts';

export interface NotificationSettings {
  email: string | null;
  /** Kinds that are mailed too. */
  emailKinds: Kind[];
  /** Kinds that arrive as read. */
  silentKinds: Kind[];
}

const DEFAULTS: NotificationSettings = {
  email: null,
  emailKinds: ['reminder', 'limit-yellow', 'limit-red', 'limit-overdue', 'card'],
  silentKinds: [],
};

export async function findSettings(db: Db, username: string): Promise<NotificationSettings> {
  const { rows } = await db.query<NotificationSettings>(
    `SELECT email, email_kinds AS "emailKinds", silent_kinds AS "silentKinds" FROM notification_setting WHERE username = $1`,
    [username],
  );
  return rows[0] ?? DEFAULTS;
}

export async function saveSettings(db: Db, username: string, s: NotificationSettings): Promise<void> {
  await db.query(
    `INSERT INTO notification_setting (username, email, email_kinds, silent_kinds) VALUES ($1,$2,$3,$4)
     ON CONFLICT (username) DO UPDATE SET email = excluded.email, email_kinds = excluded.email_kinds, silent_kinds = excluded.silent_kinds`,
    [username, s.email, s.emailKinds, s.silentKinds],
  );
}

/** Whether mail can be sent at all: while it cannot, none is put by to come in a flood later. */
export async function noteMailChannel(db: Db, on: boolean): Promise<void> {
  await db.query(
    `INSERT INTO setting (key, value) VALUES ('mail', to_jsonb($1::boolean)) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
    [on],
  );
}
