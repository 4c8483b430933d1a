import { secondApp } from '../support/second-app.ts';
import { button, expectAccessible, heading, openBrowser, type TestBrowser } from './browser.ts';

/** Nobody else's story signs in as this person to the app that shows the guide. */
const WHO = 'civil-affairs.liaison';

let app: Awaited<ReturnType<typeof secondApp>>;
let browser: TestBrowser;

beforeAll(async () => {
  app = await secondApp(() => ({ FIRST_VISIT_GUIDE: '1', DEMO: '1' }));
  browser = await openBrowser({ baseUrl: app.baseUrl });
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

test('who comes for the first time is shown around once, on whatever computer; the help menu shows it again, the page explains itself, and the manual is there', async () => {
  // A link from a mail leads to work: nothing lies over it.
  const page = await browser.open(WHO, '/tasks');
  await heading(page, '我的待办').waitFor();
  const guide = page.locator('.guide.ant-tour');
  expect(await guide.count()).toBe(0);

  await page.goto('/');
  await guide.getByText('欢迎使用').waitFor();
  await page.keyboard.press('ArrowRight');
  await guide.getByText('要您办理的任务都在这里').waitFor();
  await expectAccessible(page);
  const kept = page.waitForResponse((answer) => answer.url().includes('/api/me/guides/'));
  await button(guide, '跳过引导').click();
  expect((await kept).status()).toBe(204);
  await guide.waitFor({ state: 'detached' });

  const other = await browser.open(WHO, '/');
  const session = await (await other.request.get('/api/session')).json();
  expect(session.guide).toEqual({ name: 'staff', due: false });
  await button(other, '帮助').click();
  expect(await other.locator('.guide.ant-tour').count()).toBe(0);
  await other.getByRole('menuitem', { name: '再看一遍新手引导' }).click();
  const again = other.locator('.guide.ant-tour');
  await again.getByText('欢迎使用').waitFor();
  await button(again, '跳过引导').click();
  await again.waitFor({ state: 'detached' });

  await other.goto('/tasks');
  // What a tab means, beside the tabs; Esc closes it.
  await button(other, '各页签是什么').click();
  const tabs = other.getByRole('tooltip');
  await tabs.getByText('别人缺席、由您代办的').waitFor();
  await other.keyboard.press('Escape');
  await tabs.waitFor({ state: 'hidden' });
  await button(other, '本页说明').click();
  const help = other.getByRole('dialog', { name: '本页说明：我的待办' });
  await help.getByText('本岗位尚无人领取的').waitFor();
  await expectAccessible(other);
  await help.getByRole('link', { name: '在使用手册中打开' }).click();
  await heading(other, '使用手册：我的待办').waitFor();
  await expectAccessible(other);
  expect(browser.complaints).toEqual([]);
});
