import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { compareDiagrams } from '../../domain/models/compare.ts';
import { compareFiles } from '../../domain/models/compare-files.ts';
import { filesIn } from '../../scripts/models/load.ts';
import { BROKEN, inspection } from '../modeler/broken.ts';
import type { Client } from '../support/client.ts';
import { taskAt } from '../support/fast-track.ts';
import { acceptance, inspectionSteps, startInspection } from '../support/inspection.ts';
import { engineOf, eventually, startStack } from '../support/stack.ts';
import {
  button,
  expectAccessible,
  expectNoSidewaysScroll,
  expectText,
  heading,
  openBrowser,
  PHONE,
  WIDE,
  type TestBrowser,
} from './browser.ts';

/** A process owner changes a limit of the inspection. A stack of its own: the others keep the procedure as it is shipped. */
let stack: Awaited<ReturnType<typeof startStack>>;
let browser: TestBrowser;
let monitor: Client;
let clerk: Client;
let before: string;

const EDIT = '/modeler/on-site-inspection/edit';
const findings = (page: Page) => page.getByRole('region', { name: '检查结果' });
const saved = (page: Page) => page.getByRole('status', { name: '保存状态' });
const field = (page: Page, label: string): Locator =>
  page.getByRole('group', { name: '属性' }).getByLabel(label, { exact: true });

async function openEditor(path = EDIT): Promise<Page> {
  const page = await browser.open('process-owner', path);
  await findings(page)
    .getByText(/没有发现问题|错误|提醒/)
    .first()
    .waitFor();
  return page;
}
/** As somebody who knows the step's name finds it, wherever it is drawn. */
async function find(page: Page, name: string): Promise<void> {
  await button(page, '查找').click();
  const input = page.getByLabel('在图中查找');
  await input.fill(name);
  await input.press('End');
  await page.locator('.djs-search-result').first().waitFor();
  await input.press('Enter');
}
/** Opens a choice and takes the option that is called so. */
async function choose(page: Page, control: Locator, option: string): Promise<void> {
  await control.click();
  await page
    .locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden)')
    .getByTitle(option, { exact: true })
    .last()
    .click();
}
const untranslated = (page: Page) => page.evaluate('document.documentElement.dataset.untranslated');

beforeAll(async () => {
  stack = await startStack();
  browser = await openBrowser(stack);
  [monitor, clerk] = (await Promise.all(['monitor', 'approval-bureau.clerk'].map((name) => stack.as(name)))) as [
    Client,
    Client,
  ];
}, 600_000);
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

async function start(): Promise<string> {
  const { body } = await monitor.get('/api/demo/clock');
  return startInspection(clerk, { acceptedAt: body.now });
}
interface Limit {
  obligation: string;
  workingDays: number;
  dueAt: string;
}
const organise = (id: string): Promise<Limit> =>
  eventually(async () => {
    const found = ((await monitor.get(`/api/deadlines?case=${id}`)).body.items as Limit[]).find(
      (d) => d.obligation === 'organise-inspection',
    );
    expect(found).toBeDefined();
    return found!;
  });

let owner: Page;
let running: Limit;

test('2 working days become 3 through the template; the name that says 2 is noticed, and all of it saves itself', async () => {
  before = await start();
  running = await organise(before);
  expect(running.workingDays).toBe(2);

  owner = await browser.open('process-owner', '/modeler');
  await heading(owner, '流程设计').waitFor();
  await expectAccessible(owner);
  await owner.getByRole('link', { name: '设计现场勘验审批' }).click();
  await findings(owner).getByText('没有发现问题').waitFor();
  // Its licence asks for that.
  expect(await owner.locator('.bjs-powered-by').isVisible()).toBe(true);
  await find(owner, '组织勘验计时');
  await field(owner, '工作日数').fill('3');
  await findings(owner).getByText('请把名称改为“组织现场勘验 · 3个工作日”').waitFor();
  await button(owner, '修正：改名（组织现场勘验 · 2个工作日）').click();
  await findings(owner).getByText('没有发现问题').waitFor();
  await expectText(saved(owner), /已自动保存为第 \d+ 稿/);
  await expectAccessible(owner);
  expect(await untranslated(owner)).toBeUndefined();
});

