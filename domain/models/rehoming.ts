import { setTimeout as sleep } from 'node:timers/promises';
import { inTransaction, type Db, type Pool } from '../../db/pool.ts';
import { type EngineClient, EngineError } from '../../engine/client.ts';
import { recordEvent } from '../cases/lifecycle.ts';
import { settleCase } from '../deadlines/settle.ts';
import { type MoveOrder, type Parts, partsOf } from './migration-plan.ts';
import { type Foreseen, foreseeRehoming, type RehomingPlan, type Standing } from './rehoming-plan.ts';

type Engine = Pick<EngineClient, 'modifyInstance' | 'createInstance' | 'cancelInstance' | 'assignTask' | 'updateTask'>;

/** What it would be to re-home each of these instances; those that are no case's own are left out. A few statements, however many. */
export async function foreseeRehomings(
  db: Db,
  { from, to, mapping }: { from: Parts; to: Parts; mapping: Readonly<Record<string, string>> },
  instanceKeys: string[],
): Promise<Map<string, Foreseen>> {
  const { rows } = await db.query<{
    instanceKey: string;
    standing: Standing[] | null;
    flows: Record<string, number> | null;
    elements: Record<string, number> | null;
  }>(
    `SELECT i.instance_key AS "instanceKey",
            (SELECT json_agg(json_build_object('elementKey', e.element_key::text, 'elementId', e.element_id, 'type', e.element_type,
                      'state', e.state, 'scopeKey', e.scope_key::text,
                      'ownVariables', EXISTS (SELECT 1 FROM read.variable v WHERE v.scope_key = e.element_key),
                      'stuck', EXISTS (SELECT 1 FROM read.incident n WHERE n.instance_key = i.instance_key AND n.element_key = e.element_key AND n.state = 'open'),
                      'counts', e.element_type = 'CALL_ACTIVITY' AND EXISTS (
                        SELECT 1 FROM read.instance w JOIN deadline_round r ON r.watch_key = w.instance_key
                         WHERE w.parent_element_key = e.element_key AND r.ended_at IS NULL),
                      'withOthers', e.element_type = 'USER_TASK' AND EXISTS (
                        SELECT 1 FROM read.task t WHERE t.instance_key = i.instance_key AND t.element_key = e.element_key AND (
                          EXISTS (SELECT 1 FROM task_act a WHERE a.task_key = t.task_key AND a.failed_at IS NULL AND (a.done_at IS NULL
                            OR a.kind = 'delegate' AND NOT EXISTS (SELECT 1 FROM task_act b WHERE b.delegation = a.id AND b.failed_at IS NULL)))
                          OR EXISTS (SELECT 1 FROM held_completion h WHERE h.task_key = t.task_key)
                          OR EXISTS (SELECT 1 FROM extra_opinion x WHERE x.task_key = t.task_key AND x.state IN ('planned', 'asked'))))
                    ) ORDER BY e.element_key)
               FROM read.element e WHERE e.instance_key = i.instance_key AND e.element_type <> 'PROCESS'
                AND e.state IN ('activating', 'active', 'completing', 'terminating')) AS standing,
            (SELECT json_object_agg(f.flow_id, f.taken) FROM read.flow f WHERE f.instance_key = i.instance_key) AS flows,
            (SELECT json_object_agg(e.element_id, e.n) FROM (SELECT element_id, count(*)::int AS n FROM read.element e
               WHERE e.instance_key = i.instance_key AND e.element_type IN ('PARALLEL_GATEWAY', 'SUB_PROCESS') GROUP BY 1) e) AS elements
       FROM read.instance i JOIN cases c ON c.instance_key = i.instance_key AND c.id = i.case_id AND c.withdrawn_at IS NULL
      WHERE i.instance_key = ANY ($1::bigint[]) AND i.state = 'active'`,
    [instanceKeys],
  );
  return new Map(
    rows.map(({ instanceKey, standing, flows, elements }) => [
      instanceKey,
      foreseeRehoming(
        from,
        to,
        standing ?? [],
        { flows: new Map(Object.entries(flows ?? {})), elements: new Map(Object.entries(elements ?? {})) },
        mapping,
      ),
    ]),
  );
}

/** What is ordered for one case. */
export interface Rehoming extends MoveOrder {
  migration: string;
  caseId: string;
  instanceKey: string;
}

interface Row {
  id: string;
  newKey: string | null;
  state: 'planned' | 'ended' | 'created' | 'done' | 'refused';
  plan: RehomingPlan;
  back: boolean;
  message: string | null;
  attempts: number;
  waited: number;
}

export type Outcome = { kind: 'moved' } | { kind: 'failed'; message: string } | { kind: 'later' };

