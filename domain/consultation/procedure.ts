import { z } from 'zod';
import { holdsKind, holdsPost } from '../people/store.ts';
import type { Procedure, StartContext } from '../procedure.ts';
import { text, unitOf, unitsOf, unknownKeys } from '../start-values.ts';
import { CATEGORIES, consultationFacts } from './facts.ts';
import { wayFacts, wayTrial } from './way.ts';

const BUREAU = 'approval-bureau';

const startSchema = ({ units }: Pick<StartContext, 'units'>) =>
  z
    .strictObject(
      {
        filingUnit: unitOf(units, '发起单位'),
        subject: text('会商事项', 100),
        category: z.enum(Object.keys(CATEGORIES) as [string, ...string[]], { error: '请选择会商内容' }),
        content: text('情况和需会商的问题', 5000),
        departments: unitsOf(units, '涉及部门'),
        ...wayFacts,
      },
      { error: (issue) => unknownKeys(issue) ?? '会商内容应为一个对象' },
    )
    .superRefine(({ filingUnit, departments }, ctx) => {
      if (departments.includes(filingUnit))
        ctx.addIssue({ code: 'custom', path: ['departments'], message: '涉及部门不含发起单位' });
    });

/** Consultation between the approval bureau and departments (历下政办发〔2019〕1号 附件2 一). */
export const consultation: Procedure = {
  id: 'consultation',
  startMessage: 'start-consultation',
  startForm: 'propose-consultation',
  prefix: 'CONS',
  leadingUnit: BUREAU,
  supervisingUnit: 'joint-meeting-office',
  decisions: ['consultation-way'],
  archives: true,
  facts: consultationFacts,
  mayStart: (who) => holdsKind(who, 'clerk'),
  startSchema,
  decisionInput: () => wayTrial,
  titleOf: ({ subject }) => `会商：${String(subject)}`,
  participatingUnits: ({ filingUnit, departments }) => [
    ...new Set([BUREAU, filingUnit as string, ...(departments as string[])]),
  ],
  refusesStarter: refuseOtherUnits,
};

/** 附件2 一（三）、（四）: a unit proposes for itself. */
export function refuseOtherUnits(
  who: Parameters<typeof holdsPost>[0],
  { filingUnit }: Record<string, unknown>,
): string | null {
  return holdsPost(who, `${String(filingUnit)}.clerk`) ? null : '应由提出单位的经办人发起。';
}
