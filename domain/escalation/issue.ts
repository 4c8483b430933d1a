import type { Db } from '../../db/pool.ts';
import { insertCases } from '../cases/store.ts';
import { now, toWire } from '../clock.ts';
import type { Round } from '../deadlines/store.ts';
import { restrictCase, readersOf } from '../restricted/store.ts';
import { CARD_PROCESS, SUPERVISION_OFFICE, supervisingUnitOf } from '../supervision/store.ts';
import { overdueEscalation } from './procedure.ts';

interface Parent {
  id: string;
  process: string;
  title: string;
  leadingUnit: string;
}

/**
 * Red rungs become red cards, in the transaction that raised them: the case of each card is a row from then on, and its instance is
 * started from that row (api/card-keeper.ts), so that a crash in between loses nothing. A card's own limits raise no further card.
 * A few statements for all of them, as a thousand limits may end at the same minute.
 */
export async function issueCards(db: Db, rounds: Round[]): Promise<void> {
  if (rounds.length === 0) return;
  const parents = await db.query<Parent>(
    'SELECT id, process, title, leading_unit AS "leadingUnit" FROM cases WHERE id = ANY ($1::text[])',
    [[...new Set(rounds.map((r) => r.caseId))]],
  );
  const units = await db.query<{ id: string }>('SELECT id FROM unit WHERE id = ANY ($1::text[])', [
    [...new Set(rounds.flatMap((r) => r.unit ?? []))],
  ]);
  const parentOf = new Map(parents.rows.map((c) => [c.id, c]));
  const known = new Set(units.rows.map((u) => u.id));
  const restricted = await readersOf(
    db,
    parents.rows.map(({ id }) => id),
  );
  const at = now();
  const cards = rounds.flatMap((round) => {
    const parent = parentOf.get(round.caseId);
    if (!parent || parent.process === CARD_PROCESS) return [];
    // A limit that names no unit of ours is answered for by who leads the procedure.
    const unit = round.unit !== null && known.has(round.unit) ? round.unit : parent.leadingUnit;
    const set = supervisingUnitOf(parent.process);
    // Nobody verifies his own card; that of a restricted case stays among those who have to do with it, where there are two units.
    const other = restricted.has(parent.id) && parent.leadingUnit !== unit ? parent.leadingUnit : SUPERVISION_OFFICE;
    const supervisingUnit = set === unit ? other : set;
    return [{ round, parent, unit, supervisingUnit }];
  });
  if (cards.length === 0) return;
  const caseIds = await insertCases(
    db,
    cards.map(({ round, parent, unit, supervisingUnit }) => {
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
      return {
        process: overdueEscalation.id,
        prefix: overdueEscalation.prefix,
        title: overdueEscalation.titleOf(variables),
        variables,
        ruleKeys: {},
        createdBy: supervisingUnit,
        filingUnit: null,
        leadingUnit: supervisingUnit,
        units: restricted.has(round.caseId)
          ? [...new Set([unit, supervisingUnit])]
          : overdueEscalation.participatingUnits(variables),
        parentCaseId: round.caseId,
        idempotencyKey: null,
        requestHash: '',
        year: at.year,
        createdAt: at.toISO() ?? '',
      };
    }),
  );
  const rows = cards.map(({ round, parent, unit, supervisingUnit }, i) => {
    const card = caseIds[i];
    if (!card) throw new Error('a case without idempotency key is always new');
    return {
      card,
      limit: round.id,
      round: round.round,
      parent: parent.id,
      process: parent.process,
      unit,
      supervisingUnit,
      detail: {
        card,
        limit: round.id,
        round: round.round,
        text: `时限“${round.name}”超期，发出红牌 ${card}`,
      },
    };
  });
  for (const { card, parent, unit, supervisingUnit } of rows) {
    const readers = restricted.get(parent);
    if (!readers) continue;
    const posts = [unit, supervisingUnit].flatMap((id) => [`${id}.clerk`, `${id}.head`]);
    await restrictCase(db, card, readers.person, [...readers.posts, ...posts]);
  }
  // Who answers for the limit takes part in its case, and so sees what is late.
  await db.query({
    name: 'issue-cards',
    text: `WITH given AS (
       SELECT * FROM json_to_recordset($1::json) AS c(card text, "limit" text, round int, parent text, process text, unit text,
                                                      "supervisingUnit" text, detail jsonb)
     ), card AS (
       INSERT INTO card (case_id, deadline_id, round, parent_case_id, process, unit, supervising_unit, issued_at)
       SELECT card, "limit", round, parent, process, unit, "supervisingUnit", $2::timestamptz FROM given
     ), takes_part AS (
       INSERT INTO case_unit (case_id, unit) SELECT DISTINCT parent, unit FROM given ORDER BY 1, 2 ON CONFLICT DO NOTHING
     ), event AS (
       INSERT INTO case_event (case_id, at, kind, detail) SELECT parent, $2::timestamptz, 'red-card-issued', detail FROM given
     )
     SELECT pg_notify('changes', json_build_object('type', 'deadline', 'caseId', card)::text) FROM given`,
    values: [JSON.stringify(rows), at.toISO()],
  });
}
