import { GREEN, seedQuarter } from '../support/reports.ts';
import { world } from '../support/world.ts';
import {
  expectAccessible,
  expectNoSidewaysScroll,
  expectText,
  heading,
  openBrowser,
  PHONE,
  type TestBrowser,
} from './browser.ts';

const stack = world();
let browser: TestBrowser;
let seeded: Awaited<ReturnType<typeof seedQuarter>>;

beforeAll(async () => {
  browser = await openBrowser();
  seeded = await seedQuarter(stack, 2005);
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await seeded?.remove();
});

test('a head opens the rows behind the figures of his unit, takes the PDF, and reads it on a phone', async () => {
  const page = await browser.open(`${GREEN}.head`, '/');
  await page.getByRole('navigation').getByRole('link', { name: '统计报表' }).click();
  await heading(page, '统计报表').waitFor();
  await page.goto('/reports?period=2005-Q1');
  await page.getByText('2005年第一季度，').waitFor();
  await expectAccessible(page);

  const row = (section: string, name: string) =>
    page.getByRole('region', { name: section, exact: true }).getByRole('row').filter({ hasText: name });
  // Each count of the row leads to as many rows.
  for (const [section, name, link, opens, says] of [
    ['按期办结率（按责任单位）', '区园林局', '2', '时限监控', '共 2 条'],
    ['工作量（按人员）', '区园林局', '2', '我的待办', '办结 2005-01-01 至 2005-03-31'],
    ['红黄牌', '区园林局', '2', '红黄牌', '共 2 张'],
    ['事项与办理时长（按流程）', '招商引资快速决策', '2', '事项查询', '共 2 项'],
  ] as const) {
    await row(section, name).getByRole('link', { name: link, exact: true }).first().click();
    await heading(page, opens).waitFor();
    await expectText(page.getByRole('main'), says);
    await expectAccessible(page);
    await page.goBack();
    await heading(page, '统计报表').waitFor();
  }

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: '导出 PDF' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^reports-\d{8}-\d{4}\.pdf$/);

  await page.setViewportSize(PHONE);
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  expect(browser.complaints).toEqual([]);
});