/** How long one look waits for what the engine has done to reach the read model; what takes longer is looked at again. */
const PATIENCE_MS = 10_000;
/** An instance that was begun while this process died shows itself within this time, else it is begun again. */
const LOST_AFTER_S = 20;

async function rowOf(db: Db, r: Rehoming): Promise<Row | null> {
  const { rows } = await db.query<Row>(
    `SELECT id, new_key AS "newKey", state, plan, back, message, attempts, coalesce(extract(epoch FROM now() - sent_wall), 0)::float8 AS waited
       FROM case_rehoming WHERE migration = $1 AND old_key = $2`,
    [r.migration, r.instanceKey],
  );
  return rows[0] ?? null;
}

/**
 * Takes a case over to a new instance. Each step is written down when it is done, and none does harm twice: the old instance is ended only
 * if it still stands exactly where it was planned for, and before the new one begins, so that there are never two; what was sent to the case
 * in between waits for the new one. The caller sees to it that nobody else works on the same order.
 */
export async function rehome(pool: Pool, engine: Engine, r: Rehoming): Promise<Outcome> {
  for (;;) {
    const row = (await rowOf(pool, r)) ?? (await planned(pool, r));
    if (typeof row === 'string') return { kind: 'failed', message: row };
    if (row.state === 'refused') return { kind: 'failed', message: row.message ?? '没有移动。' };
    if (row.state === 'done')
      return row.back ? { kind: 'failed', message: row.message ?? '仍按原版办理。' } : { kind: 'moved' };
    const went = await step(pool, engine, r, row);
    if (went === 'later') return { kind: 'later' };
  }
}

const step = (pool: Pool, engine: Engine, r: Rehoming, row: Row): Promise<'on' | 'later'> => {
  if (row.state === 'planned') return endOld(pool, engine, r, row);
  if (row.state === 'ended') return beginNew(pool, engine, r, row);
  return carryTasks(pool, engine, row);
};

/** Written down before anything is done; the limits are told that their round goes on. A text: why not. */
async function planned(pool: Pool, r: Rehoming): Promise<Row | string> {
  const [from, to] = await Promise.all([partsOf(pool, r.process, r.from), partsOf(pool, r.process, r.to)]);
  if (!from || !to) return '新版本已不存在。';
  return inTransaction(pool, async (db) => {
    // As it stands now, not as it stood when it was looked at.
    const found = (await foreseeRehomings(db, { from, to, mapping: r.mapping }, [r.instanceKey])).get(r.instanceKey);
    if (!found) return '事项已办结或已撤回。';
    if (found.why.length) return found.why.join('');
    const { rows } = await db.query<{ id: string }>(
      `INSERT INTO case_rehoming (migration, case_id, old_key, state, plan) VALUES ($1,$2,$3,'planned',$4)
       ON CONFLICT DO NOTHING RETURNING id`,
      [r.migration, r.caseId, r.instanceKey, found.plan],
    );
    const id = rows[0]?.id;
    if (id === undefined) return '事项正在移动，请稍后再移。';
    const { rowCount } = await db.query(
      `UPDATE deadline_round r SET carried = $1 FROM read.instance w JOIN read.element c ON c.element_key = w.parent_element_key
        WHERE r.watch_key = w.instance_key AND c.element_key = ANY ($2::bigint[]) AND r.ended_at IS NULL`,
      [id, found.plan.watches],
    );
    if (rowCount !== found.plan.watches.length) throw new Error('a limit ended meanwhile');
    return (await rowOf(db, r)) as Row;
  });
}

/** Not a step further; limits whose step has ended meanwhile end as the engine's records say. */
async function refuse(pool: Pool, r: Rehoming, row: Row, message: string): Promise<'on'> {
  await inTransaction(pool, async (db) => {
    await db.query(`UPDATE case_rehoming SET state = 'refused', message = $2 WHERE id = $1`, [row.id, message]);
    await db.query('UPDATE deadline_round SET carried = NULL, touched_wall = now() WHERE carried = $1', [row.id]);
    await settleCase(db, r.caseId);
  });
  return 'on';
}

async function endOld(pool: Pool, engine: Engine, r: Rehoming, row: Row): Promise<'on'> {
  try {
    // All of them or none: where the case has gone on, the engine does not know one of them and leaves everything as it is. The instance
    // itself too, as what waits at a join keeps it alive.
    const terminate = [...row.plan.terminate, r.instanceKey];
    await engine.modifyInstance(r.instanceKey, { activate: [], terminate });
  } catch (error) {
    if (!(error instanceof EngineError) || error.code === 'unavailable') throw error;
    // Not found: ended, by this step before a crash or by itself; the records will tell which.
    if (error.code !== 'not-found') return refuse(pool, r, row, '事项正在前进，请稍后再移。');
  }
  await pool.query(`UPDATE case_rehoming SET state = 'ended' WHERE id = $1`, [row.id]);
  return 'on';
}

