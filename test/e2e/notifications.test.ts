import { doStep, startCase, taskAt } from '../support/fast-track.ts';
import { eventually } from '../support/stack.ts';
import { world } from '../support/world.ts';
import {
  button,
  expectAccessible,
  expectNoSidewaysScroll,
  expectText,
  heading,
  openBrowser,
  PHONE,
  type TestBrowser,
} from './browser.ts';

const stack = world();
let browser: TestBrowser;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

test('the bell rings without a reload, opens the task, and the page lists what came', async () => {
  const subject = `消息项目 ${Date.now()}`;
  const clerk = await stack.as('commerce.clerk');
  const page = await browser.open('foreign-affairs.liaison', '/tasks');
  const bell = page.getByRole('button', { name: /^消息，/ });
  const unread = async () => Number(/(\d+) 条未读/.exec((await bell.getAttribute('aria-label')) ?? '')?.[1] ?? 0);
  await bell.waitFor();
  const liaison = await stack.as('foreign-affairs.liaison');
  // Other tests may write to the same person: the bell must show what the server counts, and this test's message be among it.
  const rings = (kind: string, is: boolean) =>
    eventually(async () => {
      const { body } = await liaison.get('/api/notifications?unread=true&limit=200');
      const of = (body.items as { kind: string; title: string }[]).filter((n) => n.title.includes(subject));
      expect(of.map((n) => n.kind).includes(kind)).toBe(is);
      expect(await unread()).toBe(body.unread);
    }, 90_000);

  const caseId = await startCase(clerk, { subject, departments: ['foreign-affairs'] });
  await doStep(stack, caseId, 'Task_ReviewMaterials', { reviewResult: 'accept' });
  const task = await taskAt(clerk, caseId, 'Task_GiveOpinion');
  await rings('task', true);

  // Urged from the case's page by who filed it.
  const filer = await browser.open('commerce.clerk', `/cases/${caseId}`);
  await filer.getByRole('button', { name: /^催办：出具论证意见/ }).click();
  await filer.getByLabel('催办内容（可不填）').fill('请于今日反馈');
  await button(filer, '发送催办').click();
  await filer.getByText(/已催办，.*后可再次催办/).waitFor();
  await rings('reminder', true);
  await filer.getByRole('button', { name: /^催办：出具论证意见/ }).click();
  await button(filer, '发送催办').click();
  await filer.getByRole('alert').getByText('催办过于频繁').waitFor();

  await bell.click();
  const entry = page.locator('.bell-list li').filter({ hasText: subject }).filter({ hasText: '催办' });
  await expectText(entry, '未读');
  await expectAccessible(page);
  await entry.getByRole('link').click();
  await page.waitForURL(`**/tasks/${task.key}`);
  await rings('reminder', false);
  await rings('task', true);

  await page.goto('/messages?unread=true&kind=task');
  await heading(page, '消息').waitFor();
  const row = page.locator('.messages li').filter({ hasText: subject });
  await row.getByRole('button', { name: /^标为已读/ }).click();
  await row.waitFor({ state: 'detached' });
  await expectAccessible(page);
  await page.setViewportSize(PHONE);
  await page.goto('/messages');
  await row.first().waitFor();
  await expectNoSidewaysScroll(page);
  expect(browser.complaints).toEqual([]);
});

test('preferences are kept; what is urgent cannot be turned off in the product', async () => {
  const page = await browser.open('foreign-affairs.head', '/messages?tab=settings');
  const silent = page.getByRole('checkbox', { name: '待办：平台内提醒' });
  await silent.uncheck();
  expect(await page.getByRole('checkbox', { name: '红牌超期：平台内提醒' }).isDisabled()).toBe(true);
  await page.getByLabel('接收邮件的邮箱').fill('head@lixia.example');
  await button(page, '保存').click();
  await page.getByText('消息设置已保存').waitFor();
  await expectAccessible(page);
  await page.reload();
  expect(await silent.isChecked()).toBe(false);
  expect(await page.getByLabel('接收邮件的邮箱').inputValue()).toBe('head@lixia.example');
});

test('the administrator adds a target and sees its secret once', async () => {
  const name = `督办系统 ${Date.now()}`;
  const page = await browser.open('sysadmin', '/webhooks');
  await button(page, '新增推送目标').click();
  await page.getByRole('textbox', { name: /名称/ }).fill(name);
  await page.getByLabel('接收地址').fill('http://127.0.0.1:9/hook');
  // Turned off: the run's other tests must not wait for it.
  await page.getByRole('switch', { name: '启用' }).click();
  await button(page, '保存').click();
  await page.getByText('签名密钥（只显示这一次）').waitFor();
  await button(page, '已妥善保存').click();
  const row = page.getByRole('row').filter({ hasText: name });
  await expectText(row, '停用');
  await expectAccessible(page);
  await row.getByRole('button', { name: `删除：${name}` }).click();
  await page.locator('.ant-popconfirm').getByRole('button', { name: '确定' }).click();
  await row.waitFor({ state: 'detached' });
  expect((await (await stack.as('monitor')).get('/api/webhooks')).status).toBe(403);
  const other = await browser.open('monitor', '/webhooks');
  await other.getByText('没有管理消息推送的权限').waitFor();
});
