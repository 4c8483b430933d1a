import { createHash } from 'node:crypto';
import { extractText, getDocumentProxy } from 'unpdf';
import { doStep, startCase, taskAt } from '../support/fast-track.ts';
import { eventually, world } from '../support/world.ts';
import {
  attach,
  button,
  choose,
  expectAccessible,
  expectNoSidewaysScroll,
  expectText,
  field,
  heading,
  openBrowser,
  PDF,
  PHONE,
  type TestBrowser,
} from './browser.ts';
import type { Page } from 'playwright-core';

const stack = world();
const subject = `协办项目 ${Date.now()}`;
const SECOND = '%PDF-1.4\n% 2\n%%EOF\n';
/** One point, PNG. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
let browser: TestBrowser;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

async function act(page: Page, what: string): Promise<ReturnType<Page['getByRole']>> {
  await button(page, '更多').click();
  await page.getByRole('menuitem', { name: what, exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: /^确认/ }).waitFor();
  return dialog;
}

async function pick(page: Page, name: string): Promise<void> {
  const who = page.getByRole('dialog').getByRole('combobox', { name: /交给谁|抄送给/ });
  await who.fill(name);
  await page.getByRole('option', { name, exact: true }).first().waitFor({ state: 'attached' });
  await who.press('Enter');
}

/** Whoever uploaded a scan says what the paper is like and where it lies. */
async function recordOriginal(page: Page, name: string): Promise<void> {
  await button(page, `登记纸质原件：${name}`).click();
  const dialog = page.getByRole('dialog', { name: '登记纸质原件' });
  await dialog.getByRole('button', { name: '确认登记' }).click();
  await dialog.getByText('请选择是否盖章').waitFor();
  await dialog.getByRole('radio', { name: '已盖章' }).check();
  await dialog.getByRole('radio', { name: '有签字' }).check();
  await dialog.getByLabel('存放位置').fill('3号柜12盒');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: '确认登记' }).click();
  await dialog.waitFor({ state: 'hidden' });
  const paper = page.getByRole('group', { name: `纸质原件：${name}` });
  await expectText(paper, '纸质原件 · 已盖章 · 有签字 · 待核对');
  // He uploaded it: the check is somebody else's.
  expect(await button(page, `核对原件：${name}`).count()).toBe(0);
}

/** What stands on the paper when somebody presses Ctrl + P. */
async function onPaper(page: Page): Promise<string> {
  await page.reload();
  await page.locator('h1').first().waitFor();
  await page.evaluate('window.print = () => { window.printed = true; }');
  await page.keyboard.press('Control+p');
  await eventually(async () => expect(await page.evaluate('window.printed')).toBe(true));
  const pdf = await getDocumentProxy(new Uint8Array(await page.pdf({ format: 'A4' })));
  // The font gives some characters as radicals.
  return (await extractText(pdf, { mergePages: true })).text.normalize('NFKC').replace(/\s+/g, '');
}

async function checkOriginal(page: Page, caseId: string, name: string): Promise<void> {
  await page.goto(`/cases/${caseId}?tab=files`);
  await button(page, `核对原件：${name}`).click();
  const dialog = page.getByRole('dialog', { name: '核对纸质原件' });
  await expectText(dialog, '存放于3号柜12盒');
  await dialog.getByRole('button', { name: '确认核对' }).click();
  const paper = page.getByRole('group', { name: `纸质原件：${name}` });
  await expectText(paper, /已盖章 · 有签字 · 已核对.*区档案局经办人.*登记.*区档案局主要负责人.*核对/);
  await expectAccessible(page);
}

