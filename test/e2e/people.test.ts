import { jest } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';
import pg from 'pg';
import type { Locator, Page } from 'playwright-core';
import { text } from '../../api/sheets/cells.ts';
import { workbook } from '../../api/sheets/workbook.ts';
import { startCase, taskAt } from '../support/fast-track.ts';
import { newPeople } from '../support/people.ts';
import { secondApp } from '../support/second-app.ts';
import { eventually, world } from '../support/world.ts';
import {
  button,
  expectAccessible,
  expectNoSidewaysScroll,
  expectText,
  faultsGone,
  heading,
  openBrowser,
  PHONE,
  type TestBrowser,
} from './browser.ts';

const stack = world();
const db = new pg.Client({ connectionString: stack.databaseUrl });
const mark = `${Date.now()}`.slice(-8);
const { person, unit } = newPeople(stack, db);
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
  await faultsGone(page);
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
  // As if nothing had been done for all but the last two minutes, in which it is warned: what the page says of its own input is not sent on.
  await page.route('**/api/session', (route) => {
    const headers = { ...route.request().headers() };
    delete headers['x-idle-seconds'];
    return route.continue({ headers });
  });
  await rest(28 * 60 + 10);
  await page.reload();
  const warning = page.getByRole('dialog').filter({ hasText: '即将自动退出' });
  await warning.waitFor();
  await page.unroute('**/api/session');
  await button(page, '继续使用').click();
  await warning.waitFor({ state: 'hidden' });
  await page.getByLabel('用途').fill('夜间取数');
  await page.getByLabel('查询事项').check();
  await rest(31 * 60);
  await button(page, '建立令牌').click();
  const again = page.getByRole('dialog').filter({ hasText: '登录已失效' });
  await again.getByLabel('密码', { exact: true }).fill(GOOD);
  await button(again, '登录').click();
  await again.waitFor({ state: 'hidden' });
  expect(await page.getByLabel('用途').inputValue()).toBe('夜间取数');

  // Too many wrong passwords lock the name here, also for the right one, until the administrator unlocks it.
  const guess = await browser.open(null, '/account');
  await guess.getByText('使用用户名和密码登录').click();
  await guess.getByLabel('用户名').fill(username);
  const refused = guess.getByRole('alert');
  const attempt = async (typed: string) => {
    await guess.getByLabel('密码', { exact: true }).fill(typed);
    // The page itself asks every minute who is signed in.
    const answer = guess.waitForResponse((r) => r.url().endsWith('/api/session') && r.request().method() === 'POST');
    await button(guess, '登录').click();
    const status = (await answer).status();
    // What is said above the button moves it down.
    if (status !== 200) await refused.waitFor();
    return status;
  };
  for (let i = 0; i < 5; i++) expect(await attempt('Wrong-Kite-7')).toBe(401);
  await expectText(refused, '用户名或密码不正确，请核对后重试。');
  expect(await attempt(GOOD)).toBe(429);
  await expectText(refused, '系统管理员解锁');
  await expectAccessible(guess);
  await admin.goto(`/accounts?q=${username}&state=locked`);
  await expectText(admin.getByRole('row').filter({ hasText: username }), /启用，锁定（.+，至 .+）/);
  await expectAccessible(admin);
  await button(admin, `管理：${username}`).click();
  await admin.getByRole('menuitem', { name: '解锁' }).click();
  await admin.getByText('已解锁，可以重新登录').waitFor();
  await admin.getByText('没有符合筛选条件的账户').waitFor();
  expect(await attempt(GOOD)).toBe(200);
  await heading(guess, '我的账户').waitFor();
  expect(browser.complaints).toEqual([]);
});

