import { weighReplacement } from '../../domain/coal/replacement.ts';
import { compareTons, parseTons, sumOf, timesOf } from '../../domain/coal/tons.ts';
import { filePath } from '../../domain/files/store.ts';
import { readFile } from 'node:fs/promises';
import {
  button,
  choose,
  doTask,
  expectAccessible,
  expectNoSidewaysScroll,
  expectText,
  field,
  heading,
  openBrowser,
  PHONE,
} from '../e2e/browser.ts';
import type { Client } from '../support/client.ts';
import { caseOf, caseReaches, doStep, openTasks, taskAt } from '../support/fast-track.ts';
import { countFlows } from '../support/flows.ts';
import { deadlinesOf } from '../support/limits.ts';
import { readPdf } from '../support/pdf.ts';
import { eventually, world } from '../support/world.ts';

const stack = world();
const run = Date.now().toString(36);
const flows = countFlows();
let monitor: Client;
let clerk: Client;
let control: Client;
beforeAll(async () => {
  [monitor, clerk, control] = (await Promise.all(
    ['monitor', 'approval-bureau.clerk', 'development-reform.clerk'].map((u) => stack.as(u)),
  )) as [Client, Client, Client];
});

let count = 0;
const project = (over: Record<string, unknown> = {}) => {
  count += 1;
  return {
    ...{
      filingUnit: 'approval-bureau',
      projectName: `供热锅炉${run}-${count}`,
      projectUnit: '热力公司',
      approvalKind: 'ratify',
    },
    ...{ coalPower: false, startYear: 2020, annualCoal: '0.1', replacementRatio: '1.2' },
    sources: [{ name: `小锅炉${run}-${count}`, kind: 'closure', amount: '0.12', year: 2020 }],
    ...over,
  };
};
async function file(variables: Record<string, unknown>, who = clerk): Promise<string> {
  const created = await who.post('/api/cases', { process: 'coal-project-review', variables });
  expect([created.status, created.body.errors]).toEqual([201, undefined]);
  return created.body.id as string;
}
const step = (id: string, element: string, variables: Record<string, unknown>) => doStep(stack, id, element, variables);
const AGREE = { planResult: 'agree', requiredRatio: 1.2 };
const preconditions = (id: string, energyResult = 'pass', eiaResult = 'contains') =>
  Promise.all([
    step(id, 'Task_ReviewEnergy', { energyResult, energyNumber: '能审1号', energyText: '见意见' }),
    step(id, 'Task_ConfirmEia', { eiaResult, eiaNumber: '环评1号', eiaText: '见说明' }),
  ]);
const ends = async (id: string, outcome: string) => {
  await caseReaches(monitor, id, 'completed');
  expect((await caseOf(monitor, id)).outcome).toBe(outcome);
  await flows.of(monitor, id, 'Flow_Archived');
};
const yearOf = async (year: number) =>
  (await control.get('/api/coal')).body.years.find((y: { year: number }) => y.year === year);

test('quantities are exact, or not taken at all', () => {
  for (const [given, kept] of [
    ['0.7300', '0.73'],
    ['007', '7'],
    [0.72, '0.72'],
    ['1.00001', null],
    ['-1', null],
    ['1e3', null],
    [0.1 + 0.2, null],
    ['', null],
    [null, null],
  ])
    expect([given, parseTons(given)]).toEqual([given, kept]);
  expect(sumOf(['0.1', '0.2'])).toBe('0.3');
  expect(timesOf('0.1', '1.2')).toBe('0.12');
  expect(timesOf('0.0001', '1.0001')).toBe('0.00010001');
  expect([compareTons('0.12', '0.12000001'), compareTons('0.72', '0.7200')]).toEqual([-1, 0]);
  const source = { name: '锅炉', kind: 'closure' as const, amount: '0.12', year: 2020 };
  expect(weighReplacement('0.1', '1.2', [source], null).met).toBe(true);
  expect(weighReplacement('0.1', '1.2', [source], '1.2001')).toMatchObject({ met: false, required: '0.12001' });
  expect(weighReplacement('0.1', '1.2', [], null)).toMatchObject({ met: false, provided: '0' });
});

