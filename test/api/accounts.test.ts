import pg from 'pg';
import { type Client, signIn, stranger } from '../support/client.ts';
import { startCase } from '../support/fast-track.ts';
import { secondApp } from '../support/second-app.ts';
import { eventually, world } from '../support/world.ts';

const stack = world();
const db = new pg.Client({ connectionString: stack.databaseUrl });
const mark = `${Date.now()}`.slice(-8);
const GOOD = 'Kite-7-Granite-Harbour';
let sysadmin: Client;
let secadmin: Client;

beforeAll(async () => {
  await db.connect();
  [sysadmin, secadmin] = await Promise.all([stack.as('sysadmin'), stack.as('secadmin')]);
});
afterAll(() => db.end());

let made = 0;
async function newAccount(kind: 'person' | 'system' = 'person') {
  const username = `acc${mark}-${++made}`;
  const { status, body } = await sysadmin.post('/api/accounts', { username, name: '测试人员', kind });
  expect(status).toBe(201);
  return { username, password: body.password as string };
}
const attempt = (username: string, password: string) => stack.stranger().post('/api/session', { username, password });
const give = (post: string, username: string) =>
  secadmin.post(`/api/posts/${post}/holders`, { username, joint: true, reason: '测试任职' });
const leave = (post: string, username: string) =>
  secadmin.post(`/api/posts/${post}/holders`, { username: null, former: username, reason: '测试离任' });
/** An account whose password is its own. */
async function ownAccount() {
  const { username, password } = await newAccount();
  const first = await signIn(stack.baseUrl, username, password);
  expect((await first.put('/api/session/password', { old: password, password: GOOD })).status).toBe(200);
  return { username, client: await signIn(stack.baseUrl, username, GOOD) };
}

test('a new account changes its password before anything else; rules, old ones, other sessions', async () => {
  const { username, password } = await newAccount();
  expect((await sysadmin.post('/api/accounts', { username, name: '又一人' })).body.errors[0].path).toBe('username');
  const first = await signIn(stack.baseUrl, username, password);
  const other = await signIn(stack.baseUrl, username, password);
  expect((await first.get('/api/session')).body).toMatchObject({ mustChange: 'given', user: { username } });
  const refused = await first.get('/api/tasks');
  expect([refused.status, refused.body.title]).toEqual([403, '须先修改密码']);
  const tried = async (wanted: string, old = password) => {
    const { status, body } = await first.put('/api/session/password', { old, password: wanted });
    return [status, body.errors?.[0]?.message];
  };
  expect(await tried('Ab1-short')).toEqual([422, expect.stringContaining('至少 10 个字符')]);
  expect(await tried('onlysmalllettersx')).toEqual([422, expect.stringContaining('三种')]);
  expect(await tried(`X9-${username}`)).toEqual([422, expect.stringContaining('用户名')]);
  for (const common of ['Password123!', 'Admin@123456', 'Qwer1234!@#$'])
    expect(await tried(common)).toEqual([422, expect.stringContaining('常见')]);
  expect(await tried(password)).toEqual([422, expect.stringContaining('相同')]);
  expect(await tried(GOOD, 'wrong-old-1A')).toEqual([422, '现在的密码不正确。']);
  expect(await tried(GOOD)).toEqual([200, undefined]);
  // Every session before is over, the changed one goes on by a new cookie.
  expect((await other.get('/api/session')).status).toBe(401);
  expect((await first.get('/api/session')).status).toBe(401);
  const now = await signIn(stack.baseUrl, username, GOOD);
  expect((await now.get('/api/tasks')).status).toBe(200);
  const reset = (await sysadmin.post(`/api/accounts/${username}/password`)).body.password as string;
  expect((await now.get('/api/session')).status).toBe(401);
  expect((await attempt(username, GOOD)).status).toBe(401);
  const again = await signIn(stack.baseUrl, username, reset);
  expect((await again.put('/api/session/password', { old: reset, password: GOOD })).body.errors[0].message).toContain(
    '最近 5 个',
  );
  await eventually(async () => {
    const { rows } = await db.query(
      `SELECT action, status FROM audit WHERE actor = $1 OR target = $1 OR detail ->> 'username' = $1 ORDER BY seq`,
      [username],
    );
    const acts = rows.map((r) => `${r.action} ${r.status}`);
    expect(acts).toEqual(
      expect.arrayContaining([
        'POST /api/accounts 201',
        'POST /api/session 200',
        'GET /api/tasks 403',
        'PUT /api/session/:id 422',
        'PUT /api/session/:id 200',
        'POST /api/accounts/:id/password 200',
        'POST /api/session 401',
      ]),
    );
  });
  const { rows } = await db.query(`SELECT 1 FROM audit WHERE detail::text LIKE ANY ($1)`, [
    [`%${GOOD}%`, `%${reset}%`],
  ]);
  expect(rows).toEqual([]);
});

