import type { Page } from 'playwright-core';
import type { Client } from '../support/client.ts';
import { caseReaches, doStep, taskAt } from '../support/fast-track.ts';
import { eventually, world } from '../support/world.ts';
import {
  button,
  expectAccessible,
  expectNoSidewaysScroll,
  expectText,
  faultsGone,
  heading,
  openBrowser,
  PDF,
  PHONE,
  WIDE,
  type TestBrowser,
} from './browser.ts';

/** One measure in the browser: found in the ledger, taken up, assigned, signed, reported, closed, evaluated, ranked. */
const stack = world();
const MEASURE = 'zbf-2019-2:31:1';
let browser: TestBrowser;
let monitor: Client;
let caseId: string;
beforeAll(async () => {
  [browser, monitor] = await Promise.all([openBrowser(), stack.as('monitor')]);
});
afterAll(() => browser?.close());

const field = (page: Page, label: string) => page.getByRole('main').getByLabel(label, { exact: true });
const choose = (page: Page, group: string, choice: string) =>
  page.getByRole('radiogroup', { name: group, exact: true }).getByRole('radio', { name: choice, exact: true }).check();
async function doTask(
  element: string,
  fill: (page: Page) => Promise<void>,
  { group, viewport = WIDE }: { group?: string; viewport?: typeof WIDE } = {},
): Promise<void> {
  const task = await taskAt(monitor, caseId, element, group);
  const page = await browser.open(task.group, `/tasks/${task.key}`, { viewport });
  await heading(page, task.name).waitFor();
  await fill(page);
  await button(page, '提交').click();
  await page.getByText(`“${task.name}”已提交`).first().waitFor();
  await page.context().close();
}

test('the office finds a measure by filters of the address and takes it up', async () => {
  const page = await browser.open(
    'supervision-office.clerk',
    '/ledger?source=zbf-2019-2&unit=approval-bureau&role=lead',
  );
  await heading(page, '督查台账').waitFor();
  const tree = page.getByRole('main');
  await tree.getByText('历下政办发〔2019〕2号 深化放管服改革优化营商环境重点任务分工方案').waitFor();
  await expectAccessible(page);
  await page.getByRole('link', { name: /电子营业执照生成和推送/ }).click();
  await expectText(page.getByRole('region', { name: '任务要求' }), '区市场监管局');
  await expectAccessible(page);
  await button(page, '立项督办').click();
  await page.waitForURL(/\/cases\/SUP-/);
  caseId = decodeURIComponent(page.url().split('/').at(-1) ?? '');
  // Several at once: those that are ticked.
  await page.goto('/ledger?source=zbf-2019-2&q=企业所得税');
  for (const name of [/^选择 .*减半征收企业所得税/, /^选择 .*取消企业所得税优惠备案/])
    await page.getByRole('checkbox', { name }).check();
  await page.getByRole('button', { name: '立项督办（2 项）' }).click();
  await page.getByText('已立项 2 项').first().waitFor();
  // The file that was exported comes back without a change.
  await page.goto('/ledger?source=zbf-2019-1');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: '导出 Excel' }).click();
  const file = await (await download).path();
  await page.getByRole('button', { name: '导入 Excel' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('input[type=file]').setInputFiles(file);
  await expectText(dialog, '8 项都与台账一致');
  await dialog.locator('input[type=file]').setInputFiles(PDF);
  await expectText(dialog, '不是 Excel 工作簿');
  await expectAccessible(page);
  await page.context().close();
});

test('assigned, signed, reported, closed and evaluated', async () => {
  await doTask('Task_AssignItem', async (page) => {
    await field(page, '办结期限').fill('2028-12-29');
    await page.keyboard.press('Enter');
    await choose(page, '反馈周期', '办结时反馈');
  });
  const both = ['approval-bureau.clerk', 'market-regulation.clerk'];
  for (const group of both)
    await doTask('Task_SignItem', (page) => choose(page, '签收意见', '签收'), { group, viewport: PHONE });
  for (const group of both)
    await doTask(
      'Task_GiveFeedback',
      async (page) => {
        await field(page, '完成进度（%）').fill('100');
        await field(page, '落实情况').fill('已全部推送。');
        await page.locator('input[type=file]').setInputFiles(PDF);
        await page.getByRole('link', { name: PDF.name }).first().waitFor();
      },
      { group },
    );
  await doTask('Task_ReviewFeedback', (page) => choose(page, '核查意见', '已落实，提请销号'));
  await doTask('Task_ApproveClosure', (page) => choose(page, '审定意见', '同意销号'));
  await doTask('Task_EvaluateItem', (page) => choose(page, '考评意见', '按建议得分'));
  await caseReaches(monitor, caseId, 'completed');
});

