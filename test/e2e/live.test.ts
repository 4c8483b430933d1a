import { randomUUID } from 'node:crypto';
import { doStep, startCase, taskAt } from '../support/fast-track.ts';
import { world } from '../support/world.ts';
import {
  button,
  expectAccessible,
  expectNoSidewaysScroll,
  expectText,
  openBrowser,
  PHONE,
  WIDE,
  type TestBrowser,
} from './browser.ts';

const stack = world();
let browser: TestBrowser;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

test('list, counts, case and diagram follow the case without a reload', async () => {
  const subject = `实时更新项目 ${Date.now()}`;
  const list = await browser.open('finance.liaison', `/tasks?view=claimable&q=${encodeURIComponent(subject)}`);
  const row = list.getByRole('row').filter({ hasText: subject });
  const caseId = await startCase(await stack.as('commerce.clerk'), { subject });
  await taskAt(await stack.as('monitor'), caseId, 'Task_ReviewMaterials');

  const watcher = await browser.open('monitor', `/cases/${caseId}`);
  await expectText(watcher.getByLabel('正在等待'), '区投资促进局');
  await watcher.locator('[data-element-id=Task_ReviewMaterials].step-active').waitFor();
  expect(await row.count()).toBe(0);

  await doStep(stack, caseId, 'Task_ReviewMaterials', { reviewResult: 'accept' });
  await taskAt(await stack.as('monitor'), caseId, 'Task_GiveOpinion', 'finance');
  await row.waitFor();
  await watcher.locator('[data-element-id=Task_ReviewMaterials].step-done').waitFor();
  await watcher.locator('[data-element-id=Task_GiveOpinion].step-active').waitFor();
  await expectText(watcher.getByLabel('正在等待'), '区财政局');

  // A colleague takes it: gone for the others.
  const task = await taskAt(await stack.as('monitor'), caseId, 'Task_GiveOpinion', 'finance');
  await (await stack.as('finance.clerk')).post(`/api/tasks/${task.key}/claim`);
  await row.waitFor({ state: 'detached' });
  await expectText(watcher.getByRole('row').filter({ hasText: '出具论证意见' }), '区财政局经办人');

  const head = await stack.as('commerce.head');
  expect((await head.post(`/api/cases/${caseId}/withdraw`, { reason: '企业撤回投资意向' })).status).toBe(200);
  await watcher.getByText('已撤回').first().waitFor();
  expect(browser.complaints).toEqual([]);
});

test.each([
  ['its own answer', /\/api\/tasks\/\d+$/],
  ['that it may listen', /\/api\/events$/],
])('what happens while a page waits for %s is on it all the same', async (_, slow) => {
  const subject = `首次打开项目 ${Date.now()}`;
  const caseId = await startCase(await stack.as('commerce.clerk'), { subject });
  await doStep(stack, caseId, 'Task_ReviewMaterials', { reviewResult: 'accept' });
  const task = await taskAt(await stack.as('monitor'), caseId, 'Task_GiveOpinion', 'finance');
  const page = await browser.open('finance.liaison', '/tasks');
  // What is listened to is asked for late, what is read is answered late.
  const listening = slow.test('/api/events');
  let arrived = () => {};
  const waiting = new Promise<void>((resolve) => (arrived = resolve));
  let letGo = () => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  await page.route(slow, async (route) => {
    const answer = listening ? undefined : await route.fetch();
    arrived();
    await held;
    await (answer ? route.fulfill({ response: answer }) : route.continue());
  });
  await page.goto(`/tasks/${task.key}`);
  await waiting;
  const claim = button(page, '领取');
  if (listening) await claim.waitFor();
  const colleague = await stack.as('finance.clerk');
  expect((await colleague.post(`/api/tasks/${task.key}/claim`)).status).toBe(200);
  // Until its events have been told to those who listen.
  await page.waitForTimeout(1_000);
  letGo();
  await expectText(page.getByRole('region', { name: '办理' }), '区财政局经办人');
  await claim.waitFor({ state: 'detached' });
});

test('a list outlives a server that does not answer, says how old it is, and goes on by itself', async () => {
  const subject = `断线项目 ${Date.now()}`;
  const clerk = await stack.as('commerce.clerk');
  const caseId = await startCase(clerk, { subject: `${subject}甲` });
  const page = await browser.open('monitor', `/cases?q=${encodeURIComponent(subject)}`);
  const row = (name: string) => page.getByRole('row').filter({ hasText: `${subject}${name}` });
  await row('甲').waitFor();

  await page.route(/\/api\/cases\?/, (route) => route.abort());
  // The server's event asks for the list again.
  await startCase(clerk, { subject: `${subject}乙` });
  const old = page.getByText(/暂时连不上，显示的是 \d\d:\d\d 的内容/);
  // Also where something happens all the time.
  let seen = false;
  const happening = (async () => {
    while (!seen) {
      const id = randomUUID();
      expect((await clerk.post(`/api/cases/${caseId}/comments`, { id, text: '催问进度' })).status).toBe(201);
      await page.waitForTimeout(500);
    }
  })();
  await old.waitFor().finally(() => (seen = true));
  await happening;
  expect([await row('甲').count(), await row('乙').count()]).toEqual([1, 0]);
  await expectAccessible(page);
  await page.setViewportSize(PHONE);
  await page
    .getByRole('listitem')
    .filter({ hasText: `${subject}甲` })
    .waitFor();
  await old.waitFor();
  await expectNoSidewaysScroll(page);
  await page.setViewportSize(WIDE);

  await page.unroute(/\/api\/cases\?/);
  await row('乙').waitFor();
  await old.waitFor({ state: 'detached' });
  expect(browser.complaints).toEqual([]);
});
