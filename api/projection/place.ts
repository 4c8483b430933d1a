import type { Db } from '../../db/pool.ts';
import { nameTasks } from './process.ts';
import type { Touched } from './record.ts';

/**
 * SQL for the case of an instance: by the variable `caseId` of its own scope, by the case that names it as its root, by what else
 * is given. Sub-selects rather than joins: always look-ups by key, whatever the planner believes of the tables' sizes.
 */
export function caseOf(instanceKey: string, otherwise: string): string {
  return `COALESCE(
    (SELECT c.id FROM cases c WHERE c.id = (SELECT v.value #>> '{}' FROM read.variable v WHERE v.scope_key = ${instanceKey} AND v.name = 'caseId')),
    (SELECT c.id FROM cases c WHERE c.instance_key = ${instanceKey}),
    ${otherwise})`;
}

/** SQL that lets the units of newly placed tasks (`t`) take part in the case. */
export const TAKE_PART = `
  INSERT INTO case_unit (case_id, unit)
  SELECT DISTINCT t.case_id, unit.id
    FROM t CROSS JOIN unnest(t.candidate_groups) AS g(name)
    JOIN unit ON unit.id = split_part(g.name, '.', 1)
   WHERE t.case_id IS NOT NULL
   ORDER BY 1, 2
  ON CONFLICT DO NOTHING`;

/** SQL for the case of the instance in row `i`. */
export const CASE_OF_INSTANCE = caseOf(
  'i.instance_key',
  '(SELECT p.case_id FROM read.instance p WHERE p.instance_key = i.parent_instance_key)',
);

const PLACE_INSTANCES = `
UPDATE read.instance i SET case_id = found.case_id
  FROM (SELECT i.instance_key, ${CASE_OF_INSTANCE} AS case_id
          FROM read.instance i WHERE i.instance_key = ANY ($1::bigint[]) AND i.case_id IS NULL) AS found
 WHERE i.instance_key = found.instance_key AND i.case_id IS NULL AND found.case_id IS NOT NULL`;

const CALLED = `
SELECT c.instance_key FROM read.instance p JOIN read.instance c ON c.parent_instance_key = p.instance_key
 WHERE p.instance_key = ANY ($1::bigint[]) AND p.case_id IS NOT NULL AND c.case_id IS NULL`;

const PLACE_TASKS = `
WITH t AS (
  UPDATE read.task t SET case_id = i.case_id
    FROM read.instance i
   WHERE i.instance_key = ANY ($1::bigint[]) AND i.case_id IS NOT NULL AND t.instance_key = i.instance_key AND t.case_id IS NULL
  RETURNING t.task_key, t.case_id, t.candidate_groups
), u AS (${TAKE_PART}
)
SELECT task_key, case_id FROM t`;

/**
 * Gives instances their case: from the variable `caseId` of their own scope, from the case that names them as its root, or from
 * the instance that called them; then the instances they called, and the tasks that came before.
 */
export async function place(db: Db, instanceKeys: Iterable<string>, touched: Pick<Touched, 'tasks'>): Promise<void> {
  const all = new Set(instanceKeys);
  for (let next = [...all]; next.length > 0;) {
    await db.query({ name: 'place-instances', text: PLACE_INSTANCES, values: [next] });
    const called = await db.query<{ instance_key: string }>({ name: 'place-called', text: CALLED, values: [next] });
    next = called.rows.map((r) => r.instance_key);
    for (const k of next) all.add(k);
  }
  const tasks = await db.query<{ task_key: string; case_id: string }>({
    name: 'place-tasks',
    text: PLACE_TASKS,
    values: [[...all]],
  });
  for (const t of tasks.rows) touched.tasks.push({ caseId: t.case_id, taskKey: t.task_key });
}

const LEFTOVERS = `
SELECT i.instance_key FROM read.instance i WHERE i.case_id IS NULL AND ${CASE_OF_INSTANCE} IS NOT NULL
UNION
SELECT i.instance_key FROM read.task t JOIN read.instance i USING (instance_key) WHERE t.case_id IS NULL AND i.case_id IS NOT NULL`;

/**
 * Places and names what still lacks it although all that is needed is there: two bulks that ran at the same time did not see
 * each other's half. Cheap (partial indexes); runs after bulks, at most once a second.
 */
export async function placeLeftovers(db: Db, touched: Pick<Touched, 'tasks'>): Promise<void> {
  const { rows } = await db.query<{ instance_key: string }>(LEFTOVERS);
  if (rows.length > 0)
    await place(
      db,
      rows.map((r) => r.instance_key),
      touched,
    );
  await nameTasks(db, null);
}
