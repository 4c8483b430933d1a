import type { Page } from 'playwright-core';
import type { Client } from '../support/client.ts';
import { caseOf, caseReaches } from '../support/fast-track.ts';
import { eventually, world } from '../support/world.ts';
import {
  attach,
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
  pick,
  startedCase,
  type TestBrowser,
} from './browser.ts';

/** Property management in the browser: a complaint through all its levels, a decision of owners, common income; refusals and limits are tested at the API. */
const stack = world();
const estate = `明珠小区${Date.now()}`;
const COMMUNITY = 'community.clerk';

let browser: TestBrowser;
let monitor: Client;
let today: string;
beforeAll(async () => {
  [browser, monitor] = await Promise.all([openBrowser(), stack.as('monitor')]);
  today = ((await monitor.get('/api/demo/clock')).body.now as string).slice(0, 10);
});
afterAll(() => browser?.close());

const mediate = (result: string) => async (task: Page) => {
  await pick(task, '调处日期', today);
  await field(task, '参加方').fill('投诉人、物业服务企业');
  await field(task, '过程和结果').fill('双方未达成一致。');
  await choose(task, '结果', result);
};

test('a complaint: community, street, district committee and its head, answer, satisfaction, filed', async () => {
  const page = await browser.open(COMMUNITY, '/property');
  await heading(page, '物业管理').waitFor();
  await expectText(page.getByRole('main'), '满意率');
  await expectAccessible(page);
  await button(page, '登记投诉').click();
  await heading(page, '发起：物业纠纷调处').waitFor();
  await pick(page, '登记单位', '社区居委会');
  await choose(page, '来源', '来访');
  await pick(page, '收到日期', today);
  await field(page, '小区').fill(estate);
  await field(page, '投诉人').fill('投诉人');
  await field(page, '联系电话').fill('0531-80000000');
  await pick(page, '类别', '侵占损毁绿地');
  await field(page, '反映的问题').fill('绿地改成停车位。');
  await pick(page, '所属街道', '街道办事处');
  await pick(page, '所属社区', '社区居委会');
  await expectAccessible(page);
  const of = { browser, monitor, caseId: await startedCase(page) };

  await doTask(of, COMMUNITY, 'Task_MediateCommunity', mediate('未解决，提交上一级'), { viewport: PHONE });
  await doTask(of, 'sub-district.clerk', 'Task_MediateStreet', async (task) => {
    await expectText(task.getByLabel('前序环节结果'), '双方未达成一致');
    await mediate('超出本级职责，提交上一级')(task);
    await expectAccessible(task);
  });
  await doTask(of, 'environment-property-committee.clerk', 'Task_CoordinateDistrict', async (task) => {
    await pick(task, '协调日期', today);
    await pick(task, '参加的成员单位', '区园林局');
    await task.keyboard.press('Escape');
    await field(task, '处理意见').fill('十日内恢复绿地。');
    await choose(task, '结果', '明确责任单位和处理意见');
  });
  await doTask(
    of,
    'environment-property-committee.head',
    'Task_ApproveCoordination',
    async (task) => {
      await expectText(task.getByLabel('前序环节结果'), '十日内恢复绿地');
      await choose(task, '意见', '同意');
      await expectNoSidewaysScroll(task);
    },
    { viewport: PHONE },
  );
  await doTask(of, COMMUNITY, 'Task_AnswerComplainant', async (task) => {
    await pick(task, '答复日期', today);
    await choose(task, '答复方式', '当面');
    await field(task, '答复内容').fill('绿地将在十日内恢复。');
  });
  await doTask(of, 'sub-district.clerk', 'Task_VisitBack', async (task) => {
    await pick(task, '回访日期', today);
    await choose(task, '满意度', '满意');
  });
  await caseReaches(monitor, of.caseId, 'completed');

  await page.goto(`/property?q=${encodeURIComponent(estate)}&satisfaction=satisfied`);
  const row = page.getByRole('row', { name: new RegExp(estate) });
  await expectText(row, '区园林局');
  await expectText(row, '明确责任单位和处理意见');
  await page.goto(`/cases/${of.caseId}?tab=files`);
  for (const level of ['社区级', '街道级', '区级'])
    await page
      .getByRole('link', { name: `物业纠纷${level}调处记录.pdf` })
      .first()
      .waitFor();
  await page.context().close();
  const outsider = await browser.open('archives.clerk', `/cases/${of.caseId}`);
  await outsider.getByText('仅对参与办理的单位开放').waitFor();
  await outsider.context().close();
  expect(browser.complaints).toEqual([]);
});

