import { randomUUID } from 'node:crypto';
import { inTransaction, type Db, type Pool } from '../../db/pool.ts';
import { type EngineClient, EngineError } from '../../engine/client.ts';
import { now, toWire } from '../clock.ts';
import { notify } from '../notifications/notify.ts';
import { loadNames } from '../people/store.ts';
import { dropDrafts, type TaskRow } from './store.ts';

/**
 * 加签: before (the task cannot be completed until the opinion is there), after (what was submitted is kept until the others agree, then
 * completed), and back to the applicant for an explanation, which is a `before` to him. Every opinion is an instance of the process
 * `extra-opinion`; rows decide, messages follow and are repeated until a worker has written that they arrived.
 */
export type When = 'before' | 'after' | 'applicant';
export const WHEN_NAMES: Record<When, string> = { before: '前加签', after: '后加签', applicant: '退回申请人说明' };
export const VERDICT_NAMES = { agree: '同意', disagree: '不同意', note: '只作说明' } as const;

export interface Extra {
  id: string;
  taskKey: string;
  caseId: string;
  element: string;
  name: string;
  when: When;
  post: string;
  person: string | null;
  question: string;
  dueAt: string | null;
  askedBy: string;
  askedAt: string;
  state: 'planned' | 'asked' | 'given' | 'dropped';
  verdict: keyof typeof VERDICT_NAMES | null;
  opinion: string | null;
  givenBy: string | null;
  givenAt: string | null;
}

type Messages = Pick<EngineClient, 'publishMessage'>;

const COLUMNS = `x.id, x.task_key::text AS "taskKey", x.case_id AS "caseId", x.element, x.name, x."when", x.post, x.person, x.question,
  x.due_at AS "dueAt", x.asked_by AS "askedBy", x.asked_at AS "askedAt", x.state, x.verdict, x.opinion, x.given_by AS "givenBy",
  x.given_at AS "givenAt"`;

// A message lives so long; what no worker has reported by then is sent again.
const TIME_TO_LIVE_MS = 60_000;
const AGAIN_S = 5;

export async function extrasOfTask(db: Db, taskKey: string): Promise<Extra[]> {
  const { rows } = await db.query<Extra>(
    `SELECT ${COLUMNS} FROM extra_opinion x WHERE x.task_key = $1 ORDER BY x.asked_at, x.id`,
    [taskKey],
  );
  return rows;
}

/** The clerk of the unit that filed the case, who can be asked to explain; null where nobody of ours filed it, or he has the task himself. */
export async function applicantPost(db: Db, task: TaskRow): Promise<string | null> {
  if (!task.filingUnit || task.groups.some((g) => g.split('.')[0] === task.filingUnit)) return null;
  const { rows } = await db.query<{ id: string }>('SELECT id FROM post WHERE id = $1', [`${task.filingUnit}.clerk`]);
  return rows[0]?.id ?? null;
}

export interface Held {
  by: string;
  at: string;
  /** What was submitted: who shall confirm it has to see it. */
  variables: Record<string, unknown>;
}

/** Since when a task waits for confirmations; null when it does not. */
export async function heldSince(db: Db, taskKey: string): Promise<Held | null> {
  const { rows } = await db.query<Held>('SELECT by, at, variables FROM held_completion WHERE task_key = $1', [taskKey]);
  return rows[0] ?? null;
}

/** The task that an opinion is about; null for any other task. */
export async function taskOfExtra(db: Db, instanceKey: string): Promise<string | null> {
  const { rows } = await db.query<{ key: string }>(
    'SELECT task_key::text AS key FROM extra_opinion WHERE instance_key = $1',
    [instanceKey],
  );
  return rows[0]?.key ?? null;
}

async function tell(
  db: Db,
  x: Pick<Extra, 'caseId' | 'element' | 'taskKey'>,
  event: { kind: string; actor: string | null; effect: string; text: string; detail?: Record<string, unknown> },
): Promise<void> {
  await db.query(
    `INSERT INTO case_event (case_id, at, kind, element, actor, detail, effect_key) VALUES ($1,$2,$3,$4,$5,$6,$7)
     ON CONFLICT (effect_key) DO NOTHING`,
    [
      x.caseId,
      now().toISO(),
      event.kind,
      x.element,
      event.actor,
      { task: x.taskKey, ...event.detail, text: event.text },
      event.effect,
    ],
  );
  await db.query(`SELECT pg_notify('changes', $1)`, [
    JSON.stringify({ type: 'task', caseId: x.caseId, taskKey: x.taskKey }),
  ]);
}

