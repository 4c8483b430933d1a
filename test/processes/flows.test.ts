import { caseOf, caseReaches, doStep, openTasks, startCase, taskAt } from '../support/fast-track.ts';
import { countFlows } from '../support/flows.ts';
import { type DeadlineItem, deadlinesOf, moveClock } from '../support/limits.ts';
import { eventually, startStack } from '../support/stack.ts';
import type { Client } from '../support/client.ts';

/** One story from Friday 13 February 2037, before Spring Festival, into March: cases that between them take every flow. */

let stack: Awaited<ReturnType<typeof startStack>>;
let clerk: Client;
let monitor: Client;
const departments = ['finance', 'taxation'];
const DAY = { meetingDate: '2037-02-13' };
const DUE = '2037-02-27T17:00:00+08:00';

/** Flows taken by the cases of this file. */
const flows = countFlows();
/** Cases of the story by what happens to them. */
const cases: Record<string, string> = {};

beforeAll(async () => {
  stack = await startStack({ clock: '2037-02-13T15:00:00+08:00', calendarAhead: true });
  [clerk, monitor] = (await Promise.all(['commerce.clerk', 'monitor'].map((u) => stack.as(u)))) as [Client, Client];
}, 600_000);
afterAll(() => stack?.stop());

const step = (id: string, element: string, variables: Record<string, unknown>, group?: string) =>
  doStep(stack, id, element, variables, group);
const formOf = async (id: string, element: string, username: string, group?: string) => {
  const task = await taskAt(monitor, id, element, group);
  return (await (await stack.as(username)).get(`/api/tasks/${task.key}`)).body;
};

async function argue(id: string): Promise<void> {
  await Promise.all([
    step(id, 'Task_GiveOpinion', { opinion: 'agree' }, 'finance'),
    step(id, 'Task_GiveOpinion', { opinion: 'conditional', opinionText: '分期兑现' }, 'taxation'),
  ]);
  await step(id, 'Task_FormProposal', { proposalText: '建议引进。' });
}

const minutes = (id: string) =>
  step(id, 'Task_WriteMinutes', { statementsText: '区财政局：同意。', minutesText: '议定有关事项。' });
const limitOf = async (id: string, obligation: string, subject: string | null = null): Promise<DeadlineItem> => {
  const found = (await deadlinesOf(monitor, id)).find((d) => d.obligation === obligation && d.subject === subject);
  if (!found) throw new Error(`${id} has no limit ${obligation} ${subject}`);
  return found;
};
const limitIs = (id: string, obligation: string, subject: string | null, expected: Partial<DeadlineItem>) =>
  eventually(async () => expect(await limitOf(id, obligation, subject)).toMatchObject(expected));

const flowsOf = (id: string, last: string) => flows.of(monitor, id, last);