test('a decision of owners: reported, found unlawful, revoked and announced', async () => {
  const page = await browser.open(COMMUNITY, '/property?tab=decisions');
  await button(page, '报备决定').click();
  await heading(page, '发起：业主决定备案').waitFor();
  await pick(page, '社区居委会', '社区居委会');
  await pick(page, '所属街道', '街道办事处');
  await field(page, '小区').fill(estate);
  await choose(page, '作出决定的组织', '业主委员会');
  await pick(page, '决定事项', '物业服务合同、收费');
  await field(page, '决定名称').fill('提高停车费');
  await pick(page, '决定日期', today);
  await field(page, '决定内容和表决情况').fill('未经业主大会表决。');
  await expectAccessible(page);
  const of = { browser, monitor, caseId: await startedCase(page) };
  await doTask(of, COMMUNITY, 'Task_ExamineDecision', async (task) => {
    await choose(task, '审查意见', '违法违规，予以撤销');
    await field(task, '审查情况').fill('未经业主大会表决。');
    await field(task, '违反的规定').fill('管理规约第八条');
  });
  await doTask(of, 'community.head', 'Task_ConfirmExamination', (task) => choose(task, '意见', '同意'), {
    viewport: PHONE,
  });
  await doTask(of, COMMUNITY, 'Task_AnnounceRevocation', async (task) => {
    await pick(task, '公告日期', today);
    await field(task, '公告位置').fill('小区公告栏');
  });
  await caseReaches(monitor, of.caseId, 'completed');
  await page.goto(`/property?tab=decisions&q=${of.caseId}`);
  await expectText(page.getByRole('table'), '已撤销');
  await page.setViewportSize(PHONE);
  await expectNoSidewaysScroll(page);
  await page.context().close();
});

test('common income: added up, verified, and published to everybody', async () => {
  const year = Number(today.slice(0, 4)) - 1;
  const page = await browser.open(COMMUNITY, '/property?tab=incomes');
  await button(page, '发起公示').click();
  await heading(page, '发起：公共收益公示').waitFor();
  await pick(page, '社区居委会', '社区居委会');
  await pick(page, '所属街道', '街道办事处');
  await field(page, '小区').fill(estate);
  await pick(page, '收支期间自', `${year}-01-01`);
  await pick(page, '收支期间至', `${year}-12-31`);
  const of = { browser, monitor, caseId: await startedCase(page) };
  await doTask(of, COMMUNITY, 'Task_PrepareIncome', async (task) => {
    await field(task, '账目保管单位').fill('物业服务企业');
    await field(task, '期初结余（元）').fill('0.10');
    const income = task.getByRole('group', { name: '收入第 1 项' });
    await income.getByLabel('收入项目').fill('电梯广告');
    await income.getByLabel('收入金额（元）').fill('12,000.20');
    const expense = task.getByRole('group', { name: '支出第 1 项' });
    await expense.getByLabel('支出项目').fill('维修路灯');
    await expense.getByLabel('支出金额（元）').fill('3000');
    await attach(task, '银行流水.pdf');
    await expectAccessible(task);
  });
  await doTask(of, 'community.head', 'Task_VerifyIncome', async (task) => {
    await expectText(task.getByLabel('前序环节结果'), /9,?000\.3/);
    await choose(task, '意见', '同意公示');
  });
  const visitor = await browser.open(null, '/public/income', { viewport: PHONE });
  await eventually(async () => {
    await visitor.reload();
    expect(await visitor.getByRole('link', { name: estate }).count()).toBe(1);
  });
  await visitor.getByRole('link', { name: estate }).click();
  await expectText(visitor.getByRole('main'), '12,000.20');
  await expectNoSidewaysScroll(visitor);
  await expectAccessible(visitor);
  await visitor.context().close();
  // The publication is waited for by the engine; objections are tested with its clock.
  expect((await caseOf(monitor, of.caseId)).status).toBe('running');
  expect(browser.complaints).toEqual([]);
});
