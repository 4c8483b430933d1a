import { z } from 'zod';
import type { StartContext } from '../procedure.ts';
import { blankIsNothing, money, text, unknownKeys, yesNo } from '../start-values.ts';

type Industries = Pick<StartContext, 'industries'>;

export const KINDS = { 'government-led': '政府主导型', 'society-led': '社会主导型' } as const;
export type Kind = keyof typeof KINDS;

const MOST_AREA = 10_000_000;

/** One a line from a form, a list from a program. */
const leadingCompanies = z.preprocess(
  (value) => {
    if (blankIsNothing(value) === undefined) return [];
    return typeof value === 'string'
      ? value
          .split('\n')
          .map((line) => line.trim())
          .filter(Boolean)
      : value;
  },
  z
    .array(text('龙头企业', 200), { error: '龙头企业应为企业名称的列表' })
    .max(100, '龙头企业不能超过100家')
    .refine((list) => new Set(list).size === list.length, '龙头企业不能重复'),
);

const operator = z.strictObject(
  {
    name: text('园区运营机构', 200),
    registeredInLixia: yesNo('在历下区注册登记'),
    independentLegalPerson: yesNo('独立法人单位'),
    dedicatedTeam: yesNo('专门的运营团队'),
    financeRules: yesNo('规范的财务管理制度'),
    facilities: yesNo('基础配套设施'),
    publicServices: yesNo('公共服务平台'),
  },
  { error: (issue) => unknownKeys(issue) ?? '园区运营机构应为一组字段' },
);

const scale = z.strictObject(
  {
    companies: z.int({ error: '企业数量应为整数' }).min(0, '企业数量不能小于0').max(100_000, '企业数量不能大于100000'),
    leadingCompanies,
    economicContribution: money('经济贡献'),
  },
  { error: (issue) => unknownKeys(issue) ?? '规模应为一组字段' },
);

const facts = {
  kind: z.enum(['government-led', 'society-led'], { error: '请选择园区类型' }),
  buildingCluster: yesNo('以楼宇群为单位'),
  leadingIndustryShare: z
    .number({ error: '主导产业企业占比应为数字' })
    .min(0, '主导产业企业占比不能小于0%')
    .max(100, '主导产业企业占比不能大于100%'),
  usableArea: z
    .number({ error: '使用面积应为数字' })
    .positive('使用面积应大于0平方米')
    .max(MOST_AREA, `使用面积不能大于${MOST_AREA}平方米，请核对单位`),
  operator,
  scale,
};

const industryOf = ({ industries }: Industries) =>
  z
    .string({ error: '主导产业必须选择' })
    .refine((id) => industries.some((industry) => industry.id === id), { error: '主导产业不在重点产业名录中' });

/** What is entered for a park's operator (历下政办发〔2019〕9号 第六条). The industry decides the department. */
export function applicationSchema(context: Industries) {
  return z
    .strictObject(applicationShape(context), { error: (issue) => unknownKeys(issue) ?? '申报内容应为一个对象' })
    .transform((given) => ({ ...given, ...departmentOf(context, given.leadingIndustry) }));
}

/** The start variables. */
export const applicationShape = (context: Industries) => ({
  parkName: text('园区名称', 100),
  leadingIndustry: industryOf(context),
  ...facts,
});

/** Only what the rule `park-criteria` reads, with the same checks: for trying it without a case. */
export function criteriaFactsSchema(context: Industries) {
  const areaException = z.preprocess(blankIsNothing, text('面积例外的理由', 2000).optional());
  return z
    .strictObject(
      { ...facts, parkName: z.unknown().optional(), leadingIndustry: industryOf(context), areaException },
      { error: (issue) => unknownKeys(issue) ?? '试算内容应为一个对象' },
    )
    .transform(({ kind, buildingCluster, leadingIndustryShare, usableArea, operator, scale, ...given }) => ({
      ...{ kind, buildingCluster, leadingIndustryShare, usableArea, operator, scale },
      areaException: given.areaException ?? null,
      industryName: departmentOf(context, given.leadingIndustry).industryName,
    }));
}

function departmentOf({ industries }: Industries, id: string): { industryName: string; department: string } {
  const industry = industries.find((known) => known.id === id);
  return { industryName: industry?.name ?? '', department: industry?.department ?? '' };
}
