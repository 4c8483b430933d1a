import { doStep, startCase, taskAt } from '../support/fast-track.ts';
import { world } from '../support/world.ts';
import {
  button,
  expectAccessible,
  expectNoSidewaysScroll,
  expectReachable,
  heading,
  openBrowser,
  PHONE,
  WIDE,
  type TestBrowser,
} from './browser.ts';

const stack = world();
const subject = `页面检查项目 ${Date.now()}`;
let browser: TestBrowser;
let caseId: string;
let taskKey: string;

beforeAll(async () => {
  browser = await openBrowser();
  caseId = await startCase(await stack.as('commerce.clerk'), { subject, departments: ['civil-affairs'] });
  await doStep(stack, caseId, 'Task_ReviewMaterials', { reviewResult: 'accept' });
  taskKey = (await taskAt(await stack.as('monitor'), caseId, 'Task_GiveOpinion', 'civil-affairs')).key;
}, 300_000);
afterAll(() => browser.close());

/** Path with the words of its heading. */
const pages: [who: string | null, [path: () => string, h1: string][]][] = [
  [null, [[() => '/', '历下区业务流程平台']]],
  [
    'civil-affairs.clerk',
    [
      [() => '/tasks', '我的待办'],
      [() => '/tasks?view=claimable', '我的待办'],
      [() => `/tasks/${taskKey}`, '出具论证意见'],
      [() => '/copies', '抄送我的'],
      [() => '/nowhere', '没有'],
    ],
  ],
  [
    'monitor',
    [
      [() => `/cases/${caseId}`, '页面检查项目'],
      [() => '/cases', '事项查询'],
      [() => '/cards', '红黄牌'],
      [() => '/clock', '演示时钟'],
      [() => '/status', '运行状态'],
    ],
  ],
  [
    'commerce.clerk',
    [
      [() => '/start', '发起事项'],
      [() => '/start/fast-track-decision', '发起：招商引资快速决策'],
    ],
  ],
  [
    'sysadmin',
    [
      [() => '/calendar', '工作日历'],
      [() => '/calendar?day=2026-10-01', '工作日历'],
      [() => '/calendar?year=2999', '工作日历'],
      [() => '/calendar?tab=due&start=2026-02-13T16:00&days=5', '工作日历'],
      [() => '/calendar?tab=closing', '工作日历'],
      [() => '/calendar?tab=edits', '工作日历'],
      [() => '/settings/supervision', '督导单位'],
    ],
  ],
  [
    'auditor',
    [
      [() => '/audit', '审计日志'],
      [() => '/audit?ending=refused', '审计日志'],
    ],
  ],
  [
    'process-owner',
    [
      [() => '/rules', '规则试算'],
      [() => '/modeler', '流程设计'],
      [() => '/modeler/limit-watch', '流程设计：时限监控'],
      [() => '/modeler/limit-watch/edit', '设计：时限监控'],
    ],
  ],
];

test('every page: readable for assistive technology, no sideways scroll on a phone', async () => {
  for (const [who, places] of pages) {
    const page = await browser.open(who, places[0]![0]());
    for (const [path, h1] of places) {
      await page.setViewportSize(WIDE);
      await page.goto(path());
      await heading(page, new RegExp(h1)).waitFor();
      await page.getByLabel('正在加载').first().waitFor({ state: 'detached' });
      await expectAccessible(page);
      await page.setViewportSize(PHONE);
      await expectNoSidewaysScroll(page);
    }
    await page.context().close();
  }
  expect(browser.complaints).toEqual([]);
}, 600_000);

test('what a stranger may not see is said with a way out, and what is not there too', async () => {
  const other = await browser.open('veterans-affairs.clerk', `/cases/${caseId}`);
  await other.getByText('仅对参与办理的单位开放').waitFor();
  await expectAccessible(other);
  await other.goto('/tasks/1');
  await other.getByText('请核对地址').waitFor();
});

test('on a phone the list and the task are done with one hand', async () => {
  const page = await browser.open('civil-affairs.clerk', `/tasks?view=claimable&q=${encodeURIComponent(subject)}`, {
    viewport: PHONE,
  });
  const card = page.getByRole('listitem').filter({ hasText: subject });
  await expectReachable(page, card.getByRole('link'));
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  await card.getByRole('link').click();

  await heading(page, '出具论证意见').waitFor();
  await page.getByText('提交后转至').waitFor();
  await expectReachable(page, button(page, '提交'));
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  await page.getByRole('radio', { name: '同意', exact: true }).check();
  await button(page, '提交').click();
  await heading(page, '我的待办').waitFor();
});
