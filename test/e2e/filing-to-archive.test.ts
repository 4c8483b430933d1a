import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { entriesOfZip } from './zip.ts';
import { caseOf } from '../support/fast-track.ts';
import path from 'node:path';
import { createPool } from '../../db/pool.ts';
import { verifyArchives } from '../../domain/archive/verify.ts';
import { eventually, startStack } from '../support/stack.ts';
import {
  button,
  expectAccessible,
  expectText,
  faultsGone,
  heading,
  openBrowser,
  PDF,
  type TestBrowser,
} from './browser.ts';

// A stack of its own: the clock is moved past the limit of the decision.
let stack: Awaited<ReturnType<typeof startStack>>;
const subject = `总部商务中心项目 ${Date.now()}`;
// Other tests have tasks too: the list shows those of this case.
const claimable = `/tasks?view=claimable&q=${encodeURIComponent(subject)}`;
let browser: TestBrowser;
let filer: Page;
let caseId: string;

beforeAll(async () => {
  stack = await startStack();
  browser = await openBrowser(stack);
}, 600_000);
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

/** Opens the task of this case from the post's list, as soon as it is there. */
async function openTask(page: Page, name: string): Promise<void> {
  await page.getByRole('row').filter({ hasText: subject }).getByRole('link', { name, exact: true }).click();
  await heading(page, name).waitFor();
}

/** Opens the task as this post, fills it in, hands it in, and closes the window. */
async function doTask(username: string, name: string, fill: (page: Page) => Promise<void> = async () => {}) {
  const page = await browser.open(username, claimable);
  await openTask(page, name);
  await fill(page);
  await submit(page);
  // Whoever may do the next step as well is led to it, others to their list.
  await page.getByText(`“${name}”已提交`).first().waitFor();
  await page.context().close();
}

/** A date field, as somebody types it. */
async function enter(page: Page, label: string, value: string): Promise<void> {
  await field(page, label).fill(value);
  await page.keyboard.press('Enter');
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
  // What is typed is kept by itself and found at another computer, until it is filed.
  await filer.getByText(/\d 已暂存/).waitFor();
  const elsewhere = await browser.open('commerce.clerk', '/start/fast-track-decision');
  await elsewhere.getByText(/^已恢复 .*暂存的内容$/).waitFor();
  expect(await field(elsewhere, '事项名称').inputValue()).toBe(subject);
  await expectAccessible(elsewhere);

  await field(filer, '电话').fill('0531-80000000');
  await field(filer, '超出政策奖励资金').fill('3200000');
  await filer.getByText('320 万元').waitFor();
  await faultsGone(filer);
  await button(filer, '提交').dblclick();
  await filer.waitForURL(/\/cases\/FTD-/);
  caseId = filer.url().split('/').at(-1)!;
  const found = await (await stack.as('monitor')).get(`/api/cases?q=${encodeURIComponent(subject)}`);
  expect(found.body.items.map((c: { id: string }) => c.id)).toEqual([caseId]);
  await heading(filer, subject).waitFor();
  await expectText(filer.getByLabel('正在等待'), '编制项目报告书');
  await elsewhere.reload();
  await field(elsewhere, '事项名称').waitFor();
  expect(await field(elsewhere, '事项名称').inputValue()).toBe('');
  await elsewhere.context().close();
});

test('the filing unit writes the report, its head returns it once, and it comes again as it was', async () => {
  await doTask('commerce.clerk', '编制项目报告书', async (page) => {
    await field(page, '初筛评估意见').fill('项目真实可行。');
    await page.getByRole('textbox', { name: '项目报告书' }).fill('一、项目概况');
  });
  await doTask('commerce.head', '签署单位主要领导意见', async (page) => {
    await expectText(page.getByLabel('前序环节结果'), '项目真实可行');
    // By the keyboard: what the choice decides, and on what grounds.
    const basis = button(page, '依据');
    await basis.focus();
    await page.keyboard.press('Enter');
    const grounds = page.getByRole('tooltip');
    await grounds.getByText('同意 / 退回修改').waitFor();
    await grounds.getByText('历下政发〔2019〕1号').first().waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await grounds.waitFor({ state: 'hidden' });
    await page.getByRole('radio', { name: '退回修改' }).check();
    await field(page, '意见内容').fill('补充投资测算');
  });
  await doTask('commerce.clerk', '编制项目报告书', async (page) => {
    await expectText(page.getByLabel('前序环节结果'), '补充投资测算');
    const report = page.getByRole('textbox', { name: '项目报告书' });
    expect(await report.inputValue()).toBe('一、项目概况');
    await report.fill('一、项目概况\n二、投资测算');
  });
  await doTask('commerce.head', '签署单位主要领导意见', (page) =>
    page.getByRole('radio', { name: '同意申报' }).check(),
  );
  await expectText(filer.getByLabel('正在等待'), '区投资促进局');
});

