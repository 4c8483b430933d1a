import { inTransaction, type Pool } from '../../db/pool.ts';
import { type EngineClient, EngineError } from '../../engine/client.ts';
import { recordEvent } from '../cases/lifecycle.ts';
import { now } from '../clock.ts';

/**
 * Ends one step of a case and begins another in one act of the engine. The row is written first and decides, then comes the command, then
 * the history; what a crash or an engine that was away leaves in between is done by `finishModifications`.
 */
export interface Modification {
  caseId: string;
  instanceKey: string;
  from: { elementId: string; elementKey: string };
  to: string;
  /** Kind of the event in the case's history. */
  kind: string;
  by: string;
  /** Of that event. */
  detail: Record<string, unknown>;
  /** Who gets the task that comes again, null for its post; left out where none does. */
  giveTo?: string | null;
}

export type Modified = { kind: 'moved' | 'already' } | { kind: 'engine-refused'; message: string };

interface Row extends Omit<Modification, 'from' | 'giveTo'> {
  id: string;
  fromElement: string;
  fromKey: string;
  giveTo: string | null;
  done: boolean;
  /** Begun so long ago that what the read model still lacks will not come any more. */
  old: boolean;
}

const COLUMNS = `m.id::text, m.case_id AS "caseId", m.instance_key::text AS "instanceKey", m.from_element AS "fromElement",
  m.from_key::text AS "fromKey", m.to_element AS "to", m.kind, m.by, m.detail, m.give_to AS "giveTo", m.done_at IS NOT NULL AS done,
  m.begun_wall < now() - interval '60 seconds' AS old`;

// What was sent and not noted is sent again after so long.
const AGAIN_S = 5;

type Engine = Pick<EngineClient, 'modifyInstance'>;

/** The same act said twice by the same person is one; another one on the same step is refused. */
export async function modifyOnce(pool: Pool, engine: Engine, change: Modification): Promise<Modified> {
  const { rows } = await pool.query<Row>(
    `INSERT INTO case_modification AS m (case_id, instance_key, from_element, from_key, to_element, kind, by, detail, give_to, given)
     VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10) ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`,
    [
      change.caseId,
      change.instanceKey,
      change.from.elementId,
      change.from.elementKey,
      change.to,
      change.kind,
      change.by,
      change.detail,
      change.giveTo ?? null,
      change.giveTo === undefined,
    ],
  );
  const [written] = rows;
  if (!written) {
    const same = await pool.query(
      `SELECT 1 FROM case_modification WHERE from_key = $1 AND kind = $2 AND by = $3 AND to_element = $4 AND failed_at IS NULL`,
      [change.from.elementKey, change.kind, change.by, change.to],
    );
    return same.rows.length
      ? { kind: 'already' }
      : { kind: 'engine-refused', message: 'another modification of this step is under way' };
  }
  try {
    await send(engine, written);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    await giveUp(pool, written.id);
    return { kind: 'engine-refused', message: error.message };
  }
  await finish(pool, written);
  return { kind: 'moved' };
}

const send = (engine: Engine, { instanceKey, to, fromKey }: Row): Promise<void> =>
  engine.modifyInstance(instanceKey, { activate: [to], terminate: [fromKey] });

const isRefusal = (error: unknown): error is EngineError =>
  error instanceof EngineError && ['invalid', 'conflict', 'not-found', 'rejected'].includes(error.code);

async function giveUp(pool: Pool, id: string): Promise<void> {
  await pool.query('UPDATE case_modification SET failed_at = $2 WHERE id = $1 AND done_at IS NULL', [
    id,
    now().toISO(),
  ]);
}

async function finish(pool: Pool, m: Row): Promise<void> {
  await inTransaction(pool, async (db) => {
    const { rowCount } = await db.query(
      'UPDATE case_modification SET done_at = $2 WHERE id = $1 AND done_at IS NULL AND failed_at IS NULL',
      [m.id, now().toISO()],
    );
    if (!rowCount) return;
    const origin = { elementId: m.fromElement, elementInstanceKey: m.fromKey };
    await recordEvent(db, { caseId: m.caseId, kind: m.kind, actor: m.by, detail: m.detail }, origin);
  });
}

/** The task that came again has been given to whom it is for, or there is none to give. */
export async function noteGiven(pool: Pool, elementKey: string): Promise<void> {
  await pool.query('UPDATE case_modification SET given = true WHERE from_key = $1 AND failed_at IS NULL', [elementKey]);
}

/**
 * Does what a crash or an engine that was away has left. A command that the engine refuses may have been carried out before: the read model
 * tells. `give` gives the task that comes again, and answers false while it is not there yet.
 */
export async function finishModifications(
  pool: Pool,
  engine: Engine,
  give: (left: { instanceKey: string; caseId: string; to: string; giveTo: string | null }) => Promise<boolean>,
): Promise<void> {
  const { rows } = await pool.query<Row>(
    `UPDATE case_modification m SET sent_wall = now()
      WHERE m.failed_at IS NULL AND (m.done_at IS NULL OR NOT m.given) AND m.sent_wall < now() - interval '${AGAIN_S} seconds'
     RETURNING ${COLUMNS}, m.given`,
  );
  for (const left of rows as (Row & { given: boolean })[]) {
    if (!left.done) {
      const came = await comeOf(pool, engine, left);
      if (came === 'unknown') continue;
      if (came === 'gone') {
        await giveUp(pool, left.id);
        continue;
      }
      await finish(pool, left);
    }
    if (!left.given && ((await give(left)) || left.old)) await noteGiven(pool, left.fromKey);
  }
}

async function comeOf(pool: Pool, engine: Engine, m: Row): Promise<'done' | 'gone' | 'unknown'> {
  try {
    await send(engine, m);
    return 'done';
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
  const { rows } = await pool.query<{ open: boolean; begun: boolean }>(
    `SELECT e.state IN ('activating', 'active') AS open, e.state IN ('terminating', 'terminated') AND EXISTS (
              SELECT 1 FROM read.element s WHERE s.instance_key = e.instance_key AND s.element_id = $2 AND s.element_key > e.element_key) AS begun
       FROM read.element e WHERE e.element_key = $1`,
    [m.fromKey, m.to],
  );
  const [found] = rows;
  if (found?.begun) return 'done';
  // The read model may not have heard of it yet.
  return (!found || found.open) && !m.old ? 'unknown' : 'gone';
}