describe('filing', () => {
  test('the report is returned by the head of the unit and comes again with what was entered', async () => {
    const id = await startCase(clerk, {
      departments,
      materials: [
        { name: '项目报告书', essential: true, provided: false },
        { name: '书面申请', essential: true, provided: false },
        { name: '审计报告', essential: false, provided: false, promisedBy: '2037-02-24' },
        { name: '资信证明', essential: false, provided: false },
      ],
    });
    cases.long = id;
    const entered = { screening: '可行。', reportText: '一、项目概况\n引进总部。' };
    await step(id, 'Task_PrepareReport', entered);
    await step(id, 'Task_GiveHeadOpinion', { headResult: 'return', headText: '补充投资测算' });
    const again = await formOf(id, 'Task_PrepareReport', 'commerce.clerk');
    expect(again.variables).toMatchObject({ ...entered, reportFiles: [], headOpinion: { text: '补充投资测算' } });
    await step(id, 'Task_PrepareReport', { reportText: '一、项目概况\n引进总部。\n二、投资测算' });
    await step(id, 'Task_GiveHeadOpinion', { headResult: 'agree' });
    await eventually(async () =>
      expect((await caseOf(monitor, id)).variables).toMatchObject({
        report: { screening: '可行。', text: expect.stringContaining('投资测算'), by: 'commerce.clerk' },
        headOpinion: { result: 'agree', on: '2037-02-13', by: 'commerce.head' },
      }),
    );
  });

  test('what is missing is told at once and whole, by the check and by the bureau', async () => {
    const id = cases.long as string;
    const form = await formOf(id, 'Task_SupplementMaterials', 'commerce.clerk');
    expect(form.variables.supplementItems).toEqual(['项目报告书', '书面申请']);
    await step(id, 'Task_SupplementMaterials', { confirmedItems: ['项目报告书', '书面申请'] });
    await step(id, 'Task_ReviewMaterials', { reviewResult: 'return', returnItems: '盖章不清\n\n 报告缺页 ' });
    expect((await formOf(id, 'Task_SupplementMaterials', 'commerce.clerk')).variables.supplementItems).toEqual([
      '盖章不清',
      '报告缺页',
    ]);
    await step(id, 'Task_SupplementMaterials', { confirmedItems: ['盖章不清', '报告缺页'] });
    const review = await formOf(id, 'Task_ReviewMaterials', 'investment-promotion.clerk');
    // What was sent stays in the scope of its task.
    expect(Object.keys(review.variables)).not.toContain('reviewResult');
    expect(review.variables.supplement).toMatchObject({ confirmed: ['盖章不清', '报告缺页'], by: 'commerce.clerk' });
    await step(id, 'Task_ReviewMaterials', { reviewResult: 'accept' });
  });

  test('the boxes of annex 3 are three steps of three units; the office calls a briefing', async () => {
    const id = cases.long as string;
    const bureau = await taskAt(monitor, id, 'Task_GiveBureauOpinion');
    expect(bureau.group).toBe('investment-promotion.head');
    await step(id, 'Task_GiveBureauOpinion', { bureauResult: 'agree', bureauText: '项目符合产业方向。' });
    await step(id, 'Task_GiveOfficeOpinion', { officeResult: 'briefing' });
    await step(id, 'Task_HoldBriefing', {
      briefingDate: '2037-02-13',
      briefingAttendees: '区财政局、区税务局',
      briefingText: '前景良好。',
    });
    await taskAt(monitor, id, 'Task_ArrangeArgument');
    expect((await caseOf(monitor, id)).variables).toMatchObject({
      bureauOpinion: { by: 'investment-promotion.head' },
      officeOpinion: { by: 'leading-group-office.head', result: 'briefing' },
      briefing: { text: '前景良好。' },
    });
  });

  test('non-essential materials follow beside the main flow, each with its own limit', async () => {
    const id = cases.long as string;
    await eventually(async () => {
      const late = (await openTasks(monitor, id)).filter((t) => t.element === 'Task_SubmitLateMaterial');
      expect(late.map((t) => t.group)).toEqual(['commerce.clerk', 'commerce.clerk']);
    });
    // Promised for the 24th, the first day after the festival; without a date ten working days.
    await limitIs(id, 'submit-late-material', 'm3', { dueAt: '2037-02-24T17:00:00+08:00', state: 'running' });
    await limitIs(id, 'submit-late-material', 'm4', { dueAt: '2037-03-05T17:00:00+08:00', state: 'running' });
    await eventually(async () => {
      const late = (await openTasks(monitor, id)).filter((t) => t.element === 'Task_SubmitLateMaterial');
      const due = (late as unknown as { dueAt: string }[]).map((t) => t.dueAt).sort();
      expect(due).toEqual(['2037-02-24T17:00:00+08:00', '2037-03-05T17:00:00+08:00']);
    });
  });
});

