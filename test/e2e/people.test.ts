import { jest } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';
import pg from 'pg';
import { text } from '../../api/sheets/cells.ts';
import { workbook } from '../../api/sheets/workbook.ts';
import { secondApp } from '../support/second-app.ts';
import { eventually, world } from '../support/world.ts';
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
const db = new pg.Client({ connectionString: stack.databaseUrl });
const mark = `${Date.now()}`.slice(-8);
const GOOD = 'Kite-7-Granite-Harbour';
let browser: TestBrowser;

beforeAll(async () => {
  await db.connect();
  browser = await openBrowser(stack);
});
afterAll(async () => {
  await browser.close();
  await db.end();
});

test('an account is made, its person changes the password, is warned before the idle session ends and comes back', async () => {
  const username = `e2e${mark}`;
  const admin = await browser.open('sysadmin', '/accounts');
  await heading(admin, '账户与单位').waitFor();
  await button(admin, '新建账户').click();
  const form = admin.getByRole('dialog').filter({ hasText: '新建账户' });
  await form.getByLabel('用户名').fill(username);
  await form.getByLabel('姓名或名称').fill('新来人员');
  await button(admin, '建立').click();
  const secret = admin.getByRole('dialog').filter({ hasText: '只显示这一次' });
  const password = ((await secret.locator('code').textContent()) ?? '').trim();
  await button(admin, '已妥善保存').click();
  await admin.goto(`/accounts?q=${username}`);
  await expectText(admin.getByRole('row').filter({ hasText: username }), '初始密码未改');
  await expectAccessible(admin);

  const page = await browser.open(null, '/account');
  await page.getByText('使用用户名和密码登录').click();
  await page.getByLabel('用户名').fill(username);
  await page.getByLabel('密码', { exact: true }).fill(password);
  await button(page, '登录').click();
  await page.getByRole('heading', { name: '请先修改密码' }).waitFor();
  await expectAccessible(page);
  await page.getByLabel('现在的密码').fill(password);
  await page.getByLabel('新密码', { exact: true }).fill('Password123!');
  await page.getByLabel('再次填写新密码').fill('Password123!');
  await button(page, '修改密码').click();
  await page.getByText('常见的或容易猜到').first().waitFor();
  await page.getByLabel('新密码', { exact: true }).fill(GOOD);
  await page.getByLabel('再次填写新密码').fill(GOOD);
  await button(page, '修改密码').click();
  await heading(page, '我的账户').waitFor();
  await expectAccessible(page);
  await page.setViewportSize(PHONE);
  await expectNoSidewaysScroll(page);

  const rest = (seconds: number) =>
    db.query(`UPDATE session SET seen_at = now() - make_interval(secs => $2) WHERE sess ->> 'username' = $1`, [
      username,
      seconds,
    ]);
  // As if nothing had been done for all but a minute of the time: what the page says of its own input is not sent on.
  await page.route('**/api/session', (route) => {
    const headers = { ...route.request().headers() };
    delete headers['x-idle-seconds'];
    return route.continue({ headers });
  });
  await rest(29 * 60);
  await page.reload();
  const warning = page.getByRole('dialog').filter({ hasText: '即将自动退出' });
  await warning.waitFor();
  await page.unroute('**/api/session');
  await button(page, '继续使用').click();
  await warning.waitFor({ state: 'hidden' });
  await rest(31 * 60);
  await page.getByLabel('用途').fill('夜间取数');
  await page.getByLabel('查询事项').check();
  await button(page, '建立令牌').click();
  const again = page.getByRole('dialog').filter({ hasText: '登录已失效' });
  await again.getByLabel('密码', { exact: true }).fill(GOOD);
  await button(again, '登录').click();
  await again.waitFor({ state: 'hidden' });
  expect(await page.getByLabel('用途').inputValue()).toBe('夜间取数');
  expect(browser.complaints).toEqual([]);
});

test('units are imported and renamed on the page; a faulty file says its lines and changes nothing', async () => {
  const page = await browser.open('sysadmin', '/accounts?tab=units');
  await heading(page, '账户与单位').waitFor();
  const file = async (rows: string[][]) => ({
    name: '单位.xlsx',
    mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    buffer: await workbook(
      '单位',
      ['单位编号', '单位名称'].map((title) => ({ title, width: 20 })),
      rows.map((cells) => cells.map((cell) => text(cell))),
      [],
    ),
  });
  const rows = [[`e2e-${mark}`, `演示新局${mark}`]];
  await page.getByRole('button', { name: '导 入' }).or(button(page, '导入')).click();
  const dialog = page.getByRole('dialog').filter({ hasText: '导入单位' });
  await dialog.locator('input[type=file]').setInputFiles(await file([...rows, ['Bad Id', '无效局']]));
  await expectText(dialog.getByRole('alert'), '第3行');
  await expectAccessible(page);
  await dialog.locator('input[type=file]').setInputFiles(await file(rows));
  await button(dialog, '确认导入').click();
  await dialog.waitFor({ state: 'hidden' });
  await page.goto(`/accounts?tab=units&q=${mark}`);
  await button(page, `改名：演示新局${mark}`).click();
  await page.getByLabel('新名称').fill(`演示改称局${mark}`);
  await page.getByLabel('事由').fill('机构改革');
  await button(page, '确认改名').click();
  await expectText(page.getByRole('row').filter({ hasText: `e2e-${mark}` }), `由演示新局${mark}改称演示改称局${mark}`);
  await expectAccessible(page);
  await page.setViewportSize(PHONE);
  await expectNoSidewaysScroll(page);
  expect(browser.complaints).toEqual([]);
});

