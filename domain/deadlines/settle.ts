import type { Db } from '../../db/pool.ts';
import { tell } from './store.ts';

const LATE = `step.state = 'completed' AND step.ended_at > r.due_at AND (r.suspended_at IS NULL OR r.suspended_at > step.ended_at)`;

/**
 * How a step ended is a fact of the engine: its sub-process completed (met, or met late) or was terminated (cancelled). It is read
 * from the read model and written once; a rebuild finds every round settled and changes nothing. A round that is carried over to another
 * instance of its case (domain/models/rehoming.ts) goes on, whatever becomes of the old one. Whoever finishes late, but before the
 * engine's timer has fired, owes the red rung (`raiseOwed` in watch.ts).
 */
const settle = (keys: string): string => `
UPDATE deadline_round r
   SET ended_at = step.ended_at, touched_wall = now(),
       ended_as = CASE WHEN step.state = 'terminated' THEN 'cancelled'
                       WHEN ${LATE} THEN 'met-late'
                       ELSE 'met' END,
       red_owed = ${LATE} AND NOT r.red_raised
  FROM ${keys}
  JOIN LATERAL (SELECT state, ended_at FROM read.element WHERE element_key = c.scope_key
                UNION ALL SELECT state, ended_at FROM read.instance WHERE instance_key = c.scope_key) step
    ON step.state IN ('completed', 'terminated')
 WHERE r.watch_key = w.instance_key AND r.ended_at IS NULL AND r.carried IS NULL`;

const BY_STEPS = `${settle(`unnest($1::bigint[]) AS ended(key)
  JOIN read.element c ON c.scope_key = ended.key AND c.element_type = 'CALL_ACTIVITY'
  JOIN read.instance w ON w.parent_element_key = c.element_key`)} RETURNING r.case_id`;

const BY_WATCH = `${settle(`read.instance w JOIN read.element c ON c.element_key = w.parent_element_key`)}
  AND r.watch_key = $1 RETURNING r.case_id`;

// Rounds written while the bulk that ended their step was written too: neither saw the other.
const RECENT = `${settle(`read.instance w JOIN read.element c ON c.element_key = w.parent_element_key`)}
  AND ($1::float8 IS NULL OR r.touched_wall > now() - make_interval(secs => $1::float8)) RETURNING r.case_id`;

const OF_CASE = `${settle(`read.instance w JOIN read.element c ON c.element_key = w.parent_element_key`)}
  AND r.case_id = $1 RETURNING r.case_id`;

/** Steps (sub-processes, instances) that have just ended in the read model, by their keys. */
export async function settleSteps(db: Db, stepKeys: string[]): Promise<string[]> {
  const { rows } = await db.query<{ case_id: string }>({ name: 'settle-steps', text: BY_STEPS, values: [stepKeys] });
  for (const { case_id } of rows) await tell(db, case_id);
  return rows.map((r) => r.case_id);
}

export async function settleRound(db: Db, watchKey: string): Promise<boolean> {
  const { rows } = await db.query<{ case_id: string }>(BY_WATCH, [watchKey]);
  for (const { case_id } of rows) await tell(db, case_id);
  return rows.length > 0;
}

/** Rounds of a case that were kept from being settled when their steps ended. */
export async function settleCase(db: Db, caseId: string): Promise<void> {
  const { rowCount } = await db.query(OF_CASE, [caseId]);
  if (rowCount) await tell(db, caseId);
}

/** Rounds changed within the last seconds of wall time, or all. */
export async function settleLeftovers(db: Db, withinSeconds: number | null): Promise<number> {
  const { rows } = await db.query<{ case_id: string }>(RECENT, [withinSeconds]);
  for (const { case_id } of rows) await tell(db, case_id);
  return rows.length;
}
