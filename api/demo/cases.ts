import { startCase } from '../../domain/cases/start.ts';
import { toWire, now } from '../../domain/clock.ts';
import { UNITS } from '../../domain/people/units.ts';
import { findProcedure } from '../../domain/procedures.ts';
import { tasksOfCase } from '../../domain/tasks/store.ts';
import type { Context } from '../context.ts';
import { type DemoCase, step, today, until } from './case.ts';
import { publicCases } from './public-cases.ts';

const filing = (over: Record<string, unknown>) => ({
  filedOn: today(),
  contactName: '项目联系人',
  contactPhone: '0531-80000000',
  itemsBeyondPolicy: 0,
  annualRewardBeyondPolicy: '0.00',
  beyondLeadingGroup: 'no',
  materials: [
    { name: '项目报告书', essential: true, provided: true },
    { name: '合作协议（草案）', essential: true, provided: true },
  ],
  ...over,
});

// 初步申报: the report, and the head of the unit.
const filed = () => [
  step('Task_PrepareReport', {
    screening: '项目真实可行，符合区产业方向。',
    reportText: '一、项目概况\n项目方拟在本区落地，投资和团队已基本确定。\n二、需要决策的事项\n见申报表。',
  }),
  step('Task_GiveHeadOpinion', { headResult: 'agree', headText: '同意申报。' }),
];
// 受理, the two other boxes of annex 3, and who argues.
const accepted = () => [
  ...filed(),
  step('Task_ReviewMaterials', { reviewResult: 'accept', reviewNote: '要件齐全，材料规范。' }),
  step('Task_GiveBureauOpinion', { bureauResult: 'agree', bureauText: '同意报领导小组办公室。' }),
  step('Task_GiveOfficeOpinion', { officeResult: 'proceed', officeText: '同意组织论证。' }),
  step('Task_ArrangeArgument', { argumentDays: 5 }),
];
const agree = step('Task_GiveOpinion', { opinion: 'agree', opinionText: '同意引进。' });
const propose = step('Task_FormProposal', { proposalText: '建议引进，并按约定条件给予支持。' });
const notice = () =>
  step('Task_IssueNotice', {
    noticeAt: toWire(now()),
    noticePlace: '区政府会议室',
    noticeAttendees: '领导小组办公室成员单位主要负责人',
    noticeAgenda: '研究项目引进和支持条件',
    noticeSentOn: today(),
  });
const carriedOut = step('Task_CarryOut', { feedback: '已按会议决定办结。' });
const settled = step('Task_FollowUp', { followUpResult: 'settled', followUpText: '已核实。' });

function fastTrackCases(): DemoCase[] {
  return [
    {
      key: 'demo-1',
      process: 'fast-track-decision',
      variables: filing({
        filingUnit: 'commerce',
        subject: '总部商务中心项目',
        content: '引进企业区域总部，租用写字楼约一万平方米，拟申请租金支持。',
        departments: ['finance', 'development-reform'],
        itemsBeyondPolicy: 1,
        annualRewardBeyondPolicy: '3200000.00',
      }),
      steps: [
        ...accepted(),
        agree,
        agree,
        propose,
        notice(),
        step('Task_Decide', { decisionResult: 'approved', meetingDate: today(), decisionText: '同意引进。' }),
        step('Task_WriteMinutes', {
          statementsText: '区财政局：同意，资金列入年度预算。\n区发改局：同意。',
          minutesText: '会议同意引进该项目，有关单位按分工落实。',
        }),
        step('Task_ArrangeHandover'),
        carriedOut,
        carriedOut,
        settled,
        settled,
        step('Task_CompleteOriginals', { originalsNote: '合作协议纸质原件已入库。' }),
      ],
    },
    {
      key: 'demo-2',
      process: 'fast-track-decision',
      variables: filing({
        filingUnit: 'industry-it',
        subject: '工业互联网创新平台项目',
        content: '建设区级工业互联网平台，拟申请设备投入补助与人才公寓。',
        departments: ['finance', 'science-technology', 'human-resources'],
        itemsBeyondPolicy: 2,
        annualRewardBeyondPolicy: '5000000.00',
      }),
      steps: [...accepted(), agree, agree, agree, propose],
    },
    {
      key: 'demo-3',
      process: 'fast-track-decision',
      variables: filing({
        filingUnit: 'culture-tourism',
        subject: '历史街区文旅综合体项目',
        content: '改造历史街区，引进运营机构，拟申请活动经费支持。',
        departments: ['finance', 'natural-resources', 'urban-management'],
        annualRewardBeyondPolicy: '1800000.00',
      }),
      steps: [...accepted(), agree],
    },
    {
      key: 'demo-4',
      process: 'fast-track-decision',
      variables: filing({
        filingUnit: 'science-technology',
        subject: '生物医药研发中心项目',
        content: '引进研发中心，拟申请实验室建设补助。',
        departments: ['finance', 'ecology-environment'],
        itemsBeyondPolicy: 1,
        annualRewardBeyondPolicy: '900000.00',
        materials: [
          { name: '项目报告书', essential: true, provided: true },
          { name: '环境影响说明', essential: true, provided: false },
          { name: '企业资信证明', essential: false, provided: false, promisedBy: '2027-03-31' },
        ],
      }),
      steps: filed(),
    },
    {
      key: 'demo-5',
      process: 'fast-track-decision',
      variables: filing({
        filingUnit: 'commerce',
        subject: '跨境电商集聚区项目',
        content: '建设跨境电商集聚区，拟申请仓储补助。',
        departments: ['finance', 'taxation'],
      }),
      steps: filed(),
    },
  ];
}