test('the caps of the notice; consumption is entered once, by its keeper, and seen by whom it concerns', async () => {
  const { years } = (await control.get('/api/coal')).body;
  expect(years.slice(0, 3).map((y: { year: number; cap: string }) => [y.year, y.cap])).toEqual([
    [2018, '0.73'],
    [2019, '0.72'],
    [2020, '0.72'],
  ]);
  const before = (await yearOf(2019)).used as string;
  const entry = { year: 2019, consumer: `热力公司${run}`, amount: '0.0325', document: `报表${run}` };
  const both = await Promise.all([1, 2].map(() => control.post('/api/coal/consumption', entry)));
  expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
  expect((await yearOf(2019)).used).toBe(sumOf([before, '0.0325']));
  for (const wrong of [
    { amount: '0' },
    { amount: '0.00001' },
    { amount: '-1' },
    { year: 2099 },
    { consumer: ' ' },
    { extra: 1 },
  ])
    expect((await control.post('/api/coal/consumption', { ...entry, document: '另一', ...wrong })).status).toBe(422);
  const id = both.find(({ status }) => status === 201)?.body.id as string;
  const cancel = () => control.post(`/api/coal/consumption/${id}/cancel`, { reason: '登记有误' });
  expect((await clerk.post(`/api/coal/consumption/${id}/cancel`, { reason: '登记有误' })).status).toBe(403);
  expect([(await cancel()).status, (await cancel()).status]).toEqual([200, 409]);
  expect((await yearOf(2019)).used).toBe(before);
  expect((await clerk.post('/api/coal/consumption', entry)).status).toBe(403);
  expect((await (await stack.as('archives.clerk')).get('/api/coal')).status).toBe(403);
});

test('the regular way: plan, energy review, EIA, decision; entered exactly, filed, and seen by those who took part', async () => {
  const before = (await yearOf(2020)).approved as string;
  // The source saves coal from 2021 on only.
  const id = await file(
    project({ sources: [{ name: `燃煤锅炉${run}`, kind: 'closure', amount: '0.12', year: 2021 }], annualCoal: 0.1 }),
  );
  const task = await taskAt(monitor, id, 'Task_ReviewPlan');
  expect(task.group).toBe('development-reform.clerk');
  const form = (await control.get(`/api/tasks/${task.key}`)).body;
  expect(form.variables.replacement).toMatchObject({ required: '0.12', provided: '0.12', met: true });
  expect((await (await stack.as('ecology-environment.clerk')).get(`/api/cases/${id}`)).status).toBe(403);
  await step(id, 'Task_ReviewPlan', AGREE);
  await preconditions(id);
  const decide = await taskAt(monitor, id, 'Task_DecideProject');
  expect(decide.group).toBe('approval-bureau.head');
  await step(id, 'Task_DecideProject', { decisionResult: 'approve', decisionText: '同意，已核对' });
  await ends(id, 'approved');
  await eventually(async () => {
    const limits = (await deadlinesOf(monitor, id)).map(({ obligation, state }) => `${obligation} ${state}`);
    expect(limits.sort()).toEqual([
      ...['confirm-coal-eia met', 'decide-coal-project met', 'review-coal-plan met', 'review-energy met'],
    ]);
  });
  expect((await yearOf(2020)).approved).toBe(sumOf([before, '0.1']));
  // What the file lacks is said before it is sealed.
  expect((await caseOf(monitor, id)).variables.originals).toEqual({ missing: ['节能审查意见', '环评文件'] });
  const { items } = (await clerk.get(`/api/cases/${id}/files`)).body;
  const pdf = await readPdf(await readFile(filePath(stack.dataDir, items[0].id)));
  for (const part of ['耗煤项目审查意见书', '0.1万吨，2020年投产', '能审1号', '环评1号', '总量目标0.72万吨'])
    expect(pdf.text.replace(/\s/g, '')).toContain(part);
});

test('over the cap it is said, and an approval has its reason', async () => {
  const id = await file(
    project({
      annualCoal: '0.7',
      replacementRatio: '1',
      sources: [{ name: `大锅炉${run}`, kind: 'retrofit', amount: '0.7', year: 2022 }],
    }),
  );
  await step(id, 'Task_ReviewPlan', { planResult: 'agree', requiredRatio: 1 });
  await preconditions(id);
  const task = await taskAt(monitor, id, 'Task_DecideProject');
  const head = await stack.as(task.group);
  const { capBalance } = (await head.get(`/api/tasks/${task.key}`)).body.variables;
  expect(capBalance).toMatchObject({ cap: '0.72', exceeds: true, text: expect.stringContaining('预计超过') });
  const bare = await head.post(`/api/tasks/${task.key}/complete`, { variables: { decisionResult: 'approve' } });
  expect(bare.body.errors).toEqual([{ path: 'decisionText', message: '理由必须填写' }]);
  await step(id, 'Task_DecideProject', { decisionResult: 'refuse', decisionText: '超过年度总量' });
  await ends(id, 'rejected');
});

