import type { Db } from '../../db/pool.ts';
import { now } from '../clock.ts';
import { PermanentFault } from '../faults.ts';
import { notifyOfOutcome } from '../notifications/of-cases.ts';

/** Where an effect comes from: an element instance has each of its effects once, however often its job is delivered. */
export interface Origin {
  elementId: string;
  elementInstanceKey: string;
}

/** Adds to the case's history and tells the pages; false when this effect is known already. */
export async function recordEvent(
  db: Db,
  event: { caseId: string; kind: string; actor?: string | null; detail: Record<string, unknown> },
  origin: Origin,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `INSERT INTO case_event (case_id, at, kind, element, actor, detail, effect_key) VALUES ($1,$2,$3,$4,$5,$6,$7)
     ON CONFLICT (effect_key) DO NOTHING`,
    [
      event.caseId,
      now().toISO(),
      event.kind,
      origin.elementId,
      event.actor ?? null,
      event.detail,
      `${origin.elementInstanceKey}:${event.kind}`,
    ],
  );
  if (rowCount === 0) return false;
  await db.query(`SELECT pg_notify('changes', $1)`, [JSON.stringify({ type: 'case', caseId: event.caseId })]);
  return true;
}

/** Makes this the case's root instance; false when the case has another one already. */
export async function claimRootInstance(db: Db, caseId: string, instanceKey: string): Promise<boolean> {
  const { rowCount } = await db.query(
    'UPDATE cases SET instance_key = $2 WHERE id = $1 AND (instance_key IS NULL OR instance_key = $2)',
    [caseId, instanceKey],
  );
  if (rowCount) return true;
  const { rows } = await db.query('SELECT 1 FROM cases WHERE id = $1', [caseId]);
  if (!rows[0])
    throw new PermanentFault(`数据库中没有事项 ${caseId}：请系统管理员核对流程引擎与数据库是否属于同一套数据。`);
  return false;
}

/** What was decided. A case that was withdrawn meanwhile keeps none. */
export async function setOutcome(db: Db, caseId: string, outcome: string): Promise<void> {
  await db.query('UPDATE cases SET outcome = $2 WHERE id = $1 AND withdrawn_at IS NULL', [caseId, outcome]);
  await notifyOfOutcome(db, caseId, outcome);
}

/** The engine let the withdrawal pass, so it counts, even when a decision was being recorded at that moment. */
export async function setWithdrawn(db: Db, caseId: string): Promise<void> {
  await db.query('UPDATE cases SET withdrawn_at = coalesce(withdrawn_at, $2), outcome = NULL WHERE id = $1', [
    caseId,
    now().toISO(),
  ]);
  await notifyOfOutcome(db, caseId, 'withdrawn');
}

export async function ruleKey(db: Db, caseId: string, decisionId: string): Promise<string | null> {
  const { rows } = await db.query<{ key: string | null }>('SELECT rule_keys ->> $2 AS key FROM cases WHERE id = $1', [
    caseId,
    decisionId,
  ]);
  return rows[0]?.key ?? null;
}

/** The version of a rule that the case keeps from now on. */
export async function keepRule(db: Db, caseId: string, decisionId: string, decisionKey: string): Promise<void> {
  await db.query(`UPDATE cases SET rule_keys = jsonb_build_object($2::text, $3::text) || rule_keys WHERE id = $1`, [
    caseId,
    decisionId,
    decisionKey,
  ]);
}
