import { z } from 'zod';
import type { Db } from '../../db/pool.ts';
import { refuseOtherUnits } from '../consultation/procedure.ts';
import { holdsKind } from '../people/store.ts';
import type { Procedure, StartContext } from '../procedure.ts';
import { blankIsNothing, day, text, unitOf, unknownKeys } from '../start-values.ts';
import { exchangeFacts, INFORMATION_KINDS, type InformationKind } from './facts.ts';

export const BUREAU = 'approval-bureau';

const optional = <T extends z.ZodType>(schema: T) => z.preprocess(blankIsNothing, schema.optional());

/** What a department pushes: by hand, or by its own system. */
export const supervisionSchema = ({ units, today }: Pick<StartContext, 'units' | 'today'>) =>
  z
    .strictObject(
      {
        filingUnit: unitOf(units, '推送单位').refine((unit) => unit !== BUREAU, '监管信息由行政主管部门推送'),
        informationKind: z.enum(Object.keys(INFORMATION_KINDS) as [InformationKind, ...InformationKind[]], {
          error: '请选择信息类别',
        }),
        subject: text('标题', 100),
        content: text('内容', 5000),
        documentNumber: optional(text('文书或文件编号', 100)),
        happenedOn: day('发生或印发日期').refine((on) => on <= today, '发生或印发日期不能晚于今天'),
        effectiveOn: optional(day('施行日期')),
        approvalCase: optional(text('涉及的审批事项编号', 40)),
      },
      { error: (issue) => unknownKeys(issue) ?? '监管信息应为一个对象' },
    )
    .superRefine(({ informationKind, documentNumber }, ctx) => {
      if ((informationKind === 'penalty' || informationKind === 'law-change') && !documentNumber)
        ctx.addIssue({
          code: 'custom',
          path: ['documentNumber'],
          message: '处罚结果、政策变动必须填写文书或文件编号',
        });
    })
    .transform((given): Record<string, unknown> => ({ kind: 'supervision', departments: [], ...given }));

/** Results to departments, findings back (历下政办发〔2019〕1号 附件2 二). Results are pushed by the product. */
export const approvalInformation: Procedure = {
  id: 'approval-information',
  startMessage: 'start-approval-information',
  startForm: 'push-supervision-information',
  prefix: 'INFO',
  leadingUnit: BUREAU,
  supervisingUnit: 'joint-meeting-office',
  decisions: [],
  archives: true,
  facts: exchangeFacts,
  mayStart: (who) => holdsKind(who, 'clerk') && !who.units.includes(BUREAU),
  startSchema: supervisionSchema,
  decisionInput: () => z.strictObject({}),
  titleOf: ({ kind, matter, applicant, change, informationKind, subject }) =>
    kind === 'result'
      ? `审批结果：${String(matter)}（${String(applicant)}）${change ? `，${String(change)}` : ''}`
      : `${INFORMATION_KINDS[informationKind as InformationKind]}：${String(subject)}`,
  participatingUnits: ({ departments, filingUnit }) => [
    ...new Set([BUREAU, filingUnit as string, ...(departments as string[])]),
  ],
  refusesStarter: refuseOtherUnits,
  refusesSecond: refuseUnknownApproval,
};

/** What it is about must be a result that this department was told of. */
async function refuseUnknownApproval(db: Db, _caseId: string, v: Record<string, unknown>): Promise<string | null> {
  if (v.kind !== 'supervision' || !v.approvalCase) return null;
  const { rows } = await db.query('SELECT 1 FROM approval_result WHERE case_id = $1 AND $2 = ANY (departments)', [
    v.approvalCase,
    v.filingUnit,
  ]);
  return rows[0] ? null : `没有推送给本单位的审批结果 ${String(v.approvalCase)}，请核对事项编号。`;
}
