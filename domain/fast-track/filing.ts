import { z } from 'zod';
import { averageOf } from '../money.ts';
import { blankIsNothing, day, money, PHONE, text, unitOf, unitsOf, unknownKeys, yesNo } from '../start-values.ts';

/** What the check of a filing needs to know. */
export interface FilingContext {
  /** Ids of all units. */
  units: ReadonlySet<string>;
  /** Business day, `YYYY-MM-DD`. */
  today: string;
}

const Material = z
  .strictObject(
    {
      name: text('材料名称', 200),
      essential: yesNo('是否要件'),
      provided: yesNo('是否已提供'),
      // An empty picker of the form sends null or ''.
      promisedBy: z.preprocess((v) => (v === null || v === '' ? undefined : v), day('承诺补报日期').optional()),
    },
    { error: (issue) => unknownKeys(issue) ?? '每份材料应写明名称、是否要件、是否已提供' },
  )
  .refine((m) => !(m.provided && m.promisedBy), {
    path: ['promisedBy'],
    message: '已提供的材料不需要承诺补报日期',
  })
  .transform(({ promisedBy, ...m }) => (promisedBy ? { ...m, promisedBy } : m));

/** 《快速决策申报表》 (历下政发〔2019〕1号, annex 3), the facts its rule reads, and the list of materials. */
export function filingSchema({ units, today }: FilingContext) {
  return z
    .strictObject(
      {
        filingUnit: unitOf(units, '单位'),
        filedOn: day('申报日期').refine((date) => date <= today, '申报日期不能晚于今天'),
        subject: text('事项名称', 200),
        content: text('事项内容', 10_000),
        departments: unitsOf(units, '涉及部门'),
        contactName: text('联系人', 100),
        contactPhone: text('电话', 30).pipe(z.string().regex(PHONE, '电话只能由数字、空格、括号、短横线和“转”组成')),
        ...levelFacts(),
        // Where the total is known the average follows from it; the rule reads the average only.
        totalRewardBeyondPolicy: z.preprocess(blankIsNothing, money('超出政策奖励资金总额').optional()),
        rewardYears: z.preprocess(
          blankIsNothing,
          z.int({ error: '奖励年限应为整数' }).min(1, '奖励年限不能小于1年').max(50, '奖励年限不能大于50年').optional(),
        ),
        materials: z.array(Material, { error: '材料清单必须填写' }).max(200, '材料不能超过200份'),
      },
      { error: (issue) => unknownKeys(issue) ?? '申报内容应为一个对象' },
    )
    .superRefine(averageAgrees);
}

/** 年均 = 总额 ÷ 年限: cut to the fen, which keeps the side of the threshold, or rounded to it. */
function averageAgrees(
  filing: {
    annualRewardBeyondPolicy: string;
    totalRewardBeyondPolicy?: string | undefined;
    rewardYears?: number | undefined;
  },
  ctx: z.RefinementCtx,
): void {
  const { annualRewardBeyondPolicy: annual, totalRewardBeyondPolicy: total, rewardYears: years } = filing;
  const say = (field: string, message: string) => ctx.addIssue({ code: 'custom', path: [field], message });
  if (total === undefined && years === undefined) return;
  if (total === undefined) return say('totalRewardBeyondPolicy', '填写奖励年限的，应同时填写奖励资金总额');
  if (years === undefined) return say('rewardYears', '填写奖励资金总额的，应同时填写奖励年限');
  // What is wrong with the years themselves is said at their field.
  if (!Number.isInteger(years) || years < 1) return;
  const { cut, rounded } = averageOf(total, years);
  if (annual !== cut && annual !== rounded)
    say('annualRewardBeyondPolicy', `年均奖励资金与总额、年限不符：${total} 元 ÷ ${years} 年，年均为 ${cut} 元`);
}

function levelFacts() {
  return {
    itemsBeyondPolicy: z
      .int({ error: '超出政策规定的事项数应为整数' })
      .min(0, '超出政策规定的事项数不能小于0')
      .max(1000, '超出政策规定的事项数不能大于1000'),
    annualRewardBeyondPolicy: money('超出政策奖励资金'),
    districtWideMajor: yesNo('事关全区发展的重大项目').default(false),
    beyondLeadingGroup: z.enum(['no', 'government-executive-meeting', 'party-standing-committee'], {
      error: '请选择是否超出领导小组决策权限',
    }),
  };
}

/**
 * Only what the rule `decision-level` reads, with the same defaults and checks: for trying it without a case.
 * The other start variables may come along and are left out; anything else is refused as a slip of the pen.
 */
export function levelFactsSchema(context: FilingContext) {
  const others = Object.keys(filingSchema(context).shape).filter((key) => !(key in levelFacts()));
  const ignored = Object.fromEntries(others.map((key) => [key, z.unknown().optional()]));
  return z
    .strictObject({ ...ignored, ...levelFacts() }, { error: (issue) => unknownKeys(issue) ?? '试算内容应为一个对象' })
    .transform((facts) => Object.fromEntries(Object.entries(facts).filter(([key]) => !(key in ignored))));
}

export type Filing = z.infer<ReturnType<typeof filingSchema>>;
