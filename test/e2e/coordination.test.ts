import type { Page } from 'playwright-core';
import type { Client } from '../support/client.ts';
import { coordinationSteps } from '../support/coordination.ts';
import { caseOf, caseReaches, taskAt } from '../support/fast-track.ts';
import { grantedNow } from '../support/inspection.ts';
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

/** Approval and supervision side by side in the browser; what their steps are like is tested at the API. */
const stack = world();
const go = coordinationSteps(stack);
const run = Date.now().toString(36);

let browser: TestBrowser;
let monitor: Client;
beforeAll(async () => {
  [browser, monitor] = await Promise.all([openBrowser(), stack.as('monitor')]);
});
afterAll(() => browser?.close());

test('a consultation by letter: proposed, signed, answered on a phone, in the files as PDF', async () => {
  const page = await browser.open('approval-bureau.clerk', '/consultations');
  await heading(page, '会商').waitFor();
  await expectAccessible(page);
  await button(page, '发起会商').click();
  await heading(page, '发起：联络会商').waitFor();
  await pick(page, '发起单位', '区行政审批服务局');
  await field(page, '会商事项').fill(`办理条件${run}`);
  await pick(page, '会商内容', '合法性');
  await field(page, '情况和需会商的问题').fill('办理条件和上位规定不一致。');
  await pick(page, '涉及部门', '区住建局');
  await page.keyboard.press('Escape');
  await choose(page, '部门间有分歧', '否，对接业务');
  await choose(page, '热点难点问题', '否');
  await expectAccessible(page);
  const of = { browser, monitor, caseId: await startedCase(page) };
  await doTask(of, 'approval-bureau.clerk', 'Task_DraftLetter', async (task) => {
    await field(task, '商请内容').fill('请明确办理条件。');
    await field(task, '复函期限（工作日）').fill('5');
    await expectAccessible(task);
  });
  await doTask(of, 'approval-bureau.head', 'Task_SignLetter', (task) => choose(task, '意见', '同意签发'));
  const reply = async (task: Page) => {
    await expectText(task.getByLabel('前序环节结果'), '请明确办理条件');
    await choose(task, '意见', '同意');
    await field(task, '复函内容').fill('按上位规定执行。');
    await expectNoSidewaysScroll(task);
  };
  await doTask(of, 'housing-construction.liaison', 'Task_ReplyLetter', reply, { viewport: PHONE });
  await go.step(of.caseId, 'Task_ApproveReply', { replyResult: 'send' });
  await go.step(of.caseId, 'Task_AssessReply', { assessResult: 'settled' });
  await caseReaches(monitor, of.caseId, 'completed');
  await page.goto(`/cases/${of.caseId}?tab=files`);
  for (const name of ['商请函.pdf', '复函.pdf']) await page.getByRole('link', { name }).first().waitFor();
  await page.context().close();
});

test('a meeting: papers, minutes with a decision, the decision on the page; liaison officers of the units', async () => {
  const departments = ['housing-construction', 'finance'];
  const proposal = { filingUnit: 'finance', kind: 'special', subject: `收费${run}`, topics: '收费划转', departments };
  const caseId = await go.start('finance.clerk', 'joint-meeting', proposal);
  const of = { browser, monitor, caseId };
  await go.step(caseId, 'Task_ApproveMeeting', { approveResult: 'approve' });
  await doTask(of, 'joint-meeting-office.clerk', 'Task_PrepareMeeting', async (task) => {
    await field(task, '会议地点').fill('区政务服务中心');
    await attach(task, '收费目录.pdf');
    await expectAccessible(task);
  });
  const today = ((await monitor.get('/api/demo/clock')).body.now as string).slice(0, 10);
  await doTask(of, 'joint-meeting-office.clerk', 'Task_RecordMeeting', async (task) => {
    await pick(task, '会议日期', today);
    await field(task, '会议情况').fill('会议研究了收费划转。');
    await task.getByRole('button', { name: /添加|增加/ }).click();
    await field(task, '事项').fill(`移交收费目录${run}`);
    await pick(task, '责任单位', '区财政局');
    await field(task, '期限（工作日）').fill('5');
    await expectAccessible(task);
  });
  await go.step(caseId, 'Task_ApproveMinutes', { minutesResult: 'issue' });
  await taskAt(monitor, caseId, 'Task_ReportDecision');
  const page = await browser.open('finance.clerk', `/consultations?q=${run}`);
  await page.getByRole('link', { name: `移交收费目录${run}` }).waitFor();
  await expectText(page.getByRole('table'), '落实中');
  await expectAccessible(page);
  await page.getByRole('tab', { name: '联络员名单' }).click();
  await expectText(page.getByRole('table'), '区财政局联络员');
  await page.setViewportSize(PHONE);
  await expectNoSidewaysScroll(page);
  await page.context().close();
});

