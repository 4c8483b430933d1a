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
  faultsGone,
  field,
  heading,
  openBrowser,
  PDF,
  PHONE,
  type TestBrowser,
} from './browser.ts';
import type { Locator, Page } from 'playwright-core';

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

/** The choices of a list that is not searched. */
const openList = (dialog: Locator, name: string | RegExp): Promise<void> =>
  dialog.getByRole('combobox', { name }).press('ArrowDown');

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
  // As the message goes, what is below it moves up: pressed once more where it was missed.
  for (const name of ['已盖章', '有签字'])
    await eventually(async () => {
      const radio = dialog.getByRole('radio', { name });
      await radio.click();
      expect(await radio.isChecked()).toBe(true);
    });
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

test('four people hand over, ask before, take back and send back: each is told who did it, why and what is next', async () => {
  const batch = `成批项目 ${Date.now()}`;
  const monitor = await stack.as('monitor');
  const commerce = await stack.as('commerce.clerk');
  const cases = await Promise.all(['甲', '乙'].map((name) => startCase(commerce, { subject: `${batch}${name}` })));
  const [task] = await Promise.all(cases.map((id) => taskAt(monitor, id, 'Task_ReviewMaterials')));
  const [caseId] = cases;
  const at = async (element: string, group?: string) =>
    `/tasks/${(await taskAt(monitor, caseId!, element, group)).key}`;

  // 批量转办: the head gives both to the liaison.
  const head = await browser.open('investment-promotion.head', `/tasks?view=all&q=${encodeURIComponent(batch)}`);
  for (const name of ['甲', '乙'])
    await head.getByRole('checkbox', { name: new RegExp(`选择：.*${batch}${name}`) }).check();
  await button(head, '批量转办（2）').click();
  const many = head.getByRole('dialog', { name: '批量转办 2 项' });
  await button(many, '确认转办').click();
  await many.getByText('请选择岗位或人员').waitFor();
  await many.getByText('请填写理由（2–500 个字）').waitFor();
  await expectAccessible(head);
  await pick(head, '区投资促进局联络员');
  await many.getByLabel('转办理由').fill('统一由联络员核对');
  await faultsGone(many);
  await button(many, '确认转办').click();
  await head.getByText('已转办 2 项').first().waitFor();
  for (const name of ['甲', '乙'])
    await expectText(head.getByRole('row').filter({ hasText: `${batch}${name}` }), '区投资促进局联络员');

  const shared = new RegExp(`^${batch}（2）\\s*共享$`);
  // The filter is kept by one and found by a colleague, with his own count; only who made it deletes it.
  await button(head, '保存当前筛选').click();
  const keep = head.getByRole('dialog', { name: '保存当前筛选' });
  await keep.getByLabel('名称').fill(batch);
  await openList(keep, /与本单位共享/);
  await head.locator('.ant-select-item-option').filter({ hasText: '区投资促进局' }).click();
  await expectAccessible(head);
  await keep.getByRole('button', { name: /^保\s?存$/ }).click();
  await head.getByRole('button', { name: shared }).waitFor();
  const liaison = await browser.open('investment-promotion.liaison', '/tasks');
  await liaison.getByRole('button', { name: shared }).click();
  const row = liaison.getByRole('row').filter({ hasText: `${batch}甲` });
  await row.waitFor();
  expect(new URL(liaison.url()).searchParams.get('q')).toBe(batch);
  expect(await button(liaison, `删除筛选：${batch}`).count()).toBe(0);
  await button(head, `删除筛选：${batch}`).click();
  await head.getByRole('button', { name: /^确\s?定$/ }).click();
  await head.getByText('已删除筛选').waitFor();

  // 转办 of one, back to the clerk; what is missing is said at its field.
  await row.getByRole('link', { name: task!.name, exact: true }).click();
  const give = await act(liaison, '转办');
  await button(give, '确认转办').click();
  await give.getByText('请选择岗位或人员').waitFor();
  await give.getByText('请填写转办理由').waitFor();
  await pick(liaison, '区投资促进局经办人');
  await give.getByLabel('转办理由').fill('原件在经办人处');
  await expectAccessible(liaison);
  await faultsGone(give);
  await button(give, '确认转办').click();
  await liaison.getByText('已转办').first().waitFor();
  await heading(liaison, '我的待办').waitFor();

  // 前加签 of two, 减签 of one; the task waits for the other.
  const clerk = await browser.open('investment-promotion.clerk', `/tasks/${task!.key}`);
  const said = clerk.getByRole('region', { name: '他人意见' });
  for (const [who, what] of [
    ['区税务局经办人', '请核对纳税情况'],
    ['区投资促进局主要负责人', '请负责人把关'],
  ] as const) {
    const ask = await act(clerk, '加签');
    await pick(clerk, who);
    await ask.getByLabel('请对方做什么').fill(what);
    await button(ask, '确认加签').click();
    await expectText(said, new RegExp(`前加签${who}等待意见${what}`));
    await ask.waitFor({ state: 'hidden' });
  }
  await clerk.getByText('等待 2 项加签意见，提出后可以提交').waitFor();
  expect(await button(clerk, '提交').isDisabled()).toBe(true);
  await button(clerk, '减签：区投资促进局主要负责人').click();
  await button(clerk, '确认减签').click();
  await said.getByText('请填写理由（2–500 个字）').waitFor();
  await expectAccessible(clerk);
  await said.getByLabel('减签理由').fill('经办人自行负责');
  await faultsGone(said);
  await button(clerk, '确认减签').click();
  await expectText(said, '区投资促进局主要负责人已减签');
  await clerk.getByText('等待 1 项加签意见，提出后可以提交').waitFor();
  const taxation = await browser.open('taxation.clerk', await at('Task_GiveExtraOpinion', 'taxation.clerk'));
  await expectText(taxation.getByLabel('前序环节结果'), '请核对纳税情况');
  await choose(taxation, '结论', '只作说明');
  await field(taxation, '意见').fill('三年纳税正常');
  await button(taxation, '提交').click();
  await taxation.getByText('”已提交').first().waitFor();
  await expectText(said, /区税务局经办人只作说明三年纳税正常/);
  await choose(clerk, '核对结果', '受理');
  await field(clerk, '区投资促进局意见').fill('材料齐全');
  await button(clerk, '提交').click();
  await clerk.getByText(`“${task!.name}”已提交`).first().waitFor();

  // 拿回 while nobody has begun the next step: what was entered is still there.
  await clerk.goto(`/tasks/${task!.key}`);
  await button(clerk, '拿回重新办理').click();
  const back = clerk.getByRole('dialog', { name: '拿回重新办理' });
  await button(back, '确认拿回重新办理').click();
  await back.getByText('请填写拿回理由').waitFor();
  await back.getByLabel('拿回理由').fill('写得不全');
  await expectAccessible(clerk);
  await faultsGone(back);
  await button(back, '确认拿回重新办理').click();
  await clerk.getByText('已拿回，请重新办理').waitFor();
  await button(clerk, '提交').waitFor();
  expect(clerk.url()).not.toContain(task!.key);
  expect(await field(clerk, '区投资促进局意见').inputValue()).toBe('材料齐全');
  await field(clerk, '区投资促进局意见').fill('材料齐全，纳税正常');
  await button(clerk, '提交').click();
  await clerk.getByText(`“${task!.name}”已提交`).first().waitFor();

  // 退回 to the previous step, and from the one after it to the step that one chooses.
  const sendBack = async (page: Page, choices: string[], to: string, reason: string) => {
    const dialog = await act(page, '退回前面的环节');
    await button(dialog, '确认退回前面的环节').click();
    await dialog.getByText('请选择环节').waitFor();
    await dialog.getByText('请填写退回理由').waitFor();
    await openList(dialog, '退回到');
    const options = page.locator('.ant-select-item-option');
    await eventually(async () => expect(await options.allTextContents()).toEqual(choices));
    await options.filter({ hasText: to }).click();
    await dialog.getByLabel('退回理由').fill(reason);
    await expectAccessible(page);
    await faultsGone(dialog);
    await button(dialog, '确认退回前面的环节').click();
    await page.getByText('已退回').first().waitFor();
    await clerk.goto(await at('Task_ReviewMaterials'));
    await heading(clerk, task!.name).waitFor();
  };
  const review = `${task!.name}（区投资促进局经办人）`;
  await head.goto(await at('Task_GiveBureauOpinion'));
  await sendBack(head, [review], review, '材料不清');
  const why = clerk.getByRole('alert').filter({ hasText: '退回' });
  await expectText(why, /由“签署区投资促进局意见”退回区投资促进局主要负责人于.*：材料不清/);
  await expectAccessible(clerk);
  await choose(clerk, '核对结果', '受理');
  await button(clerk, '提交').click();
  await clerk.getByText(`“${task!.name}”已提交`).first().waitFor();
  await head.goto(await at('Task_GiveBureauOpinion'));
  await choose(head, '区投资促进局意见', '同意');
  await button(head, '提交').click();
  await head.getByText('”已提交').first().waitFor();
  const office = await browser.open('leading-group-office.head', await at('Task_GiveOfficeOpinion'));
  await sendBack(office, ['签署区投资促进局意见（区投资促进局主要负责人）', review], review, '请补充投资强度');
  await expectText(why, '由“签署领导小组办公室意见”退回');

  // 打印 of the task's page: the work, and the whole history beside it.
  const printed = await onPaper(clerk);
  // As it reads on paper: width of signs made one.
  for (const text of [
    '主要负责人于',
    `“${task!.name}”转由区投资促进局联络员办理:统一由联络员核对(区投资促进局主要负责人)`,
    `“${task!.name}”转由区投资促进局经办人办理:原件在经办人处(区投资促进局联络员)`,
    `“${task!.name}”前加签,请区税务局经办人`,
    `区税务局经办人对“${task!.name}”只作说明:三年纳税正常`,
    `“${task!.name}”减签,不再请区投资促进局主要负责人`,
    `拿回“${task!.name}”重新办理:写得不全(区投资促进局经办人)`,
    `退回“${task!.name}”(区投资促进局经办人):材料不清(区投资促进局主要负责人)`,
    `退回“${task!.name}”(区投资促进局经办人):请补充投资强度(领导小组办公室主要负责人)`,
  ])
    expect(printed).toContain(text);
  for (const text of ['退领', '我的待办', '提交后转至']) expect(printed).not.toContain(text);
  expect(browser.complaints).toEqual([]);
}, 600_000);

