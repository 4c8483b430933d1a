import type { Db } from '../../db/pool.ts';
import { now } from '../clock.ts';

/** Name of the diagram's draft; rules and forms have theirs under the name of their file. */
export const DIAGRAM = 'diagram';

export interface Draft {
  name: string;
  revision: number;
  content: string;
  updatedBy: string;
  updatedAt: string;
}

const COLUMNS = `name, revision, content, updated_by AS "updatedBy", updated_at AS "updatedAt"`;

export async function findDraft(db: Db, process: string, name: string = DIAGRAM): Promise<Draft | null> {
  const { rows } = await db.query<Draft>(`SELECT ${COLUMNS} FROM model_draft WHERE process = $1 AND name = $2`, [
    process,
    name,
  ]);
  return rows[0] ?? null;
}

/** Everything that is drafted of one procedure. */
export async function draftsOf(db: Db, process: string): Promise<Draft[]> {
  const { rows } = await db.query<Draft>(`SELECT ${COLUMNS} FROM model_draft WHERE process = $1 ORDER BY name`, [
    process,
  ]);
  return rows;
}

/** Procedures with drafts, each with who saved last. */
export async function listDrafts(db: Db): Promise<{ process: string; updatedBy: string; updatedAt: string }[]> {
  const { rows } = await db.query(
    `SELECT DISTINCT ON (process) process, updated_by AS "updatedBy", updated_at AS "updatedAt"
       FROM model_draft ORDER BY process, updated_at DESC`,
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
  { name = DIAGRAM, revision, content, by }: { name?: string; revision: number; content: string; by: string },
): Promise<Draft | null> {
  const { rows } = await db.query<Draft>(
    `INSERT INTO model_draft (process, name, revision, content, updated_by, updated_at)
     SELECT $1, $2, 1, $4, $5, $6 WHERE $3 = 0
     ON CONFLICT (process, name) DO NOTHING RETURNING ${COLUMNS}`,
    [process, name, revision, content, by, now().toISO()],
  );
  if (rows[0]) return rows[0];
  const saved = await db.query<Draft>(
    `UPDATE model_draft SET revision = revision + 1, content = $4, updated_by = $5, updated_at = $6
      WHERE process = $1 AND name = $2 AND revision = $3 RETURNING ${COLUMNS}`,
    [process, name, revision, content, by, now().toISO()],
  );
  if (saved.rows[0]) return saved.rows[0];
  const present = await findDraft(db, process, name);
  return present?.revision === revision + 1 && present.content === content && present.updatedBy === by ? present : null;
}

/** False when there is none of this revision. */
export async function dropDraft(db: Db, process: string, name: string, revision: number): Promise<boolean> {
  const { rowCount } = await db.query('DELETE FROM model_draft WHERE process = $1 AND name = $2 AND revision = $3', [
    process,
    name,
    revision,
  ]);
  return rowCount === 1;
}