test('three people work on one task: asked by delegation, confirmed after, copied and mentioned', async () => {
  const caseId = await startCase(await stack.as('commerce.clerk'), { departments: ['archives'], subject });
  await doStep(stack, caseId, 'Task_ReviewMaterials', { reviewResult: 'accept' });
  const task = await taskAt(await stack.as('monitor'), caseId, 'Task_GiveOpinion', 'archives');

  const clerk = await browser.open('archives.clerk', `/tasks?view=claimable&q=${encodeURIComponent(subject)}`);
  await clerk.getByRole('checkbox', { name: new RegExp(`选择：.*${subject}`) }).check();
  await expectAccessible(clerk);
  await button(clerk, '批量领取（1）').click();
  await clerk.getByText('已领取 1 项').first().waitFor();
  await clerk.goto(`/tasks/${task.key}`);
  await heading(clerk, task.name).waitFor();
  const ask = await act(clerk, '委派他人提出意见');
  await expectAccessible(clerk);
  await pick(clerk, '区档案局主要负责人');
  await ask.getByLabel('请对方就什么提出意见').fill('请就档案接收条件提出意见');
  await ask.getByRole('button', { name: /^确认/ }).click();
  await clerk.getByText('已委派区档案局主要负责人提出意见').waitFor();

  const head = await browser.open('archives.head', `/tasks?q=${encodeURIComponent(subject)}`);
  await expectText(head.getByRole('row').filter({ hasText: subject }), '委派给我');
  await head.getByRole('link', { name: task.name, exact: true }).click();
  await head.getByLabel('意见', { exact: true }).fill('接收条件具备。');
  await expectAccessible(head);
  await button(head, '答复并交回').click();
  await head.getByText('已答复，任务交回委派人').first().waitFor();

  // The clerk's page follows by itself.
  await expectText(clerk.getByRole('region', { name: '他人意见' }), '接收条件具备。');
  const more = await act(clerk, '加签');
  await more.getByRole('radio', { name: /后加签/ }).check();
  await pick(clerk, '区档案局联络员');
  await more.getByLabel('请对方做什么').fill('请复核后报出');
  await more.getByRole('button', { name: /^确认/ }).click();
  await expectText(clerk.getByRole('region', { name: '他人意见' }), /后加签.*区档案局联络员/);
  await choose(clerk, '论证意见', '同意');
  await attach(clerk, '接收条件.pdf');
  await clerk.getByRole('tab', { name: '材料' }).click();
  await button(clerk, '预览：接收条件.pdf').click();
  await clerk.getByTitle('预览 接收条件.pdf').waitFor();
  // The browser's own viewer has the keyboard.
  await clerk.getByRole('dialog', { name: '接收条件.pdf' }).locator('.ant-modal-close').click();
  await clerk.getByTitle('预览 接收条件.pdf').waitFor({ state: 'detached' });
  await clerk
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: '库房.png', mimeType: 'image/png', buffer: PICTURE });
  await button(clerk, '预览：库房.png').click();
  const picture = clerk.getByRole('img', { name: '库房.png' });
  await eventually(async () =>
    expect(await clerk.evaluate("document.querySelector('img.file-preview-picture')?.naturalWidth")).toBe(1),
  );
  await clerk.keyboard.press('Escape');
  await picture.waitFor({ state: 'detached' });
  const [chooser] = await Promise.all([
    clerk.waitForEvent('filechooser'),
    button(clerk, '上传新版本：接收条件.pdf').click(),
  ]);
  await chooser.setFiles({ ...PDF, name: '接收条件.pdf', buffer: Buffer.from(SECOND) });
  await expectText(clerk.getByRole('main'), `SHA-256 ${createHash('sha256').update(SECOND).digest('hex')}`);
  await clerk.getByText('以前的版本（1）').waitFor();
  await recordOriginal(clerk, '接收条件.pdf');
  await button(clerk, '提交').click();
  await clerk.getByText(/等待后加签的各方确认/).waitFor();
  await checkOriginal(head, caseId, '接收条件.pdf');

  const confirm = await taskAt(await stack.as('monitor'), caseId, 'Task_GiveExtraOpinion');
  const liaison = await browser.open('archives.liaison', `/tasks/${confirm.key}`);
  await expectText(liaison.getByLabel('前序环节结果'), '请复核后报出');
  await choose(liaison, '结论', '同意');
  await field(liaison, '意见').fill('复核无误');
  await expectAccessible(liaison);
  await button(liaison, '提交').click();
  await liaison.getByText('已提交').first().waitFor();
  await clerk.getByText(/本任务已由区档案局经办人.*办结/).waitFor();

  // Said and copied on the case; the head reads it.
  await clerk.goto(`/cases/${caseId}?tab=comments`);
  await button(clerk, '抄送').click();
  await pick(clerk, '区档案局主要负责人');
  // A list of several stays open for the next one.
  await clerk.getByRole('dialog').getByText('对方会收到消息').click();
  await clerk.getByRole('dialog').getByRole('button', { name: '确认抄送' }).click();
  await expectText(clerk.getByRole('list', { name: '抄送' }), '未阅区档案局主要负责人');
  await clerk.getByLabel('留言内容').fill('@区档案局主要负责人 已经报出');
  await button(clerk, '留言').click();
  await expectText(clerk.getByRole('list', { name: '留言' }), '已经报出');
  await expectAccessible(clerk);
  await head.goto('/copies');
  await heading(head, '抄送我的').waitFor();
  await expectAccessible(head);
  await head.getByRole('row').filter({ hasText: subject }).getByRole('button', { name: '已阅' }).click();
  await expectText(clerk.getByRole('list', { name: '抄送' }), /已阅区档案局主要负责人.*阅/);
  await clerk.getByRole('tab', { name: '办理记录' }).click();
  for (const told of [
    '委派区档案局主要负责人提出意见',
    '等待区档案局联络员确认',
    '同意：复核无误',
    '抄送区档案局主要负责人',
    '对照纸质原件核对“接收条件.pdf”',
  ])
    await clerk.getByText(told).first().waitFor();
  const printed = await onPaper(clerk);
  // Also the tabs that were not opened here, without what one does with the page.
  for (const said of [subject.replace(' ', ''), caseId, '接收条件.pdf', '对照纸质原件核对', '已经报出'])
    expect(printed).toContain(said);
  for (const shown of ['我的待办', '清除筛选', '上传新版本']) expect(printed).not.toContain(shown);
  await clerk.setViewportSize(PHONE);
  await expectNoSidewaysScroll(clerk);
  expect(browser.complaints).toEqual([]);
});

