import type { Db } from '../../db/pool.ts';
import { now } from '../clock.ts';

export interface Draft {
  revision: number;
  xml: string;
  updatedBy: string;
  updatedAt: string;
}

const COLUMNS = `revision, xml, updated_by AS "updatedBy", updated_at AS "updatedAt"`;

export async function findDraft(db: Db, process: string): Promise<Draft | null> {
  const { rows } = await db.query<Draft>(`SELECT ${COLUMNS} FROM model_draft WHERE process = $1`, [process]);
  return rows[0] ?? null;
}

export async function listDrafts(db: Db): Promise<{ process: string; updatedBy: string; updatedAt: string }[]> {
  const { rows } = await db.query(
    `SELECT process, updated_by AS "updatedBy", updated_at AS "updatedAt" FROM model_draft`,
  );
  return rows;
}

/**
 * Saves over the revision that the editor began from (0: there was no draft). null when somebody else has saved meanwhile; the
 * same text again is no conflict, so that a repeated request does nothing twice.
 */
export async function saveDraft(
  db: Db,
  process: string,
  { revision, xml, by }: { revision: number; xml: string; by: string },
): Promise<Draft | null> {
  const { rows } = await db.query<Draft>(
    `INSERT INTO model_draft AS d (process, revision, xml, updated_by, updated_at)
     SELECT $1, 1, $3, $4, $5 WHERE $2 = 0
     ON CONFLICT (process) DO NOTHING RETURNING ${COLUMNS}`,
    [process, revision, xml, by, now().toISO()],
  );
  if (rows[0]) return rows[0];
  const saved = await db.query<Draft>(
    `UPDATE model_draft SET revision = revision + 1, xml = $3, updated_by = $4, updated_at = $5
      WHERE process = $1 AND revision = $2 RETURNING ${COLUMNS}`,
    [process, revision, xml, by, now().toISO()],
  );
  if (saved.rows[0]) return saved.rows[0];
  const present = await findDraft(db, process);
  return present?.revision === revision + 1 && present.xml === xml && present.updatedBy === by ? present : null;
}

/** False when there is none of this revision. */
export async function dropDraft(db: Db, process: string, revision: number): Promise<boolean> {
  const { rowCount } = await db.query('DELETE FROM model_draft WHERE process = $1 AND revision = $2', [
    process,
    revision,
  ]);
  return rowCount === 1;
}
