import { caseOf, TAKE_PART } from './place.ts';
import type { EngineRecord, Projector } from './record.ts';
import { dateOrNull, iso, key, keyOrNull, latest, rowsParam } from './record.ts';

// The intents in between (CREATING, ASSIGNING ...) are announcements; the fact follows in the same step of the engine.
const STATE: Record<string, string> = {
  CREATED: 'open',
  ASSIGNED: 'open',
  UPDATED: 'open',
  MIGRATED: 'open',
  COMPLETED: 'completed',
  CANCELED: 'canceled',
};

/** Of such a record people see something: a task that is there, another's, or done. */
export const changesTask = ({ valueType, intent }: EngineRecord): boolean =>
  valueType === 'USER_TASK' && intent in STATE;

/**
 * Tasks are placed in their case at once: by the first worker's note on the case (committed before any task appears), by the
 * variable `caseId` of the task's instance, or by the instance. What is not yet known is filled in by place.ts and process.ts.
 */
const UPSERT = `
WITH r AS (
  SELECT * FROM json_to_recordset($1::json) AS r(
    task_key bigint, element_key bigint, instance_key bigint, definition_key bigint, process_id text, element_id text,
    form_key bigint, candidate_groups text[], assignee text, due_at timestamptz, state text, created_at timestamptz,
    ended_at timestamptz, completed_by text, on_behalf_of text, position bigint)
), t AS (
  INSERT INTO read.task AS t (task_key, element_key, instance_key, definition_key, process_id, element_id, name, case_id,
    form_key, candidate_groups, assignee, due_at, state, created_at, ended_at, completed_by, on_behalf_of, position)
  SELECT task_key, element_key, instance_key, definition_key, process_id, element_id,
         (SELECT COALESCE(e.name, r.element_id)
            FROM read.process p LEFT JOIN read.process_element e ON e.definition_key = p.definition_key AND e.element_id = r.element_id
           WHERE p.definition_key = r.definition_key),
         ${caseOf('r.instance_key', '(SELECT i.case_id FROM read.instance i WHERE i.instance_key = r.instance_key)')},
         form_key, candidate_groups, assignee, due_at, state, created_at, ended_at, completed_by, on_behalf_of, position
    FROM r
   ORDER BY task_key
  ON CONFLICT (task_key) DO UPDATE SET
    definition_key = excluded.definition_key, process_id = excluded.process_id, element_id = excluded.element_id,
    name = COALESCE(excluded.name, t.name), case_id = COALESCE(t.case_id, excluded.case_id), form_key = excluded.form_key,
    candidate_groups = excluded.candidate_groups, assignee = excluded.assignee, due_at = excluded.due_at,
    state = excluded.state, ended_at = excluded.ended_at, completed_by = excluded.completed_by,
    on_behalf_of = COALESCE(excluded.on_behalf_of, t.on_behalf_of), position = excluded.position
    WHERE excluded.position > t.position
       -- Ended with its element before (endTasks): the engine's own word is the older one and counts, in whatever order they come.
       OR (excluded.state = 'canceled' AND t.state = 'canceled')
  RETURNING t.task_key, t.case_id, t.instance_key, t.candidate_groups
), u AS (${TAKE_PART}
)
SELECT task_key, case_id, instance_key FROM t`;

export const userTask: Projector = {
  valueType: 'USER_TASK',

  async project(db, records, touched) {
    const behalf = onBehalf(records);
    const rows = latest(
      records.filter((r) => r.intent in STATE),
      (r) => r.key,
      (r) => {
        const v = r.value;
        const state = STATE[r.intent];
        const by = state === 'completed' ? (/;by=([^;]+)/.exec(v.action ?? '')?.[1] ?? null) : null;
        return {
          task_key: r.key,
          element_key: key(v.elementInstanceKey),
          instance_key: key(v.processInstanceKey),
          definition_key: key(v.processDefinitionKey),
          process_id: v.bpmnProcessId,
          element_id: v.elementId,
          form_key: keyOrNull(v.formKey),
          candidate_groups: v.candidateGroupsList ?? [],
          // Done without having been claimed: his who did it.
          assignee: v.assignee || by,
          due_at: dateOrNull(v.dueDate),
          state,
          created_at: iso(v.creationTimestamp ?? r.timestamp),
          ended_at: state === 'open' ? null : iso(r.timestamp),
          completed_by: by,
          on_behalf_of: behalf.get(r.key) ?? null,
          position: r.position,
        };
      },
    );
    if (rows.length === 0) return;
    const written = await db.query<{ task_key: string; case_id: string | null; instance_key: string }>({
      name: 'project-user-task',
      text: UPSERT,
      values: [rowsParam(rows)],
    });
    // The end of the element may stand in the same bulk: elements are written before tasks (process-instance.ts, endTasks).
    if (records.length > 1)
      await db.query({
        name: 'end-tasks-of-terminated-elements',
        text: `
UPDATE read.task AS t SET state = 'canceled', ended_at = e.ended_at, position = e.position
  FROM read.element e
 WHERE t.task_key = ANY ($1::bigint[]) AND t.state = 'open' AND e.element_key = t.element_key AND e.state = 'terminated'`,
        values: [rows.map((row) => row.task_key)],
      });
    for (const t of written.rows) {
      if (t.case_id !== null) touched.tasks.push({ caseId: t.case_id, taskKey: t.task_key });
      else touched.unplaced.add(t.instance_key);
    }
  },
};

/** For which post each task was last taken or done, '' for nobody; tasks that these records neither assign nor complete are left out. */
function onBehalf(records: Parameters<Projector['project']>[1]): Map<string, string> {
  const said = new Map<string, string>();
  for (const r of records) {
    if (r.intent === 'ASSIGNED' || r.intent === 'COMPLETED')
      said.set(r.key, /;for=([^;]+)/.exec((r.value.action as string | undefined) ?? '')?.[1] ?? '');
  }
  return said;
}