test('failures lock name and address, from elsewhere the person still comes in; the administrator unlocks', async () => {
  const { username } = await ownAccount();
  for (let i = 0; i < 5; i++) expect((await attempt(username, 'x')).status).toBe(401);
  const locked = await attempt(username, GOOD);
  expect([locked.status, locked.body.detail]).toEqual([429, expect.stringContaining('系统管理员解锁')]);
  const row = async () => (await sysadmin.get(`/api/accounts?q=${username}&state=locked`)).body;
  expect((await row()).items[0].locks).toHaveLength(1);
  await db.query(`UPDATE sign_in_failure SET address = '10.9.9.9' WHERE name = $1`, [username]);
  expect((await attempt(username, GOOD)).status).toBe(200);
  expect((await row()).total).toBe(1);
  expect((await sysadmin.post(`/api/accounts/${username}/unlock`)).status).toBe(200);
  expect((await row()).total).toBe(0);
});

test('one account guessed from many addresses: each attempt waits longer, the person still comes in; nothing typed is kept in clear', async () => {
  // As on a server: behind a proxy that says who asks.
  const app = await secondApp((url) => ({
    PUBLIC_URL: url,
    TOKEN_PER_MINUTE: '3',
    PASSWORD_DAYS: '30',
  }));
  try {
    const { username } = await ownAccount();
    const from = (address: string, name: string, password: string) =>
      stranger(app.baseUrl).post('/api/session', { username: name, password }, { 'x-forwarded-for': address });
    expect((await from('203.0.113.1', username, GOOD)).status).toBe(200);
    // A name that there is not is slowed just so: nothing tells the two apart.
    const typed = `Wrong-Field-${mark}-Secret`;
    for (const name of [username, typed]) {
      const statuses: number[] = [];
      for (let i = 0; i < 11; i++) statuses.push((await from(`198.51.100.${i}`, name, 'x')).status);
      expect(statuses).toEqual(Array(11).fill(401));
      // However long this took: the next attempts come before their time.
      await db.query(
        `UPDATE sign_in_slowed SET next_at = now() + interval '1 hour' WHERE attempts > 10 AND last_at > now() - interval '1 hour'`,
      );
      const slowed = await from('198.51.100.99', name, name === username ? GOOD : 'x');
      expect([slowed.status, Number(slowed.headers.get('retry-after')) > 1]).toEqual([429, true]);
      expect(slowed.body.detail).toContain('再试');
    }
    const waits = async () =>
      (
        await db.query(
          `SELECT attempts, round(extract(epoch FROM next_at - last_at))::int AS wait FROM sign_in_slowed WHERE name = $1`,
          [username],
        )
      ).rows[0];
    const next = () => db.query(`UPDATE sign_in_slowed SET next_at = now() WHERE name = $1`, [username]);
    const grown: number[] = [];
    for (let i = 0; i < 3; i++) {
      await next();
      expect((await from(`198.51.100.${20 + i}`, username, 'x')).status).toBe(401);
      grown.push((await waits()).wait as number);
    }
    expect(grown).toEqual([4, 8, 16]);
    await db.query(`UPDATE sign_in_slowed SET attempts = 500, next_at = now() WHERE name = $1`, [username]);
    // Of many at the same moment one is looked at.
    const rush = await Promise.all([...Array(6).keys()].map((i) => from(`198.51.100.${40 + i}`, username, 'x')));
    expect(rush.map((r) => r.status).sort()).toEqual([401, ...Array(5).fill(429)]);
    expect((await waits()).wait).toBe(900);
    // Where he has signed in before the person does not wait; elsewhere he comes in when the time is over, and all is forgotten.
    expect((await from('203.0.113.1', username, GOOD)).status).toBe(200);
    expect(await waits()).toBeUndefined();
    expect((await from('203.0.113.2', username, GOOD)).status).toBe(200);

    await eventually(async () => {
      const acts = await db.query(
        `SELECT actor FROM audit WHERE action = 'POST /api/session' AND actor LIKE '#%' AND status = 401`,
      );
      expect(acts.rows.length).toBeGreaterThan(0);
    });
    for (const table of ['sign_in_failure', 'sign_in_slowed', 'audit', 'session'])
      expect([table, (await db.query(`SELECT 1 FROM ${table} t WHERE t::text LIKE $1`, [`%${typed}%`])).rows]).toEqual([
        table,
        [],
      ]);

    // A password that has grown old is changed before anything else.
    const mine = await signIn(app.baseUrl, username, GOOD);
    expect((await mine.get('/api/tasks')).status).toBe(200);
    await db.query(`UPDATE account SET password_set_at = now() - interval '31 days' WHERE username = $1`, [username]);
    expect((await mine.get('/api/session')).body.mustChange).toBe('expired');
    const old = await mine.get('/api/tasks');
    expect([old.status, old.body.detail]).toEqual([403, expect.stringContaining('密码已到期')]);
    expect((await mine.put('/api/session/password', { old: GOOD, password: `${GOOD}-2` })).status).toBe(200);
    expect((await (await signIn(app.baseUrl, username, `${GOOD}-2`)).get('/api/tasks')).status).toBe(200);

    // So many requests a minute for each token; another one of the same person is not meant.
    const tokens = await Promise.all(
      [1, 2].map(async (n) => {
        const { body } = await (
          await stack.as('commerce.clerk')
        ).post('/api/tokens', {
          ...{ name: `频次${n}-${mark}`, scopes: ['cases:read'], days: 1 },
        });
        return (path: string) => stranger(app.baseUrl).get(path, { authorization: `Bearer ${body.key as string}` });
      }),
    );
    const asked = await Promise.all([...Array(5).keys()].map(() => tokens[0]!('/api/cases?limit=1')));
    expect(asked.map((a) => a.status).sort()).toEqual([200, 200, 200, 429, 429]);
    expect(asked.find((a) => a.status === 429)!.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    expect((await tokens[1]!('/api/cases?limit=1')).status).toBe(200);
  } finally {
    await app.close();
  }
});

test('who does nothing is signed out by the server; asking alone is nothing', async () => {
  const { username, client } = await ownAccount();
  const rest = (minutes: number) =>
    db.query(`UPDATE session SET seen_at = now() - make_interval(mins => $2) WHERE sess ->> 'username' = $1`, [
      username,
      minutes,
    ]);
  await rest(29);
  expect((await client.get('/api/session')).body.idle).toEqual({ minutes: 30, leftSeconds: expect.any(Number) });
  expect((await client.get('/api/session')).body.idle.leftSeconds).toBeLessThanOrEqual(60);
  expect((await client.get('/api/session', { 'x-idle-seconds': '3' })).body.idle.leftSeconds).toBeGreaterThan(1700);
  await rest(31);
  const late = await client.get('/api/session');
  expect([late.status, late.body.detail]).toEqual([401, expect.stringContaining('30 分钟没有操作')]);
  // For good: the session is gone.
  expect((await client.get('/api/session', { 'x-idle-seconds': '0' })).status).toBe(401);
});

test('stopped accounts are nobody; nobody manages his own, and administrators’ passwords are not reset by others', async () => {
  const { username, client } = await ownAccount();
  expect((await sysadmin.put(`/api/accounts/${username}`, { active: false })).status).toBe(200);
  expect((await client.get('/api/session')).status).toBe(401);
  expect((await attempt(username, GOOD)).status).toBe(401);
  expect((await sysadmin.put(`/api/accounts/${username}`, { active: true })).status).toBe(200);
  expect((await attempt(username, GOOD)).status).toBe(200);
  expect((await sysadmin.put('/api/accounts/sysadmin', { active: false })).status).toBe(422);
  for (const other of ['secadmin', 'auditor'])
    expect((await sysadmin.post(`/api/accounts/${other}/password`)).body.detail).toContain('npm run account');
});

test('三员: what each of them may do, as a table', async () => {
  const [auditor, clerk] = await Promise.all([stack.as('auditor'), stack.as('commerce.clerk')]);
  const who = { sysadmin, secadmin, auditor, clerk };
  const table: [string, (keyof typeof who)[]][] = [
    ['GET /api/accounts', ['sysadmin']],
    ['POST /api/accounts', ['sysadmin']],
    ['POST /api/accounts/commerce.clerk/unlock', ['sysadmin']],
    ['PUT /api/accounts/none', ['sysadmin']],
    ['GET /api/posts', ['secadmin']],
    ['POST /api/posts/commerce.clerk/holders', ['secadmin']],
    ['GET /api/audit', ['auditor']],
    ['GET /api/webhooks', ['sysadmin']],
    ['GET /api/status', ['sysadmin']],
    ['POST /api/cases', ['clerk']],
  ];
  for (const [route, allowed] of table) {
    const [method, path] = route.split(' ') as ['GET' | 'POST' | 'PUT', string];
    const found: string[] = [];
    for (const [name, client] of Object.entries(who)) {
      const body = path === '/api/cases' ? { process: 'fast-track-decision', variables: {} } : {};
      const { status } =
        method === 'GET' ? await client.get(path) : await (method === 'POST' ? client.post : client.put)(path, body);
      if (status !== 403) found.push(name);
    }
    expect([route, found]).toEqual([route, allowed]);
  }
});

test('三员 cannot be combined: refused by page and by the database, also for later and at the same time', async () => {
  const [a, b] = await Promise.all([newAccount(), newAccount()]);
  expect((await give('auditor', a.username)).status).toBe(201);
  for (const post of ['sysadmin', 'secadmin', 'commerce.clerk', 'monitor'])
    expect((await give(post, a.username)).body.errors[0].message).toContain('不得兼任');
  const insert = (post: string, username: string, from: string) =>
    db.query(`INSERT INTO post_holder (post, username, from_date) VALUES ($1, $2, $3)`, [post, username, from]);
  await expect(insert('sysadmin', a.username, '2099-01-01')).rejects.toThrow('no other post');
  await expect(insert('commerce.clerk', a.username, '2099-01-01')).rejects.toThrow('no other post');
  expect((await leave('auditor', a.username)).status).toBe(201);
  // Two administrators' posts for one person, each by itself allowed.
  const both = await Promise.all([give('sysadmin', b.username), give('auditor', b.username)]);
  expect(both.map((r) => r.status).sort((x, y) => x - y)[1]).toBeGreaterThanOrEqual(409);
  const { rows } = await db.query('SELECT post FROM post_holder WHERE username = $1', [b.username]);
  expect(rows).toHaveLength(1);
  await leave(rows[0].post as string, b.username);
  const system = await newAccount('system');
  expect((await give('sysadmin', system.username)).status).toBe(422);
  await expect(insert('auditor', system.username, '2099-01-01')).rejects.toThrow('no other post');
});

test('access tokens: scopes, never more than the owner, shown once, expiry, revocation, audit', async () => {
  const clerk = await stack.as('commerce.clerk');
  const caseId = await startCase(clerk);
  const { body: made, status } = await clerk.post('/api/tokens', {
    name: '统计取数',
    scopes: ['cases:read'],
    days: 30,
  });
  expect([status, made.key]).toEqual([201, expect.stringMatching(/^lxf_.{43}$/)]);
  const by = (key: string) => {
    const headers = { authorization: `Bearer ${key}` };
    const nobody = stack.stranger();
    return {
      get: (path: string) => nobody.get(path, headers),
      post: (path: string, body: unknown) => nobody.post(path, body, headers),
    };
  };
  const reader = by(made.key as string);
  expect((await reader.get(`/api/cases/${caseId}`)).status).toBe(200);
  expect((await reader.get('/api/session')).body).toMatchObject({ token: { scopes: ['cases:read'] } });
  for (const path of ['/api/tasks', '/api/ledger', '/api/tokens', '/api/events', '/api/home', '/api/no-such'])
    expect([path, (await reader.get(path)).status]).toEqual([path, 403]);
  expect((await reader.post('/api/cases', { process: 'fast-track-decision', variables: {} })).status).toBe(403);
  expect((await reader.post('/api/tokens', { name: '再来一个', scopes: ['cases:read'], days: 1 })).status).toBe(403);
  // Not more than its owner: another unit's token does not see the case.
  const other = await (
    await stack.as('taxation.head')
  ).post('/api/tokens', { name: '他人', scopes: ['cases:read'], days: 1 });
  expect((await by(other.body.key).get(`/api/cases/${caseId}`)).status).toBe(403);
  const starter = by((await clerk.post('/api/tokens', { name: '发起', scopes: ['cases:start'], days: 1 })).body.key);
  expect((await starter.post('/api/cases', { process: 'fast-track-decision', variables: {} })).status).toBe(422);
  const mine = (await clerk.get('/api/tokens')).body.items.find((t: { id: string }) => t.id === made.id);
  expect(mine).toMatchObject({ state: 'active', lastUsedAt: expect.any(String), scopeNames: ['查询事项'] });
  expect(JSON.stringify(mine)).not.toContain('lxf_');
  const { rows } = await db.query('SELECT to_jsonb(t)::text AS row FROM api_token t WHERE id = $1', [made.id]);
  expect(rows[0].row).not.toContain((made.key as string).slice(4));

  await db.query(`UPDATE api_token SET expires_at = now() - interval '1 second' WHERE id = $1`, [made.id]);
  expect((await reader.get('/api/cases')).body.title).toBe('访问令牌已过期');
  expect((await clerk.delete(`/api/tokens/${made.id}`)).status).toBe(204);
  expect((await reader.get('/api/cases')).body.title).toBe('访问令牌已吊销');
  expect((await (await stack.as('finance.clerk')).delete(`/api/tokens/${other.body.id}`)).status).toBe(404);
  expect((await by('lxf_nonsense').get('/api/cases')).status).toBe(401);
  await eventually(async () => {
    const { rows: acts } = await db.query(
      `SELECT 1 FROM audit WHERE actor = 'commerce.clerk' AND status = 403 AND detail ->> 'token' = $1`,
      [made.id],
    );
    expect(acts.length).toBeGreaterThan(0);
  });

  const system = await newAccount('system');
  expect((await attempt(system.username, '')).status).toBe(422);
  expect((await clerk.post(`/api/accounts/${system.username}/tokens`, {})).status).toBe(403);
  expect((await sysadmin.post('/api/accounts/commerce.clerk/tokens', {})).status).toBe(403);
  const key = (
    await sysadmin.post(`/api/accounts/${system.username}/tokens`, { name: '对接', scopes: ['cases:read'], days: 90 })
  ).body.key as string;
  expect((await by(key).get('/api/cases')).body.total).toBe(0);
  expect((await give('commerce.clerk', system.username)).status).toBe(201);
  expect((await by(key).get(`/api/cases/${caseId}`)).status).toBe(200);
  await leave('commerce.clerk', system.username);
  const { paths } = (await stack.stranger().get('/api/openapi.json')).body;
  expect(paths['/api/ledger'].get.security).toEqual([{ session: [] }, { token: ['ledger:read'] }]);
  expect(paths['/api/tokens'].get.security).toEqual([{ session: [] }]);
});
