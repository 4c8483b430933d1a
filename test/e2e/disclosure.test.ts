import type { Client } from '../support/client.ts';
import { coordinationSteps } from '../support/coordination.ts';
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

/**
 * Disclosure of decisions in the browser, from the declared matter to the answered comment. What follows the end of the comments waits for a
 * timer and goes on in test/processes/property-disclosure.test.ts.
 */
const stack = world();
const go = coordinationSteps(stack);
const subject = `课后服务办法${Date.now()}`;
const CLERK = 'education-sports.clerk';

let browser: TestBrowser;
let monitor: Client;
let today: string;
let dayIn: (days: number) => string;
beforeAll(async () => {
  [browser, monitor] = await Promise.all([openBrowser(), stack.as('monitor')]);
  today = ((await monitor.get('/api/demo/clock')).body.now as string).slice(0, 10);
  dayIn = (days) => new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10);
});
afterAll(() => browser?.close());

test('the demonstration has a draft that is open for comments, and one with what became of them', async () => {
  const visitor = await browser.open(null, '/public/decisions', { viewport: PHONE });
  await expectText(visitor.getByRole('listitem').filter({ hasText: '中小学课后服务实施办法' }), '征集中');
  const answered = visitor.getByRole('listitem').filter({ hasText: '口袋公园建设三年计划' });
  await expectText(answered, '已公开采纳情况');
  await answered.getByRole('link').click();
  await expectText(visitor.getByRole('main'), '遮阴率写入设计要求');
  await visitor.goto('/public/income');
  await expectText(visitor.getByRole('main'), '泉景小区');
  await visitor.context().close();
});

test('declared, found public, drafted, signed; a comment from a phone without session; judged and answered', async () => {
  const clerk = await browser.open(CLERK, '/disclosure');
  await heading(clerk, '决策公开').waitFor();
  await expectAccessible(clerk);
  await button(clerk, '报送重大决策').click();
  await heading(clerk, '发起：重大决策预公开').waitFor();
  await pick(clerk, '决策方案拟定部门', '区教体局');
  await field(clerk, '事项名称').fill(subject);
  await field(clerk, '事项内容').fill('涉及全区学生和家长。');
  await pick(clerk, '决策时间', dayIn(90));
  await clerk.getByRole('checkbox', { name: '公开征求意见' }).check();
  await expectAccessible(clerk);
  const of = { browser, monitor, caseId: await startedCase(clerk) };
  const path = `/public/decisions/${of.caseId}`;

  await doTask(of, 'government-office.head', 'Task_ReviewMatter', (task) => choose(task, '核定', '公开'), {
    viewport: PHONE,
  });
  await doTask(of, CLERK, 'Task_DraftDisclosure', async (task) => {
    await attach(task, '决策草案.pdf');
    await field(task, '决策依据').fill('义务教育法');
    await field(task, '起草说明').fill('背景和主要内容。');
    await pick(task, '征集开始日期', today);
    await pick(task, '征集结束日期', dayIn(35));
    await choose(task, '情况紧急需要缩短', '否');
    await expectAccessible(task);
  });
  const visitor = await browser.open(null, path, { viewport: PHONE });
  await expectText(visitor.locator('body'), '未找到');
  await doTask(of, 'education-sports.head', 'Task_ApproveDisclosure', (task) => choose(task, '意见', '同意公开'));

  await eventually(async () => {
    await visitor.goto('/public/decisions');
    expect(await visitor.getByRole('link', { name: subject }).count()).toBe(1);
  });
  await expectAccessible(visitor);
  await visitor.getByRole('link', { name: subject }).click();
  await eventually(async () => {
    await visitor.reload();
    expect(await button(visitor, '提交意见').count()).toBe(1);
  });
  await visitor.getByLabel('意见（必填）').fill('希望增加体育活动。');
  await expectAccessible(visitor);
  await expectNoSidewaysScroll(visitor);
  await button(visitor, '提交意见').click();
  await expectText(visitor.getByRole('status'), '意见已收到，编号 1');
  expect(await visitor.context().cookies()).toEqual([]);

  await clerk.goto(`/disclosure?q=${of.caseId}`);
  await clerk.getByRole('link', { name: subject }).click();
  const row = clerk.getByRole('row', { name: /希望增加体育活动/ });
  await button(row, '通过').click();
  const dialog = clerk.getByRole('dialog');
  await button(dialog, '通过').click();
  await dialog.waitFor({ state: 'hidden' });
  await expectText(row, '已通过');
  await clerk.getByLabel('选择第1条').check();
  await button(clerk, '答复所选（1条）').click();
  await dialog.getByRole('radio', { name: '部分采纳', exact: true }).check();
  await dialog.getByLabel('答复').fill('已增加每周两次。');
  await expectAccessible(clerk);
  await button(dialog, '答复').click();
  await expectText(row, '已增加每周两次。');
  await clerk.setViewportSize(PHONE);
  await expectNoSidewaysScroll(clerk);
  await clerk.context().close();
  // The public hears of it with everything else, when the comments are over and the head has signed.
  await visitor.goto(path);
  expect(await visitor.locator('body').textContent()).not.toContain('已增加每周两次');
  await visitor.context().close();
  expect((await caseOf(monitor, of.caseId)).status).toBe('running');

  const outsider = await browser.open('finance.clerk', `/disclosure/${of.caseId}`);
  await outsider.getByText('您不在该事项的参与单位中').first().waitFor();
  await outsider.context().close();
  expect(browser.complaints).toEqual([]);
});

test('the catalogue: a unit declares on a phone, compiled, signed, on the public page', async () => {
  const year = Number(today.slice(0, 4)) + 1;
  const office = await browser.open('government-office.clerk', '/disclosure?tab=catalogue');
  await button(office, '启动年度目录').click();
  await heading(office, /^发起：年度重大决策/).waitFor();
  await field(office, '年度').fill(String(year));
  const of = { browser, monitor, caseId: await startedCase(office) };
  await go.step(of.caseId, 'Task_NotifyUnits', { departments: ['sub-district'], notifyText: '逐项写明' });
  await doTask(
    of,
    'sub-district.clerk',
    'Task_DeclareMatters',
    async (task) => {
      await expectText(task.getByLabel('前序环节结果'), '逐项写明');
      await field(task, '已报送事项数').fill('0');
      await expectNoSidewaysScroll(task);
    },
    { viewport: PHONE },
  );
  await doTask(of, 'government-office.clerk', 'Task_CompileCatalogue', async (task) => {
    await field(task, '核对情况').fill('已核对。');
    await expectAccessible(task);
  });
  await doTask(of, 'government-office.head', 'Task_SignCatalogue', (task) => choose(task, '意见', '同意签发'));
  await caseReaches(monitor, of.caseId, 'completed');
  const visitor = await browser.open(null, `/public/catalogue/${year}`, { viewport: PHONE });
  await heading(visitor, new RegExp(`${year}年`)).waitFor();
  await expectAccessible(visitor);
  await expectNoSidewaysScroll(visitor);
  await visitor.context().close();
  await office.context().close();
  expect(browser.complaints).toEqual([]);
});