test('a result: claimed from the list; then the list leads to a request for revocation, verified, decided and answered', async () => {
  const result = await grantedNow(stack, ['market-regulation'], `许可${run}`);
  const clerk = 'market-regulation.clerk';
  const page = await browser.open(clerk, `/exchange?q=${result}`);
  await page.getByRole('link', { name: '去认领' }).waitFor();
  await expectAccessible(page);
  await page.getByRole('link', { name: '去认领' }).click();
  await page.waitForURL(/\/cases\/INFO-/);
  const push = { browser, monitor, caseId: page.url().split('/').at(-1) ?? '' };
  await doTask(push, clerk, 'Task_ClaimResult', async (task) => {
    await choose(task, '认领', '认领');
    await field(task, '监管责任科室和措施').fill('每季度检查');
    await expectAccessible(task);
  });
  await caseReaches(monitor, push.caseId, 'completed');
  await page.goto(`/exchange?q=${result}`);
  await page.getByText('已认领').first().waitFor();
  await page.getByRole('link', { name: '提请变更、撤回、撤销或注销' }).click();
  await heading(page, /^发起：行政许可/).waitFor();
  expect(await field(page, '审批事项编号').inputValue()).toBe(result);
  await pick(page, '提请单位', '区市场监管局');
  await choose(page, '提请的处理', '撤销');
  await pick(page, '法定情形', '欺骗');
  await field(page, '监管中发现的问题').fill('申请材料系伪造。');
  await expectAccessible(page);
  const of = { browser, monitor, caseId: await startedCase(page) };
  await doTask(of, clerk, 'Task_FileRequest', async (task) => {
    await expectText(task.getByLabel('前序环节结果'), '申请材料系伪造');
    await field(task, '函件内容').fill('依据第六十九条，请依法撤销。');
    await attach(task, '鉴定意见.pdf');
    await expectAccessible(task);
  });
  await doTask(of, 'market-regulation.head', 'Task_SignRequest', (task) => choose(task, '意见', '同意签发'), {
    viewport: PHONE,
  });
  await doTask(of, 'approval-bureau.clerk', 'Task_VerifyFacts', async (task) => {
    await expectText(task.getByRole('main'), '申请材料系伪造');
    await choose(task, '核实结果', '属实，依法处理');
    await choose(task, '拟作出的处理', '撤销');
    await pick(task, '法定情形', '欺骗');
    await choose(task, '涉及公共利益、应当听证', '否');
    await choose(task, '涉及重大利益关系', '否');
    await field(task, '核实的事实、理由和证据').fill('经鉴定，印章系伪造。');
    await expectAccessible(task);
  });
  const today = ((await monitor.get('/api/demo/clock')).body.now as string).slice(0, 10);
  await go.step(of.caseId, 'Task_RecordStatement', {
    ...{ noticeServedOn: today, statementText: '无意见', hearingRequested: 'no' },
  });
  await doTask(
    of,
    'approval-bureau.head',
    'Task_DecideMeasure',
    async (task) => {
      await choose(task, '决定', '作出处理');
      await field(task, '决定书文号').fill(`历下审撤${run}号`);
      await field(task, '理由和依据').fill('以欺骗手段取得。');
      await expectNoSidewaysScroll(task);
    },
    { viewport: PHONE },
  );
  await go.step(of.caseId, 'Task_ServeDecision', { servedOn: today, serviceMethod: 'direct' });
  await doTask(of, clerk, 'Task_ReceiveAnswer', (task) => field(task, '本单位档案号').fill(`市监档${run}`));
  await caseReaches(monitor, of.caseId, 'completed');
  expect(await caseOf(monitor, of.caseId)).toMatchObject({
    title: expect.stringContaining(`提请撤销许可：许可${run}`),
    links: [{ caseId: result, archiveNumber: `市监档${run}` }],
  });
  const news = await browser.open(clerk, '/exchange?tab=supervision');
  await eventually(() => button(news, '推送监管信息').waitFor());
  await expectAccessible(news);
  await news.setViewportSize(PHONE);
  await expectNoSidewaysScroll(news);
  expect(browser.complaints).toEqual([]);
});
