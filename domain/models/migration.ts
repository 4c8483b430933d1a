import { inTransaction, type Db, type Pool } from '../../db/pool.ts';
import { type EngineClient, EngineError } from '../../engine/client.ts';
import { recordEvent } from '../cases/lifecycle.ts';
import { now } from '../clock.ts';
import { candidates, hindrances, type MoveOrder, partsOf } from './migration-plan.ts';
import { foreseeRehomings, rehome } from './rehoming.ts';

/** migrate: by the engine, in the same instance. rehome: in a new instance, from the same steps. */
export type Way = 'migrate' | 'rehome';

export interface MovableCase {
  instanceKey: string;
  caseId: string | null;
  title: string | null;
  /** Names of the steps where it stands. */
  at: string[];
  /** null: it cannot. */
  way: Way | null;
  /** Why the engine cannot migrate it; empty: it can, as far as is known. */
  why: string[];
  /** Where it cannot: why it cannot be re-homed either; empty where it is no case's own instance. */
  whyNotRehomed: string[];
  /** What will be otherwise when it is re-homed. */
  notes: string[];
}

export interface MigrationPlan {
  cases: MovableCase[];
  /** Steps at which cases stand, with what may take their place. */
  elements: {
    id: string;
    name: string;
    target: string | null;
    options: { id: string; name: string }[];
    cases: number;
  }[];
}

const MOST = 2_000;

/** Which cases could move from one version to another, and why others cannot. null: one of the versions does not exist. */
export async function planMigration(
  db: Db,
  process: string,
  request: { from: string; to: string; mapping: Readonly<Record<string, string>> },
  engineVersion: string,
): Promise<MigrationPlan | null> {
  const [from, to] = await Promise.all([partsOf(db, process, request.from), partsOf(db, process, request.to)]);
  if (!from || !to) return null;
  const { rows } = await db.query<{
    instanceKey: string;
    caseId: string | null;
    title: string | null;
    active: { elementId: string; type: string }[] | null;
  }>(
    `SELECT i.instance_key AS "instanceKey", i.case_id AS "caseId", c.title,
            (SELECT json_agg(json_build_object('elementId', e.element_id, 'type', e.element_type) ORDER BY e.element_key)
               FROM read.element e WHERE e.instance_key = i.instance_key AND e.element_type <> 'PROCESS'
                AND e.state IN ('activating', 'active', 'completing', 'terminating')) AS active
       FROM read.instance i LEFT JOIN cases c ON c.id = i.case_id
      WHERE i.process_id = $1 AND i.definition_key = $2 AND i.state = 'active' ORDER BY i.instance_key LIMIT ${MOST}`,
    [process, request.from],
  );
  const standing = new Map<string, number>();
  const hindered = new Map(
    rows.map((r) => [r.instanceKey, hindrances(from, to, r.active ?? [], request.mapping, engineVersion)]),
  );
  const rehomings = await foreseeRehomings(
    db,
    { from, to, mapping: request.mapping },
    rows.map((r) => r.instanceKey).filter((key) => hindered.get(key)?.length),
  );
  const cases = rows.map(({ active, ...row }): MovableCase => {
    const at = active ?? [];
    const why = hindered.get(row.instanceKey) ?? [];
    const foreseen = rehomings.get(row.instanceKey);
    const whyNotRehomed = why.length === 0 ? [] : (foreseen?.why ?? []);
    for (const id of new Set(at.map((a) => a.elementId))) standing.set(id, (standing.get(id) ?? 0) + 1);
    return {
      ...row,
      at: [
        ...new Set(
          at.filter((a) => a.type !== 'SUB_PROCESS').map((a) => from.elements.get(a.elementId)?.name ?? a.elementId),
        ),
      ],
      way: why.length === 0 ? 'migrate' : foreseen?.why.length === 0 ? 'rehome' : null,
      why,
      whyNotRehomed,
      notes: foreseen?.notes ?? [],
    };
  });
  const elements = [...standing].flatMap(([id, count]) => {
    const old = from.elements.get(id);
    if (!old) return [];
    const options = candidates(to, old).map((e) => ({ id: e.id, name: e.name }));
    const wanted = request.mapping[id] ?? id;
    return [
      { id, name: old.name, cases: count, options, target: options.some((o) => o.id === wanted) ? wanted : null },
    ];
  });
  return { cases, elements };
}

export interface Migration {
  id: string;
  process: string;
  from: string;
  to: string;
  presentRules: boolean;
  reason: string;
  orderedBy: string;
  orderedAt: string;
  stoppedBy: string | null;
  finishedAt: string | null;
  waiting: number;
  moved: number;
  failed: number;
  stopped: number;
}

const COLUMNS = `m.id, m.process, m.from_key AS "from", m.to_key AS "to", m.present_rules AS "presentRules", m.reason,
  m.ordered_by AS "orderedBy", m.ordered_at AS "orderedAt", m.stopped_by AS "stoppedBy", m.finished_at AS "finishedAt",
  count(c.*) FILTER (WHERE c.state = 'waiting')::int AS waiting, count(c.*) FILTER (WHERE c.state = 'moved')::int AS moved,
  count(c.*) FILTER (WHERE c.state = 'failed')::int AS failed, count(c.*) FILTER (WHERE c.state = 'stopped')::int AS stopped
  FROM model_migration m LEFT JOIN model_migration_case c ON c.migration = m.id`;

