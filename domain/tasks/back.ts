import type { Db, Pool } from '../../db/pool.ts';
import type { EngineClient } from '../../engine/client.ts';
import { fieldKeysOf } from '../forms/keys.ts';
import { limitsOnDiagram } from '../deadlines/steps.ts';
import { deployedDiagram, type Diagram, type DiagramElement } from '../models/diagram.ts';
import { formOfTask } from '../models/store.ts';
import { isPlace } from '../operations/move.ts';
import { findPrincipal } from '../people/store.ts';
import { isHisAffair } from './acting.ts';
import { findDraft, findTask, lastDone, openTasksAfter, saveDraft, type TaskRow } from './store.ts';

/**
 * 退回 and 拿回: the way back along the flows. It leads through people's steps, gateways and rules only: what the product has done by itself
 * (a notice issued, a register entered) is not undone by going back, so the way ends there.
 */
const PASSED = new Set(['ExclusiveGateway', 'BusinessRuleTask']);

export interface Earlier {
  elementId: string;
  name: string;
  /** Who did it last; null for a step of several tasks. */
  doneBy: string | null;
  doneAt: string;
  /** What is ended: the task's own step, or the limited step around it, where the diagram says so. */
  from: { elementId: string; elementKey: string };
}

/** People's steps from which the flows lead to this one, the nearest first. */
function before(diagram: Diagram, elementId: string): DiagramElement[] {
  const found: DiagramElement[] = [];
  const seen = new Set([elementId]);
  let ring = [elementId];
  while (ring.length) {
    const behind = [...diagram.elements.values()].filter(
      (e) => e.next.some((id) => ring.includes(id)) && !seen.has(e.id),
    );
    ring = [];
    for (const element of behind) {
      seen.add(element.id);
      const step = element.type === 'UserTask' || element.type === 'SubProcess';
      if (step && !element.repeated && isPlace(diagram, element)) found.push(element);
      if (PASSED.has(element.type) || element.type === 'UserTask') ring.push(element.id);
    }
  }
  return found;
}

/** People's steps that come directly after this one. */
function after(diagram: Diagram, elementId: string): Set<string> {
  const found = new Set<string>();
  const seen = new Set<string>();
  const visit = (id: string) => {
    const element = diagram.elements.get(id);
    if (!element || seen.has(id)) return;
    seen.add(id);
    if (element.type === 'UserTask' || element.type === 'SubProcess') found.add(id);
    else if (PASSED.has(element.type)) element.next.forEach(visit);
  };
  diagram.elements.get(elementId)?.next.forEach(visit);
  return found;
}

interface Scope {
  scopeKey: string;
}

async function scopeOf(db: Db, elementKey: string): Promise<Scope | null> {
  const { rows } = await db.query<Scope>('SELECT scope_key AS "scopeKey" FROM read.element WHERE element_key = $1', [
    elementKey,
  ]);
  return rows[0] ?? null;
}

/**
 * Where the task may be sent back to: earlier steps of the same sub-process that were done in this very course, the nearest first. The
 * diagram's property `returns` narrows (`no`, or ids of steps); an id outside the limited step around the task is allowed only there,
 * and not when that limit is overdue: going back must not be a way out of a limit.
 */
export async function earlierSteps(db: Db, task: TaskRow): Promise<Earlier[]> {
  const diagram = await deployedDiagram(db, task.definitionKey);
  const element = diagram?.elements.get(task.element);
  const scope = await scopeOf(db, task.elementKey);
  if (!diagram || !element || !scope || task.state !== 'open' || !task.caseId) return [];
  const set = element.properties.returns?.trim();
  if (set === 'no') return [];
  const named = set ? set.split(/[,\s]+/).filter(Boolean) : null;
  // Of several tasks of one step each is a step of its own.
  if (element.repeated) return [];
  const own = before(diagram, element.id).filter(({ id }) => !named || named.includes(id));
  const steps = await doneIn(db, task.instanceKey, scope.scopeKey, own);
  const here = { elementId: element.id, elementKey: task.elementKey };
  const found = steps.map((step) => ({ ...step, from: here }));
  const parent = element.parent ? diagram.elements.get(element.parent) : undefined;
  if (!named || !parent || parent.repeated || !isPlace(diagram, parent)) return found;
  const outside = named.flatMap((id) => {
    const other = diagram.elements.get(id);
    return other && other.parent === parent.parent && isPlace(diagram, other) ? [other] : [];
  });
  if (!outside.length || !(await mayLeave(db, task, parent.id, scope.scopeKey))) return found;
  const outer = await scopeOf(db, scope.scopeKey);
  if (!outer) return found;
  const around = { elementId: parent.id, elementKey: scope.scopeKey };
  return [
    ...found,
    ...(await doneIn(db, task.instanceKey, outer.scopeKey, outside)).map((step) => ({ ...step, from: around })),
  ];
}