/** Asks; the same post is asked once at a time for the same task. */
export async function askExtra(
  pool: Pool,
  engine: Messages,
  task: TaskRow,
  wanted: { when: When; post: string; person: string | null; question: string; by: string },
): Promise<{ id: string; repeated: boolean }> {
  const asked = await inTransaction(pool, async (db) => {
    const { rows } = await db.query<Extra>(
      `INSERT INTO extra_opinion AS x (id, task_key, case_id, element, name, "when", post, person, question, due_at, asked_by, asked_at, state, sent_wall)
       VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,now()) ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`,
      [
        randomUUID(),
        task.key,
        task.caseId,
        task.element,
        task.name ?? task.element,
        wanted.when,
        wanted.post,
        wanted.person,
        wanted.question,
        task.dueAt,
        wanted.by,
        now().toISO(),
        wanted.when === 'after' ? 'planned' : 'asked',
      ],
    );
    const [x] = rows;
    if (!x) return null;
    const names = await loadNames(db);
    const to = names.get(x.person ?? x.post) ?? x.post;
    await tell(db, x, {
      kind: 'opinion-asked',
      actor: x.askedBy,
      effect: `extra:${x.id}:asked`,
      detail: { extra: x.id, to: x.person ?? x.post },
      text:
        x.when === 'applicant'
          ? `“${x.name}”退回申请人（${to}）补充说明：${x.question}`
          : `“${x.name}”${WHEN_NAMES[x.when]}，请${to}${x.when === 'after' ? '在提交后确认' : '先提出意见'}：${x.question}`,
    });
    return x;
  });
  if (!asked) {
    const { rows } = await pool.query<{ id: string }>(
      `SELECT id FROM extra_opinion WHERE task_key = $1 AND "when" = $2 AND post = $3 AND state IN ('planned', 'asked')`,
      [task.key, wanted.when, wanted.post],
    );
    return { id: rows[0]?.id ?? '', repeated: true };
  }
  if (asked.state === 'asked') await publishStart(pool, engine, asked).catch(() => undefined);
  return { id: asked.id, repeated: false };
}

async function publishStart(db: Db, engine: Messages, x: Extra): Promise<void> {
  const names = await loadNames(db);
  await engine.publishMessage({
    name: 'start-extra-opinion',
    correlationKey: x.id,
    messageId: x.id,
    timeToLiveMs: TIME_TO_LIVE_MS,
    variables: {
      caseId: x.caseId,
      extraId: x.id,
      extraGroups: [x.post],
      extraPerson: x.person,
      extraStep: x.name,
      extraWhen: WHEN_NAMES[x.when],
      extraQuestion: x.question,
      extraAskedBy: names.get(x.askedBy) ?? x.askedBy,
      extraDue: toWire(x.dueAt),
    },
  });
}

/** 减签. false: it was given or dropped before. */
export async function dropExtra(
  pool: Pool,
  engine: Messages & Pick<EngineClient, 'completeTask'>,
  id: string,
  by: string,
  reason: string,
): Promise<boolean> {
  const dropped = await inTransaction(pool, async (db) => {
    const { rows } = await db.query<Extra>(
      `UPDATE extra_opinion x SET state = 'dropped', dropped_by = $2, dropped_at = $3, drop_sent = instance_key IS NULL AND state = 'planned'
        WHERE id = $1 AND state IN ('planned', 'asked') RETURNING ${COLUMNS}`,
      [id, by, now().toISO()],
    );
    const [x] = rows;
    if (!x) return null;
    const names = await loadNames(db);
    await tell(db, x, {
      kind: 'opinion-dropped',
      actor: by,
      effect: `extra:${x.id}:dropped`,
      detail: { extra: x.id },
      text: `“${x.name}”减签，不再请${names.get(x.person ?? x.post) ?? x.post}${x.when === 'after' ? '确认' : '提出意见'}：${reason}`,
    });
    return x;
  });
  if (!dropped) return false;
  await sendDrops(pool, engine).catch(() => undefined);
  // The last one that was waited for may have been this.
  if (dropped.when === 'after') await completeHeld(pool, engine, dropped.taskKey);
  return true;
}

/** Tells the instances of dropped opinions to end; repeated until it is known that there is none. */
async function sendDrops(db: Db, engine: Messages): Promise<void> {
  const { rows } = await db.query<{ id: string; over: boolean }>(
    `SELECT x.id, i.state IS NOT NULL AND i.state <> 'active' AS over
       FROM extra_opinion x LEFT JOIN read.instance i ON i.instance_key = x.instance_key
      WHERE x.state = 'dropped' AND NOT x.drop_sent`,
  );
  for (const { id, over } of rows) {
    if (over) await db.query('UPDATE extra_opinion SET drop_sent = true WHERE id = $1', [id]);
    else
      await engine.publishMessage({
        name: 'extra-opinion-dropped',
        correlationKey: id,
        messageId: `dropped:${id}`,
        timeToLiveMs: TIME_TO_LIVE_MS,
        variables: {},
      });
  }
}