test('a rule is edited as a table and tried; what is missing is told', async () => {
  await owner.getByRole('link', { name: '版本和部署' }).click();
  await owner.getByRole('link', { name: '现场勘验审批：勘验方式' }).click();
  await findings(owner).getByText('没有发现问题').waitFor();
  const cell = owner.locator('td[data-element-id="PersonnelHigh_personnelRequirement"]');
  const write = async (text: string) => {
    await cell.click();
    await owner.keyboard.press('ControlOrMeta+A');
    await owner.keyboard.insertText(text);
  };
  await write('"medium"');
  await findings(owner)
    .getByText(/没有一行适用于：技术标准要求“low”，人员资质要求“high”/)
    .waitFor();
  await write('"high"');
  await findings(owner).getByText('没有发现问题').waitFor();
  const trial = owner.getByRole('region', { name: '试算' });
  await choose(owner, trial.getByLabel('技术标准要求'), 'low');
  await choose(owner, trial.getByLabel('人员资质要求'), 'high');
  await button(trial, '试算').click();
  await expectText(trial, '命中第 3 行：勘验方式 joint');
  await expectText(saved(owner), /已自动保存为第 \d+ 稿/);
  await expectAccessible(owner);
  expect(await untranslated(owner)).toBeUndefined();
});

test('a form is edited and seen as staff will see it', async () => {
  await owner.getByRole('link', { name: '现场勘验审批' }).click();
  await owner.getByRole('link', { name: '答复勘验预约' }).click();
  await findings(owner).getByText('没有发现问题').waitFor();
  const editing = owner.getByRole('group', { name: '表单编辑区' });
  await editing.locator('.fjs-element[data-id="Radio_answer"]').click({ position: { x: 4, y: 4 } });
  await editing.locator('.bio-properties-panel-group-header', { hasText: '基本' }).click();
  await editing.locator('[data-entry-id="label"] .cm-content').fill('本部门的答复');
  await editing.locator('.fjs-element', { hasText: '本部门的答复' }).first().waitFor();
  const preview = owner.getByRole('region', { name: '预览' });
  await button(preview, '显示预览').click();
  await preview.getByText('本部门的答复').waitFor();
  await button(preview, '试提交').click();
  await expectText(preview, /这样填写不能提交|必须/);
  await expectText(saved(owner), /已自动保存为第 \d+ 稿/);
  await expectAccessible(owner);
  expect(await untranslated(owner)).toBeUndefined();
});

test('the draft is rehearsed: its owner moves the time and does another post’s task, and sees path and limits', async () => {
  const as = await stack.as('process-owner');
  const page = await browser.open('process-owner', '/modeler/on-site-inspection');
  await button(page, '演练草稿').click();
  await button(page, '开始演练').waitFor();
  await expectAccessible(page);
  const variables = acceptance({ acceptedAt: '2026-03-02T10:00:00+08:00' });
  const begun = await as.post('/api/models/on-site-inspection/rehearsals', {
    variables,
    clock: '2026-03-02T10:30:00+08:00',
  });
  expect(begun.status).toBe(201);
  await page.goto(`/modeler/on-site-inspection/rehearsals/${begun.body.id}`);
  const limits = page.getByRole('region', { name: '时限' });
  await expectText(limits, /正常组织现场勘验3 个工作日/);
  await button(page, '推进到下一个时点').click();
  await expectText(limits, /预警组织现场勘验/);
  await page.locator('.djs-element.step-active[data-element-id="SubProcess_OrganiseInspection"]').waitFor();
  const task = page.getByRole('group', { name: '办理：预约现场勘验' });
  const when = task.getByLabel('拟定勘验时间');
  await when.fill('2026-03-06 14:00');
  await when.press('Enter');
  await task.getByLabel('勘验地点').fill('营业场所');
  await task.getByLabel('联动平台').check();
  await button(task, '提交').click();
  await expectText(page.getByRole('region', { name: '待办任务' }), '答复勘验预约');
  await expectText(page.getByRole('region', { name: '经过' }), '正式运行时会发的通知');
  await expectAccessible(page);
  await page.setViewportSize(PHONE);
  await expectNoSidewaysScroll(page);
  await page.setViewportSize(WIDE);
  await button(page, '结束演练').click();
  await page
    .getByRole('tooltip')
    .getByRole('button', { name: /^结 ?束$/ })
    .click();
  await heading(page, '流程设计：现场勘验审批').waitFor();

  // Tokens on the diagram, without the engine.
  await page.goto('/modeler/on-site-inspection/simulate?ref=draft');
  await page.locator('.djs-overlays[data-container-id="StartEvent_Accepted"] [title="触发此事件"]').first().click();
  await page.getByTitle('显示或隐藏走过的环节').click();
  await page.locator('.bts-log').getByText('申请已受理').waitFor();
  expect(await untranslated(page)).toBeUndefined();
  await page.context().close();
});