/** Nobody else works in the step, and its limit is not over. */
async function mayLeave(db: Db, task: TaskRow, stepId: string, stepKey: string): Promise<boolean> {
  const { rows } = await db.query(
    `SELECT 1 FROM read.element WHERE instance_key = $1 AND scope_key = $2 AND element_key <> $3
        AND state IN ('activating', 'active') AND element_type <> 'CALL_ACTIVITY' LIMIT 1`,
    [task.instanceKey, stepKey, task.elementKey],
  );
  if (rows.length) return false;
  const limits = await limitsOnDiagram(db, task.caseId ?? '');
  return !limits.some((limit) => limit.elementId === stepId && limit.state === 'overdue');
}

async function doneIn(
  db: Db,
  instanceKey: string,
  scopeKey: string,
  steps: DiagramElement[],
): Promise<Omit<Earlier, 'from'>[]> {
  const { rows } = await db.query<{ elementId: string; doneBy: string | null; doneAt: string }>(
    `SELECT DISTINCT ON (e.element_id) e.element_id AS "elementId", t.completed_by AS "doneBy", e.ended_at AS "doneAt"
       FROM read.element e LEFT JOIN read.task t ON t.instance_key = e.instance_key AND t.element_key = e.element_key
      WHERE e.instance_key = $1 AND e.scope_key = $2 AND e.state = 'completed' AND e.element_id = ANY ($3::text[])
      ORDER BY e.element_id, e.position DESC`,
    [instanceKey, scopeKey, steps.map(({ id }) => id)],
  );
  return steps.flatMap(({ id, name }) => {
    const done = rows.find((row) => row.elementId === id);
    return done ? [{ ...done, name }] : [];
  });
}

export interface TakeBack {
  /** The step that has been reached and is ended. */
  elementId: string;
  elementKey: string;
  name: string;
}

/**
 * What came after a task that this person has done, if nobody has begun with it: not taken, no draft, nothing asked. null: too late, or
 * the product has already acted on it.
 */
export async function takeBackOf(db: Db, task: TaskRow): Promise<TakeBack | null> {
  if (task.state !== 'completed') return null;
  const diagram = await deployedDiagram(db, task.definitionKey);
  const element = diagram?.elements.get(task.element);
  const scope = await scopeOf(db, task.elementKey);
  if (!diagram || !element || !scope || element.repeated || !isPlace(diagram, element)) return null;
  const next = [...after(diagram, element.id)];
  if (!next.length) return null;
  const { rows } = await db.query<TakeBack>(
    `SELECT e.element_id AS "elementId", e.element_key::text AS "elementKey" FROM read.element e
      WHERE e.instance_key = $1 AND e.scope_key = $2 AND e.element_id = ANY ($3::text[]) AND e.element_key > $4
        AND e.state IN ('activating', 'active')
        AND (e.element_type = 'MULTI_INSTANCE_BODY' OR NOT EXISTS (
          SELECT 1 FROM read.element b WHERE b.element_key = e.scope_key AND b.element_type = 'MULTI_INSTANCE_BODY'))`,
    [task.instanceKey, scope.scopeKey, next, task.elementKey],
  );
  const [reached] = rows;
  if (!reached || rows.length > 1) return null;
  const inside = [...diagram.elements.values()]
    .filter(({ id }) => id === reached.elementId || isWithin(diagram, id, reached.elementId))
    .map(({ id }) => id);
  const begun = await db.query(
    `SELECT 1 FROM read.task t
      WHERE t.instance_key = $1 AND t.element_id = ANY ($2::text[]) AND t.element_key > $3
        AND (t.state = 'completed' OR t.state = 'open' AND (t.assignee IS NOT NULL
          OR EXISTS (SELECT 1 FROM task_draft d WHERE d.task_key = t.task_key)
          OR EXISTS (SELECT 1 FROM task_act a WHERE a.task_key = t.task_key AND a.failed_at IS NULL)
          OR EXISTS (SELECT 1 FROM extra_opinion x WHERE x.task_key = t.task_key)))
      LIMIT 1`,
    [task.instanceKey, inside, task.elementKey],
  );
  if (begun.rows.length) return null;
  return { ...reached, name: diagram.elements.get(reached.elementId)?.name ?? reached.elementId };
}