test('sign-in by the district’s provider: posts by claims, no way around it, a page that says what to do, sign-out on both sides', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const groups = new Map<string, string[]>([[`oidc${mark}`, ['commerce-clerks', 'nothing-here']]]);
  const app = await secondApp((baseUrl) => ({
    PUBLIC_URL: baseUrl,
    OIDC_ISSUER: issuer,
    OIDC_CLIENT_ID: 'lixia-flow',
    OIDC_CLIENT_SECRET: 'secret-of-the-client-in-tests',
    OIDC_POSTS_CLAIM: 'groups',
    OIDC_POSTS: JSON.stringify({ 'commerce-clerks': ['commerce.clerk'] }),
    OIDC_CREATE: '1',
  }));
  // It reminds of what is to be set in service.
  const quiet = [jest.spyOn(console, 'warn'), jest.spyOn(console, 'info')].map((spy) =>
    spy.mockImplementation(() => undefined),
  );
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'lixia-flow',
        client_secret: 'secret-of-the-client-in-tests',
        redirect_uris: [`${app.baseUrl}/api/oidc/callback`],
        post_logout_redirect_uris: [`${app.baseUrl}/`],
      },
    ],
    claims: { openid: ['sub'], profile: ['preferred_username', 'name', 'groups'] },
    findAccount: (_ctx, id) => ({
      accountId: id,
      claims: () => ({ sub: id, preferred_username: id, name: '统一认证人员', groups: groups.get(id) ?? [] }),
    }),
    pkce: { required: () => true },
    cookies: { keys: ['keys-of-the-provider-in-tests'] },
  });
  const answer = provider.callback();
  server.on('request', (req, res) => void answer(req, res));
  const district = await openBrowser(app);
  try {
    const enter = async (name: string) => {
      const page = await district.open(null, '/account');
      const before = (await page.context().cookies()).find((c) => c.name === 'sid')?.value;
      await page.getByRole('link', { name: '经统一身份认证登录' }).click();
      await page.locator('input[name=login]').fill(name);
      await page.locator('input[name=password]').fill('any');
      await page.locator('button[type=submit]').click();
      await page
        .locator('button[type=submit]')
        .filter({ hasText: /continue/i })
        .click();
      return { page, before };
    };
    const { page, before } = await enter(`oidc${mark}`);
    await heading(page, '我的账户').waitFor();
    await page.getByText('经统一身份认证登录').waitFor();
    await expectText(page.getByRole('main'), '区商务局经办人');
    const after = (await page.context().cookies()).find((c) => c.name === 'sid')?.value;
    expect(after).toBeDefined();
    expect(after).not.toBe(before);

    // Nobody comes in by an answer that was not asked for here, or a second time.
    const forged = await page.context().request.get(`${app.baseUrl}/api/oidc/callback?code=x&state=y&iss=${issuer}`);
    expect([forged.status(), (await forged.text()).includes('重新登录')]).toEqual([400, true]);
    const away = await page
      .context()
      .request.get(`${app.baseUrl}/api/oidc/start?to=//evil.example/`, { maxRedirects: 0 });
    expect(new URL(away.headers().location!).searchParams.get('code_challenge_method')).toBe('S256');
    const { state } = Object.fromEntries(new URL(away.headers().location!).searchParams) as { state: string };
    const wrong = await page
      .context()
      .request.get(`${app.baseUrl}/api/oidc/callback?code=x&state=${state}0&iss=${issuer}`);
    expect(wrong.status()).toBe(401);

    await page.getByRole('button', { name: /^当前用户/ }).click();
    await page.getByRole('menuitem', { name: '退出登录' }).click();
    await page.waitForURL(`${issuer}/**`);
    await page
      .locator('button')
      .filter({ hasText: /yes|sign me out/i })
      .first()
      .click();
    await page.waitForURL(`${app.baseUrl}/`);
    await page.getByRole('heading', { name: '登录' }).waitFor();

    // What the claims say no longer, he is no longer.
    groups.set(`oidc${mark}`, []);
    const again = await enter(`oidc${mark}`);
    await heading(again.page, '我的账户').waitFor();
    await expectText(again.page.getByRole('main'), '任职');
    const { rows } = await db.query(`SELECT 1 FROM post_holder WHERE username = $1 AND until_date IS NULL`, [
      `oidc${mark}`,
    ]);
    expect(rows).toEqual([]);
    // Administrators have local passwords only.
    const refused = (await enter('secadmin')).page;
    await refused.getByRole('heading', { name: '登录未成功' }).waitFor();
    await refused.getByText('须用本地账户和密码登录').waitFor();
    await eventually(async () => {
      const acts = await db.query(
        `SELECT status FROM audit WHERE action = 'GET /api/oidc/:id' AND actor = ANY ($1) ORDER BY seq`,
        [[`oidc${mark}`, 'secadmin']],
      );
      expect(acts.rows.map((r) => r.status)).toEqual(expect.arrayContaining([302, 403]));
    });
  } finally {
    for (const spy of quiet) spy.mockRestore();
    await district.close();
    await app.close();
    server.closeAllConnections();
    server.close();
  }
});
