import type { Client } from '../support/client.ts';
import { caseReaches, startCase, taskAt } from '../support/fast-track.ts';
import { eventually, world } from '../support/world.ts';
import {
  button,
  choose,
  doTask,
  expectAccessible,
  expectNoSidewaysScroll,
  expectText,
  field,
  heading,
  openBrowser,
  PHONE,
  pick,
  type TestBrowser,
} from './browser.ts';

/** 责任追究 in the browser: from a case to the accepted conclusion; appeal and access are tested at the API. */
const stack = world();
const run = Date.now().toString(36);
const PERSON = 'parks-greening.liaison';

let browser: TestBrowser;
let filer: Client;
beforeAll(async () => {
  [browser, filer] = await Promise.all([openBrowser(), stack.as('commerce.clerk')]);
});
afterAll(() => browser?.close());

test('reported from a case; accepted with the facts beside it; the person concerned states his view on a phone; concluded by another, accepted', async () => {
  const source = await startCase(filer, { subject: `勘验配合${run}`, departments: ['parks-greening'] });
  await taskAt(filer, source, 'Task_ReviewMaterials');
  const page = await browser.open('commerce.clerk', `/cases/${source}`);
  await page.getByRole('link', { name: '移送责任追究' }).click();
  await heading(page, '发起：审批和监管责任追究').waitFor();
  await field(page, '移送单位').fill('区商务局');
  await page.keyboard.press('Enter');
  await field(page, '当事人').fill('区园林局联络员');
  await page.keyboard.press('Enter');
  await choose(page, '情形', '（二）拒不配合、推诿拖延勘验论证');
  await field(page, '造成的后果').fill('审批超时');
  await page.keyboard.press('Enter');
  await field(page, '事实和后果').fill(`多次催办不答复${run}。`);
  await expectAccessible(page);
  await button(page, '提交').click();
  await page.waitForURL(/\/accountability$/);
  const row = page.getByRole('row').filter({ hasText: source });
  await expectText(row, '待受理');
  const id = /ACC-\d+-\d+/.exec((await row.textContent()) ?? '')?.[0] ?? '';
  await page.goto(`/cases/${id}`);
  await expectText(page.getByRole('main'), /不存在/);
  await page.context().close();

  const investigator = await stack.as('discipline-supervision.clerk');
  const task = await taskAt(investigator, id, 'Task_AcceptClue');
  const desk = await browser.open('discipline-supervision.clerk', `/tasks/${task.key}`);
  await desk.getByRole('tab', { name: '事实清单' }).click();
  await expectText(desk.getByRole('complementary', { name: '事项资料' }), '核对材料');
  await expectAccessible(desk);
  await choose(desk, '是否受理', '受理');
  await button(desk, '提交').click();
  await desk.waitForURL(/\/tasks/);
  await desk.context().close();

  await eventually(async () =>
    expect((await (await stack.as(PERSON)).get('/api/accountability')).body.mine).toMatchObject([{ id }]),
  );
  const phone = await browser.open(PERSON, '/accountability', { viewport: PHONE });
  await expectText(phone.getByRole('region', { name: new RegExp(id) }), `多次催办不答复${run}`);
  await expectNoSidewaysScroll(phone);
  await expectAccessible(phone);
  await phone.getByRole('link', { name: '陈述申辩', exact: true }).click();
  await heading(phone, '陈述申辩').waitFor();
  await expectText(phone.getByRole('complementary', { name: '与我有关的内容' }), '责任追究陈述申辩通知书.pdf');
  await choose(phone, '陈述申辩', '提出陈述申辩');
  await field(phone, '内容').fill('当日外出参会。');
  await expectNoSidewaysScroll(phone);
  await button(phone, '提交').click();
  await phone.waitForURL(/\/tasks$|\/tasks\?/);
  // He does not see the case: his page follows its messages, not its steps.
  await eventually(async () =>
    expect((await (await stack.as(PERSON)).get('/api/accountability')).body.mine).toMatchObject([
      { statement: { text: '当日外出参会。' } },
    ]),
  );
  await phone.goto('/accountability');
  await expectText(phone.getByRole('region', { name: new RegExp(id) }), '已提出：当日外出参会。');
  await phone.context().close();

  // The monitor sees no such case: each step is looked for by whoever does it.
  const as = async (username: string) => ({ browser, monitor: await stack.as(username), caseId: id });
  await doTask(
    await as('discipline-supervision.clerk'),
    'discipline-supervision.clerk',
    'Task_InvestigateFacts',
    async (work) => {
      await expectText(work.getByRole('main'), '当日外出参会');
      await pick(work, '情形和后果', '审批超时');
      await field(work, '认定的事实和证据').fill('三次催办均未答复。');
      await field(work, '对陈述申辩的核实').fill('参会属实，未委托他人。');
      await choose(work, '处理建议', '予以追究');
    },
  );
  await doTask(
    await as('discipline-supervision.head'),
    'discipline-supervision.head',
    'Task_ConcludeCase',
    async (work) => {
      await choose(work, '结论', '予以追究');
      await choose(work, '处理', '批评教育');
      await field(work, '理由和依据').fill('情节较轻。');
      await expectAccessible(work);
    },
  );
  const own = await as(PERSON);
  await doTask(own, PERSON, 'Task_AnswerConclusion', (work) => choose(work, '答复', '接受'), { viewport: PHONE });
  await caseReaches(investigator, id, 'completed');
  expect(browser.complaints).toEqual([]);
});