test('several are signed at once, and what became of each is said', async () => {
  const office = await stack.as('supervision-office.clerk');
  const { body } = await eventually(async () => {
    const found = await office.get<{ items: { id: string; title: string }[] }>('/api/cases?q=企业所得税&limit=50');
    expect(found.body.items).toHaveLength(2);
    return found;
  });
  for (const { id } of body.items) {
    await doStep(stack, id, 'Task_AssignItem', { orderCloseOn: '2028-12-29', orderCycle: 'once' });
    await taskAt(monitor, id, 'Task_SignItem', 'taxation.clerk');
  }
  const page = await browser.open('taxation.clerk', '/tasks?view=claimable&q=企业所得税');
  for (const { title } of body.items)
    await page.getByRole('checkbox', { name: `选择：签收督查事项，${title}` }).check();
  await button(page, '批量提交（2）').click();
  const dialog = page.getByRole('dialog', { name: '批量提交 2 项：签收督查事项' });
  await dialog.getByRole('button', { name: '确认提交' }).click();
  await expectText(dialog, '请选择签收意见');
  await dialog.getByRole('radio', { name: '签收', exact: true }).check();
  await expectAccessible(page);
  await faultsGone(dialog);
  await dialog.getByRole('button', { name: '确认提交' }).click();
  const results = page.getByRole('dialog', { name: '已提交 2 项，全部办成' });
  for (const { title } of body.items) await results.getByRole('link', { name: title }).waitFor();
  await expectAccessible(page);
  await results.getByRole('button', { name: '知道了' }).click();
  for (const { id } of body.items) await taskAt(monitor, id, 'Task_GiveFeedback', 'taxation.clerk');
  await page.context().close();
});

test('the unit sees what became of it, on a phone too; the ranking leads to its items', async () => {
  const page = await browser.open('approval-bureau.head', `/ledger/${MEASURE}`, { viewport: PHONE });
  await expectText(page.getByRole('region', { name: '落实情况' }), '100分（优秀）');
  await page.getByRole('link', { name: '督查单（PDF）' }).waitFor();
  await expectNoSidewaysScroll(page);
  await page.goto('/ledger?state=closed');
  await page.getByRole('link', { name: /电子营业执照生成和推送/ }).waitFor();
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  await page.context().close();
  const office = await browser.open('supervision-office.head', '/ledger?tab=ranking');
  await office.getByRole('link', { name: '区行政审批服务局' }).click();
  await office.getByRole('link', { name: /电子营业执照生成和推送/ }).waitFor();
  await expectAccessible(office);
  const stranger = await browser.open('archives.clerk', '/ledger');
  await stranger.getByText('没有由本单位牵头或配合的督查措施。').waitFor();
  await stranger.goto(`/ledger/${MEASURE}`);
  await stranger.getByText('未找到').first().waitFor();
  expect(browser.complaints).toEqual([]);
});

test('home says what waits; the search of the top bar finds the measure, its case and its paper', async () => {
  const page = await browser.open('supervision-office.clerk', '/');
  await heading(page, '首页').waitFor();
  await page.getByRole('region', { name: '等我办理' }).waitFor();
  await expectAccessible(page);
  await page.getByRole('searchbox', { name: '查找事项、材料、台账、园区' }).fill('电子营业执照 推送');
  await page.keyboard.press('Enter');
  await heading(page, '查找').waitFor();
  const hits = page.getByRole('list', { name: '查找结果' });
  await hits
    .getByRole('link', { name: /电子营业执照生成和推送/ })
    .first()
    .waitFor();
  await page.getByRole('tab', { name: /^材料（\d+）/ }).click();
  await hits.getByRole('link', { name: '督查单.pdf' }).first().waitFor();
  await expectAccessible(page);
  await page.setViewportSize(PHONE);
  await page.goto('/');
  await heading(page, '首页').waitFor();
  await expectNoSidewaysScroll(page);
  expect(browser.complaints).toEqual([]);
});