test('asked in two rounds of one case, a department finds its first opinion beside the second, on paper too', async () => {
  const caseId = await startCase(await stack.as('commerce.clerk'), { subject: `两轮论证 ${Date.now()}` });
  const monitor = await stack.as('monitor');
  await doStep(stack, caseId, 'Task_ReviewMaterials', { reviewResult: 'accept' });
  const first = { opinion: 'conditional', opinionText: '分期兑现' };
  const { key } = await doStep(stack, caseId, 'Task_GiveOpinion', first, 'finance');
  await doStep(stack, caseId, 'Task_FormProposal', { proposalText: '建议引进。' });
  const decision = { meetingDate: '2026-01-06', decisionResult: 'reargue', decisionText: '补充测算' };
  await taskAt(monitor, caseId, 'Task_Decide');
  await doStep(stack, caseId, 'Task_Decide', decision);
  const again = await taskAt(monitor, caseId, 'Task_GiveOpinion', 'finance');
  expect(again.key).not.toBe(key);

  const page = await browser.open('finance.clerk', `/tasks/${again.key}`);
  await heading(page, again.name).waitFor();
  const before = page.getByLabel('前序环节结果');
  for (const told of [/以往论证和决策第1轮/, '分期兑现', '补充测算']) await expectText(before, told);
  // The form is this round's, not what was said in the first.
  expect(await field(page, '意见内容').inputValue()).toBe('');
  await expectAccessible(page);
  await choose(page, '论证意见', '同意');
  await field(page, '意见内容').fill('测算已补，同意');
  await button(page, '提交').click();
  await page.getByText(`“${again.name}”已提交`).first().waitFor();

  await page.goto(`/cases/${caseId}?tab=history`);
  const history = page.getByRole('tabpanel', { name: '办理记录' });
  const given = history.getByText(`办结“${again.name}”（区财政局经办人）`);
  await eventually(async () => expect(await given.count()).toBe(2));
  await expectNoSidewaysScroll(page);
  const printed = await onPaper(page);
  for (const said of ['分期兑现', '测算已补,同意', '补充测算']) expect(printed).toContain(said);
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
  // How one left it is read beside the list.
  await other.getByRole('columnheader', { name: '办理人' }).waitFor({ state: 'detached' });
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