export async function listMigrations(db: Db, process: string): Promise<Migration[]> {
  const { rows } = await db.query<Migration>(
    `SELECT ${COLUMNS} WHERE m.process = $1 GROUP BY m.id ORDER BY m.id DESC LIMIT 50`,
    [process],
  );
  return rows;
}

export interface MigratedCase {
  instanceKey: string;
  caseId: string | null;
  way: Way;
  state: 'waiting' | 'moved' | 'failed' | 'stopped';
  message: string | null;
  at: string | null;
}

export async function migratedCases(db: Db, id: string): Promise<MigratedCase[]> {
  const { rows } = await db.query<MigratedCase>(
    `SELECT instance_key AS "instanceKey", case_id AS "caseId", way, state, message, at FROM model_migration_case
      WHERE migration = $1 ORDER BY instance_key`,
    [id],
  );
  return rows;
}

/** Orders the move of these cases; null: another one of the procedure is under way. What is already there is left out. */
export async function orderMigration(
  pool: Pool,
  order: MoveOrder & { instances: { key: string; way: Way }[] },
): Promise<string | null> {
  return inTransaction(pool, async (db) => {
    const { rows } = await db.query<{ id: string }>(
      `INSERT INTO model_migration (process, from_key, to_key, mapping, present_rules, reason, ordered_by, ordered_at)
       VALUES ($1,$2,$3,$4,$5,$6,$7,$8) ON CONFLICT (process) WHERE finished_at IS NULL DO NOTHING RETURNING id`,
      [order.process, order.from, order.to, order.mapping, order.presentRules, order.reason, order.by, now().toISO()],
    );
    const id = rows[0]?.id;
    if (id === undefined) return null;
    await db.query(
      `INSERT INTO model_migration_case (migration, instance_key, case_id, way, state)
       SELECT $1, i.instance_key, i.case_id, given.way, 'waiting'
         FROM json_to_recordset($2::json) AS given(key bigint, way text) JOIN read.instance i ON i.instance_key = given.key
        WHERE i.process_id = $3 AND i.definition_key = $4 AND i.state = 'active'`,
      [id, JSON.stringify(order.instances), order.process, order.from],
    );
    return id;
  });
}

