import type { Pool } from '../../db/pool.ts';
import { diagramOfElements, type DiagramState } from '../cases/history.ts';
import { DateTime } from 'luxon';
import { atInstant, ZONE } from '../clock.ts';
import { type Deadline, deadlinesOfCase } from '../deadlines/list.ts';
import { type LimitMark, limitsOnDiagram } from '../deadlines/steps.ts';
import type { ModelFile } from '../models/package.ts';
import { type Cause, causeOf } from '../operations/causes.ts';
import { variablesOfTask, type TaskRow } from '../tasks/store.ts';
import { groupOf, rehearsed } from './names.ts';
import { messagesIn, type Timer, timersIn } from './move.ts';
import { poolOf } from './schema.ts';
import { instancesOf, type Rehearsal, stepsOf, waitsOf } from './store.ts';

export interface RehearsedTask {
  key: string;
  elementId: string;
  name: string;
  /** Posts it would go to. */
  groups: string[];
  dueAt: string | null;
  /** Job type of an automatic step that the owner does by hand. */
  jobType: string | null;
}

export interface RehearsalState {
  state: 'starting' | 'running' | 'moving' | 'ended';
  diagram: Omit<DiagramState, 'definitionKey' | 'xml'> & { limits: LimitMark[] };
  tasks: RehearsedTask[];
  limits: Deadline[];
  timers: Timer[];
  messages: { name: string; elementId: string }[];
  stuck: ({ key: string; elementId: string } & Cause)[];
  events: { at: string; text: string }[];
  /** What people would have been told. */
  notices: { at: string; title: string; text: string; recipients: string[] }[];
  documents: { id: string; name: string }[];
}

/** Where a rehearsal stands. */
export async function stateOfRehearsal(pool: Pool, r: Rehearsal): Promise<RehearsalState> {
  const instances = await instancesOf(pool, r.id);
  const keys = instances.map(({ instanceKey }) => instanceKey);
  const roots = instances.filter((i) => rehearsed(i.processId)?.name === r.process && i.parent === null);
  const root = roots.at(-1);
  const own = poolOf(pool, r.id);
  const [elements, tasks, waits, steps] = await Promise.all([
    root ? diagramOfElements(pool, root.instanceKey) : { elements: [], flows: [] },
    tasksOf(pool, r, keys),
    waitsOf(pool, r.id),
    stepsOf(pool, keys),
  ]);
  const at = DateTime.fromISO(r.clock, { zone: ZONE });
  const [limits, marks, events, notices, documents] = await atInstant(at, () =>
    Promise.all([
      deadlinesOfCase(own, r.caseId ?? ''),
      limitsOnDiagram(own, r.caseId ?? ''),
      own.query<{ at: string; text: string | null }>(
        `SELECT at, detail ->> 'text' AS text FROM case_event ORDER BY id`,
      ),
      own.query<RehearsalState['notices'][number]>(
        'SELECT created_at AS at, title, text, recipients FROM notification ORDER BY id',
      ),
      own.query<{ id: string; name: string }>('SELECT id, name FROM file ORDER BY uploaded_at, id'),
    ]),
  );
  return {
    state: !root
      ? 'starting'
      : root.state !== 'active'
        ? 'ended'
        : r.target !== null || steps.running > 0
          ? 'moving'
          : 'running',
    diagram: { ...elements, limits: marks },
    tasks,
    limits,
    timers: timersIn(r, waits),
    messages: messagesIn(r, waits).map((w) => ({ name: rehearsed(w.message)!.name, elementId: w.elementId })),
    stuck: steps.stuck.map((s) => ({ key: s.key, elementId: s.elementId, ...causeOf(s.errorType, s.message) })),
    events: [...events.rows.filter((e): e is { at: string; text: string } => e.text !== null), ...r.notes].sort(
      (a, b) => (a.at < b.at ? -1 : 1),
    ),
    notices: notices.rows,
    documents: documents.rows,
  };
}

async function tasksOf(pool: Pool, r: Rehearsal, instanceKeys: string[]): Promise<RehearsedTask[]> {
  const { rows } = await pool.query<Omit<RehearsedTask, 'name' | 'jobType'>>(
    `SELECT task_key AS key, element_id AS "elementId", candidate_groups AS groups, due_at AS "dueAt" FROM read.task
      WHERE instance_key = ANY ($1::bigint[]) AND state = 'open' ORDER BY task_key`,
    [instanceKeys],
  );
  return rows.map((t) => ({
    ...t,
    name: t.elementId,
    groups: t.groups.map(groupOf),
    jobType: r.byHand[t.elementId] ?? null,
  }));
}

/** A task of this rehearsal, with what it sees; null: it is none, or done. */
export async function rehearsedTask(
  pool: Pool,
  r: Rehearsal,
  key: string,
): Promise<{ elementId: string; variables: Record<string, unknown> } | null> {
  const { rows } = await pool.query<Pick<TaskRow, 'elementKey' | 'instanceKey' | 'element' | 'state' | 'processId'>>(
    `SELECT element_key AS "elementKey", instance_key AS "instanceKey", element_id AS element, state, process_id AS "processId"
       FROM read.task WHERE task_key = $1`,
    [key],
  );
  const task = rows[0];
  if (!task || task.state !== 'open' || rehearsed(task.processId)?.id !== r.id) return null;
  const variables = await variablesOfTask(pool, task as TaskRow);
  // The copy's own; the drawn diagram knows nothing of it.
  delete variables.rehearsalNow;
  return { elementId: task.element, variables };
}

/** The form that the rehearsed diagram gives this step. */
export function formIn(files: ModelFile[], formId: string | null): unknown {
  const file = formId === null ? undefined : files.find(({ name }) => name === `${formId}.form`);
  return file ? (JSON.parse(file.content) as unknown) : null;
}
