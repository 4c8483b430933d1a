import { z } from 'zod';
import type { Db } from '../../db/pool.ts';
import { holdsKind, holdsPost } from '../people/store.ts';
import type { Procedure, StartContext } from '../procedure.ts';
import { blankIsNothing, day, text, unitOf, unknownKeys, yesNo } from '../start-values.ts';
import { catalogueFacts, disclosureFacts } from './facts.ts';
import { WAYS, type Way } from './words.ts';

export const OFFICE = 'government-office';

/** Who declares by default: the streets and the departments of the government; the office may change it each year. */
export const DECLARING: readonly string[] = [
  ...['development-reform', 'industry-it', 'finance', 'commerce', 'market-regulation', 'housing-construction'],
  ...['ecology-environment', 'urban-management', 'science-technology', 'education-sports', 'culture-tourism', 'health'],
  ...['human-resources', 'civil-affairs', 'natural-resources', 'emergency-management', 'justice', 'medical-security'],
  ...['veterans-affairs', 'water', 'parks-greening', 'approval-bureau', 'investment-promotion', 'sub-district'],
];

const optional = <T extends z.ZodType>(schema: T) => z.preprocess(blankIsNothing, schema.optional());

const catalogueSchema = ({ units, today }: Pick<StartContext, 'units' | 'today'>) => {
  const year = Number(today.slice(0, 4));
  return z
    .strictObject(
      {
        year: z
          .int({ error: '年度应为年份' })
          .min(year, `年度不能早于${year}年`)
          .max(year + 1, `年度不能晚于${year + 1}年`),
      },
      { error: (issue) => unknownKeys(issue) ?? '请填写年度' },
    )
    .transform((v): Record<string, unknown> => ({ ...v, departments: DECLARING.filter((unit) => units.has(unit)) }));
};

/** 年度重大决策事项目录 (历下政办发〔2019〕8号 一（一）). */
export const decisionCatalogue: Procedure = {
  id: 'decision-catalogue',
  startMessage: 'start-decision-catalogue',
  startForm: 'start-decision-catalogue',
  prefix: 'DC',
  leadingUnit: OFFICE,
  supervisingUnit: 'supervision-office',
  decisions: [],
  archives: true,
  facts: catalogueFacts,
  mayStart: (who) => holdsPost(who, `${OFFICE}.clerk`),
  startSchema: catalogueSchema,
  decisionInput: () => z.strictObject({}),
  titleOf: ({ year }) => `${String(year)}年度重大决策事项目录`,
  // Departments say how many matters they declared; each matter is a case that only its unit and the office see.
  participatingUnits: () => [OFFICE],
  refusesSecond: refuseKnownYear,
};

async function refuseKnownYear(db: Db, caseId: string, v: Record<string, unknown>): Promise<string | null> {
  await db.query('SELECT pg_advisory_xact_lock(hashtext($1))', [`decision-catalogue:${String(v.year)}`]);
  const { rows } = await db.query<{ id: string }>(
    `SELECT id FROM cases WHERE process = 'decision-catalogue' AND variables ->> 'year' = $1 AND id <> $2 AND withdrawn_at IS NULL`,
    [String(v.year), caseId],
  );
  return rows[0] ? `${String(v.year)}年度目录已由 ${rows[0].id} 办理，没有重复启动。` : null;
}

const matterSchema = ({ units, today }: Pick<StartContext, 'units' | 'today'>) =>
  z
    .strictObject(
      {
        filingUnit: unitOf(units, '决策方案拟定部门'),
        subject: text('事项名称', 200),
        summary: text('事项内容', 2000),
        decideOn: day('决策时间').refine((on) => on > today, '决策时间应在今天以后：征求意见在决策前进行'),
        ways: z
          .array(z.enum(Object.keys(WAYS) as [Way, ...Way[]], { error: '请选择公众参与方式' }), {
            error: '公众参与方式必须选择',
          })
          .min(1, '至少选择一种公众参与方式')
          .refine((list) => new Set(list).size === list.length, '公众参与方式不能重复'),
        secret: yesNo('依法应当保密'),
        secretReason: optional(text('不公开的理由', 500)),
      },
      { error: (issue) => unknownKeys(issue) ?? '事项内容应为一个对象' },
    )
    .superRefine(({ secret, secretReason }, ctx) => {
      if (secret && !secretReason)
        ctx.addIssue({ code: 'custom', path: ['secretReason'], message: '不公开的理由必须填写' });
    })
    .transform((v): Record<string, unknown> => ({
      ...v,
      secretReason: v.secret ? v.secretReason : null,
      year: Number(v.decideOn.slice(0, 4)),
    }));

export const periodTrial = z.strictObject(
  { urgent: z.enum(['no', 'yes'], { error: '情况紧急只能是 yes 或 no' }) },
  { error: (issue) => unknownKeys(issue) ?? '试算内容应为一个对象' },
);

/** 重大决策预公开 (历下政办发〔2019〕8号 一（一）): draft, basis and explanation for everybody, comments, what became of each. */
export const decisionDisclosure: Procedure = {
  id: 'decision-disclosure',
  startMessage: 'start-decision-disclosure',
  startForm: 'start-decision-disclosure',
  prefix: 'DD',
  leadingUnit: OFFICE,
  supervisingUnit: 'supervision-office',
  decisions: ['comment-period'],
  archives: true,
  facts: disclosureFacts,
  mayStart: (who) => holdsKind(who, 'clerk'),
  startSchema: matterSchema,
  decisionInput: () => periodTrial,
  titleOf: ({ subject }) => `决策公开：${String(subject)}`,
  participatingUnits: ({ filingUnit }) => [...new Set([OFFICE, filingUnit as string])],
  refusesStarter: (who, { filingUnit }) =>
    holdsPost(who, `${String(filingUnit)}.clerk`) ? null : '应由决策方案拟定部门的经办人报送。',
};