test('no approval without replacement: too low a ratio, too little, a source that is used up, none at all', async () => {
  const first = project();
  const id = await file({ ...first, sources: [] });
  await step(id, 'Task_ReviewPlan', AGREE);
  // Agreed or not: it comes back to whoever filed it.
  const back = await taskAt(monitor, id, 'Task_CompleteReplacement');
  expect((await clerk.get(`/api/tasks/${back.key}`)).body.variables.replacement.text).toContain('替代量不足');
  const source = { name: `茶水炉${run}`, kind: 'closure', amount: 0.12, year: 2020 };
  const resubmit = (ratio: number, sources: object[]) =>
    step(id, 'Task_CompleteReplacement', { completeResult: 'resubmit', replacementRatio: ratio, sources });
  await resubmit(1.1, [source]);
  await step(id, 'Task_ReviewPlan', AGREE);
  const low = await taskAt(monitor, id, 'Task_CompleteReplacement');
  expect((await clerk.get(`/api/tasks/${low.key}`)).body.variables.replacement.text).toContain('低于应执行的1.2');
  // The source of the project that was approved before.
  await resubmit(1.2, [{ ...source, name: `燃煤 锅炉${run}` }]);
  await step(id, 'Task_ReviewPlan', AGREE);
  const used = await taskAt(monitor, id, 'Task_CompleteReplacement');
  expect((await clerk.get(`/api/tasks/${used.key}`)).body.variables.replacement.text).toContain('已用于其他项目');
  await resubmit(1.2, [source]);
  await step(id, 'Task_ReviewPlan', { ...AGREE, planResult: 'return', planText: '补充见效证明' });
  await step(id, 'Task_CompleteReplacement', { completeResult: 'give-up', replacementRatio: 1.2, sources: [source] });
  await ends(id, 'rejected');
});

test('refused at the plan; energy review and EIA are preconditions; coal power needs the opinion from above', async () => {
  const refused = await file(project());
  await step(refused, 'Task_ReviewPlan', { planResult: 'refuse', requiredRatio: 1.2, planText: '不符合产业政策' });
  await ends(refused, 'rejected');
  const lacking = await file(project({ coalPower: true }));
  const task = await taskAt(monitor, lacking, 'Task_ReviewPlan');
  const bare = await control.post(`/api/tasks/${task.key}/complete`, { variables: AGREE });
  expect(bare.body.errors).toEqual([{ path: 'cityOpinion', message: '市级及以上主管部门审查意见必须填写' }]);
  const opinion = (await control.upload(`/api/tasks/${task.key}/files`, '市级意见.pdf', '%PDF-1.4\n%%EOF\n')).body.id;
  await step(lacking, 'Task_ReviewPlan', { ...AGREE, cityOpinion: [opinion] });
  await preconditions(lacking, 'pass', 'missing');
  await ends(lacking, 'rejected');
  const decided = (await caseOf(monitor, lacking)).variables.decisionText;
  expect(decided).toContain('环评文件未包含核定的替代方案');
  const withdrawn = await file(project());
  await taskAt(monitor, withdrawn, 'Task_ReviewPlan');
  const head = await stack.as('approval-bureau.head');
  expect((await head.post(`/api/cases/${withdrawn}/withdraw`, { reason: '项目取消' })).status).toBe(200);
  await caseReaches(monitor, withdrawn, 'withdrawn');
  await flows.of(monitor, withdrawn, 'Flow_WithdrawalRecorded');
  await eventually(async () => expect(await openTasks(monitor, withdrawn)).toEqual([]));
});