test('it is named, compared, looked at with what will happen, agreed to by a second person, and deployed', async () => {
  await button(owner, '存为版本').click();
  await expectText(owner.getByRole('dialog'), '包含流程图、规则“现场勘验审批：勘验方式”、表单“答复勘验预约”');
  await owner.getByLabel('版本名称').fill('勘验时限改为 3 日');
  await owner.getByLabel('改了什么、为什么').fill('组织勘验的时限由 2 个工作日改为 3 个工作日');
  await button(owner, '保存').click();
  await heading(owner, /版本 \d+．勘验时限改为 3 日/).waitFor();
  const ahead = owner.getByRole('region', { name: '部署后将发生什么' });
  await expectText(ahead, /第 1 版：\d+ 件/);
  await expectText(ahead, '组织现场勘验：2 个工作日 → 3 个工作日');
  await expectText(ahead, /表单“answer-appointment”：正在办理的 \d+ 件事项仍用各自发起时的表单/);
  await expectText(owner.getByRole('region', { name: '与现行版本的差别' }), '工作日数：2 → 3');
  await expectAccessible(owner);
  const address = owner.url();

  await owner.getByRole('link', { name: '在图上看' }).click();
  await heading(owner, '比较：现场勘验审批').waitFor();
  await owner.getByRole('button', { name: /修改 调用流程 “组织勘验计时”/ }).click();
  await owner.locator('.djs-element.change-changed[data-element-id="Call_WatchOrganiseInspection"]').waitFor();
  await expectAccessible(owner);
  await owner.setViewportSize(PHONE);
  await expectNoSidewaysScroll(owner);
  await owner.setViewportSize(WIDE);

  await owner.goto(address);
  await button(owner, '提请审核').click();
  await owner.getByText('等待第二人审核').waitFor();
  const reviewer = await browser.open('process-reviewer', new URL(address).pathname);
  await reviewer.getByLabel('审核意见（不同意的必填）').fill('同意调整。');
  await expectAccessible(reviewer);
  await button(reviewer, '同意').click();
  await reviewer.getByText('已同意，由流程设计员部署').waitFor();
  await reviewer.context().close();

  await owner.reload();
  await button(owner, '部署').click();
  await owner.getByRole('tooltip').getByRole('button', { name: '部署' }).click();
  await owner.getByText('现行（第 2 版）').waitFor();
  await owner.getByRole('link', { name: '版本和部署' }).click();
  await heading(owner, '流程设计：现场勘验审批').waitFor();
  await expectText(owner.getByRole('region', { name: '部署记录' }), '第 2 版 现行');
  await expectAccessible(owner);
  await owner.setViewportSize(PHONE);
  await expectNoSidewaysScroll(owner);
});

/** Label of the first question of the department that answers the appointment. */
async function asked(id: string): Promise<string> {
  const { body } = await monitor.get('/api/demo/clock');
  const steps = inspectionSteps(stack);
  await steps.step(id, 'Task_ArrangeInspection', {
    inspectionAt: body.now,
    inspectionPlace: '营业场所',
    inspectionChannel: 'platform',
  });
  const liaison = await stack.as('housing-construction.liaison');
  const task = await taskAt(liaison, id, 'Task_AnswerAppointment');
  const { form } = (await liaison.get(`/api/tasks/${task.key}`)).body;
  return JSON.stringify(form);
}

test('a case started now has 3 working days; the one at work keeps its 2, its date and its forms, also after a restart of the app', async () => {
  const after = await start();
  expect((await organise(after)).workingDays).toBe(3);
  expect(await asked(after)).toContain('本部门的答复');
  expect(await asked(before)).not.toContain('本部门的答复');
  await stack.killApp();
  await stack.startApp();
  await stack.ready();
  expect((await organise(await start())).workingDays).toBe(3);
  expect(await organise(before)).toMatchObject({ workingDays: 2, dueAt: running.dueAt });
});

