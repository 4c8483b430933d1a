import type { Db } from '../../db/pool.ts';
import { now } from '../clock.ts';

export interface ParkSetting {
  revision: number;
  at: string;
  actor: string | null;
  reason: string;
  /** Post that decides that a park loses its title (历下政办发〔2019〕9号 第十条（三） names nobody). */
  revocationDecider: string;
}

export async function seedParkSettings(db: Db): Promise<void> {
  await db.query(
    `INSERT INTO park_setting_edit (revision, at, actor, reason, revocation_decider)
     VALUES (1, $1, NULL, '首次设定', 'key-industry-office.head') ON CONFLICT DO NOTHING`,
    [now().toISO()],
  );
}

/** Newest first: the first counts. */
export async function listParkSettings(db: Db): Promise<ParkSetting[]> {
  const { rows } = await db.query<ParkSetting>(
    `SELECT revision, at, actor, reason, revocation_decider AS "revocationDecider"
       FROM park_setting_edit ORDER BY revision DESC LIMIT 500`,
  );
  return rows;
}

/** false when somebody else changed it since `revision`. Evaluations that have asked already keep their decider. */
export async function changeParkSetting(
  db: Db,
  edit: { revision: number; revocationDecider: string; actor: string; reason: string },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `INSERT INTO park_setting_edit (revision, at, actor, reason, revocation_decider)
     SELECT $1::int + 1, $2, $3, $4, $5 WHERE $1 = (SELECT max(revision) FROM park_setting_edit) ON CONFLICT DO NOTHING`,
    [edit.revision, now().toISO(), edit.actor, edit.reason, edit.revocationDecider],
  );
  return rowCount === 1;
}