test('filed by those who approve, for their own unit; what is absurd is said at its field', async () => {
  const body = (variables: unknown) => ({ process: 'coal-project-review', variables });
  expect((await (await stack.as('finance.clerk')).post('/api/cases', body(project()))).status).toBe(403);
  expect((await control.post('/api/cases', body(project()))).status).toBe(403);
  const wrong = project({
    ...{ annualCoal: '0.00001', replacementRatio: '0.9', startYear: 2017, coalPower: '否' },
    sources: [{ name: '', kind: 'burn', amount: '-1', year: 1999 }],
  });
  const { status, body: answer } = await clerk.post('/api/cases', body(wrong));
  expect(status).toBe(422);
  expect(answer.errors.map((e: { path: string }) => e.path).sort()).toEqual([
    ...['annualCoal', 'coalPower', 'replacementRatio', 'sources.0.amount', 'sources.0.kind', 'sources.0.name'],
    ...['sources.0.year', 'startYear'],
  ]);
});

test('with these, every flow of the diagram has been taken', () => {
  expect(flows.untaken()).toEqual([
    ...['Flow_DecisionLimitClosed', 'Flow_EiaLimitClosed', 'Flow_EnergyLimitClosed', 'Flow_ReviewLimitClosed'],
  ]);
});

test('the page of the ledger, and a project in the browser: filed, its plan reviewed, decided', async () => {
  const browser = await openBrowser(stack);
  try {
    const page = await browser.open('development-reform.clerk', '/coal');
    await heading(page, '煤炭消费台账').waitFor();
    await expectText(page.getByRole('region', { name: '年度总量' }), '0.73');
    await button(page, '登记煤炭消费').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('用煤单位').fill(`印染厂${run}`);
    await dialog.getByLabel('用煤量（万吨）').fill('0.0001');
    await dialog.getByLabel('统计依据').fill('年报');
    await expectAccessible(page);
    await dialog.getByRole('button', { name: /登\s*记/ }).click();
    await expectText(page.getByRole('region', { name: '消费登记' }), `印染厂${run}`);
    await page.setViewportSize(PHONE);
    await expectNoSidewaysScroll(page);
    await page.context().close();
    const filing = await browser.open('approval-bureau.clerk', '/start/coal-project-review');
    await heading(filing, '发起：耗煤项目审查').waitFor();
    const main = filing.getByRole('main');
    await main.getByLabel('审批、核准、备案部门', { exact: true }).fill('区行政审批');
    await filing.keyboard.press('Enter');
    await main.getByLabel('项目名称', { exact: true }).fill(`集中供热${run}`);
    await main.getByLabel('项目单位', { exact: true }).fill('热力公司');
    for (const [group, choice] of [
      ['办理类型', '核准'],
      ['新上燃煤发电项目', '否'],
    ] as const)
      await filing
        .getByRole('radiogroup', { name: group, exact: true })
        .getByRole('radio', { name: choice, exact: true })
        .check();
    await main.getByLabel('投产年度', { exact: true }).fill('2020');
    await main.getByLabel('年耗煤量（万吨）', { exact: true }).fill('0.05');
    await main.getByLabel('替代比例', { exact: true }).fill('1.2');
    await main
      .getByLabel(/替代源（企业、锅炉或项目）/)
      .first()
      .fill(`旧锅炉${run}`);
    await main.getByLabel(/^方式/).first().fill('关停');
    await filing.keyboard.press('Enter');
    await main
      .getByLabel(/替代量（万吨）/)
      .first()
      .fill('0.06');
    await main
      .getByLabel(/见效年度/)
      .first()
      .fill('2020');
    await expectAccessible(filing);
    await button(filing, '提交').click();
    await filing.waitForURL(/\/cases\/COAL-/);
    const of = { browser, monitor, caseId: filing.url().split('/').at(-1) ?? '' };
    await doTask(of, 'development-reform.clerk', 'Task_ReviewPlan', async (task) => {
      await expectText(task.getByRole('main'), `旧锅炉${run}`);
      await choose(task, '审查意见', '同意');
      await field(task, '应执行的替代比例').fill('1.2');
      await expectAccessible(task);
    });
    await preconditions(of.caseId);
    const { group } = await taskAt(monitor, of.caseId, 'Task_DecideProject');
    await doTask(of, group, 'Task_DecideProject', (task) => choose(task, '决定', '同意'), { viewport: PHONE });
    await caseReaches(monitor, of.caseId, 'completed');
    expect((await caseOf(monitor, of.caseId)).outcome).toBe('approved');
    expect(browser.complaints).toEqual([]);
  } finally {
    await browser.close();
  }
});
