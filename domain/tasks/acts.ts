import { inTransaction, type Db, type Pool } from '../../db/pool.ts';
import { type EngineClient, EngineError } from '../../engine/client.ts';
import { now } from '../clock.ts';
import { deployedDiagram } from '../models/diagram.ts';
import { notify } from '../notifications/notify.ts';
import { findPrincipal, loadNames } from '../people/store.ts';
import { isHisAffair } from './acting.ts';
import type { TaskRow } from './store.ts';

/**
 * 转办 and 委派. The row is written first and decides; then come the engine's own commands (candidates, assignment), which say the same
 * however often they are sent; then the history. What a crash leaves in between is sent again (api/people-keeper.ts).
 */
export type ActKind = 'transfer' | 'delegate' | 'answer' | 'recall';

export interface Act {
  id: string;
  taskKey: string;
  caseId: string;
  element: string;
  name: string;
  kind: ActKind;
  by: string;
  onBehalfOf: string | null;
  toPost: string | null;
  toUser: string | null;
  text: string;
  groups: string[];
  assignee: string | null;
  beforeGroups: string[];
  beforeAssignee: string | null;
  delegation: string | null;
}

const COLUMNS = `a.id::text, a.task_key::text AS "taskKey", a.case_id AS "caseId", a.element, a.name, a.kind, a.by, a.on_behalf_of AS "onBehalfOf",
  a.to_post AS "toPost", a.to_user AS "toUser", a.text, a.groups, a.assignee, a.before_groups AS "beforeGroups",
  a.before_assignee AS "beforeAssignee", a.delegation::text`;

// What was sent and not noted is sent again after so long.
const AGAIN_S = 5;

/** A post that may be given a task, with its present holders. */
export interface Receiver {
  post: string;
  name: string;
  unit: string;
  unitName: string;
  people: { username: string; name: string }[];
}

/**
 * To whom the task may go: posts of the units that have it; what only a head may decide stays with heads. The diagram's property
 * `handOver` says otherwise: `no`, `post` (the same posts) or `unit`.
 */
export async function receiversOf(db: Db, task: TaskRow, kind: 'transfer' | 'delegate'): Promise<Receiver[]> {
  const groups = await originalGroups(db, task);
  const diagram = await deployedDiagram(db, task.definitionKey);
  const own = diagram?.elements.get(task.element)?.properties.handOver;
  const heads = groups.every((g) => g.endsWith('.head'));
  // An opinion may be asked of anybody in the unit: the decision stays where it is.
  const reach = own ?? (heads && kind === 'transfer' ? 'post' : 'unit');
  if (reach === 'no') return [];
  const units = groups.map((g) => g.split('.')[0] as string);
  return (await everyReceiver(db)).filter(
    ({ post, unit }) => units.includes(unit) && (reach === 'unit' || groups.includes(post) || groups.includes(unit)),
  );
}

/** Every post of every unit, with who holds it now. */
export async function everyReceiver(db: Db): Promise<Receiver[]> {
  const { rows } = await db.query<Receiver>(
    `SELECT p.id AS post, p.name, p.unit, u.name AS "unitName",
            (SELECT coalesce(json_agg(json_build_object('username', a.username, 'name', a.display_name) ORDER BY a.display_name), '[]')
               FROM post_holder h JOIN account a USING (username)
              WHERE h.post = p.id AND h.from_date <= $1::date AND (h.until_date IS NULL OR h.until_date > $1::date)) AS people
       FROM post p JOIN unit u ON u.id = p.unit
      ORDER BY u.ord, array_position(ARRAY['clerk','head','liaison','liaison-lead'], p.kind), p.id`,
    [now().toISODate()],
  );
  return rows;
}

/** The candidates that the diagram gave it, before anybody handed it on. */
async function originalGroups(db: Db, task: TaskRow): Promise<string[]> {
  const { rows } = await db.query<{ groups: string[] }>(
    `SELECT before_groups AS groups FROM task_act WHERE task_key = $1 AND done_at IS NOT NULL ORDER BY id LIMIT 1`,
    [task.key],
  );
  return rows[0]?.groups ?? task.groups;
}

