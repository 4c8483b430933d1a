import { z } from 'zod';
import type { Db } from '../../db/pool.ts';
import { holdsPost } from '../people/store.ts';
import type { Procedure, StartContext } from '../procedure.ts';
import { money, text, unknownKeys } from '../start-values.ts';
import { evaluationFacts } from './evaluation-facts.ts';
import { GROUNDS } from './ledger.ts';

const OFFICE = 'key-industry-office';

/** A check of one park by hand: what was heard, and what of 第十条（三） it would be. The park gives the rest. */
const checkSchema = ({ parks }: Pick<StartContext, 'parks'>) =>
  z
    .strictObject(
      {
        parkId: z
          .string({ error: '园区必须选择' })
          .refine((id) => parks.some((park) => park.id === id), { error: '名录中没有这个园区' }),
        ground: z.enum(['fraud-application', 'fraud-evaluation', 'breach'], { error: '线索类别必须选择' }),
        clue: text('线索内容', 10_000),
      },
      { error: (issue) => unknownKeys(issue) ?? '请填写园区、线索类别和线索内容' },
    )
    .transform(({ parkId, ground, clue }) => {
      const park = parks.find(({ id }) => id === parkId);
      return {
        ...{ parkId, kind: 'special', period: null, periodName: '专项核查', ground },
        ...{ parkName: park?.name ?? '', operatorName: park?.operator ?? '', department: park?.department ?? '' },
        ...{ targets: {}, targetsText: null, clue: `${GROUNDS[ground]}：${clue}` },
      };
    });

const whole = (label: string) => z.number({ error: `${label}应为数字` }).min(0, `${label}不能小于0`);
const percent = (label: string) =>
  z
    .number({ error: `${label}应为数字` })
    .min(-100)
    .max(1000);
const nothing = <T extends z.ZodType>(schema: T) => schema.nullish().transform((value) => value ?? null);

/** What the rule `park-score` reads: for trying it without a case. */
const scoreFacts = z.strictObject(
  {
    kind: z.enum(['half-year', 'annual'], { error: '应为 half-year 或 annual' }).default('annual'),
    targets: z
      .object({
        targetCompanies: nothing(whole('目标企业数量')),
        targetRevenue: nothing(money('目标营业收入')),
        targetGrowth: nothing(percent('目标增幅')),
        targetShare: nothing(whole('目标占比').max(100, '目标占比不能大于100%')),
        targetContribution: nothing(money('目标经济贡献')),
        targetSpecial: nothing(z.string()),
      })
      .prefault({}),
    actuals: z
      .object({
        actualCompanies: whole('企业数量').default(0),
        actualRevenue: money('营业收入').prefault('0'),
        actualGrowth: percent('增幅').default(0),
        actualShare: whole('占比').max(100, '占比不能大于100%').default(0),
        actualContribution: money('经济贡献').prefault('0'),
        specialMet: z.boolean({ error: '特色指标只能是“是”或“否”' }).default(false),
      })
      .prefault({}),
  },
  { error: (issue) => unknownKeys(issue) ?? '试算内容应为一个对象' },
);

/** Evaluation of certified parks (历下政办发〔2019〕9号 第十条). Periods are opened by the park's schedule, checks by hand. */
export const parkEvaluation: Procedure = {
  id: 'park-evaluation',
  startMessage: 'start-park-evaluation',
  startForm: 'check-park',
  prefix: 'EVAL',
  leadingUnit: OFFICE,
  supervisingUnit: OFFICE,
  decisions: ['park-score'],
  archives: true,
  facts: evaluationFacts,
  mayStart: (who, industries) =>
    holdsPost(who, `${OFFICE}.clerk`) || industries.some(({ department }) => holdsPost(who, `${department}.clerk`)),
  startSchema: checkSchema,
  decisionInput: () => scoreFacts,
  titleOf: ({ parkName, kind, periodName }) =>
    `${String(parkName)} ${String(periodName)}${kind === 'half-year' ? '评价' : kind === 'annual' ? '综合评价' : ''}`,
  participatingUnits: ({ department }) => [OFFICE, department as string],
  filingUnit: () => OFFICE,
  refusesStarter: (who, { department }) =>
    holdsPost(who, `${OFFICE}.clerk`) || holdsPost(who, `${String(department)}.clerk`)
      ? null
      : '该园区由其他部门主管，应由该部门或重点产业发展办公室启动核查。',
  refusesSecond: refuseSecondCheck,
};

/** One check of a park on the same ground at a time; the lock lets two that come at once see each other. */
async function refuseSecondCheck(db: Db, caseId: string, v: Record<string, unknown>): Promise<string | null> {
  if (v.kind !== 'special') return null;
  await db.query(`SELECT pg_advisory_xact_lock(hashtext('park-check'), hashtext($1))`, [v.parkId]);
  const { rows } = await db.query<{ id: string }>(
    `SELECT c.id FROM cases c JOIN case_status s ON s.case_id = c.id
      WHERE c.process = 'park-evaluation' AND c.id <> $1 AND s.status IN ('running', 'suspended')
        AND c.variables ->> 'parkId' = $2 AND c.variables ->> 'ground' = $3 LIMIT 1`,
    [caseId, v.parkId, v.ground],
  );
  return rows[0] ? `该园区的同类线索正在核查（${rows[0].id}），请在该事项中一并办理。` : null;
}
