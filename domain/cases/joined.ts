import type { Pool } from '../../db/pool.ts';

// Longer than any bulk is under way: a row that was written while the unit joined is there by then.
const AFTER_S = 60;
const AT_ONCE = 500;

const catchUp = (table: 'read.task' | 'deadline_round', key: string): string => `
  WITH late AS (
    SELECT w.ctid AS row, ARRAY(SELECT cu.unit FROM case_unit cu WHERE cu.case_id = w.case_id ORDER BY cu.unit) AS now FROM ${table} w
     WHERE w.case_id = ANY ($1::text[])
       AND EXISTS (SELECT 1 FROM case_unit cu WHERE cu.case_id = w.case_id AND cu.unit <> ALL (w.units))
     ORDER BY ${key} FOR UPDATE OF w SKIP LOCKED)
  UPDATE ${table} w SET units = late.now FROM late WHERE w.ctid = late.row`;

/**
 * Writes to the tasks and rounds (`units`) of cases that units have joined who they are. Until then lists find the unit in `unit_joined`; what
 * others work on is left for the next time, as nobody shall wait for this.
 */
export async function catchUpUnits(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT DISTINCT case_id AS id FROM unit_joined WHERE at < now() - make_interval(secs => $1) LIMIT $2`,
    [AFTER_S, AT_ONCE],
  );
  if (!rows.length) return;
  const cases = [rows.map(({ id }) => id)];
  await pool.query(catchUp('read.task', 'w.task_key'), cases);
  await pool.query(catchUp('deadline_round', 'w.deadline_id, w.round'), cases);
  await pool.query(
    `DELETE FROM unit_joined j WHERE j.case_id = ANY ($1::text[]) AND j.at < now() - make_interval(secs => $2)
        AND NOT EXISTS (SELECT 1 FROM read.task t WHERE t.case_id = j.case_id AND j.unit <> ALL (t.units))
        AND NOT EXISTS (SELECT 1 FROM deadline_round r WHERE r.case_id = j.case_id AND j.unit <> ALL (r.units))`,
    [...cases, AFTER_S],
  );
}