export type Acted = { kind: 'done' | 'already'; act: Act } | { kind: 'busy' | 'gone' };

type Wanted = Omit<Act, 'id' | 'taskKey' | 'caseId' | 'element' | 'name' | 'beforeGroups' | 'beforeAssignee'>;
type Engine = Pick<EngineClient, 'updateTask' | 'assignTask' | 'unassignTask'>;

/** Writes the act and carries it out. The same act said twice by the same person is one. */
export async function act(pool: Pool, engine: Engine, task: TaskRow, wanted: Wanted): Promise<Acted> {
  const { rows } = await pool.query<Act>(
    `INSERT INTO task_act AS a (task_key, case_id, element, name, kind, by, on_behalf_of, to_post, to_user, text, groups, assignee,
       before_groups, before_assignee, delegation, at)
     VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16) ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`,
    [
      task.key,
      task.caseId,
      task.element,
      task.name ?? task.element,
      wanted.kind,
      wanted.by,
      wanted.onBehalfOf,
      wanted.toPost,
      wanted.toUser,
      wanted.text,
      wanted.groups,
      wanted.assignee,
      task.groups,
      task.assignee,
      wanted.delegation,
      now().toISO(),
    ],
  );
  const written = rows[0];
  if (!written) {
    const same = await sameAct(pool, task.key, wanted);
    return same ? { kind: 'already', act: same } : { kind: 'busy' };
  }
  return (await carryOut(pool, engine, written)) ? { kind: 'done', act: written } : { kind: 'gone' };
}

/** The newest act on the task, if it is this one: somebody clicked twice. */
export async function sameAct(
  db: Db,
  taskKey: string,
  wanted: Pick<Wanted, 'kind' | 'by' | 'toPost' | 'toUser' | 'text'>,
): Promise<Act | null> {
  const { rows } = await db.query<Act>(
    `SELECT ${COLUMNS} FROM task_act a WHERE a.task_key = $1 AND a.failed_at IS NULL ORDER BY a.id DESC LIMIT 1`,
    [taskKey],
  );
  const last = rows[0];
  const fields = ['kind', 'by', 'toPost', 'toUser', 'text'] as const;
  return last && fields.every((f) => last[f] === wanted[f]) ? last : null;
}

/** Sends the commands and writes the history; false when the task was gone. */
async function carryOut(pool: Pool, engine: Engine, a: Act): Promise<boolean> {
  const action = `${a.kind};by=${a.by};act=${a.id}`;
  try {
    if (a.groups.join() !== a.beforeGroups.join())
      await engine.updateTask(a.taskKey, { candidateGroups: a.groups }, action);
    if (a.assignee !== null) await engine.assignTask(a.taskKey, a.assignee, { allowOverride: true, action });
    else await engine.unassignTask(a.taskKey);
  } catch (error) {
    if (!(error instanceof EngineError && error.code === 'not-found')) throw error;
    await pool.query('UPDATE task_act SET failed_at = $2 WHERE id = $1 AND done_at IS NULL', [a.id, now().toISO()]);
    return false;
  }
  await inTransaction(pool, (db) => finish(db, a));
  return true;
}

