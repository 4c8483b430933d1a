import type { Page } from 'playwright-core';
import { doStep, startCase, taskAt } from '../support/fast-track.ts';
import { eventually, world } from '../support/world.ts';
import { button, expectText, heading, openBrowser, type TestBrowser } from './browser.ts';

const stack = world();
let browser: TestBrowser;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

/** A task that every post of the department may do. */
async function openOpinion(): Promise<{ caseId: string; path: string }> {
  const caseId = await startCase(await stack.as('commerce.clerk'));
  await doStep(stack, caseId, 'Task_ReviewMaterials', { reviewResult: 'accept' });
  const task = await taskAt(await stack.as('monitor'), caseId, 'Task_GiveOpinion', 'finance');
  return { caseId, path: `/tasks/${task.key}` };
}

async function fillIn(page: Page, text: string): Promise<void> {
  await page.getByRole('radio', { name: '同意', exact: true }).check();
  await page.getByLabel('意见内容').fill(text);
}

test('two submit the same task: one wins, the other is told and keeps what he typed', async () => {
  const { caseId, path } = await openOpinion();
  // Without events neither page knows of the other before it submits.
  const pages = await Promise.all(
    ['finance.clerk', 'finance.head'].map((who) => browser.open(who, path, { live: false })),
  );
  for (const [i, page] of pages.entries()) await fillIn(page, `意见 ${i}`);
  await Promise.all(pages.map((page) => button(page, '提交').click()));

  const told = pages.map((page) => page.getByRole('alert').filter({ hasText: '该任务已由他人办理' }).waitFor());
  const loser = await Promise.any(told.map((wait, i) => wait.then(() => i)));
  const winner = 1 - loser;
  await heading(pages[winner]!, '我的待办').waitFor();
  const kept = pages[loser]!.getByLabel('意见内容');
  expect(await kept.inputValue()).toBe(`意见 ${loser}`);
  expect(await button(pages[loser]!, '提交').count()).toBe(0);
  await Promise.allSettled(told);

  await eventually(async () => {
    const { body } = await (await stack.as('monitor')).get(`/api/cases/${caseId}`);
    expect(body.variables.opinions).toMatchObject([{ text: `意见 ${winner}` }]);
  });
  expect(browser.complaints).toEqual([]);
});

test('who is still typing learns without a reload that a colleague was quicker, and keeps his text', async () => {
  const { path } = await openOpinion();
  const page = await browser.open('finance.head', path);
  await fillIn(page, '尚在斟酌');
  const done = await (
    await stack.as('finance.clerk')
  ).post(`/api${path}/complete`, {
    variables: { opinion: 'agree' },
  });
  expect(done.status).toBe(200);
  await expectText(page.getByRole('main'), /已由他人办理|已由.*办结/);
  expect(await page.getByLabel('意见内容').inputValue()).toBe('尚在斟酌');
  expect(await button(page, '提交').count()).toBe(0);
});