describe('argument', () => {
  test('the bureau adds a department, which then sees the case; each has its limit', async () => {
    const id = cases.long as string;
    const outsider = await stack.as('archives.clerk');
    expect((await outsider.get(`/api/cases/${id}`)).status).toBe(403);
    const form = await formOf(id, 'Task_ArrangeArgument', 'investment-promotion.clerk');
    expect(form.variables).toMatchObject({ argumentDepartments: departments, argumentDays: 5 });
    await step(id, 'Task_ArrangeArgument', { argumentDepartments: [...departments, 'archives'], argumentDays: 3 });
    await step(id, 'Task_GiveOpinion', { opinion: 'disagree', opinionText: '档案未齐' }, 'archives');
    expect((await outsider.get(`/api/cases/${id}`)).status).toBe(200);
    await limitIs(id, 'give-opinion', 'archives', { state: 'met' });
    await limitIs(id, 'give-opinion', 'finance', { state: 'running', dueAt: '2037-02-25T17:00:00+08:00' });
    await argue(id);
    const { opinionSummary } = (await caseOf(monitor, id)).variables as { opinionSummary: Record<string, unknown> };
    expect(opinionSummary).toMatchObject({ agree: 1, conditional: 1, disagree: 1 });
    expect(opinionSummary.text).toMatch(
      /^3个单位论证：.*\n区档案.*：不同意（档案未齐）\n区税务局：有条件同意（分期兑现）\n区财政局：同意$/,
    );
  });

  test('returned for argument: who argues and the proposal come again as they were', async () => {
    const id = cases.long as string;
    await step(id, 'Task_Decide', { ...DAY, decisionResult: 'reargue', decisionText: '补充测算' });
    await minutes(id);
    const form = await formOf(id, 'Task_ArrangeArgument', 'investment-promotion.clerk');
    expect(form.variables).toMatchObject({ argumentDepartments: [...departments, 'archives'], argumentDays: 3 });
    await step(id, 'Task_ArrangeArgument', { argumentDepartments: departments });
    await Promise.all(departments.map((unit) => step(id, 'Task_GiveOpinion', { opinion: 'agree' }, unit)));
    const proposal = await formOf(id, 'Task_FormProposal', 'investment-promotion.clerk');
    expect(proposal.variables.proposalText).toBe('建议引进。');
    await step(id, 'Task_FormProposal', { proposalText: '建议分期引进。' });
  });
});

describe('decision', () => {
  test('the office hands up to the leading group: the limit goes on from the proposal, the group is asked', async () => {
    const id = cases.long as string;
    await step(id, 'Task_Decide', { ...DAY, decisionResult: 'hand-up', decisionText: '事关全区' });
    await minutes(id);
    const notice = await taskAt(monitor, id, 'Task_IssueNotice');
    expect(notice.group).toBe('leading-group');
    await limitIs(id, 'decide', null, { round: 3, state: 'running', dueAt: DUE });
    expect((await caseOf(monitor, id)).variables.level).toBe('leading-group');
  });

  test('beyond the leading group the limit ends; the higher meeting has its own date', async () => {
    const id = cases.long as string;
    await step(id, 'Task_Decide', { ...DAY, decisionResult: 'hand-up', decisionText: '超出权限' });
    await limitIs(id, 'decide', null, { state: 'met' });
    await minutes(id);
    await step(id, 'Task_HandUp', { handUpDate: '2037-02-13', handUpPlannedOn: '2037-02-27' });
    const higher = { meetingName: '第5次常务会议', meetingDate: '2037-02-13' };
    await step(id, 'Task_RegisterHigherDecision', { ...higher, decisionResult: 'hand-up', decisionText: '报常委会' });
    await minutes(id);
    await step(id, 'Task_HandUp', { handUpDate: '2037-02-13' });
    const form = await formOf(id, 'Task_RegisterHigherDecision', 'leading-group-office.clerk');
    const choices = form.form.components.find((c: { key: string }) => c.key === 'decisionResult').values;
    expect(choices.map((v: { value: string }) => v.value)).toEqual(['approved', 'rejected', 'reargue']);
    await step(id, 'Task_RegisterHigherDecision', {
      meetingName: '第9次常委会会议',
      meetingDate: '2037-02-13',
      decisionResult: 'approved',
      decisionText: '同意引进',
    });
    const head = await stack.as('commerce.head');
    await eventually(async () => expect((await caseOf(monitor, id)).outcome).toBe('approved'));
    expect((await head.post(`/api/cases/${id}/withdraw`, { reason: '企业撤回' })).status).toBe(409);
    await minutes(id);
    await eventually(async () =>
      expect((await caseOf(monitor, id)).variables).toMatchObject({
        level: 'party-standing-committee',
        handUp: { level: 'party-standing-committee', date: '2037-02-13' },
        rounds: [
          { level: 'leading-group-office', decision: { result: 'reargue', by: 'leading-group-office.clerk' } },
          { level: 'leading-group-office', decision: { result: 'hand-up', handedUpTo: 'leading-group' } },
          { level: 'leading-group', decision: { handedUpTo: 'government-executive-meeting' }, notice: {} },
          { level: 'government-executive-meeting', decision: { meeting: '第5次常务会议' }, notice: null },
          { decision: { result: 'approved', handedUpTo: null }, proposal: { text: '建议分期引进。' }, minutes: {} },
        ],
      }),
    );
  });
});

