import { z } from 'zod';
import { holdsPost } from '../people/store.ts';
import type { Procedure } from '../procedure.ts';
import { text, unknownKeys, yesNo } from '../start-values.ts';
import { coalFacts } from './facts.ts';
import { SOURCE_KINDS } from './replacement.ts';
import { compareTons, parseTons } from './tons.ts';

const CONTROL = 'development-reform';
/** Where a project is 审批, 核准 or 备案 (历下政办字〔2019〕6号 附件 分工表1). */
const APPROVERS = ['approval-bureau', CONTROL, 'industry-it'] as const;

const amount = (label: string, least = '0.0001', most = '1000') =>
  z.unknown().transform((value, ctx): string => {
    const tons = parseTons(value);
    if (tons !== null && compareTons(tons, least) >= 0 && compareTons(tons, most) <= 0) return tons;
    ctx.addIssue(`${label}应为${least}至${most}之间、最多四位小数的数`);
    return z.NEVER;
  });
const year = (label: string) =>
  z
    .int({ error: `${label}应为年份` })
    .min(2018, `${label}不能早于2018年`)
    .max(2100, `${label}不能晚于2100年`);

const coalSchema = z.strictObject(
  {
    filingUnit: z.enum(APPROVERS, { error: '请选择审批、核准、备案部门' }),
    projectName: text('项目名称', 200),
    projectUnit: text('项目单位', 200),
    approvalKind: z.enum(['approve', 'ratify', 'file'], { error: '请选择办理类型' }),
    coalPower: yesNo('新上燃煤发电项目'),
    startYear: year('投产年度'),
    annualCoal: amount('年耗煤量'),
    replacementRatio: amount('替代比例', '1', '10'),
    // None at all is what the procedure refuses, with its reason.
    sources: z
      .array(
        z.strictObject({
          name: text('替代源', 200),
          kind: z.enum(Object.keys(SOURCE_KINDS) as [keyof typeof SOURCE_KINDS], { error: '请选择替代方式' }),
          amount: amount('替代量'),
          year: year('见效年度'),
        }),
        { error: '替代源应为列表' },
      )
      .max(50, '替代源不能超过50项'),
  },
  { error: (issue) => unknownKeys(issue) ?? '请填写项目、耗煤量和替代源' },
);

/** 耗煤项目审查 (历下政办字〔2019〕6号 第二部分第一条): no approval without replacement. */
export const coalProjectReview: Procedure = {
  id: 'coal-project-review',
  startMessage: 'start-coal-project-review',
  startForm: 'file-coal-project',
  prefix: 'COAL',
  leadingUnit: CONTROL,
  supervisingUnit: 'supervision-office',
  decisions: [],
  archives: true,
  facts: coalFacts,
  mayStart: (who) => APPROVERS.some((unit) => holdsPost(who, `${unit}.clerk`)),
  startSchema: () => coalSchema,
  decisionInput: () => z.strictObject({}),
  titleOf: ({ projectName }) => `${String(projectName)} 耗煤项目审查`,
  participatingUnits: ({ filingUnit }) => [...new Set([CONTROL, filingUnit as string])],
  refusesStarter: (who, { filingUnit }) =>
    holdsPost(who, `${String(filingUnit)}.clerk`) ? null : '应由所选审批、核准、备案部门的经办人申报。',
};
