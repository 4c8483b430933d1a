import type { Db } from '../../db/pool.ts';
import { prepared } from '../../db/prepared.ts';
import { type EngineClient, EngineError } from '../../engine/client.ts';

// Tasks within a limited step, also one per item; the earliest of several limits beside them counts, a suspended one gives none.
const wrong = (which: string): string => `
WITH wanted AS (
  SELECT t.task_key, t.due_at, min(CASE WHEN r.suspended_at IS NULL THEN r.due_at END) AS wanted
    FROM deadline_round r
    JOIN read.instance w ON w.instance_key = r.watch_key
    JOIN read.element c ON c.element_key = w.parent_element_key
    JOIN read.task t ON t.instance_key = c.instance_key AND t.state = 'open'
    JOIN read.element e ON e.element_key = t.element_key
    LEFT JOIN read.element body ON body.element_key = e.scope_key AND body.element_type = 'MULTI_INSTANCE_BODY'
   WHERE r.ended_at IS NULL AND coalesce(body.scope_key, e.scope_key) = c.scope_key
     AND ${which}
   GROUP BY t.task_key, t.due_at
)
SELECT task_key AS key, wanted AS "dueAt" FROM wanted WHERE due_at IS DISTINCT FROM wanted LIMIT 500`;

// The read model follows an update some time later: until then each look would send it again, and each of those is a record too.
const COMES_BACK_MS = 10_000;
const underWay = new WeakMap<object, Map<string, { dueAt: string; until: number }>>();

/** Gives open tasks the due date of the limit of their step, in the engine: the task and its key stay as they are. */
export async function patchDueDates(
  db: Db,
  engine: Pick<EngineClient, 'updateTask'>,
  which: { cases?: string[]; withinSeconds?: number },
): Promise<number> {
  const { cases, withinSeconds } = which;
  // Each its own statement: one for all of them would have to be planned anew each time.
  const statement = cases
    ? prepared(wrong('r.case_id = ANY ($1::text[])'), [cases])
    : withinSeconds
      ? prepared(wrong('r.touched_wall > now() - make_interval(secs => $1)'), [withinSeconds])
      : prepared(wrong('TRUE'), []);
  const { rows } = await db.query<{ key: string; dueAt: string | null }>(statement);
  const sent = underWay.get(engine) ?? new Map<string, { dueAt: string; until: number }>();
  underWay.set(engine, sent);
  for (const [key, { until }] of sent) if (until < performance.now()) sent.delete(key);
  // An empty text takes the date away.
  const news = rows
    .map(({ key, dueAt }) => ({ key, dueAt: dueAt ?? '' }))
    .filter((t) => sent.get(t.key)?.dueAt !== t.dueAt);
  for (const { key, dueAt } of news) {
    // Not found: completed meanwhile.
    await engine.updateTask(key, { dueDate: dueAt }).catch((error: unknown) => {
      if (!(error instanceof EngineError && ['not-found', 'conflict'].includes(error.code))) throw error;
    });
    sent.set(key, { dueAt, until: performance.now() + COMES_BACK_MS });
  }
  return news.length;
}