describe('hand-over', () => {
  test('each responsible unit has its task and limit; matters of one unit are one task', async () => {
    const id = cases.long as string;
    const form = await formOf(id, 'Task_ArrangeHandover', 'investment-promotion.clerk');
    expect(form.variables.assignments).toMatchObject([
      { unit: 'finance', matter: '同意引进', workingDays: 10 },
      { unit: 'taxation' },
    ]);
    await step(id, 'Task_ArrangeHandover', {
      assignments: [
        { unit: 'finance', matter: '拨付奖励', workingDays: 20 },
        { unit: 'sub-district', matter: '落实场地', workingDays: 1 },
        { unit: 'finance', matter: '列入预算', workingDays: 2 },
      ],
    });
    await limitIs(id, 'handover', 'finance', { state: 'running', dueAt: '2037-02-24T17:00:00+08:00' });
    await limitIs(id, 'handover', 'sub-district', { dueAt: '2037-02-14T17:00:00+08:00' });
    const own = await formOf(id, 'Task_CarryOut', 'finance.clerk', 'finance');
    expect(own.variables.handover).toEqual({ unit: 'finance', matter: '拨付奖励；列入预算', workingDays: 2 });
  });

  test('the supervision office sends back what is not done, with what was reported', async () => {
    const id = cases.long as string;
    await step(id, 'Task_CarryOut', { feedback: '正在办理' }, 'finance');
    await step(id, 'Task_FollowUp', { followUpResult: 'unsettled', followUpText: '尚未拨付' });
    const again = await formOf(id, 'Task_CarryOut', 'finance.clerk', 'finance');
    expect(again.variables).toMatchObject({ feedback: '正在办理', followUp: { text: '尚未拨付' } });
    await limitIs(id, 'handover', 'finance', { round: 2, state: 'running' });
  });
});

describe('after the festival', () => {
  test('late: the unit is reported, the bureau asked whether to go on urging, a week later once more', async () => {
    const id = cases.long as string;
    await moveClock(monitor, '2037-02-24T17:00:00+08:00');
    await limitIs(id, 'submit-late-material', 'm3', { state: 'overdue' });
    await limitIs(id, 'handover', 'sub-district', { state: 'overdue' });
    await eventually(async () => {
      const { body } = await monitor.get(`/api/deadlines/${id}:handover:sub-district`);
      const rungs = body.rungs.map((r: { rung: string }) => r.rung);
      expect(rungs).toEqual(expect.arrayContaining(['yellow', 'red', 'overdue-1']));
    });
    await step(id, 'Task_DecideOverdueMaterial', { overdueResult: 'urge' });
    await moveClock(monitor, '2037-03-03T18:00:00+08:00');
    await step(id, 'Task_DecideOverdueMaterial', { overdueResult: 'waive', overdueReason: '已由报告书说明' });
    await eventually(async () => {
      const open = (await openTasks(monitor, id)).filter((t) => t.element === 'Task_SubmitLateMaterial');
      expect(open).toHaveLength(1);
    });
  });

  test('nothing is archived before the last material is in; then what is missing is listed, and the file sealed', async () => {
    const id = cases.long as string;
    await step(id, 'Task_CarryOut', { feedback: '场地已落实' }, 'sub-district');
    await step(id, 'Task_FollowUp', { followUpResult: 'settled' });
    await step(id, 'Task_CarryOut', { feedback: '已拨付' }, 'finance');
    await step(id, 'Task_FollowUp', { followUpResult: 'settled' });
    await flowsOf(id, 'Flow_ToArchive');
    expect((await openTasks(monitor, id)).map((t) => t.element)).toEqual(['Task_SubmitLateMaterial']);
    await step(id, 'Task_SubmitLateMaterial', { lateNote: '原件已送达' });
    const form = await formOf(id, 'Task_CompleteOriginals', 'investment-promotion.clerk');
    // 项目报告书 was made of the text; the decision of the higher meetings and two materials came without a file.
    expect(form.variables.originals).toEqual({
      missing: ['决策结果文件', '申报材料：书面申请', '申报材料：资信证明'],
    });
    await step(id, 'Task_CompleteOriginals', { originalsNote: '原件已入库' });
    await caseReaches(monitor, id, 'completed');
    const done = await caseOf(monitor, id);
    expect(done.variables.materials).toEqual([
      { name: '项目报告书', essential: true, provided: true },
      { name: '书面申请', essential: true, provided: true },
      { name: '审计报告', essential: false, provided: false, waived: '已由报告书说明' },
      { name: '资信证明', essential: false, provided: true },
    ]);
    expect(done.variables.handoverResults).toMatchObject([
      { unit: 'finance', feedback: '已拨付', followUp: { result: 'settled', by: 'supervision-office.clerk' } },
      { unit: 'sub-district', feedback: '场地已落实' },
    ]);
    const { body } = await monitor.get(`/api/cases/${id}/files`);
    const names = body.items.map((f: { name: string }) => f.name).sort();
    expect(names).toEqual(
      expect.arrayContaining([
        '快速决策申报表.pdf',
        '项目报告书.pdf',
        '会议通知（第3次）.pdf',
        '会议纪要（第5次）.pdf',
      ]),
    );
  });
});