test('the list is as one left it, on another computer too; keys have a help sheet', async () => {
  const page = await browser.open('archives.liaison-lead', '/tasks?view=all');
  await button(page, '显示设置').click();
  // Clicked, not checked: the box follows the list a moment later.
  await page.getByRole('checkbox', { name: '办理人' }).click();
  await page.getByRole('checkbox', { name: '办理人', checked: false }).waitFor();
  await page.getByRole('radio', { name: '宽松' }).click();
  await page.getByRole('radio', { name: '宽松', checked: true }).waitFor();
  await expectAccessible(page);
  await eventually(async () => {
    const { body } = await (await stack.as('archives.liaison-lead')).get('/api/lists/tasks/view');
    expect(body).toMatchObject({ density: 'large', columns: ['caseTitle', 'createdAt'] });
  });
  const other = await browser.open('archives.liaison-lead', '/tasks?view=all');
  await other.getByRole('columnheader', { name: '到达时间' }).waitFor();
  expect(await other.getByRole('columnheader', { name: '办理人' }).count()).toBe(0);
  await other.getByRole('searchbox', { name: '任务、事项名称或编号' }).fill(subject);
  await other.keyboard.press('Enter');
  await button(other, '保存当前筛选').click();
  await other.getByRole('dialog').getByLabel('名称').fill('协办');
  await other
    .getByRole('dialog')
    .getByRole('button', { name: '保 存' })
    .or(other.getByRole('dialog').getByRole('button', { name: '保存' }))
    .click();
  await other.getByRole('button', { name: /^协办（\d+）/ }).waitFor();
  await other.locator('h1').click();
  await other.keyboard.press('?');
  await other.getByRole('dialog', { name: '键盘快捷键' }).waitFor();
  await expectAccessible(other);
  await other.keyboard.press('?');
  await other.getByRole('dialog', { name: '键盘快捷键' }).waitFor({ state: 'hidden' });
  await other.keyboard.press('c');
  await heading(other, '事项查询').waitFor();
  expect(browser.complaints).toEqual([]);
});
