import { z } from 'zod';
import type { Db } from '../../db/pool.ts';
import { holdsPost } from '../people/store.ts';
import type { Procedure, StartContext } from '../procedure.ts';
import { blankIsNothing, day, PHONE, text, unitOf, unknownKeys } from '../start-values.ts';
import { decisionFacts, disputeFacts, incomeFacts } from './facts.ts';
import { COMMITTEE, HOTLINE, isClerkWhere, isCommunity, isSubDistrict } from './units.ts';
import { BODIES, CATEGORIES, DECISION_KINDS, SOURCES } from './words.ts';

const oneOf = <T extends string>(values: Record<T, string>, error: string) =>
  z.enum(Object.keys(values) as [T, ...T[]], { error });
const optional = <T extends z.ZodType>(schema: T) => z.preprocess(blankIsNothing, schema.optional());
const past = (label: string, today: string) => day(label).refine((on) => on <= today, `${label}不能晚于今天`);
const community = (units: ReadonlySet<string>, label: string) =>
  unitOf(units, label).refine(isCommunity, `${label}应为社区居委会`);
const subDistrict = (units: ReadonlySet<string>) =>
  unitOf(units, '所属街道').refine(isSubDistrict, '所属街道应为街道办事处');
const ownClerk: NonNullable<Procedure['refusesStarter']> = (who, { filingUnit }) =>
  holdsPost(who, `${String(filingUnit)}.clerk`) ? null : '应由所选单位的经办人登记。';

const mayRegister = (unit: string | null): boolean => isCommunity(unit) || isSubDistrict(unit) || unit === HOTLINE;

export const categorySchema = z.strictObject(
  { category: oneOf(CATEGORIES, '请选择类别') },
  { error: (issue) => unknownKeys(issue) ?? '试算内容应为一个对象' },
);

const complaintSchema = ({ units, today }: Pick<StartContext, 'units' | 'today'>) =>
  z
    .strictObject(
      {
        filingUnit: unitOf(units, '登记单位').refine(mayRegister, '登记单位应为社区居委会、街道办事处或区热线办'),
        source: oneOf(SOURCES, '请选择来源'),
        hotlineNumber: optional(text('热线工单编号', 60)),
        receivedOn: past('收到日期', today),
        estate: text('小区', 100),
        complainant: optional(text('投诉人', 50)),
        contact: optional(text('联系电话', 30).refine((given) => PHONE.test(given), '联系电话的格式不正确')),
        category: categorySchema.shape.category,
        content: text('反映的问题', 5000),
        subDistrict: subDistrict(units),
        community: community(units, '所属社区'),
      },
      { error: (issue) => unknownKeys(issue) ?? '投诉内容应为一个对象' },
    )
    .superRefine((v, ctx) => {
      const need = (path: 'hotlineNumber' | 'complainant' | 'contact', message: string) => {
        if (!v[path]) ctx.addIssue({ code: 'custom', path: [path], message });
      };
      if (v.source === 'hotline') need('hotlineNumber', '热线工单编号必须填写');
      if (v.source !== 'patrol') {
        need('complainant', '投诉人必须填写');
        need('contact', '联系电话必须填写');
      }
      if (v.filingUnit === HOTLINE && v.source !== 'hotline')
        ctx.addIssue({ code: 'custom', path: ['source'], message: '区热线办登记的来源应为12345市民服务热线' });
    })
    .transform((v): Record<string, unknown> => ({
      ...v,
      // The diagram asks for them by name.
      hotlineNumber: v.hotlineNumber ?? null,
      complainant: v.complainant ?? null,
      contact: v.contact ?? null,
    }));

/** 物业纠纷调处 (历下政办发〔2019〕3号 二): community, street, district. */
export const propertyDispute: Procedure = {
  id: 'property-dispute',
  startMessage: 'start-property-dispute',
  startForm: 'register-property-complaint',
  prefix: 'PD',
  leadingUnit: COMMITTEE,
  supervisingUnit: 'supervision-office',
  decisions: ['dispute-department'],
  archives: true,
  facts: disputeFacts,
  mayStart: (who) => isClerkWhere(who, mayRegister),
  startSchema: complaintSchema,
  decisionInput: () => categorySchema,
  titleOf: ({ estate, category }) => `${String(estate)}：${CATEGORIES[category as keyof typeof CATEGORIES]}`,
  participatingUnits: ({ filingUnit, community, subDistrict, source }) => [
    ...new Set([
      filingUnit as string,
      community as string,
      subDistrict as string,
      COMMITTEE,
      ...(source === 'hotline' ? [HOTLINE] : []),
    ]),
  ],
  refusesStarter: ownClerk,
  refusesSecond: refuseKnownTicket,
};