async function finish(db: Db, a: Act): Promise<void> {
  const at = now().toISO();
  const { rowCount } = await db.query(
    'UPDATE task_act SET done_at = $2 WHERE id = $1 AND done_at IS NULL AND failed_at IS NULL',
    [a.id, at],
  );
  if (!rowCount) return;
  const names = await loadNames(db);
  const nameOf = (id: string | null) => (id ? (names.get(id) ?? id) : '');
  const to = nameOf(a.toUser ?? a.toPost ?? a.assignee ?? a.groups[0] ?? null);
  const says: Record<ActKind, string> = {
    transfer: `“${a.name}”转由${to}办理：${a.text}`,
    delegate: `“${a.name}”委派${to}提出意见：${a.text}`,
    answer: `答复“${a.name}”的委派，任务交回${to}：${a.text}`,
    recall: `收回“${a.name}”的委派：${a.text}`,
  };
  await db.query(
    `INSERT INTO case_event (case_id, at, kind, element, actor, detail, effect_key) VALUES ($1,$2,$3,$4,$5,$6,$7)
     ON CONFLICT (effect_key) DO NOTHING`,
    [
      a.caseId,
      at,
      `task-${a.kind}`,
      a.element,
      a.by,
      {
        task: a.taskKey,
        ...(a.onBehalfOf ? { onBehalfOf: a.onBehalfOf } : {}),
        ...(a.toPost ? { toPost: a.toPost } : {}),
        ...(a.toUser ? { to: a.toUser } : {}),
        from: a.beforeAssignee,
        text: says[a.kind],
      },
      `task-act:${a.id}`,
    ],
  );
  const title = (await db.query<{ title: string }>('SELECT title FROM cases WHERE id = $1', [a.caseId])).rows[0]?.title;
  const about = {
    kind: 'task' as const,
    title: `${a.name}：${title ?? a.caseId}`,
    caseId: a.caseId,
    taskKey: a.taskKey,
  };
  const receivers = a.assignee ? [a.assignee] : a.groups;
  await notify(
    db,
    {
      ...about,
      effectKey: `task-act:${a.id}`,
      text: `${nameOf(a.by)}：${says[a.kind]}。事项编号 ${a.caseId}。`,
      recipients: receivers,
      except: a.by,
    },
    // From whom it was taken hears of it as well.
    ...(a.beforeAssignee && a.beforeAssignee !== a.by && a.kind !== 'answer' && !receivers.includes(a.beforeAssignee)
      ? [
          {
            ...about,
            effectKey: `task-act:${a.id}:from`,
            text: `${nameOf(a.by)}：${says[a.kind]}。事项编号 ${a.caseId}。`,
            recipients: [a.beforeAssignee],
          },
        ]
      : []),
  );
  await db.query(`SELECT pg_notify('changes', $1)`, [
    JSON.stringify({ type: 'task', caseId: a.caseId, taskKey: a.taskKey }),
  ]);
}

/** Carries out what a crash or an engine that was away has left. Answers how many acts. */
export async function finishActs(pool: Pool, engine: Engine): Promise<number> {
  const { rows } = await pool.query<Act>(
    `UPDATE task_act a SET sent_wall = now()
      WHERE a.done_at IS NULL AND a.failed_at IS NULL AND a.sent_wall < now() - interval '${AGAIN_S} seconds'
     RETURNING ${COLUMNS}`,
  );
  for (const left of rows) await carryOut(pool, engine, left);
  return rows.length;
}

/** True while the engine has not yet said what an act wants. */
export async function isBeingHandedOn(db: Db, taskKey: string): Promise<boolean> {
  const { rows } = await db.query(
    'SELECT 1 FROM task_act WHERE task_key = $1 AND done_at IS NULL AND failed_at IS NULL',
    [taskKey],
  );
  return rows.length > 0;
}

/** The delegation that has not come back yet. */
export async function openDelegation(db: Db, taskKey: string): Promise<Act | null> {
  const { rows } = await db.query<Act>(
    `SELECT ${COLUMNS} FROM task_act a
      WHERE a.task_key = $1 AND a.kind = 'delegate' AND a.failed_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM task_act e WHERE e.delegation = a.id AND e.failed_at IS NULL)`,
    [taskKey],
  );
  return rows[0] ?? null;
}

/** To whom a delegated task comes back: who delegated it, if he still may do it, else whoever may. */
export async function comesBackTo(db: Db, task: TaskRow, delegation: Act): Promise<string | null> {
  const who = await findPrincipal(db, delegation.by);
  return who && isHisAffair(who, { ...task, groups: delegation.beforeGroups, assignee: null }) ? who.username : null;
}

/** Opinions that others gave on a task, oldest first. */
export async function opinionsOnTask(
  db: Db,
  taskKey: string,
): Promise<{ by: string; at: string; question: string; opinion: string }[]> {
  const { rows } = await db.query(
    `SELECT e.by, e.done_at AS at, d.text AS question, e.text AS opinion
       FROM task_act e JOIN task_act d ON d.id = e.delegation
      WHERE e.task_key = $1 AND e.kind = 'answer' AND e.done_at IS NOT NULL ORDER BY e.id`,
    [taskKey],
  );
  return rows;
}
