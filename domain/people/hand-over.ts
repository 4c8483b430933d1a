import { inTransaction, type Db, type Pool } from '../../db/pool.ts';
import { EngineError, type EngineClient } from '../../engine/client.ts';
import { now } from '../clock.ts';
import { isHisAffair } from '../tasks/acting.ts';
import { findTask } from '../tasks/store.ts';
import { taskOfPost } from './holders.ts';
import { findPrincipal, loadNames } from './store.ts';

/**
 * Moves open tasks to who answers for them now, by commands to the engine. A row says what is to be moved and that it was sent, so a crash
 * anywhere loses nothing; what was sent and not confirmed is looked up in the read model before it is sent again.
 */

// A task taken at the very moment of the change reaches the read model a little later: looked for so long.
const LATE_S = 60;
// The exporters come again at the latest after 10 s: by then the read model tells whether the command arrived.
const UNCONFIRMED_S = 15;

interface Move {
  handover: string;
  key: string;
  caseId: string | null;
  name: string | null;
  post: string;
  former: string;
  /** null: nobody holds the post, the task goes back to it. */
  successor: string | null;
}

const HOLDS_TODAY = (h: string, today: string) =>
  `${h}.from_date <= ${today}::date AND (${h}.until_date IS NULL OR ${h}.until_date > ${today}::date)`;

/** SQL: who gets the tasks of the change in row `o`: its successor, or who has come after him meanwhile. */
const SUCCESSOR = (today: string) => `coalesce(
  (SELECT x.username FROM post_holder x WHERE x.post = o.post AND ${HOLDS_TODAY('x', today)}
    ORDER BY x.username = o.successor DESC, x.from_date DESC, x.username LIMIT 1), o.successor)`;

/** Looks for the tasks of the changes that have begun; of several by which the same person left, only the newest one's. */
async function collect(db: Db): Promise<void> {
  const today = now().toISODate();
  await db.query(
    `WITH o AS (
       UPDATE handover SET collected_wall = coalesce(collected_wall, now())
        WHERE from_date <= $1::date AND cancelled_at IS NULL AND former IS NOT NULL
          AND (collected_wall IS NULL OR collected_wall > now() - interval '${LATE_S} seconds')
       RETURNING id, post, former
     )
     INSERT INTO handover_task (handover, task_key)
     SELECT o.id, t.task_key FROM o JOIN read.task t ON ${taskOfPost('o.post', 'o.former', '$1')}
      -- Who came back meanwhile keeps what he takes from then on.
      WHERE NOT EXISTS (SELECT 1 FROM post_holder x WHERE x.post = o.post AND x.username = o.former AND ${HOLDS_TODAY('x', '$1')})
        AND NOT EXISTS (SELECT 1 FROM handover n WHERE n.post = o.post AND n.former = o.former AND n.id > o.id
                           AND n.from_date <= $1::date AND n.cancelled_at IS NULL)
     ON CONFLICT DO NOTHING`,
    [today],
  );
}

/** Takes the next one to be sent; nobody else takes it meanwhile. */
async function takeNext(db: Db): Promise<Move | null> {
  const { rows } = await db.query<Move>(
    `WITH k AS (
       SELECT k.handover, k.task_key FROM handover_task k LEFT JOIN read.task t ON t.task_key = k.task_key
        WHERE k.done_at IS NULL AND (k.sent_wall IS NULL OR k.sent_wall < now() - interval '${UNCONFIRMED_S} seconds')
        ORDER BY k.handover, k.task_key LIMIT 1 FOR UPDATE OF k SKIP LOCKED
     ), s AS (
       UPDATE handover_task x SET sent_wall = now() FROM k WHERE x.handover = k.handover AND x.task_key = k.task_key RETURNING x.*
     )
     SELECT s.handover::text, s.task_key AS key, t.case_id AS "caseId", t.name, o.post, o.former, ${SUCCESSOR('$1')} AS successor
       FROM s JOIN handover o ON o.id = s.handover JOIN read.task t ON t.task_key = s.task_key`,
    [now().toISODate()],
  );
  return rows[0] ?? null;
}