/** Loads the demonstration once, through the real engine; a start that was interrupted goes on where it was. */
export async function loadDemoCases(ctx: Context): Promise<void> {
  const { rows } = await ctx.pool.query(`SELECT 1 FROM setting WHERE key = 'demo-loaded'`);
  if (rows.length) return;
  const cases = [...fastTrackCases(), ...publicCases()];
  // Rules are kept by key from the start of a case on, so they must be known before the first one.
  const rules = new Set(cases.flatMap(({ process }) => procedureOf(process).decisions));
  await until(async () => {
    const known = await ctx.pool.query(
      `SELECT 1 FROM read.decision WHERE decision_id = ANY($1::text[]) GROUP BY decision_id`,
      [[...rules]],
    );
    return known.rows.length === rules.size || null;
  });
  await Promise.all(cases.map((one) => load(ctx, one)));
  await ctx.pool.query(`INSERT INTO setting (key, value) VALUES ('demo-loaded', 'true') ON CONFLICT DO NOTHING`);
}

function procedureOf(id: string) {
  const procedure = findProcedure(id);
  if (!procedure) throw new Error(`no procedure ${id}`);
  return procedure;
}

async function load(ctx: Context, { key, process, variables: given, steps, then }: DemoCase): Promise<void> {
  const procedure = procedureOf(process);
  const variables = procedure
    .startSchema({
      units: new Set(UNITS.map(([id]) => id)),
      ...{ today: today(), industries: [], parks: [], measures: [] },
    })
    .parse(given);
  const createdBy = `${String(variables.filingUnit)}.clerk`;
  const started = await startCase(ctx.pool, ctx.engine, procedure, { variables, createdBy, idempotencyKey: key });
  if (started === 'other-content') return;
  for (const [i, step] of steps.entries()) await doStep(ctx, started.id, step, countBefore(steps, i));
  await until(async () => {
    const tasks = await tasksOfCase(ctx.pool, started.id);
    return tasks.length > steps.length || (tasks.length > 0 && tasks.every((t) => t.state !== 'open')) || null;
  });
  await then?.(ctx, started.id);
}

/** How many earlier steps are of the same element: the task of this step is the one after those. */
const countBefore = (steps: DemoCase['steps'], i: number) =>
  steps.slice(0, i).filter((s) => s.element === steps[i]?.element).length;

async function doStep(ctx: Context, caseId: string, step: DemoCase['steps'][number], nth: number): Promise<void> {
  const task = await until(async () => {
    const tasks = (await tasksOfCase(ctx.pool, caseId)).filter((t) => t.element === step.element);
    return tasks[nth] ?? null;
  });
  if (task.state !== 'open') return;
  const by = step.by(task);
  if (!task.assignee) await ctx.engine.assignTask(task.key, by, { allowOverride: true, action: `claim;by=${by}` });
  const variables = typeof step.variables === 'function' ? await step.variables(ctx, task) : step.variables;
  await ctx.engine.completeTask(task.key, { ...variables, completedBy: by }, `complete;by=${by}`);
}
