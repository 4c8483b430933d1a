import { doStep, startCase, taskAt } from '../support/fast-track.ts';
import { eventually, world } from '../support/world.ts';
import { button, heading, openBrowser, tabTo, type TestBrowser } from './browser.ts';

const stack = world();
let browser: TestBrowser;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

test('without a mouse: sign in, open the task, fill it in, submit', async () => {
  const subject = `键盘操作项目 ${Date.now()}`;
  const departments = ['statistics'];
  const caseId = await startCase(await stack.as('commerce.clerk'), { subject, departments });
  await doStep(stack, caseId, 'Task_ReviewMaterials', { reviewResult: 'accept' });
  const task = await taskAt(await stack.as('monitor'), caseId, 'Task_GiveOpinion', 'statistics');

  const page = await browser.open(null, `/tasks?view=claimable&q=${encodeURIComponent(subject)}`);
  await tabTo(page, page.getByLabel('按单位名称查找'));
  await page.keyboard.type('统计');
  await tabTo(page, button(page, '区统计局经办人'));
  await page.keyboard.press('Enter');

  await heading(page, '我的待办').waitFor();
  const link = page.getByRole('row').filter({ hasText: subject }).getByRole('link', { name: '出具论证意见' });
  await tabTo(page, link);
  await page.keyboard.press('Enter');

  await heading(page, '出具论证意见').waitFor();
  await tabTo(page, page.getByRole('radio', { name: '同意', exact: true }));
  await page.keyboard.press('Space');
  await tabTo(page, page.getByLabel('意见内容'));
  await page.keyboard.type('同意引进。');
  await tabTo(page, button(page, '提交'));
  await page.keyboard.press('Enter');
  await heading(page, '我的待办').waitFor();

  await eventually(async () => {
    const { body } = await (await stack.as('monitor')).get(`/api/tasks/${task.key}`);
    expect(body).toMatchObject({ state: 'done', completedBy: 'statistics.clerk' });
  });
});