test('investment promotion finds it in the list, is told what a return needs, and accepts', async () => {
  const page = await browser.open('investment-promotion.clerk', claimable);
  await openTask(page, '核对材料');
  await page.getByText('提交后转至：').waitFor();
  await page.getByRole('radio', { name: '退回补正' }).check();
  await submit(page);
  await faultAt(page, 'task_returnItems');
  await page.getByRole('radio', { name: '受理', exact: true }).check();
  // Nothing is to be put right any more: the complaint goes by itself.
  await faultsGone(page);
  await submit(page);
  await backAtList(page);
  await page.context().close();
});

test('the other boxes of annex 3 are signed, and the bureau arranges the argument', async () => {
  await doTask('investment-promotion.head', '签署区投资促进局意见', (page) =>
    page.getByRole('radio', { name: '同意', exact: true }).check(),
  );
  await doTask('leading-group-office.head', '签署领导小组办公室意见', (page) =>
    page.getByRole('radio', { name: '同意组织论证，不召开通气会' }).check(),
  );
  await doTask('investment-promotion.clerk', '安排会前论证', async (page) => {
    await page.getByText('区财政局').first().waitFor();
    expect(await field(page, '出具意见期限').inputValue()).toBe('5');
  });
});

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
  // Not what the page has kept by itself meanwhile.
  await page.locator('.ant-message').getByText('已暂存').first().waitFor();
  await page.reload();
  await page.getByText(/已恢复.*暂存的内容/).waitFor();
  expect(await page.getByLabel('意见内容').inputValue()).toBe('按年度考核结果兑现。');
  // Kept by itself after a pause in typing, and then there is nothing to ask: that must not be quicker than this test.
  let letGo = () => {};
  const leaving = new Promise<void>((resolve) => (letGo = resolve));
  await page.route('**/draft', async (route) => {
    await leaving;
    await route.continue();
  });
  await field(page, '意见内容').fill('按年度考核结果分期兑现。');
  await page.getByRole('link', { name: '事项查询' }).click();
  await button(page, '暂存并离开').click();
  letGo();
  await heading(page, '事项查询').waitFor();
  await page.goBack();
  await heading(page, '出具论证意见').waitFor();
  expect(await page.getByLabel('意见内容').inputValue()).toBe('按年度考核结果分期兑现。');
  await submit(page);
  await backAtList(page);
  await page.context().close();
});

test('investment promotion forms the proposal and sees the opinion above the form', async () => {
  const page = await browser.open('investment-promotion.clerk', claimable);
  await openTask(page, '形成建议方案');
  await expectText(page.getByLabel('前序环节结果'), '按年度考核结果分期兑现');
  await page.getByLabel('建议方案').fill('建议引进，按约定条件给予支持。');
  await submit(page);
  await backAtList(page);
  await page.context().close();
});

