import type { Locator, Page } from 'playwright-core';
import type { EngineClient } from '../../engine/client.ts';
import { startCase, taskAt } from '../support/fast-track.ts';
import { beginJoint, deployJoint, STEP, type Way } from '../support/joint.ts';
import { engineOf } from '../support/stack.ts';
import { world } from '../support/world.ts';
import {
  button,
  choose,
  expectAccessible,
  expectNoSidewaysScroll,
  expectText,
  heading,
  openBrowser,
  PHONE,
  type TestBrowser,
} from './browser.ts';

/** 会签, 或签 and 票签 before three departments' browsers: how it is decided, who has signed, what is still needed. */
const stack = world();
const PROCESS = `joint-e2e-${Date.now()}`;
const DEPARTMENTS = ['finance', 'taxation', 'industry-it'];
const NAMES: Record<Way, string> = { all: '会签', any: '或签', vote: '票签' };
let engine: EngineClient;
let browser: TestBrowser;
let caseId: string;

beforeAll(async () => {
  engine = engineOf(stack);
  [browser, caseId] = await Promise.all([
    openBrowser(),
    stack.as('commerce.clerk').then((clerk) => startCase(clerk, { subject: `会签项目 ${Date.now()}` })),
    deployJoint(engine, PROCESS),
  ]);
}, 300_000);
afterAll(async () => {
  await browser.close();
  await engine.close();
});

/** Begins the step and gives each department's page to its own browser. */
async function begin(way: Way, pages: Page[]): Promise<Locator[]> {
  const monitor = await stack.as('monitor');
  const departments = DEPARTMENTS.slice(0, pages.length);
  await beginJoint(engine, PROCESS, { caseId, way, departments });
  return Promise.all(
    pages.map(async (page, at) => {
      const task = await taskAt(monitor, caseId, STEP[way], `${departments[at]}.clerk`);
      await page.goto(`/tasks/${task.key}`);
      await heading(page, NAMES[way]).waitFor();
      return page.getByRole('region', { name: `${NAMES[way]}情况` });
    }),
  );
}
async function sign(page: Page, agreed: '是' | '否'): Promise<void> {
  await choose(page, '是否同意', agreed);
  await button(page, '提交').click();
  await page.getByText('”已提交').first().waitFor();
}

