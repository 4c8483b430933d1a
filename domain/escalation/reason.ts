import { inTransaction, type Db, type Pool } from '../../db/pool.ts';
import { now, toWire } from '../clock.ts';
import { BusinessRefusal } from '../faults.ts';
import { holdsPost, type Principal } from '../people/store.ts';
import { tellCard } from './tell.ts';

export interface OverdueReason {
  text: string;
  recordedBy: string;
  recordedAt: string | null;
}

/** Who answers for the limit says why: 经办人 or 主要负责人 of its unit. */
export const mayRecordReason = (who: Principal, unit: string | null): boolean =>
  unit !== null && (holdsPost(who, `${unit}.clerk`) || holdsPost(who, `${unit}.head`));

export async function reasonOf(db: Db, id: string, round: number): Promise<OverdueReason | null> {
  const { rows } = await db.query<OverdueReason>(
    `SELECT reason AS text, recorded_by AS "recordedBy", recorded_at AS "recordedAt"
       FROM overdue_reason WHERE deadline_id = $1 AND round = $2`,
    [id, round],
  );
  return rows[0] ? { ...rows[0], recordedAt: toWire(rows[0].recordedAt) } : null;
}

const refuse = (message: string): never => {
  throw new BusinessRefusal('reason-refused', message);
};

/**
 * Records why the present round of a limit is late; again changes it, until the card has been verified. A card that waits for its
 * explanation takes it up as such (deliver.ts).
 */
export async function recordReason(pool: Pool, id: string, actor: string, reason: string): Promise<OverdueReason> {
  return inTransaction(pool, async (db) => {
    const at = now();
    const { rows } = await db.query<{ caseId: string; round: number; name: string; late: boolean }>(
      `SELECT r.case_id AS "caseId", r.round, r.name,
              (r.ended_as = 'met-late' OR (r.ended_at IS NULL AND r.suspended_at IS NULL AND r.due_at < $2)) IS TRUE AS late
         FROM deadline d JOIN deadline_round r ON r.deadline_id = d.id AND r.round = d.round
        WHERE d.id = $1 FOR UPDATE OF r`,
      [id, at.toISO()],
    );
    const limit = rows[0] ?? refuse('该时限不存在。');
    if (!limit.late) refuse('该时限未超期，无需说明原因。');
    const cards = await db.query<{ caseId: string; verified: boolean }>(
      `SELECT case_id AS "caseId", verified_at IS NOT NULL AS verified FROM card
        WHERE deadline_id = $1 AND round = $2 AND taken_back_at IS NULL FOR UPDATE`,
      [id, limit.round],
    );
    const card = cards.rows[0];
    if (card?.verified) refuse('督导单位已核查，超期原因不能再更改；如有异议，请由主要负责人申诉。');
    const { rowCount } = await db.query(
      `INSERT INTO overdue_reason AS o (deadline_id, round, reason, recorded_by, recorded_at) VALUES ($1,$2,$3,$4,$5)
       ON CONFLICT (deadline_id, round)
       DO UPDATE SET reason = $3, recorded_by = $4, recorded_at = $5, revision = o.revision + 1 WHERE o.reason <> $3`,
      [id, limit.round, reason, actor, at.toISO()],
    );
    // The same words again: a second click.
    if (rowCount) {
      if (card) await db.query('UPDATE card SET reason = $2 WHERE case_id = $1', [card.caseId, reason]);
      for (const caseId of [limit.caseId, ...(card ? [card.caseId] : [])]) {
        await db.query(
          `INSERT INTO case_event (case_id, at, kind, actor, detail) VALUES ($1, $2, 'overdue-reason', $3, $4)`,
          [
            caseId,
            at.toISO(),
            actor,
            { limit: id, round: limit.round, reason, text: `记录时限“${limit.name}”的超期原因：${reason}` },
          ],
        );
        await tellCard(db, caseId);
      }
    }
    return (await reasonOf(db, id, limit.round)) as OverdueReason;
  });
}