async function beginNew(pool: Pool, engine: Engine, r: Rehoming, row: Row): Promise<'on' | 'later'> {
  const ended = await until(() => endOf(pool, r.instanceKey, row.plan.terminate));
  if (!ended) return 'later';
  if (ended === 'by-itself') return refuse(pool, r, row, '事项已办结或已撤回。');
  const begun = row.attempts > 0 ? await begunBefore(pool, r, row) : null;
  if (!begun && row.attempts > 0 && row.waited < LOST_AFTER_S) return 'later';
  const newKey = begun ?? (await begin(pool, engine, r, row));
  if (newKey !== null) await goOnIn(pool, r, row, newKey);
  return 'on';
}

/** How the old instance ended, once the read model has heard of it (and of all before it, such as the last variables). */
async function endOf(db: Db, instanceKey: string, elements: string[]): Promise<'as-planned' | 'by-itself' | null> {
  const { rows } = await db.query<{ state: string; here: number }>(
    `SELECT i.state, (SELECT count(*)::int FROM read.element e WHERE e.instance_key = i.instance_key AND e.element_key = ANY ($2::bigint[])
                        AND e.state = 'terminated') AS here FROM read.instance i WHERE i.instance_key = $1`,
    [instanceKey, elements],
  );
  const [found] = rows;
  if (!found || found.state === 'active') return null;
  return found.state === 'terminated' && found.here === elements.length ? 'as-planned' : 'by-itself';
}

/** The instance that an attempt before a crash has begun: it carries the number of the re-homing. */
async function begunBefore(db: Db, r: Rehoming, row: Row): Promise<string | null> {
  return (await instancesOf(db, r.caseId, row.id))[0] ?? null;
}

async function instancesOf(db: Db, caseId: string, id: string): Promise<string[]> {
  const { rows } = await db.query<{ key: string }>(
    `SELECT i.instance_key::text AS key FROM read.instance i JOIN read.variable v ON v.scope_key = i.instance_key AND v.name = $3
      WHERE i.case_id = $1 AND i.parent_instance_key IS NULL AND v.value = to_jsonb($2::text) ORDER BY i.instance_key`,
    [caseId, id, MARK],
  );
  return rows.map(({ key }) => key);
}

/** Variable that says which re-homing began an instance. */
const MARK = 'rehoming';

async function begin(pool: Pool, engine: Engine, r: Rehoming, row: Row): Promise<string | null> {
  const { rows } = await pool.query<{ version: number; variables: Record<string, unknown> | null }>(
    `SELECT p.version, (SELECT json_object_agg(v.name, v.value) FROM read.variable v WHERE v.scope_key = $2) AS variables
       FROM read.process p WHERE p.definition_key = $1`,
    [row.back ? r.from : r.to, r.instanceKey],
  );
  const [old] = rows;
  if (!old) throw new Error(`no version ${row.back ? r.from : r.to}`);
  await pool.query('UPDATE case_rehoming SET attempts = attempts + 1, sent_wall = now() WHERE id = $1', [row.id]);
  try {
    return await engine.createInstance({
      processId: r.process,
      version: old.version,
      start: row.back ? row.plan.back : row.plan.start,
      variables: { ...old.variables, [MARK]: row.id },
    });
  } catch (error) {
    if (!(error instanceof EngineError) || error.code === 'unavailable' || row.back) throw error;
    // The case goes on as it was, in a new instance of the old version.
    await pool.query('UPDATE case_rehoming SET back = true, attempts = 0, message = $2 WHERE id = $1', [
      row.id,
      '引擎不能在新版本的这些环节开始，事项仍按原版在原环节办理。',
    ]);
    return null;
  }
}

/** From here on the case is at its new instance. */
async function goOnIn(pool: Pool, r: Rehoming, row: Row, newKey: string): Promise<void> {
  await inTransaction(pool, async (db) => {
    await db.query(`UPDATE case_rehoming SET state = 'created', new_key = $2 WHERE id = $1`, [row.id, newKey]);
    await db.query('UPDATE cases SET instance_key = $2 WHERE id = $1 AND instance_key = $3', [
      r.caseId,
      newKey,
      r.instanceKey,
    ]);
    if (r.presentRules && !row.back) await db.query(`UPDATE cases SET rule_keys = '{}' WHERE id = $1`, [r.caseId]);
    const rules = r.presentRules ? '规则用现行的' : '规则仍用发起时的';
    const text = row.back
      ? `按新版流程图重新安置未成，仍按原版办理，理由：${r.reason}`
      : `按新版流程图重新安置，从原环节接着办，时限接着计，${rules}，理由：${r.reason}`;
    await recordEvent(
      db,
      {
        caseId: r.caseId,
        kind: row.back ? 'case-put-back' : 'case-rehomed',
        actor: r.by,
        detail: {
          migration: r.migration,
          from: r.from,
          to: r.to,
          oldInstance: r.instanceKey,
          newInstance: newKey,
          reason: r.reason,
          text,
        },
      },
      { elementId: r.process, elementInstanceKey: `rehoming:${row.id}` },
    );
  });
}