/** No further case is moved; what was moved stays moved. False when it was over. */
export async function stopMigration(db: Db, process: string, id: string, by: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE model_migration SET stopped_by = $3, stopped_at = $4 WHERE process = $1 AND id = $2 AND finished_at IS NULL
        AND stopped_at IS NULL`,
    [process, id, by, now().toISO()],
  );
  return rowCount === 1;
}

type Engine = Pick<
  EngineClient,
  'migrateInstance' | 'modifyInstance' | 'createInstance' | 'cancelInstance' | 'assignTask' | 'updateTask'
>;

/** Moves case after case of the orders under way, until none is left, or one has to be looked at again later. */
export async function moveAll(pool: Pool, engine: Engine, goOn: () => boolean = () => true): Promise<void> {
  while (goOn() && (await moveNext(pool, engine)) === 'moved');
}

/**
 * Moves the next case of the orders under way. One that cannot be moved stays as it was. After a crash between engine and row the engine is
 * asked once more, for which a case that is there already is no change; a re-homing goes on with the step at which it was. Each order is
 * in one hand at a time, and can be stopped meanwhile.
 */
export async function moveNext(pool: Pool, engine: Engine): Promise<'moved' | 'idle' | 'later'> {
  const { rows } = await pool.query<{ id: string }>(
    'SELECT id FROM model_migration WHERE finished_at IS NULL ORDER BY id',
  );
  for (const { id } of rows) {
    const went = await alone(pool, id, () => moveNextOf(pool, engine, id));
    if (went !== 'idle') return went;
  }
  return 'idle';
}

/** 'idle' when somebody else has it in hand. */
async function alone<T>(pool: Pool, id: string, work: () => Promise<T>): Promise<T | 'idle'> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ mine: boolean }>(
      `SELECT pg_try_advisory_lock(hashtext('model_migration'), $1) AS mine`,
      [Number(id)],
    );
    if (!rows[0]?.mine) return 'idle';
    try {
      return await work();
    } finally {
      await client.query(`SELECT pg_advisory_unlock(hashtext('model_migration'), $1)`, [Number(id)]);
    }
  } finally {
    client.release();
  }
}

interface Order extends MoveOrder {
  id: string;
  stopped: boolean;
}
interface Next {
  instanceKey: string;
  caseId: string | null;
  way: Way;
}

async function moveNextOf(pool: Pool, engine: Engine, id: string): Promise<'moved' | 'idle' | 'later'> {
  const { rows } = await pool.query<Order>(
    `SELECT id, process, from_key AS "from", to_key AS "to", mapping, present_rules AS "presentRules", reason, ordered_by AS by,
            stopped_at IS NOT NULL AS stopped FROM model_migration WHERE id = $1 AND finished_at IS NULL`,
    [id],
  );
  const order = rows[0];
  if (!order) return 'idle';
  // What has begun to be re-homed is brought to its end.
  if (order.stopped)
    await pool.query(
      `UPDATE model_migration_case c SET state = 'stopped' WHERE migration = $1 AND state = 'waiting'
          AND NOT EXISTS (SELECT 1 FROM case_rehoming h WHERE h.migration = c.migration AND h.old_key = c.instance_key)`,
      [id],
    );
  const { rows: waiting } = await pool.query<Next>(
    `SELECT instance_key AS "instanceKey", case_id AS "caseId", way FROM model_migration_case
      WHERE migration = $1 AND state = 'waiting' ORDER BY instance_key LIMIT 1`,
    [id],
  );
  const next = waiting[0];
  if (!next) {
    await pool.query('UPDATE model_migration SET finished_at = $2 WHERE id = $1', [id, now().toISO()]);
    return 'moved';
  }
  if (next.way === 'migrate' || next.caseId === null) {
    await migrate(pool, engine, order, next);
    return 'moved';
  }
  const { caseId, instanceKey } = next;
  const outcome = await rehome(pool, engine, { ...order, migration: id, caseId, instanceKey });
  if (outcome.kind === 'later') return 'later';
  await cameOut(pool, id, next, outcome.kind === 'moved' ? null : outcome.message);
  return 'moved';
}

const cameOut = (db: Db, id: string, { instanceKey }: Next, message: string | null) =>
  db.query(
    `UPDATE model_migration_case SET state = $3, message = $4, at = $5 WHERE migration = $1 AND instance_key = $2`,
    [id, instanceKey, message === null ? 'moved' : 'failed', message, now().toISO()],
  );

async function migrate(pool: Pool, engine: Engine, order: Order, next: Next): Promise<void> {
  const message = await move(pool, engine, order, next);
  await inTransaction(pool, async (db) => {
    await cameOut(db, order.id, next, message);
    if (message !== null || next.caseId === null) return;
    if (order.presentRules) await db.query(`UPDATE cases SET rule_keys = '{}' WHERE id = $1`, [next.caseId]);
    await recordEvent(
      db,
      {
        caseId: next.caseId,
        kind: 'case-migrated',
        actor: order.by,
        detail: {
          migration: order.id,
          to: order.to,
          reason: order.reason,
          text: `改按新版流程图办理，${order.presentRules ? '规则用现行的' : '规则仍用发起时的'}，理由：${order.reason}`,
        },
      },
      { elementId: order.process, elementInstanceKey: `migration:${order.id}:${next.instanceKey}` },
    );
  });
}

/** null: moved. Else why not, in words. */
async function move(
  db: Db,
  engine: Pick<EngineClient, 'migrateInstance'>,
  order: Pick<MoveOrder, 'to' | 'mapping'>,
  { instanceKey }: { instanceKey: string },
): Promise<string | null> {
  // As it stands now, not as it stood when it was looked at.
  const { rows } = await db.query<{ elementId: string }>(
    `SELECT DISTINCT e.element_id AS "elementId" FROM read.element e
      WHERE e.instance_key = $1 AND e.element_type <> 'PROCESS' AND e.state IN ('activating', 'active', 'completing', 'terminating')`,
    [instanceKey],
  );
  const mapping = Object.fromEntries(rows.map(({ elementId }) => [elementId, order.mapping[elementId] ?? elementId]));
  try {
    await engine.migrateInstance(instanceKey, { to: order.to, mapping });
    return null;
  } catch (error) {
    if (!(error instanceof EngineError) || error.code === 'unavailable') throw error;
    return inWords(error);
  }
}

const WORDS: [RegExp, string][] = [
  [/event subprocess/i, '流程图有由事件开始的子流程，引擎不能迁移。'],
  [/MULTI_INSTANCE_BODY/, '停在多实例环节，引擎不能迁移。'],
  [/unsupported type/i, '停在引擎不能迁移的环节。'],
  [/boundary events of types/i, '环节上有定时边界事件，引擎不能迁移。'],
  [/already subscribed|mapped catch events/i, '环节新旧版本都等待同一消息，引擎不能迁移。'],
  [/flow scope/i, '环节在新版本中换了所在的子流程。'],
  [/different type/i, '对应的环节类型不同。'],
  [/no mapping instruction|mapping instruction.*(missing|not)/i, '事项已办到没有对应环节的地方，请重新预览。'],
  [/concurrent|active sequence flow/i, '事项正在前进，请稍后再移。'],
];

function inWords({ code, message }: EngineError): string {
  if (code === 'not-found') return '事项已办结，或新版本已不存在。';
  const words = WORDS.find(([pattern]) => pattern.test(message))?.[1];
  return words ?? '引擎不能迁移这件事项。';
}
