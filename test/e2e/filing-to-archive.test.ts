import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { entriesOfZip } from './zip.ts';
import { caseOf } from '../support/fast-track.ts';
import { eventually, world } from '../support/world.ts';
import { button, expectAccessible, expectText, heading, openBrowser, PDF, type TestBrowser } from './browser.ts';

const stack = world();
const subject = `总部商务中心项目 ${Date.now()}`;
// Other tests have tasks too: the list shows those of this case.
const claimable = `/tasks?view=claimable&q=${encodeURIComponent(subject)}`;
let browser: TestBrowser;
let filer: Page;
let caseId: string;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

/** Opens the task of this case from the post's list, as soon as it is there. */
async function openTask(page: Page, name: string): Promise<void> {
  await page.getByRole('row').filter({ hasText: subject }).getByRole('link', { name, exact: true }).click();
  await heading(page, name).waitFor();
}

const field = (page: Page, label: string) => page.getByRole('main').getByLabel(label);
const submit = (page: Page) => button(page, '提交').click();
const backAtList = (page: Page) => heading(page, '我的待办').waitFor();

test('a clerk signs in with one click and files; what is wrong stands at its field, a double click makes one case', async () => {
  filer = await browser.open(null, '/');
  await button(filer, '区商务局经办人').click();
  await filer.getByRole('link', { name: '发起事项' }).click();
  await filer.getByRole('link', { name: '招商引资快速决策' }).click();
  await heading(filer, '发起：招商引资快速决策').waitFor();

  await submit(filer);
  await filer.getByText('请填写事项名称').waitFor();
  await eventually(async () => expect(await filer.locator(':focus').getAttribute('id')).toBe('start_subject'));

  await field(filer, '事项名称').fill(subject);
  await field(filer, '事项内容').fill('引进企业区域总部，拟申请租金支持。');
  await field(filer, '涉及部门').fill('区财政局');
  await filer.keyboard.press('Enter');
  await filer.keyboard.press('Escape');
  await field(filer, '联系人').fill('项目联系人');
  await field(filer, '电话').fill('电话待定');
  await field(filer, '超出政策规定的事项数').fill('1');
  await field(filer, '超出政策奖励资金').fill('3200000.555');
  await button(filer, '添加一项：材料清单').click();
  const material = filer.getByRole('group', { name: '材料清单第 1 项' });
  await material.getByLabel('材料名称').fill('项目报告书');
  await material.getByLabel('要件').check();
  await material.getByLabel('已提供').check();
  await submit(filer);
  // Both complaints stand at their own fields.
  await faultAt(filer, 'start_contactPhone');
  await faultAt(filer, 'start_annualRewardBeyondPolicy');
  expect(filer.url()).toContain('/start/');

  await field(filer, '电话').fill('0531-80000000');
  await field(filer, '超出政策奖励资金').fill('3200000');
  await filer.getByText('320 万元').waitFor();
  await button(filer, '提交').dblclick();
  await filer.waitForURL(/\/cases\/FTD-/);
  caseId = filer.url().split('/').at(-1)!;
  const found = await (await stack.as('monitor')).get(`/api/cases?q=${encodeURIComponent(subject)}`);
  expect(found.body.items.map((c: { id: string }) => c.id)).toEqual([caseId]);
  await heading(filer, subject).waitFor();
  await expectText(filer.getByLabel('正在等待'), '区投资促进局');
}, 120_000);

test('investment promotion finds it in the list, is told what a return needs, and accepts', async () => {
  const page = await browser.open('investment-promotion.clerk', claimable);
  await openTask(page, '核对材料');
  await page.getByText('提交后转至：').waitFor();
  await page.getByRole('radio', { name: '退回补正' }).check();
  await submit(page);
  await faultAt(page, 'task_returnItems');
  await page.getByRole('radio', { name: '受理', exact: true }).check();
  await submit(page);
  await backAtList(page);
  await page.context().close();
}, 60_000);