test('the supervision sees each step on the diagram; the head of the leading unit moves a case', async () => {
  const supervision = await browser.open('monitor', '/operations');
  let arrive = () => {};
  const wanted = new Promise<void>((resolve) => (arrive = resolve));
  await supervision.route('**/figures-view-*.js', async (route) => {
    await wanted;
    await route.continue();
  });
  await supervision.getByRole('link', { name: '现场勘验审批' }).click();
  await heading(supervision, '运行情况：现场勘验审批').waitFor();
  await supervision.getByText('没有受阻的环节。').waitFor();
  const step = supervision.getByRole('region', { name: '各环节' });
  // The diagram comes while the button is down, and the button stays where it is.
  await step.getByRole('button', { name: '答复勘验预约' }).hover();
  await supervision.mouse.down();
  arrive();
  await supervision.locator('.djs-element').first().waitFor();
  await supervision.mouse.up();
  await supervision.locator('.djs-element.step-chosen').waitFor();
  await expectAccessible(supervision);
  await supervision.setViewportSize(PHONE);
  await expectNoSidewaysScroll(supervision);
  await supervision.context().close();

  const head = await browser.open('approval-bureau.head', `/cases/${before}`);
  await button(head, '移到其他环节').click();
  const dialog = head.getByRole('dialog');
  await choose(head, dialog.getByLabel('现在的环节'), '组织现场勘验 · 2个工作日');
  await choose(head, dialog.getByLabel('移到', { exact: true }), '审查并提出意见');
  await dialog.getByLabel('理由').fill('现场情况已由另案查明');
  await expectAccessible(head);
  await button(dialog, '确认移动').click();
  await dialog.waitFor({ state: 'hidden' });
  // In the diagram it is written from the beginning.
  await expectText(head.locator('.waiting'), '审查并提出意见');
  await head.context().close();
});

test('running cases are moved to the next version, those that the engine can; the others say why not', async () => {
  const page = await browser.open('process-owner', '/modeler/on-site-inspection/migrate');
  const moving = page.getByRole('region', { name: '移动', exact: true });
  await expectText(moving, /1 件可以移动（其中重新安置 1 件）/);
  await moving.getByText('为什么不由引擎迁移').click();
  await moving
    .getByText(/由事件开始的子流程（/)
    .first()
    .waitFor();
  await expectAccessible(page);
  await page.getByLabel('理由（记入每件事项的办理记录）').fill('按新版办理');
  await button(page, '移动 1 件').click();
  await page.getByText('共 1 件：已移动 1 件，没有移动 0 件。').waitFor();
  const looking = await browser.open('monitor', `/cases/${before}`);
  await looking.getByText('现在：第 2 版').waitFor();
  await looking.getByText(/^第 1 版，至/).click();
  await looking.locator('.djs-element.step-ended').first().waitFor();
  await expectAccessible(looking);
  await looking.setViewportSize(PHONE);
  await expectNoSidewaysScroll(looking);
  await looking.context().close();

  const process = 'leave-of-absence';
  const task = (id: string, name: string) =>
    `<bpmn:userTask id="${id}" name="${name}"><bpmn:extensionElements><zeebe:userTask/><zeebe:assignmentDefinition candidateGroups="=[&quot;finance.clerk&quot;]"/></bpmn:extensionElements></bpmn:userTask>`;
  const diagram = (id: string, name: string) =>
    `<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="Definitions_Move" targetNamespace="http://lixia-flow/test"><bpmn:process id="${process}" name="请假" isExecutable="true"><bpmn:startEvent id="StartEvent_Asked" name="已申请"><bpmn:messageEventDefinition messageRef="Message_Asked"/></bpmn:startEvent>${task(id, name)}<bpmn:sequenceFlow id="Flow_Asked" sourceRef="StartEvent_Asked" targetRef="${id}"/></bpmn:process><bpmn:message id="Message_Asked" name="asked-for-leave"/></bpmn:definitions>`;
  const engine = engineOf(stack);
  const deploy = (xml: string) => engine.deploy([{ name: 'leave.bpmn', content: Buffer.from(xml) }]);
  await deploy(diagram('Task_Decide', '决定'));
  await engine.publishMessage({ name: 'asked-for-leave', correlationKey: 'a', timeToLiveMs: 60_000, variables: {} });
  const owner = await stack.as('process-owner');
  await eventually(async () =>
    expect((await owner.get('/api/operations/leave-of-absence')).body.elements).toMatchObject([
      expect.anything(),
      expect.anything(),
    ]),
  );
  await deploy(diagram('Task_Grant', '批准'));
  await engine.close();
  await eventually(async () => expect((await owner.get(`/api/models/${process}`)).body.deployed).toHaveLength(2));
  await page.goto(`/modeler/${process}/migrate`);
  await choose(page, page.getByLabel('“决定”对应的环节'), '批准');
  await page.getByText('1 件可以移动，0 件不能').waitFor();
  await page.getByLabel('理由（记入每件事项的办理记录）').fill('环节改名');
  await button(page, '移动 1 件').click();
  await page.getByText('共 1 件：已移动 1 件，没有移动 0 件。').waitFor();
  await expectAccessible(page);
  await page.setViewportSize(PHONE);
  await expectNoSidewaysScroll(page);
  await page.context().close();
});

