import type { Db } from '../../db/pool.ts';
import { insertCase } from '../cases/store.ts';
import { now, toWire } from '../clock.ts';
import type { Round } from '../deadlines/store.ts';
import { CARD_PROCESS, SUPERVISION_OFFICE, supervisingUnitOf } from '../supervision/store.ts';
import { overdueEscalation } from './procedure.ts';

/**
 * A red rung becomes a red card, in the transaction that raised the rung: the card's case is a row from then on, and its instance is
 * started from that row (api/card-keeper.ts), so that a crash in between loses nothing. A card's own limits raise no further card.
 */
export async function issueCard(db: Db, round: Round): Promise<string | null> {
  const { rows } = await db.query<{ process: string; title: string; leadingUnit: string; unit: string | null }>(
    `SELECT c.process, c.title, c.leading_unit AS "leadingUnit", u.id AS unit
       FROM cases c LEFT JOIN unit u ON u.id = $2 WHERE c.id = $1`,
    [round.caseId, round.unit],
  );
  const parent = rows[0];
  if (!parent || parent.process === CARD_PROCESS) return null;
  // A limit that names no unit of ours is answered for by who leads the procedure.
  const unit = parent.unit ?? parent.leadingUnit;
  const set = supervisingUnitOf(parent.process);
  // Nobody verifies his own card.
  const supervisingUnit = set === unit ? SUPERVISION_OFFICE : set;
  const at = now();
  const issuedAt = at.toISO() ?? '';
  const variables = {
    parentCaseId: round.caseId,
    parentTitle: parent.title,
    limitId: round.id,
    limitRound: round.round,
    limitName: round.subject ? `${round.name}（${round.subject}）` : round.name,
    limitDue: round.dueAt.toFormat('yyyy年M月d日 HH:mm'),
    limitBasis: round.legalBasis,
    unit,
    supervisingUnit,
    issuedAt: toWire(at),
  };
  const caseId = await insertCase(db, {
    process: overdueEscalation.id,
    prefix: overdueEscalation.prefix,
    title: overdueEscalation.titleOf(variables),
    variables,
    ruleKeys: {},
    createdBy: supervisingUnit,
    filingUnit: null,
    leadingUnit: supervisingUnit,
    units: overdueEscalation.participatingUnits(variables),
    parentCaseId: round.caseId,
    idempotencyKey: null,
    requestHash: '',
    year: at.year,
    createdAt: issuedAt,
  });
  if (!caseId) throw new Error('a case without idempotency key is always new');
  // One statement, as a thousand limits may end at the same minute. Who answers for the limit takes part in its case, and so sees what is late.
  const detail = {
    card: caseId,
    limit: round.id,
    round: round.round,
    text: `时限“${round.name}”超期，发出红牌 ${caseId}`,
  };
  await db.query({
    name: 'issue-card',
    text: `WITH card AS (
       INSERT INTO card (case_id, deadline_id, round, parent_case_id, process, unit, supervising_unit, issued_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ), takes_part AS (
       INSERT INTO case_unit (case_id, unit) VALUES ($4, $6) ON CONFLICT DO NOTHING
     ), event AS (
       INSERT INTO case_event (case_id, at, kind, detail) VALUES ($4, $8, 'red-card-issued', $9)
     )
     SELECT pg_notify('changes', $10)`,
    values: [
      caseId,
      round.id,
      round.round,
      round.caseId,
      parent.process,
      unit,
      supervisingUnit,
      issuedAt,
      detail,
      JSON.stringify({ type: 'deadline', caseId }),
    ],
  });
  return caseId;
}