test('with these, a case that is not approved and one that is withdrawn, every flow of the diagram has been taken', async () => {
  const rejected = await startCase(clerk, { filedOn: '2037-02-13' });
  await step(rejected, 'Task_ReviewMaterials', { reviewResult: 'accept' });
  await step(rejected, 'Task_GiveOpinion', { opinion: 'agree' }, 'finance');
  await step(rejected, 'Task_FormProposal', { proposalText: '建议引进。' });
  await step(rejected, 'Task_Decide', { ...DAY, decisionResult: 'rejected', decisionText: '财力不支' });
  // Straight to the archive, with nothing to complete.
  await minutes(rejected);
  await caseReaches(monitor, rejected, 'completed');
  expect(await caseOf(monitor, rejected)).toMatchObject({
    outcome: 'rejected',
    variables: { level: 'leading-group-office', originals: { missing: [] } },
  });

  const withdrawn = await startCase(clerk, { departments });
  await step(withdrawn, 'Task_ReviewMaterials', { reviewResult: 'accept' });
  await taskAt(monitor, withdrawn, 'Task_GiveOpinion', 'finance');
  const head = await stack.as('commerce.head');
  expect((await head.post(`/api/cases/${withdrawn}/withdraw`, { reason: '企业撤回' })).status).toBe(200);
  await caseReaches(monitor, withdrawn, 'withdrawn');
  await limitIs(withdrawn, 'give-opinion', 'finance', { state: 'cancelled' });

  await flowsOf(cases.long as string, 'Flow_Archived');
  await flowsOf(rejected, 'Flow_Archived');
  await flowsOf(withdrawn, 'Flow_WithdrawalRecorded');
  expect(flows.all().length).toBeGreaterThan(80);
  // A limit ends with its step, never by itself.
  expect(flows.untaken()).toEqual([
    'Flow_HandoverLimitClosed',
    'Flow_LimitClosed',
    'Flow_OpinionLimitClosed',
    'Flow_PromiseClosed',
  ]);
});

test('parallel opinions do not mix: each department keeps what it said', async () => {
  const units = ['finance', 'taxation', 'commerce', 'industry-it', 'ecology-environment'];
  const id = await startCase(clerk, { departments: units });
  await step(id, 'Task_ReviewMaterials', { reviewResult: 'accept' });
  await Promise.all(
    units.map((unit) => step(id, 'Task_GiveOpinion', { opinion: 'disagree', opinionText: `意见 ${unit}` }, unit)),
  );
  const { variables } = await formOf(id, 'Task_FormProposal', 'investment-promotion.clerk');
  expect(variables.opinions).toEqual(
    units.map((department) => ({
      department,
      opinion: 'disagree',
      text: `意见 ${department}`,
      files: [],
      by: `${department}.clerk`,
    })),
  );
});