test('broken in ten ways and more, the diagram shows each fault in Chinese at its element', async () => {
  const page = await openEditor();
  for (const [what, broken, , element, said] of BROKEN) {
    await page
      .getByLabel('导入流程图文件')
      .setInputFiles({ name: 'broken.bpmn', mimeType: 'application/xml', buffer: Buffer.from(broken(inspection)) });
    await findings(page).getByText(said).first().waitFor();
    // What is about the whole has no place on the sheet.
    if (element === 'some-inspection') continue;
    const mark = page.locator(`.djs-overlays[data-container-id="${element}"] .finding-mark`);
    await eventually(async () =>
      expect([what, await mark.getAttribute('title')]).toEqual([what, expect.stringMatching(said)]),
    );
  }
  await page
    .getByLabel('导入流程图文件')
    .setInputFiles({ name: 'x.bpmn', mimeType: 'application/xml', buffer: Buffer.from('<!DOCTYPE x><x/>') });
  await page
    .getByRole('alert')
    .getByText(/DOCTYPE/)
    .waitFor();
  await expectText(saved(page), /已自动保存/);
  await page.context().close();
});

test('who edits what somebody else has saved meanwhile is told, and loses nothing', async () => {
  const page = await openEditor();
  const other = await stack.as('process-owner');
  const { body } = await other.get('/api/models/on-site-inspection/diagrams/draft');
  await other.put('/api/models/on-site-inspection/draft', { xml: inspection, revision: body.revision });
  await find(page, '立案');
  await field(page, '名称').fill('登记立案');
  await page.getByRole('alert').getByText('草稿已被他人修改').waitFor();
  await expectText(page.getByRole('alert'), '没有覆盖它');
  const [download] = await Promise.all([page.waitForEvent('download'), button(page, '导出我的修改').click()]);
  expect(readFileSync(await download.path(), 'utf8')).toContain('登记立案');
  await button(page, '载入最新草稿').click();
  await findings(page).getByText('没有发现问题').waitFor();
  await page.context().close();
});

test('a step for people with an existing form is drawn from the template', async () => {
  const asOwner = await stack.as('process-owner');
  const page = await openEditor('/modeler/monthly-meeting/edit');
  await button(page, '画图形（可查找）').click();
  await page.locator('.djs-popup-search input').fill('人工办理');
  await page.locator('.djs-popup').getByText('人工办理', { exact: true }).last().click();
  await page.getByRole('group', { name: '流程图编辑区' }).click({ position: { x: 530, y: 293 } });
  await findings(page).getByText('没有办理岗位').waitFor();
  await field(page, '办理岗位').selectOption({ label: '区财政局经办人（finance.clerk）' });
  await field(page, '表单').selectOption('serve-document');
  await findings(page).getByText('没有办理岗位').waitFor({ state: 'detached' });
  await expectText(saved(page), /已自动保存/);
  await button(page, '画图形（可查找）').click();
  await page.locator('.djs-popup-search input').fill('会签');
  await page.locator('.djs-popup').getByText('会签', { exact: true }).last().click();
  await page.getByRole('group', { name: '流程图编辑区' }).click({ position: { x: 330, y: 293 } });
  await field(page, '各部门由谁办理').waitFor();
  await expectText(saved(page), /已自动保存/);
  expect(await untranslated(page)).toBeUndefined();
  await eventually(async () =>
    expect((await asOwner.get('/api/models/monthly-meeting/diagrams/draft')).body.xml).toMatch(
      /zeebe:loopCharacteristics inputCollection="=departments" inputElement="department"/,
    ),
  );
  const { body } = await asOwner.get('/api/models/monthly-meeting/diagrams/draft');
  expect(body.xml).toContain('zeebe:formDefinition formId="serve-document"');
  expect(body.xml).toMatch(
    /candidateGroups="=\[&#34;finance.clerk&#34;\]"|candidateGroups="=\[&quot;finance.clerk&quot;\]"|candidateGroups='=\["finance.clerk"\]'/,
  );
  await page.context().close();
});

