import { doStep, startCase, taskAt } from '../support/fast-track.ts';
import { eventually, world } from '../support/world.ts';
import {
  button,
  expectAccessible,
  expectNoSidewaysScroll,
  expectText,
  heading,
  openBrowser,
  PHONE,
  type TestBrowser,
} from './browser.ts';

const stack = world();
const subject = `缺席代办项目 ${Date.now()}`;
let browser: TestBrowser;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  // The other tests find everybody at his post.
  const clerk = await stack.as('parks-greening.clerk');
  for (const a of (await clerk.get('/api/absences')).body.items) await clerk.post(`/api/absences/${a.id}/end`);
  await browser.close();
});

test('a clerk is away and the substitute acts: set on the page, marked in the bar, told in the history', async () => {
  const caseId = await startCase(await stack.as('parks-greening.clerk'), { filingUnit: 'parks-greening', subject });
  await doStep(stack, caseId, 'Task_ReviewMaterials', { reviewResult: 'return', returnItems: '项目报告书' });
  const task = await taskAt(await stack.as('monitor'), caseId, 'Task_SupplementMaterials');

  const away = await browser.open('parks-greening.clerk', '/absence');
  await heading(away, '我的代理').waitFor();
  await away.getByText('您还没有缺席安排').waitFor();
  await expectAccessible(away);
  const { now } = (await (await stack.as('monitor')).get('/api/demo/clock')).body as { now: string };
  const until = new Date(Date.parse(now) + 2 * 86_400_000).toISOString().slice(0, 10);
  await away.getByLabel('结束').fill(`${until} 17:00`);
  await away.keyboard.press('Enter');
  const substitute = away.getByRole('combobox', { name: '代理人' });
  await substitute.fill('联络员');
  await away.getByRole('option', { name: '区园林局联络员' }).waitFor({ state: 'attached' });
  await substitute.press('Enter');
  await expectText(away.getByRole('status').filter({ hasText: '工作日' }), /现有 1 项待办.*补正材料 · 缺席代办项目/);
  await away.getByLabel('事由').fill('外出培训');
  await button(away, '确认设置').click();
  const row = away.getByRole('row').filter({ hasText: '外出培训' });
  await expectText(row, /代理中本人区园林局联络员.*全部流程/);
  await expectAccessible(away);

  const page = await browser.open('parks-greening.liaison', '/tasks');
  const mark = page.getByRole('link', { name: '代 区园林局经办人 办理，查看代办任务' });
  await mark.click();
  await page.getByRole('row').filter({ hasText: subject }).getByText('代 区园林局经办人').waitFor();
  expect(new URL(page.url()).searchParams.get('onBehalfOf')).toBe('parks-greening.clerk');
  await expectAccessible(page);
  await page.setViewportSize(PHONE);
  await expectNoSidewaysScroll(page);
  await page.setViewportSize({ width: 1366, height: 768 });
  await page.getByRole('link', { name: '补正材料' }).click();
  await page.getByText('您正在代 区园林局经办人 办理').waitFor();
  await expectAccessible(page);
  await page.getByRole('checkbox', { name: '项目报告书' }).check();
  await button(page, '提交').click();
  await heading(page, '我的待办').waitFor();

  await eventually(async () => {
    const { body } = await (await stack.as('monitor')).get(`/api/tasks/${task.key}`);
    expect(body).toMatchObject({
      state: 'done',
      completedBy: 'parks-greening.liaison',
      onBehalfOf: 'parks-greening.clerk',
    });
  });
  await page.goto(`/cases/${caseId}?tab=history`);
  await page.getByRole('tab', { name: '办理记录' }).click();
  await page.getByText('代区园林局经办人办结“补正材料”').waitFor();
  await page.getByText('（区园林局联络员 代 区园林局经办人）').waitFor();

  await row.getByRole('button', { name: /提前结束/ }).click();
  await button(away, '确认提前结束').click();
  await expectText(row, '已结束');
  await mark.waitFor({ state: 'detached' });
  expect(browser.complaints).toEqual([]);
});

test('the security administrator sees posts, holders and what would move', async () => {
  const page = await browser.open('secadmin', '/people?q=区园林局');
  await heading(page, '岗位与代理').waitFor();
  await page.getByRole('button', { name: '任职：区园林局经办人' }).click();
  const drawer = page.getByRole('dialog');
  await drawer.getByText('在任').waitFor();
  const successor = drawer.getByRole('combobox', { name: '继任人员' });
  await successor.fill('区园林局主要');
  await page.getByRole('option', { name: '区园林局主要负责人' }).waitFor({ state: 'attached' });
  await successor.press('Enter');
  await expectText(drawer.getByRole('status'), /区园林局经办人不再任此岗/);
  await expectAccessible(page);
  await page.setViewportSize(PHONE);
  await expectNoSidewaysScroll(page);
  await page.goto('/people?tab=absences');
  await button(page, '代为设置缺席').waitFor();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  const stranger = await browser.open('finance.clerk', '/people');
  await stranger.getByText('没有管理岗位任职的权限').waitFor();
  expect(browser.complaints).toEqual([]);
});