test('the limit of the decision passes: the case says so, and the office decides late', async () => {
  await expectText(filer.getByLabel('正在等待'), '领导小组办公室');
  await filer.getByRole('heading', { name: '决策层级：领导小组办公室' }).waitFor();
  await filer.locator('[data-element-id=Task_IssueNotice].step-active').waitFor();
  await filer.locator('[data-element-id=Task_GiveOpinion].step-done').waitFor();
  await expectAccessible(filer);

  await doTask('leading-group-office.clerk', '发出会议通知', async (page) => {
    await enter(page, '会议时间', `${await today()} 14:30`);
    await field(page, '会议地点').fill('区政府会议室');
    await field(page, '参会人员').fill('区财政局主要负责人');
    await field(page, '会议议程').fill('研究项目引进');
    await enter(page, '会议材料送达日期', await today());
  });
  const monitor = await stack.as('monitor');
  expect((await monitor.post('/api/demo/clock', { workingDays: 6 })).status).toBe(200);
  await eventually(async () => {
    const { body } = await monitor.get(`/api/deadlines?case=${caseId}&obligation=decide`);
    expect(body.items).toMatchObject([{ state: 'overdue' }]);
  });
  await filer.reload();
  await expectText(filer.getByRole('main'), '超期');

  await doTask('leading-group-office.clerk', '召开会议并作出决策', async (page) => {
    await expectText(page.getByLabel('前序环节结果'), '区政府会议室');
    await page.getByRole('radio', { name: '通过', exact: true }).check();
    await enter(page, '会议日期', await today());
    await page.getByLabel('决策意见').fill('同意引进。');
  });
  await doTask('leading-group-office.clerk', '整理会议纪要', async (page) => {
    await field(page, '发言记录').fill('区财政局：同意，列入预算。');
    await page.getByRole('textbox', { name: '会议纪要' }).fill('会议同意引进该项目。');
  });
});

test('what was decided is handed over, carried out and followed up', async () => {
  await doTask('investment-promotion.clerk', '交接决策事项', async (page) => {
    const row = page.getByRole('group', { name: '责任单位和事项第 1 项' });
    expect(await row.getByLabel('办理事项').inputValue()).toBe('同意引进。');
    await row.getByLabel('办理事项').fill('兑现租金支持');
  });
  await doTask('finance.clerk', '办理决策事项', async (page) => {
    await expectText(page.getByLabel('前序环节结果'), '兑现租金支持');
    await field(page, '办理情况反馈').fill('首期已拨付。');
    await page.locator('input[type=file]').setInputFiles({ ...PDF, name: '拨付凭证.pdf' });
    await page.getByRole('link', { name: '拨付凭证.pdf' }).first().waitFor();
  });
  await doTask('supervision-office.clerk', '跟踪督办', async (page) => {
    await expectText(page.getByLabel('前序环节结果'), '首期已拨付');
    await page.getByRole('radio', { name: '已落实，予以销号' }).check();
  });
});

test('the filer sees it end and downloads the sealed case file; every seal holds', async () => {
  // Nobody reloads this page.
  await filer.getByText('已办结').first().waitFor();
  await expectText(filer.getByRole('main'), '通过');
  await filer.getByRole('tab', { name: '办理记录' }).click();
  await filer.getByRole('tabpanel', { name: '办理记录' }).getByText('决策结果：通过').waitFor();

  const arriving = filer.waitForEvent('download');
  await filer.getByRole('link', { name: '下载归档案卷' }).click();
  const archive = readFileSync(await (await arriving).path());
  const sealed = (await caseOf(await stack.as('monitor'), caseId)).archive as { sha256: string };
  expect(createHash('sha256').update(archive).digest('hex')).toBe(sealed.sha256);
  const names = (await entriesOfZip(archive)).map((name) => name.split('/').at(-1));
  expect(names).toEqual(
    expect.arrayContaining([
      'manifest.json',
      '快速决策申报表.pdf',
      '项目报告书.pdf',
      '会议通知.pdf',
      '发言记录.pdf',
      '会议纪要.pdf',
      PDF.name,
      '拨付凭证.pdf',
    ]),
  );
  const pool = createPool(stack.databaseUrl, 1);
  const verified = await verifyArchives(pool, path.join(stack.dataDir, 'archives')).finally(() => pool.end());
  expect(verified.faults).toEqual([]);
  expect(verified.checked).toBeGreaterThan(0);
  expect(browser.complaints).toEqual([]);
});

/** The complaint is said at the field, to those who do not see it too. */
async function faultAt(page: Page, id: string): Promise<void> {
  await page.locator(`#${id}[aria-invalid=true]`).waitFor();
  await page.locator(`#${id}_help .ant-form-item-explain-error`).waitFor();
}

async function today(): Promise<string> {
  const { body } = await (await stack.as('monitor')).get('/api/session');
  return (body.now as string).slice(0, 10);
}
