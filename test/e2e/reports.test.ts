import type { Locator } from 'playwright-core';
import { GREEN, seedQuarter } from '../support/reports.ts';
import { eventually, world } from '../support/world.ts';
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

/** Clicks the only bar of a chart in this colour that has any length, once it has come to rest; the mark in the legend is smaller. */
async function clickBar(chart: Locator, color: string): Promise<void> {
  let last: unknown;
  const bar = await eventually(async () => {
    await chart.scrollIntoViewIfNeeded();
    const paths = await chart.locator(`path[fill="${color}"]`).all();
    const boxes = await Promise.all(paths.map((path) => path.boundingBox()));
    const bars = boxes.filter((box) => box !== null && box.width > 20 && box.height > 20);
    const before = last;
    last = bars;
    expect(bars).toHaveLength(1);
    // It grows, and so may what is drawn above it.
    expect(bars).toEqual(before);
    return bars[0]!;
  });
  await chart.page().mouse.click(bar.x + bar.width / 2, bar.y + bar.height / 2);
}

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
  // The only bars there are belong to the one quarter of two years: one limit in time, one late.
  const chart = page.getByRole('img', {
    name: /^按期办结率与时限.*2005年第一季度 按期办结 1、超期办结 1、.*，数字见下表$/,
  });
  await clickBar(chart, '#1B7F3B');
  await heading(page, '时限监控').waitFor();
  await expectText(page.getByRole('main'), '共 1 条');
  expect(new URL(page.url()).searchParams.get('state')).toBe('met');
  await page.goBack();
  await heading(page, '统计报表').waitFor();

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
  await page
    .getByRole('img', { name: /^各流程用时/ })
    .locator('svg')
    .waitFor();
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  expect(browser.complaints).toEqual([]);
});