test('三员: each has his own pages, and nobody becomes two of them', async () => {
  const admins = { sysadmin: '/accounts', secadmin: '/people', auditor: '/audit' } as const;
  const titles = { sysadmin: '系统管理员', secadmin: '安全管理员', auditor: '审计管理员' };
  const pages: [link: string, owner: keyof typeof admins][] = [
    ['账户与单位', 'sysadmin'],
    ['督导单位', 'sysadmin'],
    ['消息推送', 'sysadmin'],
    ['岗位与代理', 'secadmin'],
    ['审计日志', 'auditor'],
  ];
  const open = await Promise.all(
    Object.entries(admins).map(async ([who, path]) => [who, await browser.open(who, path)] as const),
  );
  for (const [who, page] of open) {
    const links = page.getByRole('navigation').first().getByRole('link');
    const his = pages.filter(([, owner]) => owner === who).map(([name]) => name);
    for (const name of his) await links.filter({ hasText: name }).waitFor();
    const shown = await links.allTextContents();
    expect(pages.map(([name]) => name).filter((name) => shown.includes(name))).toEqual(his);
    for (const [owner, path] of Object.entries(admins)) {
      if (owner === who) continue;
      await page.goto(path);
      await page.getByText(`此页由${titles[owner as keyof typeof admins]}使用`).waitFor();
    }
  }
  const [, [, secadmin], [, auditor]] = open as [unknown, (typeof open)[number], (typeof open)[number]];
  await expectAccessible(secadmin);

  // Refused at the field, as soon as the person is chosen; also when it is sent all the same.
  await secadmin.goto('/people?post=auditor');
  const drawer = secadmin.getByRole('dialog');
  const successor = drawer.getByRole('combobox', { name: '继任人员' });
  await successor.fill('系统管理员');
  await secadmin.getByRole('option', { name: '系统管理员', exact: true }).first().waitFor({ state: 'attached' });
  await successor.press('Enter');
  const item = drawer.locator('.ant-form-item').filter({ hasText: '继任人员' });
  await expectText(item, '系统、安全、审计管理员不得兼任其他岗位，请另选人员。');
  await drawer.getByLabel('事由').fill('人手不足');
  const sent = secadmin.waitForResponse((r) => r.request().method() === 'POST' && r.url().endsWith('/holders'));
  await button(drawer, '确认变更').click();
  expect((await sent).status()).toBe(422);
  await expectText(item, '系统、安全、审计管理员不得兼任其他岗位，请另选人员。');
  await expectAccessible(secadmin);
  const { rows } = await db.query(`SELECT post FROM post_holder WHERE username = 'sysadmin'`);
  expect(rows).toEqual([{ post: 'sysadmin' }]);
  // The auditor, and he alone, reads that it was tried.
  await auditor.goto('/audit?ending=refused&actor=secadmin&q=auditor');
  await auditor.getByRole('row').filter({ hasText: '安全管理员' }).first().waitFor();
  expect(browser.complaints).toEqual([]);
});

test('a unit is renamed and merged: its people, its successor’s and the administrator see the old case with its old name', async () => {
  const [from, into] = [await unit(`老局${mark}`), await unit(`大局${mark}`)];
  const [before, after] = [await person(`${from}.clerk`), await person(`${into}.clerk`)];
  const subject = `沿革事项${mark}`;
  const caseId = await startCase(before.client, { filingUnit: from, subject });
  const task = await taskAt(before.client, caseId, 'Task_PrepareReport');
  // A name counts for whole days: what began before today has the old one.
  await db.query(`UPDATE cases SET created_at = created_at - interval '1 day' WHERE id = $1`, [caseId]);
  const admin = await browser.open('sysadmin', `/accounts?tab=units&q=${mark}`);
  const old = await browser.open(before.username, `/tasks/${task.key}`);
  await button(old, '领取').click();
  await old.getByText('已领取').first().waitFor();
  const change = async (act: '改名' | '并入', of: string, fill: (dialog: Locator) => Promise<void>) => {
    await button(admin, `${act}：${of}`).click();
    const dialog = admin.getByRole('dialog');
    await button(dialog, `确认${act}`).click();
    await dialog.getByText('请填写事由').waitFor();
    await fill(dialog);
    await dialog.getByLabel('事由').fill('机构改革方案');
    await expectAccessible(admin);
    await faultsGone(dialog);
    await button(dialog, `确认${act}`).click();
  };
  await change('改名', `老局${mark}`, async (dialog) => {
    // A name that another unit has is refused where it is typed.
    await dialog.getByLabel('新名称').fill('区财政局');
    await dialog.getByLabel('事由').fill('机构改革方案');
    await faultsGone(dialog);
    await button(dialog, '确认改名').click();
    await expectText(dialog.locator('.ant-form-item').filter({ hasText: '新名称' }), '该名称已被其他单位使用。');
    expect(await dialog.locator('.ant-alert').count()).toBe(0);
    await dialog.getByLabel('新名称').fill(`新局${mark}`);
  });
  await expectText(admin.getByRole('row').filter({ hasText: from }), `由老局${mark}改称新局${mark}`);
  await startCase(before.client, { filingUnit: from, subject: `${subject}之后` });
  await old.goto(`/cases?q=${encodeURIComponent(subject)}`);
  await expectText(old.getByRole('row').filter({ hasText: caseId }), `老局${mark}`);
  await expectText(old.getByRole('row').filter({ hasText: `${subject}之后` }), `新局${mark}`);

  await change('并入', `新局${mark}`, async (dialog) => {
    const other = dialog.getByRole('combobox', { name: '并入的单位' });
    await other.fill(`大局${mark}`);
    await admin
      .getByRole('option', { name: `大局${mark}`, exact: true })
      .first()
      .waitFor({ state: 'attached' });
    await other.press('Enter');
    await dialog.getByText('此前的事项仍显示原名称').waitFor();
  });
  await expectText(admin.getByRole('row').filter({ hasText: from }), `已并入大局${mark}`);
  await expectAccessible(admin);
  // What was taken is with the successor now; those who left see nothing any more.
  const next = await browser.open(after.username, '/tasks');
  await next.getByRole('row').filter({ hasText: caseId }).getByRole('link', { name: '编制项目报告书' }).click();
  await expectText(next.locator('.page-head'), after.name);
  await next.goto(`/cases?q=${encodeURIComponent(subject)}`);
  await expectText(next.getByRole('row').filter({ hasText: caseId }), `老局${mark}`);
  await old.goto(`/cases/${caseId}`);
  await old.getByText('您所在单位未参与该事项，不能查看。').waitFor();
  expect(browser.complaints).toEqual([]);
});