test('the department gives its opinion with a file; what was typed is there again after a reload and after a way round', async () => {
  const page = await browser.open('finance.clerk', claimable);
  await openTask(page, '出具论证意见');
  await button(page, '领取').click();
  await button(page, '退领').waitFor();
  await page.getByRole('radio', { name: '有条件同意' }).check();
  await field(page, '意见内容').fill('按年度考核结果兑现。');
  await page.locator('input[type=file]').setInputFiles(PDF);
  await page.getByRole('link', { name: PDF.name }).first().waitFor();
  await button(page, '暂存').click();
  await page.getByText('已暂存').first().waitFor();
  await page.reload();
  await page.getByText(/已恢复.*暂存的内容/).waitFor();
  expect(await page.getByLabel('意见内容').inputValue()).toBe('按年度考核结果兑现。');
  await field(page, '意见内容').fill('按年度考核结果分期兑现。');
  await page.getByRole('link', { name: '事项查询' }).click();
  await button(page, '暂存并离开').click();
  await heading(page, '事项查询').waitFor();
  await page.goBack();
  await heading(page, '出具论证意见').waitFor();
  expect(await page.getByLabel('意见内容').inputValue()).toBe('按年度考核结果分期兑现。');
  await submit(page);
  await backAtList(page);
  await page.context().close();
}, 60_000);

test('investment promotion forms the proposal and sees the opinion above the form', async () => {
  const page = await browser.open('investment-promotion.clerk', claimable);
  await openTask(page, '形成建议方案');
  await expectText(page.getByLabel('前序环节结果'), '按年度考核结果分期兑现');
  await page.getByLabel('建议方案').fill('建议引进，按约定条件给予支持。');
  await submit(page);
  await backAtList(page);
  await page.context().close();
}, 60_000);

test('the office of the leading group decides, the filer sees it happen and downloads the sealed case file', async () => {
  await expectText(filer.getByLabel('正在等待'), '领导小组办公室');
  await filer.getByRole('heading', { name: '决策层级：领导小组办公室' }).waitFor();
  await filer.locator('[data-element-id=Task_Decide].step-active').waitFor();
  await filer.locator('[data-element-id=Task_GiveOpinion].step-done').waitFor();
  await expectAccessible(filer);

  const page = await browser.open('leading-group-office.clerk', claimable);
  await openTask(page, '召开会议并作出决策');
  await page.getByRole('radio', { name: '通过', exact: true }).check();
  await page.getByLabel('会议日期').fill((await today()) ?? '');
  await page.keyboard.press('Enter');
  await page.getByLabel('决策意见').fill('同意引进。');
  await submit(page);
  await backAtList(page);
  await page.context().close();

  // Nobody reloads this page.
  await filer.getByText('已办结').waitFor();
  await expectText(filer.getByRole('main'), '通过');
  await filer.getByRole('tab', { name: '办理记录' }).click();
  await filer.getByRole('tabpanel', { name: '办理记录' }).getByText('决策结果：通过').waitFor();

  const arriving = filer.waitForEvent('download');
  await filer.getByRole('link', { name: '下载归档案卷' }).click();
  const archive = readFileSync(await (await arriving).path());
  const sealed = (await caseOf(await stack.as('monitor'), caseId)).archive as { sha256: string };
  expect(createHash('sha256').update(archive).digest('hex')).toBe(sealed.sha256);
  const names = await entriesOfZip(archive);
  expect(names).toContain('manifest.json');
  expect(names.some((name) => name.endsWith(PDF.name))).toBe(true);
  expect(browser.complaints).toEqual([]);
}, 120_000);

/** The complaint is said at the field, to those who do not see it too. */
async function faultAt(page: Page, id: string): Promise<void> {
  await page.locator(`#${id}[aria-invalid=true]`).waitFor();
  await page.locator(`#${id}_help .ant-form-item-explain-error`).waitFor();
}

async function today(): Promise<string | undefined> {
  const { body } = await (await stack.as('monitor')).get('/api/session');
  return (body.now as string).slice(0, 10);
}
