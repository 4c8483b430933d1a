import { z } from 'zod';
import type { Db } from '../../db/pool.ts';
import { holdsPost } from '../people/store.ts';
import type { Procedure, StartContext } from '../procedure.ts';
import { unknownKeys } from '../start-values.ts';
import { itemFacts } from './item-facts.ts';

const OFFICE = 'supervision-office';

/** A measure of the ledger is taken up; everything else of it stands in the ledger. */
const itemSchema = ({ measures }: Pick<StartContext, 'measures'>) =>
  z.strictObject(
    {
      measureId: z
        .string({ error: '台账措施必须选择' })
        .refine((id) => measures.some((measure) => measure.id === id), { error: '台账中没有这项措施' }),
    },
    { error: (issue) => unknownKeys(issue) ?? '请选择台账措施' },
  );

/** 督查台账 (历下政办发〔2019〕2号 第二部分第三条). */
export const supervisionItem: Procedure = {
  id: 'supervision-item',
  startMessage: 'start-supervision-item',
  startForm: 'start-supervision-item',
  prefix: 'SUP',
  leadingUnit: OFFICE,
  supervisingUnit: OFFICE,
  decisions: [],
  archives: true,
  facts: itemFacts,
  unspoken: ['measureId'],
  mayStart: (who) => holdsPost(who, `${OFFICE}.clerk`),
  startSchema: (context) =>
    itemSchema(context).transform(({ measureId }) => ({
      measureId,
      measureName: context.measures.find(({ id }) => id === measureId)?.name ?? measureId,
    })),
  decisionInput: () => z.strictObject({}),
  titleOf: ({ measureName }) => `督查：${String(measureName)}`.slice(0, 200),
  participatingUnits: () => [OFFICE],
  filingUnit: () => OFFICE,
  refusesSecond: refuseSecondItem,
};

/** One open item a measure, or one a period of a measure that is begun anew; the lock lets two that come at once see each other. */
async function refuseSecondItem(db: Db, caseId: string, v: Record<string, unknown>): Promise<string | null> {
  await db.query(`SELECT pg_advisory_xact_lock(hashtext('ledger-item'), hashtext($1))`, [v.measureId]);
  const { rows } = await db.query<{ id: string }>(
    `SELECT c.id FROM cases c JOIN case_status s ON s.case_id = c.id
      WHERE c.process = 'supervision-item' AND c.id <> $1 AND s.status = 'running' AND c.variables ->> 'measureId' = $2
        AND c.variables ->> 'period' IS NOT DISTINCT FROM $3 LIMIT 1`,
    [caseId, v.measureId, v.period ?? null],
  );
  return rows[0] ? `这项措施的督查事项正在办理（${rows[0].id}），不重复立项。` : null;
}