test('three departments sign: each sees how it is decided, who has signed and what is still needed', async () => {
  const pages = await Promise.all(DEPARTMENTS.map((unit) => browser.open(`${unit}.clerk`, '/tasks')));
  const [finance, taxation, industry] = pages as [Page, Page, Page];

  // 票签: more than half decides; the third is told that it is no longer asked.
  const [, votes, late] = (await begin('vote', pages)) as [Locator, Locator, Locator];
  await expectText(votes, '共 3 方同时表决，同意满 2 票即继续，其余各方的任务随即撤销；不满的，全部表决后继续。');
  await expectText(votes, '已投 0 票，其中同意 0 票，还需 2 票同意。');
  await expectAccessible(taxation);
  await sign(finance, '是');
  await expectText(votes, '已投 1 票，其中同意 1 票，还需 1 票同意。');
  await expectText(votes.getByRole('listitem').filter({ hasText: '区财政局经办人' }), '已办');
  await expectText(votes.getByRole('listitem').filter({ hasText: '本任务' }), '待办区税务局经办人');
  // How the others voted is not told.
  expect(await taxation.getByRole('radio', { name: '是', exact: true }).isChecked()).toBe(false);
  await sign(taxation, '是');
  await industry.getByText('其他方办理后本环节已经结束，本任务随即撤销，不再需要办理。').waitFor();
  await expectText(late, '已投 2 票，其中同意 2 票，已满 2 票，本环节已结束。');
  await expectText(late.getByRole('listitem').filter({ hasText: '本任务' }), '已撤销');
  expect(await button(industry, '提交').count()).toBe(0);
  await expectAccessible(industry);

  // 或签: the first decides, also where another has begun to fill his in.
  const [first] = (await begin('any', [finance, taxation])) as [Locator, Locator];
  await expectText(first, '共 2 方同时办理，有 1 方办完即继续，其余各方的任务随即撤销。');
  await expectText(first, '已办 0 方，还需 1 方。');
  await choose(finance, '是否同意', '是');
  await sign(taxation, '是');
  // The latter where what he had chosen was kept before.
  await finance.getByText(/该任务已由他人办理|其他方办理后本环节已经结束/).waitFor();
  await expectText(first, '已办 1 方，本环节已结束。');
  expect(await button(finance, '提交').count()).toBe(0);

  // 会签: all of them, on a phone too.
  await taxation.setViewportSize(PHONE);
  const [, all] = (await begin('all', [finance, taxation])) as [Locator, Locator];
  await expectText(all, '共 2 方同时办理，全部办完后继续。');
  await sign(finance, '否');
  await expectText(all, '已办 1 方，还需 1 方。');
  await expectNoSidewaysScroll(taxation);
  await sign(taxation, '是');

  // Whoever filed the case finds who signed, and whose task was withdrawn.
  await taskAt(await stack.as('monitor'), caseId, 'Task_Carried');
  const clerk = await browser.open('commerce.clerk', `/cases/${caseId}?tab=history`);
  const history = clerk.getByRole('tabpanel', { name: '办理记录' });
  for (const [step, signed] of [
    ['票签', ['区财政局经办人', '区税务局经办人']],
    ['或签', ['区税务局经办人']],
    ['会签', ['区财政局经办人', '区税务局经办人']],
  ] as const)
    for (const who of signed) await history.getByText(`办结“${step}”（${who}）`).waitFor();
  await history.getByText('“票签”已撤销，区工信局经办人不再办理').waitFor();
  await history.getByText('“或签”已撤销，区财政局经办人不再办理').waitFor();
  await history.getByText('“票签”表决通过：共 3 方，2 方已投，2 方同意，满 2 票通过').waitFor();
  for (const page of [...pages, clerk]) await page.context().close();
  expect(browser.complaints).toEqual([]);
});

test('too few votes: each signer reads that it was not reached, and whoever filed the case gets the step that follows', async () => {
  const pages = await Promise.all(DEPARTMENTS.map((unit) => browser.open(`${unit}.clerk`, '/tasks')));
  const [finance, taxation, industry] = pages as [Page, Page, Page];
  const [, , votes] = (await begin('vote', pages)) as [Locator, Locator, Locator];
  const task = new URL(finance.url()).pathname;
  await sign(finance, '否');
  await expectText(votes, '已投 1 票，其中同意 0 票，还需 2 票同意。');
  await sign(taxation, '否');
  // Lost already, and all the same everybody is heard.
  await expectText(votes, '已投 2 票，其中同意 0 票，已不能满 2 票，等待其余各方表决。');
  await expectAccessible(industry);
  await sign(industry, '是');
  const ended = '已投 3 票，其中同意 1 票，不满 2 票，本环节已结束。';
  await finance.goto(task);
  const region = finance.getByRole('region', { name: '票签情况' });
  await expectText(region, ended);
  expect(await region.getByRole('listitem').filter({ hasText: '已办' }).count()).toBe(3);
  await expectAccessible(finance);

  // No way leads on to the step after a vote that was won.
  const clerk = await browser.open('commerce.clerk', `/cases/${caseId}`);
  const follows = clerk.getByRole('region', { name: '待办任务' }).getByRole('link', { name: '未通过后办理' });
  await follows.click();
  await heading(clerk, '未通过后办理').waitFor();
  await clerk.goto(`/cases/${caseId}?tab=history`);
  const history = clerk.getByRole('tabpanel', { name: '办理记录' });
  for (const who of ['区财政局经办人', '区税务局经办人', '区工信局经办人'])
    await history.getByText(`办结“票签”（${who}）`).first().waitFor();
  await history.getByText('“票签”表决未通过：共 3 方，3 方已投，1 方同意，满 2 票通过').waitFor();
  expect(browser.complaints).toEqual([]);
});