/** First worker of an opinion's instance. false: it is a second one, or the opinion is wanted no more. */
export async function openExtra(db: Db, id: string, instanceKey: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE extra_opinion SET instance_key = $2
      WHERE id = $1 AND state = 'asked' AND (instance_key IS NULL OR instance_key = $2)`,
    [id, instanceKey],
  );
  return Boolean(rowCount);
}

/** Writes what was said and does what follows from it. Safe to repeat. */
export async function recordExtra(
  pool: Pool,
  engine: Messages & Pick<EngineClient, 'completeTask'>,
  given: { id: string; verdict: keyof typeof VERDICT_NAMES; opinion: string; by: string },
): Promise<void> {
  const x = await inTransaction(pool, async (db) => {
    const { rows } = await db.query<Extra>(
      `UPDATE extra_opinion x SET state = 'given', verdict = $2, opinion = $3, given_by = $4, given_at = $5
        WHERE id = $1 AND state = 'asked' RETURNING ${COLUMNS}`,
      [given.id, given.verdict, given.opinion, given.by, now().toISO()],
    );
    const [fresh] = rows;
    if (!fresh) {
      const known = await db.query<Extra>(`SELECT ${COLUMNS} FROM extra_opinion x WHERE x.id = $1`, [given.id]);
      return known.rows[0] ?? null;
    }
    const names = await loadNames(db);
    const says = `${names.get(given.by) ?? given.by}对“${fresh.name}”${VERDICT_NAMES[given.verdict]}：${given.opinion}`;
    await tell(db, fresh, {
      kind: 'opinion-given',
      actor: given.by,
      effect: `extra:${fresh.id}:given`,
      detail: { extra: fresh.id, verdict: given.verdict },
      text: says,
    });
    const { rows: titles } = await db.query<{ title: string }>('SELECT title FROM cases WHERE id = $1', [fresh.caseId]);
    const refusedAfter = fresh.when === 'after' && given.verdict !== 'agree';
    await notify(db, {
      effectKey: `extra:${fresh.id}:given`,
      kind: 'task',
      title: `${fresh.name}：${titles[0]?.title ?? fresh.caseId}`,
      text: `${says}${refusedAfter ? '。您的提交已退回，请修改后重新提交' : ''}。事项编号 ${fresh.caseId}。`,
      recipients: [fresh.askedBy],
      caseId: fresh.caseId,
      taskKey: fresh.taskKey,
      except: given.by,
    });
    if (refusedAfter) await giveUpHeld(db, fresh, given.by, '后加签未同意，提交退回重新办理');
    return fresh;
  });
  if (!x || x.when !== 'after') return;
  await sendDrops(pool, engine).catch(() => undefined);
  await completeHeld(pool, engine, x.taskKey);
}

/** What was submitted goes back to its person; opinions that are still out are wanted no more, and planned again for the next time. */
async function giveUpHeld(
  db: Db,
  x: Pick<Extra, 'taskKey' | 'caseId' | 'element' | 'name'>,
  by: string,
  because: string,
): Promise<void> {
  const { rows } = await db.query<{ by: string; variables: Record<string, unknown> }>(
    'DELETE FROM held_completion WHERE task_key = $1 RETURNING by, variables',
    [x.taskKey],
  );
  const [held] = rows;
  if (!held) return;
  await db.query(
    `UPDATE extra_opinion SET state = 'dropped', dropped_by = $2, dropped_at = $3
      WHERE task_key = $1 AND "when" = 'after' AND state = 'asked'`,
    [x.taskKey, by, now().toISO()],
  );
  // What he had entered is there again when he opens the task.
  await db.query(
    `INSERT INTO task_draft (task_key, username, variables, saved_at) VALUES ($1,$2,$3,$4)
     ON CONFLICT (task_key, username) DO UPDATE SET variables = EXCLUDED.variables, saved_at = EXCLUDED.saved_at`,
    [x.taskKey, held.by, held.variables, now().toISO()],
  );
  await tell(db, x, {
    kind: 'task-submission-returned',
    actor: by,
    effect: `held:${x.taskKey}:${now().toMillis()}`,
    text: `“${x.name}”：${because}`,
  });
}

/** Keeps what was submitted and asks those who shall confirm it. false: it is kept already. */
export async function holdCompletion(
  pool: Pool,
  engine: Messages,
  task: TaskRow,
  held: { by: string; action: string; variables: Record<string, unknown> },
): Promise<boolean> {
  const asked = await inTransaction(pool, async (db) => {
    const { rowCount } = await db.query(
      `INSERT INTO held_completion (task_key, case_id, by, action, variables, at) VALUES ($1,$2,$3,$4,$5,$6) ON CONFLICT DO NOTHING`,
      [task.key, task.caseId, held.by, held.action, held.variables, now().toISO()],
    );
    if (!rowCount) return null;
    const { rows } = await db.query<Extra>(
      `UPDATE extra_opinion x SET state = 'asked', sent_wall = now() WHERE task_key = $1 AND "when" = 'after' AND state = 'planned' RETURNING ${COLUMNS}`,
      [task.key],
    );
    const names = await loadNames(db);
    await tell(
      db,
      { caseId: task.caseId ?? '', element: task.element, taskKey: task.key },
      {
        kind: 'task-held',
        actor: held.by,
        effect: `held:${task.key}:${rows.map((x) => x.id).join()}`,
        text: `提交“${task.name ?? task.element}”，等待${rows.map((x) => names.get(x.person ?? x.post) ?? x.post).join('、')}确认`,
      },
    );
    return rows;
  });
  if (!asked) return false;
  for (const x of asked) await publishStart(pool, engine, x).catch(() => undefined);
  return true;
}

/** Takes a submission back before everybody has confirmed it. */
export async function unhold(pool: Pool, engine: Messages, task: TaskRow, by: string): Promise<void> {
  await inTransaction(pool, (db) =>
    giveUpHeld(
      db,
      { taskKey: task.key, caseId: task.caseId ?? '', element: task.element, name: task.name ?? task.element },
      by,
      '撤回提交，重新办理',
    ),
  );
  await sendDrops(pool, engine).catch(() => undefined);
}

/** Completes what was held as soon as nobody is waited for any more. Twice does nothing: the engine completes a task once. */
async function completeHeld(pool: Pool, engine: Pick<EngineClient, 'completeTask'>, taskKey: string): Promise<void> {
  const { rows } = await pool.query<{ by: string; action: string; variables: Record<string, unknown> }>(
    `SELECT h.by, h.action, h.variables FROM held_completion h WHERE h.task_key = $1
        AND NOT EXISTS (SELECT 1 FROM extra_opinion x WHERE x.task_key = h.task_key AND x."when" = 'after' AND x.state = 'asked')`,
    [taskKey],
  );
  const [held] = rows;
  if (!held) return;
  try {
    await engine.completeTask(taskKey, { ...held.variables, completedBy: held.by }, held.action);
  } catch (error) {
    if (!(error instanceof EngineError && (error.code === 'not-found' || error.code === 'conflict'))) throw error;
  }
  await inTransaction(pool, async (db) => {
    await db.query('DELETE FROM held_completion WHERE task_key = $1', [taskKey]);
    await dropDrafts(db, taskKey);
  });
}

/** Does again what a crash or an engine that was away has left, and ends opinions whose task is gone. */
export async function keepExtras(pool: Pool, engine: Messages & Pick<EngineClient, 'completeTask'>): Promise<void> {
  await pool.query(
    `UPDATE extra_opinion x SET state = 'dropped', dropped_at = $1, drop_sent = x.instance_key IS NULL AND x.state = 'planned'
       FROM read.task t WHERE t.task_key = x.task_key AND t.state <> 'open' AND x.state IN ('planned', 'asked')`,
    [now().toISO()],
  );
  await pool.query(
    `DELETE FROM held_completion h USING read.task t WHERE t.task_key = h.task_key AND t.state <> 'open'`,
  );
  const { rows } = await pool.query<Extra>(
    `UPDATE extra_opinion x SET sent_wall = now()
      WHERE x.state = 'asked' AND x.instance_key IS NULL AND x.sent_wall < now() - interval '${AGAIN_S} seconds' RETURNING ${COLUMNS}`,
  );
  for (const x of rows) await publishStart(pool, engine, x);
  await sendDrops(pool, engine);
  const held = await pool.query<{ key: string }>(
    `SELECT h.task_key::text AS key FROM held_completion h
      WHERE NOT EXISTS (SELECT 1 FROM extra_opinion x WHERE x.task_key = h.task_key AND x."when" = 'after' AND x.state = 'asked')`,
  );
  for (const { key } of held.rows) await completeHeld(pool, engine, key);
}
