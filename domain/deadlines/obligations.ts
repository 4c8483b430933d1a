import type { Db } from '../../db/pool.ts';

/** Every obligation that ever had a limit, with the name that its last one carries. From the index: as fast as there are obligations. */
export async function listObligations(db: Db): Promise<{ id: string; name: string }[]> {
  const { rows } = await db.query(
    `WITH RECURSIVE known AS (
       SELECT min(obligation) AS id FROM deadline_round
       UNION ALL
       SELECT (SELECT min(obligation) FROM deadline_round WHERE obligation > known.id) FROM known WHERE known.id IS NOT NULL)
     SELECT id, (SELECT name FROM deadline_round WHERE obligation = known.id ORDER BY due_at DESC LIMIT 1) AS name
       FROM known WHERE id IS NOT NULL ORDER BY id`,
  );
  return rows;
}
