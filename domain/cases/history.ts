import type { Db } from '../../db/pool.ts';
import { deployedDiagram } from '../models/diagram.ts';
import { countVotes } from '../tasks/joint.ts';

export interface HistoryEntry {
  at: string;
  kind: string;
  element: string | null;
  elementName: string | null;
  actor: string | null;
  detail: Record<string, unknown>;
}

/**
 * What happened in a case, oldest first: its own events, tasks and automatic steps of its instances.
 * Facts of the engine come from the read model, so the order is the engine's.
 */
export async function historyOfCase(db: Db, caseId: string): Promise<HistoryEntry[]> {
  const { rows } = await db.query<HistoryEntry>(
    `SELECT at, kind, element, "elementName", actor, detail FROM (
       SELECT e.at, e.id AS ord, e.kind, e.element, NULL AS "elementName", e.actor, e.detail
         FROM case_event e WHERE e.case_id = $1
       UNION ALL
       SELECT c.created_at, 0, 'case-filed', NULL, NULL, c.created_by, '{}'::jsonb FROM cases c WHERE c.id = $1
       UNION ALL
       SELECT t.created_at, t.task_key, 'task-created', t.element_id, t.name, NULL,
              jsonb_build_object('task', t.task_key::text, 'groups', t.candidate_groups)
         FROM read.task t WHERE t.case_id = $1
       UNION ALL
       SELECT t.ended_at, t.position, CASE t.state WHEN 'completed' THEN 'task-completed' ELSE 'task-canceled' END,
              t.element_id, t.name, t.completed_by,
              jsonb_strip_nulls(jsonb_build_object('task', t.task_key::text, 'onBehalfOf', nullif(t.on_behalf_of, ''),
                'groups', CASE WHEN t.state <> 'completed' THEN to_jsonb(t.candidate_groups) END))
         FROM read.task t WHERE t.case_id = $1 AND t.ended_at IS NOT NULL
       UNION ALL
       SELECT e.ended_at, e.position, 'step-completed', e.element_id, p.name, NULL,
              jsonb_build_object('type', e.element_type)
         FROM read.instance i JOIN read.element e ON e.instance_key = i.instance_key
         LEFT JOIN read.process_element p ON p.definition_key = i.definition_key AND p.element_id = e.element_id
        WHERE i.case_id = $1 AND i.process_id <> 'limit-watch' AND e.state = 'completed'
          AND e.element_type IN ('SERVICE_TASK', 'BUSINESS_RULE_TASK', 'SEND_TASK', 'END_EVENT', 'INTERMEDIATE_CATCH_EVENT', 'BOUNDARY_EVENT')
       UNION ALL
       SELECT n.created_at, n.position, 'incident', n.element_id, p.name, NULL,
              jsonb_build_object('message', n.message, 'state', n.state)
         FROM read.instance i JOIN read.incident n ON n.instance_key = i.instance_key
         LEFT JOIN read.process_element p ON p.definition_key = i.definition_key AND p.element_id = n.element_id
        WHERE i.case_id = $1
       UNION ALL
       SELECT e.ended_at, e.position, 'voted', e.element_id, p.name, NULL,
              jsonb_build_object('definition', i.definition_key::text,
                'lists', (SELECT jsonb_object_agg(v.name, v.value) FROM read.variable v
                           WHERE v.scope_key = e.element_key AND jsonb_typeof(v.value) = 'array'))
         FROM read.instance i JOIN read.element e ON e.instance_key = i.instance_key
         LEFT JOIN read.process_element p ON p.definition_key = i.definition_key AND p.element_id = e.element_id
        WHERE i.case_id = $1 AND e.state = 'completed' AND e.element_type = 'MULTI_INSTANCE_BODY'
     ) h ORDER BY at, ord`,
    [caseId],
  );
  const entries = await Promise.all(rows.map((row) => (row.kind === 'voted' ? votesOf(db, row) : row)));
  return entries.filter((entry) => entry !== null);
}

/** A step that several had at once, as a vote with its outcome; null where it was none. */
async function votesOf(db: Db, entry: HistoryEntry): Promise<HistoryEntry | null> {
  const { definition, lists } = entry.detail as { definition: string; lists: Record<string, unknown[]> | null };
  const element = (await deployedDiagram(db, definition))?.elements.get(entry.element ?? '');
  const votes = element?.collects && lists?.[element.collects.into];
  const counted = element && votes ? countVotes(votes, element) : null;
  return counted && { ...entry, detail: { ...counted } };
}