/** Who had a task has it again, with his draft, and whom it was handed to. */
async function carryTasks(pool: Pool, engine: Engine, row: Row): Promise<'on' | 'later'> {
  for (const { elementKey, start, back } of row.plan.tasks) {
    const pair = await until(() => taskPair(pool, elementKey, row.newKey!, row.back ? back : start));
    // A task that the new version cannot begin (a fault that operations show) has nobody to be given to.
    if (!pair && row.waited < 3 * LOST_AFTER_S) return 'later';
    if (pair) await carryTask(pool, engine, pair);
  }
  await pool.query(`UPDATE case_rehoming SET state = 'done' WHERE id = $1`, [row.id]);
  return 'on';
}

interface Pair {
  old: string;
  now: string;
  assignee: string | null;
  onBehalfOf: string | null;
  /** Candidates that somebody has set; null: those of the diagram. */
  groups: string[] | null;
  free: boolean;
}

async function taskPair(db: Db, elementKey: string, instanceKey: string, elementId: string): Promise<Pair | null> {
  const { rows } = await db.query<Pair>(
    `SELECT o.task_key::text AS old, n.task_key::text AS now, o.assignee, o.on_behalf_of AS "onBehalfOf",
            CASE WHEN EXISTS (SELECT 1 FROM task_act a WHERE a.task_key = o.task_key AND a.done_at IS NOT NULL) THEN o.candidate_groups END AS groups,
            n.state = 'open' AND n.assignee IS NULL AS free
       FROM read.element e JOIN read.task o ON o.instance_key = e.instance_key AND o.element_key = e.element_key
       JOIN read.task n ON n.instance_key = $2 AND n.element_id = $3
      WHERE e.element_key = $1 ORDER BY n.task_key LIMIT 1`,
    [elementKey, instanceKey, elementId],
  );
  return rows[0] ?? null;
}

async function carryTask(pool: Pool, engine: Engine, task: Pair): Promise<void> {
  await pool.query(
    `INSERT INTO task_draft (task_key, username, variables, saved_at)
     SELECT $2, username, variables, saved_at FROM task_draft WHERE task_key = $1 ON CONFLICT DO NOTHING`,
    [task.old, task.now],
  );
  if (!task.free) return;
  try {
    if (task.groups) await engine.updateTask(task.now, { candidateGroups: task.groups });
    const who = `by=${task.assignee}${task.onBehalfOf ? `;for=${task.onBehalfOf}` : ''}`;
    if (task.assignee)
      await engine.assignTask(task.now, task.assignee, { allowOverride: false, action: `claim;${who}` });
  } catch (error) {
    // Somebody has taken or completed it meanwhile.
    if (!(error instanceof EngineError && ['not-found', 'conflict'].includes(error.code))) throw error;
  }
}

/** Ends instances that were begun a second time: only when a process died while it waited for the engine, and the engine took long. */
export async function endStragglers(pool: Pool, engine: Pick<EngineClient, 'cancelInstance'>): Promise<number> {
  const { rows } = await pool.query<{ id: string; caseId: string; newKey: string }>(
    `SELECT id, case_id AS "caseId", new_key AS "newKey" FROM case_rehoming
      WHERE new_key IS NOT NULL AND attempts > 1 AND sent_wall > now() - interval '1 day'`,
  );
  let ended = 0;
  for (const { id, caseId, newKey } of rows)
    for (const key of await activeOf(pool, await instancesOf(pool, caseId, id))) {
      if (key === newKey) continue;
      await engine.cancelInstance(key).catch((error: unknown) => {
        if (!(error instanceof EngineError && error.code === 'not-found')) throw error;
      });
      ended++;
    }
  return ended;
}

async function activeOf(db: Db, keys: string[]): Promise<string[]> {
  const { rows } = await db.query<{ key: string }>(
    `SELECT instance_key::text AS key FROM read.instance WHERE instance_key = ANY ($1::bigint[]) AND state = 'active'`,
    [keys],
  );
  return rows.map(({ key }) => key);
}

async function until<T>(look: () => Promise<T | null>): Promise<T | null> {
  for (const end = performance.now() + PATIENCE_MS; ;) {
    const found = await look();
    if (found !== null || performance.now() > end) return found;
    await sleep(100);
  }
}
