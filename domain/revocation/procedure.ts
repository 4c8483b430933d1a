import { z } from 'zod';
import type { Db } from '../../db/pool.ts';
import { refuseOtherUnits } from '../consultation/procedure.ts';
import { findResult } from '../exchange/results.ts';
import { holdsKind } from '../people/store.ts';
import type { CompletedStart, Procedure, StartContext } from '../procedure.ts';
import { text, unitOf, unknownKeys } from '../start-values.ts';
import { revocationFacts } from './facts.ts';
import { articleOf, fits, type Ground, GROUNDS, type Measure, MEASURES } from './measures.ts';

const BUREAU = 'approval-bureau';
const measure = (label: string) =>
  z.enum(Object.keys(MEASURES) as [Measure, ...Measure[]], { error: `请选择${label}` });
const yesOrNo = (label: string) => z.enum(['yes', 'no'], { error: `${label}只能是 yes 或 no` });

const startSchema = ({ units }: Pick<StartContext, 'units'>) =>
  z
    .strictObject(
      {
        filingUnit: unitOf(units, '提请单位').refine((unit) => unit !== BUREAU, '由行政主管部门提请'),
        approvalCase: text('审批事项编号', 40),
        requestedMeasure: measure('提请的处理'),
        requestedGround: z.enum(Object.keys(GROUNDS) as [Ground, ...Ground[]], { error: '请选择法定情形' }),
        facts: text('监管中发现的问题', 5000),
      },
      { error: (issue) => unknownKeys(issue) ?? '提请内容应为一个对象' },
    )
    .superRefine(({ requestedMeasure, requestedGround }, ctx) => {
      if (!fits(requestedMeasure, requestedGround))
        ctx.addIssue({
          code: 'custom',
          path: ['requestedGround'],
          message: `${MEASURES[requestedMeasure]}适用${articleOf(requestedMeasure)}，请重新选择法定情形`,
        });
    });

/** What the rule `revocation-procedure` reads: for trying it without a case. */
const procedureTrial = z.strictObject(
  { measure: measure('拟作出的处理'), publicInterest: yesOrNo('应当听证'), majorInterest: yesOrNo('涉及重大利益关系') },
  { error: (issue) => unknownKeys(issue) ?? '试算内容应为一个对象' },
);

/** Change, withdrawal, revocation and cancellation of approvals (历下政办发〔2019〕1号 附件2 二（四）; 行政许可法 8, 69, 70). */
export const approvalRevocation: Procedure = {
  id: 'approval-revocation',
  startMessage: 'start-approval-revocation',
  startForm: 'request-revocation',
  prefix: 'REV',
  leadingUnit: BUREAU,
  supervisingUnit: 'joint-meeting-office',
  decisions: ['revocation-procedure'],
  archives: true,
  facts: revocationFacts,
  mayStart: (who) => holdsKind(who, 'clerk') && !who.units.includes(BUREAU),
  startSchema,
  decisionInput: () => procedureTrial,
  titleOf: ({ requestedMeasure, matter, applicant }) =>
    `提请${MEASURES[requestedMeasure as Measure]}许可：${String(matter)}（${String(applicant)}）`,
  participatingUnits: ({ filingUnit }) => [BUREAU, filingUnit as string],
  refusesStarter: refuseOtherUnits,
  completeStart,
  refusesSecond,
};

/** The approval that it is about: one that was pushed to this department and stands. */
async function completeStart(db: Db, v: Record<string, unknown>): Promise<CompletedStart> {
  const found = await findResult(db, v.approvalCase as string);
  const say = (message: string) => ({ errors: [{ path: 'approvalCase', message }] });
  if (!found?.departments.includes(v.filingUnit as string)) return say('没有推送给本单位的审批结果，请核对事项编号');
  if (found.result !== 'granted') return say('该事项未准予许可，没有可处理的许可');
  if (found.standing !== 'valid' && found.standing !== 'change') return say('该许可已失效，不能再次提请');
  const { matter, applicant, decisionNumber, decidedOn } = found;
  return { variables: { ...v, matter, applicant, decisionNumber, decidedOn } };
}

/** One request about an approval at a time; the lock lets two that come at once see each other. */
async function refusesSecond(db: Db, caseId: string, v: Record<string, unknown>): Promise<string | null> {
  await db.query(`SELECT pg_advisory_xact_lock(hashtext('approval-revocation'), hashtext($1))`, [v.approvalCase]);
  const { rows } = await db.query<{ id: string }>(
    `SELECT c.id FROM cases c JOIN case_status s ON s.case_id = c.id
      WHERE c.process = 'approval-revocation' AND c.id <> $1 AND s.status IN ('running', 'suspended')
        AND c.variables ->> 'approvalCase' = $2 LIMIT 1`,
    [caseId, v.approvalCase],
  );
  return rows[0] ? `该许可正在处理（${rows[0].id}），请在该事项中一并办理。` : null;
}