export interface DiagramState {
  definitionKey: string;
  xml: string;
  elements: {
    elementId: string;
    type: string;
    active: number;
    completed: number;
    terminated: number;
    incidents: number;
  }[];
  flows: { flowId: string; taken: number }[];
}

/** An instance in which a case went on, and by which version. */
export interface Run {
  instanceKey: string;
  version: number;
  /** null: it is there still. */
  leftAt: string | null;
}

/** Instances of a re-homed case, the present one last; none where there was never another. */
export async function runsOfCase(db: Db, caseId: string): Promise<Run[]> {
  const { rows } = await db.query<Run>(
    `SELECT i.instance_key AS "instanceKey", i.version, CASE WHEN i.instance_key <> c.instance_key THEN i.ended_at END AS "leftAt"
       FROM cases c JOIN read.instance i ON i.instance_key = c.instance_key
         OR i.instance_key IN (SELECT h.old_key FROM case_rehoming h WHERE h.case_id = c.id AND h.new_key IS NOT NULL)
      WHERE c.id = $1 ORDER BY i.instance_key <> c.instance_key DESC, i.started_at`,
    [caseId],
  );
  return rows.length > 1 ? rows : [];
}

/** The diagram of the case's root instance with what has been passed and where it stands; null before it started. */
export async function diagramOfCase(db: Db, instanceKey: string): Promise<DiagramState | null> {
  const process = await db.query<{ definitionKey: string; xml: string }>(
    `SELECT p.definition_key AS "definitionKey", p.xml
       FROM read.instance i JOIN read.process p ON p.definition_key = i.definition_key WHERE i.instance_key = $1`,
    [instanceKey],
  );
  if (!process.rows[0]) return null;
  return { ...process.rows[0], ...(await diagramOfElements(db, instanceKey)) };
}

/** What an instance has passed and where it stands. */
export async function diagramOfElements(
  db: Db,
  instanceKey: string,
): Promise<Pick<DiagramState, 'elements' | 'flows'>> {
  const elements = await db.query(
    `SELECT e.element_id AS "elementId", min(e.element_type) AS type,
            count(*) FILTER (WHERE e.state IN ('activating','active','completing','terminating'))::int AS active,
            count(*) FILTER (WHERE e.state = 'completed')::int AS completed,
            count(*) FILTER (WHERE e.state = 'terminated')::int AS terminated,
            count(n.incident_key)::int AS incidents
       FROM read.element e LEFT JOIN read.incident n ON n.element_key = e.element_key AND n.state = 'open'
      WHERE e.instance_key = $1 AND e.element_type NOT IN ('PROCESS', 'MULTI_INSTANCE_BODY') GROUP BY e.element_id`,
    [instanceKey],
  );
  const flows = await db.query(`SELECT flow_id AS "flowId", taken FROM read.flow WHERE instance_key = $1`, [
    instanceKey,
  ]);
  return { elements: elements.rows, flows: flows.rows };
}

/** Timers that the case itself waits for; those of its limits are shown with the limits. */
export async function timersOfCase(
  db: Db,
  caseId: string,
): Promise<{ elementId: string; name: string; dueAt: string }[]> {
  const { rows } = await db.query(
    `SELECT t.element_id AS "elementId", coalesce(p.name, t.element_id) AS name, t.due_at AS "dueAt"
       FROM read.instance i JOIN read.timer t ON t.instance_key = i.instance_key AND t.state = 'waiting'
       LEFT JOIN read.process_element p ON p.definition_key = i.definition_key AND p.element_id = t.element_id
      WHERE i.case_id = $1 AND i.parent_instance_key IS NULL ORDER BY t.due_at`,
    [caseId],
  );
  return rows;
}

export async function incidentsOfCase(
  db: Db,
  caseId: string,
): Promise<{ key: string; elementId: string; message: string; createdAt: string }[]> {
  const { rows } = await db.query(
    `SELECT n.incident_key AS key, n.element_id AS "elementId", n.message, n.created_at AS "createdAt"
       FROM read.instance i JOIN read.incident n ON n.instance_key = i.instance_key AND n.state = 'open'
      WHERE i.case_id = $1 ORDER BY n.created_at`,
    [caseId],
  );
  return rows;
}