async function finish(db: Db, m: Move, moved: boolean, nameOf: (id: string) => string): Promise<void> {
  const at = now().toISO();
  const { rowCount } = await db.query(
    'UPDATE handover_task SET done_at = $3, moved = $4 WHERE handover = $1 AND task_key = $2 AND done_at IS NULL',
    [m.handover, m.key, at, moved],
  );
  if (!rowCount || !moved || m.caseId === null) return;
  const whereto =
    m.successor === null ? `退回${nameOf(m.post)}，岗位空缺，待任职后办理` : `移交${nameOf(m.successor)}办理`;
  const text = `${nameOf(m.post)}人员变动，“${m.name ?? ''}”由${nameOf(m.former)}${whereto}`;
  await db.query(
    `INSERT INTO case_event (case_id, at, kind, actor, detail, effect_key) VALUES ($1,$2,'task-handed-over',NULL,$3,$4)
     ON CONFLICT (effect_key) DO NOTHING`,
    [
      m.caseId,
      at,
      { task: m.key, post: m.post, from: m.former, to: m.successor, text },
      `handover:${m.handover}:${m.key}`,
    ],
  );
  await db.query(`SELECT pg_notify('changes', $1)`, [
    JSON.stringify({ type: 'task', caseId: m.caseId, taskKey: m.key }),
  ]);
}

/** What a crash left between command and note: the read model tells. */
async function confirmSent(pool: Pool, nameOf: (id: string) => string): Promise<void> {
  const { rows } = await pool.query<Move & { moved: boolean }>(
    `SELECT k.handover::text, k.task_key AS key, t.case_id AS "caseId", t.name, o.post, o.former, ${SUCCESSOR('$1')} AS successor,
            t.assignee IS NOT DISTINCT FROM ${SUCCESSOR('$1')} AS moved
       FROM handover_task k JOIN handover o ON o.id = k.handover JOIN read.task t ON t.task_key = k.task_key
      WHERE k.done_at IS NULL AND k.sent_wall < now() - interval '3 seconds' AND (t.state <> 'open' OR t.assignee IS DISTINCT FROM o.former)`,
    [now().toISODate()],
  );
  for (const { moved, ...m } of rows) await inTransaction(pool, (db) => finish(db, m, moved, nameOf));
}

/** Hands over what is due. Answers how many tasks were moved. */
export async function workOff(pool: Pool, engine: Pick<EngineClient, 'assignTask' | 'unassignTask'>): Promise<number> {
  await collect(pool);
  const open = await pool.query('SELECT 1 FROM handover_task WHERE done_at IS NULL LIMIT 1');
  if (!open.rows[0]) return 0;
  const names = await loadNames(pool);
  const nameOf = (id: string) => names.get(id) ?? id;
  await confirmSent(pool, nameOf);
  let moved = 0;
  for (let m = await takeNext(pool); m; m = await takeNext(pool)) {
    const move = m;
    let there = true;
    try {
      if (move.successor === null) await engine.unassignTask(move.key);
      else
        await engine.assignTask(move.key, move.successor, {
          allowOverride: true,
          action: `handover;id=${move.handover}`,
        });
    } catch (error) {
      there = false;
      if (!(error instanceof EngineError && error.code === 'not-found')) {
        // Nothing has happened (or nobody knows): another time.
        await pool.query('UPDATE handover_task SET sent_wall = NULL WHERE handover = $1 AND task_key = $2', [
          move.handover,
          move.key,
        ]);
        throw error;
      }
    }
    await inTransaction(pool, (db) => finish(db, move, there, nameOf));
    if (there) moved++;
  }
  return moved;
}

/**
 * Gives tasks back that a substitute still has although he stands in no longer: to the holder of the post, or to all its candidates where
 * it has several or none.
 */
export async function giveBack(pool: Pool, engine: Pick<EngineClient, 'assignTask' | 'unassignTask'>): Promise<number> {
  const { rows } = await pool.query<{ key: string }>(
    `SELECT task_key AS key FROM read.task WHERE state = 'open' AND on_behalf_of <> '' AND assignee IS NOT NULL`,
  );
  let given = 0;
  for (const { key } of rows) {
    const task = await findTask(pool, key);
    if (!task?.assignee || !task.onBehalfOf || task.state !== 'open') continue;
    const who = await findPrincipal(pool, task.assignee);
    if (who && isHisAffair(who, task) && who.represents.some((r) => r.post.id === task.onBehalfOf)) continue;
    const holders = await pool.query<{ username: string }>(
      `SELECT username FROM post_holder WHERE post = $1 AND from_date <= $2::date AND (until_date IS NULL OR until_date > $2::date)`,
      [task.onBehalfOf, now().toISODate()],
    );
    const only = holders.rows.length === 1 ? holders.rows[0]!.username : null;
    try {
      if (only) await engine.assignTask(key, only, { allowOverride: true, action: 'return' });
      else await engine.unassignTask(key);
      given++;
    } catch (error) {
      if (!(error instanceof EngineError && error.code === 'not-found')) throw error;
    }
  }
  return given;
}
