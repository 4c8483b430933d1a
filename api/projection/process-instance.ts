import type { Db } from '../../db/pool.ts';
import { endLimits } from './limit-end.ts';
import { CASE_OF_INSTANCE } from './place.ts';
import type { EngineRecord, Projector, Touched } from './record.ts';
import { fold, iso, key, keyOrNull, rowsParam } from './record.ts';

const STATE: Record<string, string> = {
  ELEMENT_ACTIVATING: 'activating',
  ELEMENT_ACTIVATED: 'active',
  ELEMENT_COMPLETING: 'completing',
  ELEMENT_COMPLETED: 'completed',
  ELEMENT_TERMINATING: 'terminating',
  ELEMENT_TERMINATED: 'terminated',
  // Only what is active is migrated.
  ELEMENT_MIGRATED: 'active',
};
const ENDED = new Set(['completed', 'terminated']);

/** Instances, the elements within them, and the sequence flows they took. */
export const processInstance: Projector = {
  valueType: 'PROCESS_INSTANCE',

  async project(db, records, touched) {
    const known = records.filter((r) => r.intent in STATE);
    const instances = known.filter((r) => r.value.bpmnElementType === 'PROCESS');
    const elements = known.filter((r) => r.value.bpmnElementType !== 'PROCESS');
    const flows = records.filter((r) => r.intent === 'SEQUENCE_FLOW_TAKEN');
    if (instances.length > 0) await projectInstances(db, instances, touched);
    if (elements.length > 0) await projectElements(db, elements);
    await endTasks(db, known);
    if (flows.length > 0) await projectFlows(db, flows);
    await endLimits(db, known);
    for (const r of records) touched.instances.add(key(r.value.processInstanceKey));
  },
};

interface Life {
  state: string;
  started_at: string;
  ended_at: string | null;
  position: number;
}

function life(before: Life | undefined, r: EngineRecord): Life {
  const state = STATE[r.intent] as string;
  const at = iso(r.timestamp);
  return {
    state,
    started_at: before?.started_at ?? at,
    ended_at: ENDED.has(state) ? at : (before?.ended_at ?? null),
    position: r.position,
  };
}

async function projectInstances(db: Db, records: EngineRecord[], touched: Touched): Promise<void> {
  const rows = fold<Life & object>(
    records,
    (r) => r.key,
    (before, r) => ({
      instance_key: r.key,
      process_id: r.value.bpmnProcessId,
      definition_key: key(r.value.processDefinitionKey),
      version: r.value.version,
      parent_instance_key: keyOrNull(r.value.parentProcessInstanceKey),
      parent_element_key: keyOrNull(r.value.parentElementInstanceKey),
      ...life(before, r),
      state: instanceState(STATE[r.intent] as string),
    }),
  );
  const written = await db.query<{ instance_key: string; case_id: string | null; created: boolean }>({
    name: 'project-instance',
    text: `
INSERT INTO read.instance AS old (instance_key, process_id, definition_key, version, parent_instance_key, parent_element_key, case_id,
  state, started_at, ended_at, position)
SELECT instance_key, process_id, definition_key, version, parent_instance_key, parent_element_key, ${CASE_OF_INSTANCE}, state,
       started_at, ended_at, position
  FROM json_to_recordset($1::json) AS i(instance_key bigint, process_id text, definition_key bigint, version int,
       parent_instance_key bigint, parent_element_key bigint, state text, started_at timestamptz, ended_at timestamptz, position bigint)
ON CONFLICT (instance_key) DO UPDATE SET
  process_id = excluded.process_id, definition_key = excluded.definition_key, version = excluded.version,
  case_id = COALESCE(old.case_id, excluded.case_id), state = excluded.state, ended_at = excluded.ended_at,
  position = excluded.position, started_at = LEAST(old.started_at, excluded.started_at)
  WHERE excluded.position > old.position
RETURNING instance_key, case_id, xmax = 0 AS created`,
    values: [rowsParam(rows)],
  });
  for (const r of written.rows) if (r.created || r.case_id === null) touched.unplaced.add(r.instance_key);
}

function instanceState(state: string): string {
  return ENDED.has(state) ? state : 'active';
}

async function projectElements(db: Db, records: EngineRecord[]): Promise<void> {
  const rows = fold<Life & object>(
    records,
    (r) => r.key,
    (before, r) => ({
      element_key: r.key,
      instance_key: key(r.value.processInstanceKey),
      element_id: r.value.elementId,
      element_type: r.value.bpmnElementType,
      scope_key: key(r.value.flowScopeKey),
      ...life(before, r),
    }),
  );
  await db.query({
    name: 'project-element',
    text: `
INSERT INTO read.element AS e (element_key, instance_key, element_id, element_type, scope_key, state, started_at, ended_at, position)
SELECT * FROM json_to_recordset($1::json) AS r(element_key bigint, instance_key bigint, element_id text, element_type text,
  scope_key bigint, state text, started_at timestamptz, ended_at timestamptz, position bigint)
ON CONFLICT (element_key) DO UPDATE SET
  element_id = excluded.element_id, state = excluded.state, ended_at = excluded.ended_at, position = excluded.position,
  started_at = LEAST(e.started_at, excluded.started_at)
  WHERE excluded.position > e.position`,
    values: [rowsParam(rows)],
  });
}

/**
 * A task whose element was terminated is over. The engine says so itself, except (8.5, camunda #24672) after a modification by hand:
 * there the task would stay open for ever.
 */
async function endTasks(db: Db, records: EngineRecord[]): Promise<void> {
  const ended = records.filter((r) => r.intent === 'ELEMENT_TERMINATED' && r.value.bpmnElementType === 'USER_TASK');
  if (ended.length === 0) return;
  await db.query({
    name: 'end-terminated-tasks',
    text: `
UPDATE read.task AS t SET state = 'canceled', ended_at = r.at, position = r.position
  FROM json_to_recordset($1::json) AS r(element_key bigint, instance_key bigint, at timestamptz, position bigint)
 WHERE t.instance_key = r.instance_key AND t.element_key = r.element_key AND t.state = 'open' AND r.position > t.position`,
    values: [
      rowsParam(
        ended.map((r) => ({
          element_key: r.key,
          instance_key: key(r.value.processInstanceKey),
          at: iso(r.timestamp),
          position: r.position,
        })),
      ),
    ],
  });
}

async function projectFlows(db: Db, records: EngineRecord[]): Promise<void> {
  const rows = fold<{ taken: number }>(
    records,
    (r) => `${r.value.processInstanceKey} ${r.value.elementId}`,
    (before, r) => ({
      instance_key: key(r.value.processInstanceKey),
      flow_id: r.value.elementId,
      taken: (before?.taken ?? 0) + 1,
      last_at: iso(r.timestamp),
    }),
  );
  await db.query({
    name: 'project-flow',
    text: `
INSERT INTO read.flow AS f (instance_key, flow_id, taken, last_at)
SELECT * FROM json_to_recordset($1::json) AS r(instance_key bigint, flow_id text, taken int, last_at timestamptz)
ON CONFLICT (instance_key, flow_id) DO UPDATE SET
  taken = f.taken + excluded.taken, last_at = GREATEST(f.last_at, excluded.last_at)`,
    values: [rowsParam(rows)],
  });
}
