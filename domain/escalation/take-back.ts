import type { DateTime } from 'luxon';
import type { Db } from '../../db/pool.ts';
import { setOutcome } from '../cases/lifecycle.ts';
import { tellCard } from './tell.ts';

/**
 * The limit was moved and turns out not to be late: its red rung is taken back, and the card with it, in the transaction that moved it.
 * The card is revoked at once, also one that was upheld before; an instance that still runs is ended by message afterwards (deliver.ts).
 */
export async function takeBackCards(db: Db, r: { id: string; round: number }, at: DateTime): Promise<void> {
  const { rows } = await db.query<{ caseId: string; parentCaseId: string; closed: boolean }>(
    `UPDATE card SET taken_back_at = $3, state = 'revoked', revoked_because = coalesce(revoked_because, 'limit-changed')
      WHERE deadline_id = $1 AND round = $2 AND taken_back_at IS NULL
      RETURNING case_id AS "caseId", parent_case_id AS "parentCaseId", closed_at IS NOT NULL AS closed`,
    [r.id, r.round, at.toISO()],
  );
  for (const { caseId, parentCaseId, closed } of rows) {
    if (closed) await setOutcome(db, caseId, 'revoked');
    const detail = { limit: r.id, round: r.round, card: caseId };
    await db.query(
      `INSERT INTO case_event (case_id, at, kind, detail)
       VALUES ($1, $3, 'card-taken-back', $4), ($2, $3, 'red-card-taken-back', $5)`,
      [
        caseId,
        parentCaseId,
        at.toISO(),
        { ...detail, text: '时限变更后未超期，红牌撤销' },
        { ...detail, text: `时限变更后未超期，红牌 ${caseId} 撤销` },
      ],
    );
    await tellCard(db, caseId);
  }
}