function isWithin(diagram: Diagram, id: string, outer: string): boolean {
  for (let at = diagram.elements.get(id)?.parent; at; at = diagram.elements.get(at)?.parent)
    if (at === outer) return true;
  return false;
}

/** Why a task came back; null when it did not. */
export async function whyReturned(
  db: Db,
  task: TaskRow,
): Promise<{ by: string; at: string; reason: string; fromName: string } | null> {
  if (task.state !== 'open' || !task.caseId) return null;
  const { rows } = await db.query<{ by: string; at: string; reason: string; fromName: string }>(
    `SELECT e.actor AS by, e.at, e.detail ->> 'reason' AS reason, e.detail ->> 'fromName' AS "fromName"
       FROM case_event e
      WHERE e.case_id = $1 AND e.kind = 'task-returned' AND e.detail ->> 'to' = ANY ($2::text[])
        AND NOT EXISTS (SELECT 1 FROM read.task t WHERE t.case_id = $1 AND t.element_id = $3 AND t.state = 'completed' AND t.ended_at > e.at)
      ORDER BY e.id DESC LIMIT 1`,
    [task.caseId, await placesAround(db, task), task.element],
  );
  return rows[0] ?? null;
}

/** Whether this person has just sent it back there: a repeated request. */
export async function wasReturned(db: Db, task: TaskRow, by: string, to: string): Promise<boolean> {
  // The row is there before the history says it.
  const { rows } = await db.query(
    `SELECT 1 FROM case_event WHERE case_id = $1 AND kind = 'task-returned' AND actor = $2 AND detail ->> 'task' = $3 AND detail ->> 'to' = $4
     UNION ALL SELECT 1 FROM case_modification
      WHERE case_id = $1 AND kind = 'task-returned' AND by = $2 AND detail ->> 'task' = $3 AND to_element = $4 AND failed_at IS NULL`,
    [task.caseId, by, task.key, to],
  );
  return rows.length > 0;
}

/** The step itself and those around it. */
async function placesAround(db: Db, task: TaskRow): Promise<string[]> {
  const diagram = await deployedDiagram(db, task.definitionKey);
  const ids = [task.element];
  for (let at = diagram?.elements.get(task.element)?.parent; at; at = diagram?.elements.get(at)?.parent) ids.push(at);
  return ids;
}

/**
 * Gives the task of a step that was begun again to whoever did it before, with what he had entered as his draft. Only a kindness: without it
 * the task is free for its post. `not-there`: the task has not come yet; null: the step has none to give.
 */
export async function giveAgain(
  pool: Pool,
  engine: Pick<EngineClient, 'assignTask'>,
  step: { caseId: string; instanceKey: string; element: string; to: string | null },
): Promise<TaskRow | 'not-there' | null> {
  const last = await lastDone(pool, step.instanceKey, step.element);
  if (!last) return null;
  const again = (await openTasksAfter(pool, step.caseId, last.key)).find(
    (t) => t.element === last.element && t.instanceKey === last.instanceKey,
  );
  if (!again) return 'not-there';
  const who = step.to === null ? null : await findPrincipal(pool, step.to);
  const to = who && isHisAffair(who, { ...last, assignee: null }) ? who.username : null;
  if (to === null) return again;
  const keys = fieldKeysOf(last.formKey ? await formOfTask(pool, { ...last, formKey: last.formKey }) : null);
  const { rows } = await pool.query<{ name: string; value: unknown }>(
    'SELECT name, value FROM read.variable WHERE scope_key = $1 AND name = ANY ($2::text[])',
    [last.elementKey, keys],
  );
  // What he has written meanwhile stays.
  if (rows.length && !(await findDraft(pool, again.key, to)))
    await saveDraft(pool, again.key, to, Object.fromEntries(rows.map(({ name, value }) => [name, value])));
  if (again.assignee === null)
    await engine.assignTask(again.key, to, { allowOverride: false, action: `claim;by=${to}` }).catch(() => undefined);
  return findTask(pool, again.key);
}