/** What the page's editors hand out (modeler/editor.ts). */
type Editor =
  | { importXML(xml: string): Promise<unknown>; saveXML(options: object): Promise<{ xml: string }> }
  | { open(content: string): Promise<void>; read(): Promise<string> };

/** Opens files one after the other in the editor of this page and saves each, as its own buttons do, without what the page does beside. */
async function reopened(page: Page, region: string, files: { name: string; content: string }[]): Promise<string[]> {
  // What they become is nobody's draft.
  await page.route(/\/(draft|check)$/, (route) => route.abort());
  return page.getByRole('group', { name: region }).evaluate(async (host: unknown, all) => {
    const { editor } = host as { editor: Editor };
    const saved: string[] = [];
    for (const { content } of all) {
      if ('importXML' in editor) {
        await editor.importXML(content);
        saved.push((await editor.saveXML({ format: true })).xml);
      } else {
        await editor.open(content);
        saved.push(await editor.read());
      }
    }
    return saved;
  }, files);
}

/** Packages that carry diagrams of others: examples of engines' clients, and what bpmn.io tries its libraries with (Signavio's and Yaoqiang's too). */
const WITH_DIAGRAMS = [
  'zeebe-node/example',
  '@camunda8/sdk/backpressure',
  'diagrams-of-bpmn-moddle/test/fixtures/bpmn',
  'diagrams-of-bpmn-js-differ/test/fixtures',
];

/** Diagrams that others made: those in installed packages, and whatever lies in the folder BPMN_FILES. Only whole ones that are drawn. */
function publicDiagrams(): { name: string; content: string }[] {
  const folders = [
    ...WITH_DIAGRAMS.map((name) => path.join('node_modules', name)),
    process.env.BPMN_FILES ?? [],
  ].flat();
  return folders
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => path.join(folder, name)),
    )
    .filter((name) => /\.bpmn$/i.test(name) && !/\/error\/|\.part\./.test(name))
    .map((name) => ({ name, content: readFileSync(name, 'utf8') }))
    .filter(({ content }) => content.includes('BPMNShape') && /<(\w+:)?(process|collaboration)[\s>]/.test(content));
}

test('every diagram of the product, and others’, is opened and saved without a semantic change', async () => {
  const page = await openEditor('/modeler/limit-watch/edit');
  const download = async (kind: string): Promise<Buffer> => {
    await button(page, '导出').click();
    const item = page.getByRole('menuitem', { name: kind });
    const [file] = await Promise.all([page.waitForEvent('download'), item.click()]);
    return readFileSync(await file.path());
  };
  const shipped = filesIn('processes', '.bpmn').map((name) => ({
    name,
    content: readFileSync(`processes/${name}`, 'utf8'),
  }));
  const watch = shipped.find(({ name }) => name.endsWith('limit-watch.bpmn'))!;
  expect(await compareDiagrams(watch.content, (await download('流程图文件（.bpmn）')).toString())).toEqual([]);
  expect((await download('矢量图（SVG）')).toString()).toContain('计算期限');
  expect((await download('图片（PNG）')).subarray(1, 4).toString()).toBe('PNG');
  const others = publicDiagrams();
  expect(others.length).toBeGreaterThanOrEqual(20);
  const files = [...shipped, ...others];
  const saved = await reopened(page, '流程图编辑区', files);
  for (const [i, { name, content }] of files.entries()) {
    const changes = await compareDiagrams(content, saved[i]!);
    // How others have drawn it may be tidied: what it means may not.
    const meant = i < shipped.length ? changes : changes.filter(({ kind }) => kind !== 'moved');
    expect([name, meant]).toEqual([name, []]);
  }
  await page.context().close();
});

test('every rule and form of the product is opened and saved without a semantic change', async () => {
  const changes: unknown[] = [];
  for (const [kind, address, region] of [
    ['dmn', '/modeler/on-site-inspection/rules/on-site-inspection-rules.dmn', '规则编辑区'],
    ['form', '/modeler/on-site-inspection/forms/serve-document.form', '表单编辑区'],
  ] as const) {
    const page = await openEditor(address);
    const files = filesIn('processes', `.${kind}`).map((name) => ({
      name,
      content: readFileSync(`processes/${name}`, 'utf8'),
    }));
    const saved = await reopened(page, region, files);
    for (const [i, { name, content }] of files.entries())
      changes.push(...(await compareFiles([{ name, content }], [{ name, content: saved[i]! }])));
    await page.context().close();
  }
  expect(changes).toEqual([]);
  expect(browser.complaints).toEqual([]);
});