/** One ticket of the hotline is one case, as long as that is not withdrawn. */
async function refuseKnownTicket(db: Db, caseId: string, v: Record<string, unknown>): Promise<string | null> {
  if (!v.hotlineNumber) return null;
  await db.query('SELECT pg_advisory_xact_lock(hashtext($1))', [`hotline:${String(v.hotlineNumber)}`]);
  const { rows } = await db.query<{ id: string }>(
    `SELECT id FROM cases WHERE process = 'property-dispute' AND variables ->> 'hotlineNumber' = $1 AND id <> $2 AND withdrawn_at IS NULL`,
    [v.hotlineNumber, caseId],
  );
  return rows[0] ? `热线工单 ${String(v.hotlineNumber)} 已登记为 ${rows[0].id}，没有重复登记。` : null;
}

const decisionSchema = ({ units, today }: Pick<StartContext, 'units' | 'today'>) =>
  z
    .strictObject(
      {
        filingUnit: community(units, '社区居委会'),
        subDistrict: subDistrict(units),
        estate: text('小区', 100),
        body: oneOf(BODIES, '请选择作出决定的组织'),
        decisionKind: oneOf(DECISION_KINDS, '请选择决定事项'),
        title: text('决定名称', 200),
        decidedOn: past('决定日期', today),
        content: text('决定内容和表决情况', 5000),
      },
      { error: (issue) => unknownKeys(issue) ?? '决定内容应为一个对象' },
    )
    .transform((v): Record<string, unknown> => ({ ...v, origin: 'filed', disputeId: null }));

/** 业主决定备案 (历下政办发〔2019〕3号 二（三）、三): filed; what is unlawful is corrected or revoked. */
export const ownersDecision: Procedure = {
  id: 'owners-decision',
  startMessage: 'start-owners-decision',
  startForm: 'file-owners-decision',
  prefix: 'OD',
  leadingUnit: COMMITTEE,
  supervisingUnit: 'supervision-office',
  decisions: [],
  archives: true,
  facts: decisionFacts,
  mayStart: (who) => isClerkWhere(who, isCommunity),
  startSchema: decisionSchema,
  decisionInput: () => z.strictObject({}),
  titleOf: ({ estate, title }) => `${String(estate)}：${String(title)}`,
  participatingUnits: ({ filingUnit, subDistrict }) => [filingUnit as string, subDistrict as string, COMMITTEE],
  refusesStarter: ownClerk,
};

const incomeSchema = ({ units, today }: Pick<StartContext, 'units' | 'today'>) =>
  z
    .strictObject(
      {
        filingUnit: community(units, '社区居委会'),
        subDistrict: subDistrict(units),
        estate: text('小区', 100),
        periodFrom: past('收支期间自', today),
        periodUntil: past('收支期间至', today),
      },
      { error: (issue) => unknownKeys(issue) ?? '公示内容应为一个对象' },
    )
    .superRefine(({ periodFrom, periodUntil }, ctx) => {
      if (periodUntil < periodFrom)
        ctx.addIssue({ code: 'custom', path: ['periodUntil'], message: '收支期间的止日不能早于起日' });
    });

/** 公共收益公示 (历下政办发〔2019〕3号 三). */
export const commonIncome: Procedure = {
  id: 'common-income',
  startMessage: 'start-common-income',
  startForm: 'report-common-income',
  prefix: 'CI',
  leadingUnit: COMMITTEE,
  supervisingUnit: 'supervision-office',
  decisions: [],
  archives: true,
  facts: incomeFacts,
  mayStart: (who) => isClerkWhere(who, isCommunity),
  startSchema: incomeSchema,
  decisionInput: () => z.strictObject({}),
  titleOf: ({ estate, periodFrom, periodUntil }) =>
    `${String(estate)}公共收益 ${String(periodFrom)}至${String(periodUntil)}`,
  participatingUnits: ({ filingUnit, subDistrict }) => [filingUnit as string, subDistrict as string, COMMITTEE],
  refusesStarter: ownClerk,
  refusesSecond: refuseKnownPeriod,
};

/** Each day of an estate's accounts is published in one case. */
async function refuseKnownPeriod(db: Db, caseId: string, v: Record<string, unknown>): Promise<string | null> {
  await db.query('SELECT pg_advisory_xact_lock(hashtext($1))', [`income:${String(v.filingUnit)}:${String(v.estate)}`]);
  const { rows } = await db.query<{ id: string }>(
    `SELECT id FROM cases WHERE process = 'common-income' AND id <> $1 AND withdrawn_at IS NULL AND filing_unit = $2
        AND variables ->> 'estate' = $3 AND variables ->> 'periodFrom' <= $5 AND variables ->> 'periodUntil' >= $4`,
    [caseId, v.filingUnit, v.estate, v.periodFrom, v.periodUntil],
  );
  return rows[0] ? `该小区这一期间的公共收益已由 ${rows[0].id} 公示，期间不能重叠。` : null;
}