test('a case is marked 公开 by the head who leads it for everybody to read, and 内部 again by the head who filed it', async () => {
  const caseId = await startCase(await stack.as('commerce.clerk'), { subject: `标识页面${mark}` });
  const [head, filer, reader] = (await Promise.all(
    ['investment-promotion.head', 'commerce.head', 'veterans-affairs.clerk'].map((who) =>
      browser.open(who, `/cases/${caseId}`),
    ),
  )) as [Page, Page, Page];
  await reader.getByText('您所在单位未参与该事项，不能查看。').waitFor();
  const say = async (page: Page, act: string, said: string, reason: string) => {
    await button(page, act).click();
    const dialog = page.getByRole('dialog', { name: act });
    await dialog.getByText(said).waitFor();
    const confirm = dialog.getByRole('button', { name: /^确\s?认$/ });
    await confirm.click();
    await dialog.getByText('请填写事由').waitFor();
    await expectAccessible(page);
    await dialog.getByLabel('事由').fill(reason);
    await faultsGone(dialog);
    await confirm.click();
    await dialog.waitFor({ state: 'hidden' });
  };
  await heading(filer, `标识页面${mark}`).waitFor();
  expect(await button(filer, '标为公开').count()).toBe(0);
  await say(head, '标为公开', '涉密事项不得在本平台办理', '供各单位参考');
  await head.getByText('公开：所有登录人员可查看').waitFor();
  await reader.reload();
  await heading(reader, `标识页面${mark}`).waitFor();
  await reader.getByText('公开：所有登录人员可查看').waitFor();
  // To be read only.
  for (const act of ['改为内部', '标为公开', '撤回事项']) expect(await button(reader, act).count()).toBe(0);
  await expectAccessible(reader);
  // The page of who filed it follows by itself.
  await say(filer, '改为内部', '只有参与、督导该事项的单位', '含企业资料');
  await head.getByText('公开：所有登录人员可查看').waitFor({ state: 'hidden' });
  await reader.reload();
  await reader.getByText('您所在单位未参与该事项，不能查看。').waitFor();
  await head.goto(`/cases/${caseId}?tab=history`);
  await expectText(
    head.getByRole('tabpanel', { name: '办理记录' }),
    /内部”：含企业资料（区商务局主要负责人）.*公开”：供各单位参考（区投资促进局主要负责人）/,
  );
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
    const turnedAway = (await enter('secadmin')).page;
    await turnedAway.getByRole('heading', { name: '登录未成功' }).waitFor();
    await turnedAway.getByText('须用本地账户和密码登录').waitFor();
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
