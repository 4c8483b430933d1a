import { createHmac } from 'node:crypto';
import type { Page } from 'playwright-core';
import { rebuild } from '../../api/projection/rebuild.ts';
import { createPool, type Pool } from '../../db/pool.ts';
import { clearRead } from '../../domain/notifications/clear.ts';
import { createSender } from '../../domain/notifications/send.ts';
import { createZeebeClient } from '../../engine/zeebe-client.ts';
import { button, expectAccessible, heading, openBrowser, PHONE } from '../e2e/browser.ts';
import type { Client } from '../support/client.ts';
import { complete, doStep, finishAfterDecision, startCase, taskAt, type TaskItem } from '../support/fast-track.ts';
import { limitBecomes, moveClock } from '../support/limits.ts';
import {
  header,
  type HookServer,
  type MailServer,
  parts,
  startHookServer,
  startMailServer,
} from '../support/receivers.ts';
import { eventually, startStack } from '../support/stack.ts';

/** One story from Friday 13 February 2037, 15:00 (of the calendar of 2026), to the day after the limit is over. */

interface Message {
  id: string;
  kind: string;
  title: string;
  text: string;
  caseId: string | null;
  taskKey: string | null;
  link: string;
  readAt: string | null;
}

let stack: Awaited<ReturnType<typeof startStack>>;
let mail: MailServer;
let hooks: HookServer;
let pool: Pool;
let clerk: Client;
let monitor: Client;
let decider: Client;
let sysadmin: Client;
let id: string;
let decision: TaskItem;
let secret: string;

const DECIDER = 'leading-group-office.clerk';
const messages = async (as: Client, query = ''): Promise<Message[]> =>
  (await as.get(`/api/notifications?limit=200${query}`)).body.items;
const about = async (as: Client, kind: string, caseId = id): Promise<Message[]> =>
  (await messages(as, `&kind=${kind}`)).filter((m) => m.caseId === caseId);
const alarms = async () => (await messages(sysadmin, '&kind=alarm')).map((m) => m.title);
const unread = async (as: Client): Promise<number> => (await as.get('/api/notifications?limit=1')).body.unread;
/** `taskKey`: only those about this task; whether somebody is told of a task that is done at once depends on who is quicker. */
const become = (as: Client, kind: string, n: number, caseId = id, taskKey?: string) =>
  eventually(async () => {
    const found = (await about(as, kind, caseId)).filter((m) => taskKey === undefined || m.taskKey === taskKey);
    expect(found).toHaveLength(n);
    return found;
  });
const sent = (kind: string) =>
  hooks.requests.map((r) => ({ ...r, json: JSON.parse(r.body) as any })).filter((r) => r.json.kind === kind); // eslint-disable-line @typescript-eslint/no-explicit-any
const totals = async () =>
  (
    await pool.query<{ told: string[]; reached: number; sent: number }>(
      `SELECT (SELECT array_agg(effect_key ORDER BY id) FROM notification) AS told,
        (SELECT count(*)::int FROM notification_recipient) AS reached, (SELECT count(*)::int FROM delivery) AS sent`,
    )
  ).rows[0] as { told: string[]; reached: number; sent: number };

/** A step that is stuck in the engine, and a record that cannot be read. */
async function makeTrouble(): Promise<void> {
  // A start message for a case that is in no table.
  const engine = createZeebeClient({
    grpcAddress: `127.0.0.1:${stack.ports.grpc}`,
    restAddress: `http://127.0.0.1:${stack.ports.rest}`,
    engineVersion: stack.engineVersion,
  });
  await engine.publishMessage({
    name: 'start-fast-track-decision',
    correlationKey: 'FTD-0000-000000',
    timeToLiveMs: 60_000,
    variables: { caseId: 'FTD-0000-000000' },
  });
  await engine.close();
  await pool.query(`INSERT INTO quarantine (reason, record) VALUES ('test', '{}')`);
}

beforeAll(async () => {
  [mail, hooks] = await Promise.all([startMailServer(), startHookServer()]);
  stack = await startStack({
    clock: '2037-02-13T15:00:00+08:00',
    calendarAhead: true,
    env: {
      SMTP_URL: `smtp://127.0.0.1:${mail.port}`,
      MAIL_FROM: '历下区业务流程平台 <flow@lixia.example>',
      PUBLIC_URL: 'http://flow.lixia.example',
      DELIVERY_ATTEMPTS: '3',
      DELIVERY_BACK_OFF_MS: '100',
    },
  });
  pool = createPool(stack.databaseUrl, 4);
  [clerk, monitor, decider, sysadmin] = (await Promise.all(
    ['commerce.clerk', 'monitor', DECIDER, 'sysadmin'].map((u) => stack.as(u)),
  )) as [Client, Client, Client, Client];
  await makeTrouble();
}, 400_000);
afterAll(async () => {
  await pool?.end();
  await stack?.stop();
  await Promise.all([mail?.close(), hooks?.close()]);
});

describe('settings', () => {
  test('everybody sets his own address and kinds; what is urgent cannot be silenced, an address is one address', async () => {
    const settings = { email: 'decider@lixia.example', emailKinds: ['limit-yellow'], silentKinds: [] };
    const bad = await decider.put('/api/me/notification-settings', { ...settings, silentKinds: ['limit-red'] });
    expect([bad.status, bad.body.errors[0].path]).toEqual([422, 'silentKinds']);
    for (const email of ['a@b.example\r\nBcc: all@b.example', 'a@b.example, c@d.example', 'none', '<a@b.example>'])
      expect((await decider.put('/api/me/notification-settings', { ...settings, email })).status).toBe(422);
    const saved = await decider.put('/api/me/notification-settings', settings);
    expect([saved.status, saved.body]).toEqual([200, expect.objectContaining({ ...settings, mailEnabled: true })]);
    expect((await clerk.get('/api/me/notification-settings')).body.email).toBeNull();
    expect((await stack.stranger().get('/api/me/notification-settings')).status).toBe(401);
  });

  test('only the system administrator manages targets; the secret is shown once', async () => {
    const target = {
      name: '市级督办系统',
      url: `${hooks.url}/hook`,
      kinds: ['limit-yellow', 'limit-red'],
      units: ['leading-group-office'],
      processes: ['fast-track-decision'],
    };
    for (const refused of [monitor, clerk]) {
      expect((await refused.post('/api/webhooks', { nonsense: 1 })).status).toBe(403);
      expect((await refused.get('/api/webhooks')).status).toBe(403);
      expect((await refused.get('/api/deliveries')).status).toBe(403);
    }
    for (const [url, path] of [
      ['ftp://127.0.0.1/x', 'url'],
      ['file:///etc/passwd', 'url'],
      ['http://user:word@127.0.0.1/', 'url'],
      ['not an address', 'url'],
    ]) {
      const answer = await sysadmin.post('/api/webhooks', { ...target, url });
      expect([answer.status, answer.body.errors?.[0].path]).toEqual([422, path]);
    }
    expect((await sysadmin.post('/api/webhooks', { ...target, units: ['nowhere'] })).status).toBe(422);
    const made = await sysadmin.post('/api/webhooks', target);
    expect(made.status).toBe(201);
    secret = made.body.secret;
    expect(secret).toMatch(/^[\w-]{43}$/);
    const listed = await sysadmin.get('/api/webhooks');
    expect(listed.body.items).toMatchObject([{ ...target, active: true, pending: 0, dead: 0 }]);
    expect(JSON.stringify(listed.body)).not.toContain(secret);
    // Of another unit or another process: never called.
    for (const other of [{ units: ['commerce'] }, { processes: ['limit-watch'] }, { active: false }])
      await sysadmin.post('/api/webhooks', { ...target, url: `${hooks.url}/other`, ...other });
  });
});

describe('tasks', () => {
  test('an open task is told to its candidates, everybody of a unit where the unit is the candidate, and nobody else', async () => {
    id = await startCase(clerk, { subject: '<b>总部&"商务"</b>中心项目' });
    await doStep(stack, id, 'Task_ReviewMaterials', { reviewResult: 'accept' });
    const opinion = await taskAt(monitor, id, 'Task_GiveOpinion', 'finance');
    for (const post of ['clerk', 'head', 'liaison', 'liaison-lead']) {
      const [message] = await become(await stack.as(`finance.${post}`), 'task', 1);
      expect(message).toMatchObject({ taskKey: opinion.key, link: `/tasks/${opinion.key}`, readAt: null });
    }
    const finance = await stack.as('finance.clerk');
    expect(await unread(finance)).toBe(1);
    for (const other of [monitor, await stack.as('education-sports.head')])
      expect(await about(other, 'task')).toEqual([]);

    const [message] = await about(finance, 'task');
    const stranger = await stack.as('education-sports.head');
    expect((await stranger.post(`/api/notifications/${message!.id}/read`)).status).toBe(404);
    expect((await finance.post('/api/notifications/none/read')).status).toBe(404);
    for (let i = 0; i < 2; i++) expect((await finance.post(`/api/notifications/${message!.id}/read`)).status).toBe(200);
    expect(await unread(finance)).toBe(0);
    expect(await messages(finance, '&unread=true')).toEqual([]);
    expect(await unread(await stack.as('finance.head'))).toBe(1);

    // Done: nobody needs to look at it any more.
    await doStep(stack, id, 'Task_GiveOpinion', { opinion: 'agree' }, 'finance');
    await eventually(async () => expect(await unread(await stack.as('finance.head'))).toBe(0));
    await doStep(stack, id, 'Task_FormProposal', { proposalText: '建议引进。' });
    decision = await taskAt(monitor, id, 'Task_Decide');
    await become(decider, 'task', 1, id, decision.key);
    expect((await decider.get('/api/notifications?kind=nonsense')).status).toBe(400);
    expect((await stack.stranger().get('/api/notifications')).status).toBe(401);
  });

  test('who claims a task is not told; who is given one by somebody else is', async () => {
    await decider.post(`/api/tasks/${decision.key}/claim`);
    const answer = await fetch(`http://127.0.0.1:${stack.ports.rest}/v1/user-tasks/${decision.key}/assignment`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        assignee: 'leading-group-office.head',
        action: `assign;by=${DECIDER}`,
        allowOverride: true,
      }),
    });
    expect(answer.status).toBe(204);
    // That it is there, and that he was given it.
    const [told] = await become(await stack.as('leading-group-office.head'), 'task', 2, id, decision.key);
    expect(told).toMatchObject({ text: expect.stringContaining('已交由您办理') });
    await become(decider, 'task', 1, id, decision.key);
    await (await stack.as('leading-group-office.head')).post(`/api/tasks/${decision.key}/release`);
  });
});

describe('催办', () => {
  const remind = (as: Client, body: object = {}) => as.post(`/api/tasks/${decision.key}/remind`, body);

  test('two clicks are one; told at once to who may act, kept in the history; again after 4 working hours', async () => {
    const stream = await decider.raw('/api/events');
    const others = await (await stack.as('education-sports.head')).raw('/api/events');
    const both = await Promise.all([remind(clerk, { text: '企业急盼答复' }), remind(clerk, { text: '企业急盼答复' })]);
    expect(both.map((r) => r.status).sort()).toEqual([200, 429]);
    const done = both.find((r) => r.status === 200)!.body;
    // Two hours on Friday, two on Saturday, which is a make-up working day.
    expect(done).toMatchObject({ key: decision.key, people: 4, nextAt: expect.stringMatching(/^2037-02-14T11:/) });
    const refused = both.find((r) => r.status === 429)!.body;
    expect(refused.detail).toContain('2月14日 11:');
    expect(refused.errors).toEqual([{ path: 'nextAt', message: done.nextAt }]);
    expect(await about(decider, 'reminder')).toMatchObject([
      { taskKey: decision.key, text: expect.stringContaining('区商务局催办：企业急盼答复') },
    ]);
    expect(await firstEvent(stream, 'notification')).toBe('notification');
    // Nothing came for those whom it does not concern, though a later event does.
    await stack.as('education-sports.head').then((c) => c.post('/api/notifications/read-all'));
    expect(await firstEvent(others, 'notification', 500)).toBe('none');

    const { body } = await monitor.get(`/api/cases/${id}/history`);
    const entries = (body.items as { kind: string; actor: string; text: string }[]).filter(
      (h) => h.kind === 'task-reminded',
    );
    expect(entries).toMatchObject([{ actor: 'commerce.clerk', text: expect.stringContaining('区商务局催办') }]);
  });

  test('each unit has its own pause; who takes part but does not file, lead or supervise may not urge', async () => {
    expect((await remind(await stack.as('investment-promotion.liaison'))).status).toBe(200);
    expect((await remind(await stack.as('investment-promotion.head'))).status).toBe(429);
    expect((await remind(await stack.as('supervision-office.clerk'))).status).toBe(200);
    expect((await remind(await stack.as('finance.head'))).status).toBe(403);
    expect((await remind(await stack.as('education-sports.head'), { text: 1 })).status).toBe(403);
    expect((await remind(monitor)).status).toBe(403);
    expect((await clerk.post('/api/tasks/1/remind')).status).toBe(404);
    expect((await remind(clerk, { text: 'x'.repeat(201) })).status).toBe(422);
    const task = (await clerk.get(`/api/tasks/${decision.key}`)).body;
    expect(task.may.remind).toBe(true);
    expect((await decider.get(`/api/tasks/${decision.key}`)).body.may.remind).toBe(false);
    await moveClock(monitor, '2037-02-14T13:30:00+08:00');
    expect((await remind(clerk)).status).toBe(200);
    expect(await about(decider, 'reminder')).toHaveLength(4);
  });
});

describe('limits', () => {
  test('yellow: one message, one mail, one signed request', async () => {
    await limitBecomes(monitor, id, { warnAt: '2037-02-26T09:00:00+08:00', state: 'running' });
    await moveClock(monitor, '2037-02-26T09:00:00+08:00');
    const [message] = await become(decider, 'limit-yellow', 1);
    expect(message).toMatchObject({
      title: '会议决策：<b>总部&"商务"</b>中心项目',
      text: expect.stringContaining('2037年2月27日 17:00届满'),
      link: `/cases/${id}`,
    });
    const other = await stack.as('leading-group-office.liaison');
    expect(await about(other, 'limit-yellow')).toEqual([]);

    await eventually(() => expect(mail.mails).toHaveLength(1));
    const [{ to, raw }] = mail.mails as [MailServer['mails'][number]];
    expect(to).toEqual(['decider@lixia.example']);
    expect(header(raw, 'subject')).toBe('[预警] 会议决策：<b>总部&"商务"</b>中心项目');
    const { 'text/plain': plain, 'text/html': html } = parts(raw);
    expect(plain).toContain(`http://flow.lixia.example/cases/${id}`);
    expect(html).toContain('会议决策：&lt;b&gt;总部&amp;&quot;商务&quot;&lt;/b&gt;中心项目');
    expect(html).not.toContain('<b>');

    await eventually(() => expect(sent('limit-yellow')).toHaveLength(1));
    const [request] = sent('limit-yellow');
    expect(request!.path).toBe('/hook');
    expect(request!.json).toMatchObject({
      id: message!.id,
      kind: 'limit-yellow',
      at: expect.stringMatching(/^2037-02-26T09:00:.*\+08:00$/),
      case: { id, process: 'fast-track-decision' },
      limit: { id: `${id}:decide`, unit: 'leading-group-office', dueAt: '2037-02-27T17:00:00+08:00' },
      recipients: [DECIDER],
    });
    const { headers, body } = request!;
    const hmac = createHmac('sha256', secret)
      .update(`${String(headers['x-lixia-timestamp'])}.${body}`)
      .digest('hex');
    expect(headers['x-lixia-signature']).toBe(`sha256=${hmac}`);
  });

  test('a change of the limit is told to the unit that answers for it', async () => {
    const head = await stack.as('investment-promotion.head');
    const suspended = await head.post(`/api/cases/${id}/suspend`, { reason: '等待上级批复', basis: '行政许可法' });
    expect(suspended.status).toBe(200);
    for (const post of ['clerk', 'head', 'liaison', 'liaison-lead'])
      await become(await stack.as(`leading-group-office.${post}`), 'limit-changed', 1);
    // Looked at only: nothing is told.
    expect((await head.post(`/api/cases/${id}/resume/preview`, {})).status).toBe(200);
    expect((await head.post(`/api/cases/${id}/resume`, {})).status).toBe(200);
    await become(decider, 'limit-changed', 2);
  });

  test('red: a receiver that fails, leads elsewhere and is silent is given up; told to the administrator; sent again by hand', async () => {
    hooks.script.push(
      (res) => res.writeHead(500).end('x'.repeat(100_000)),
      (res) => res.writeHead(302, { location: `${hooks.url}/elsewhere` }).end(),
      () => undefined,
    );
    const { dueAt } = await limitBecomes(monitor, id, { obligation: 'decide' });
    await moveClock(monitor, dueAt);
    for (const post of ['clerk', 'head']) {
      const [message] = await become(await stack.as(`leading-group-office.${post}`), 'limit-red', 1);
      expect(message!.text).toContain('红牌超期');
    }
    const dead = await eventually(async () => {
      const { body } = await sysadmin.get('/api/deliveries?state=dead');
      expect(body.total).toBe(1);
      return body.items[0];
    });
    expect(dead).toMatchObject({
      channel: 'webhook',
      kind: 'limit-red',
      targetName: '市级督办系统',
      attempts: 3,
      lastError: '对方 5 秒内没有答复',
    });
    expect(sent('limit-red')).toHaveLength(3);
    expect(hooks.requests.filter((r) => r.path !== '/hook')).toEqual([]);
    await eventually(async () =>
      expect((await alarms()).filter((title) => title.includes('失败'))).toEqual(['消息推送多次失败']),
    );

    expect((await clerk.post(`/api/deliveries/${dead.id}/resend`)).status).toBe(403);
    expect((await sysadmin.post(`/api/deliveries/${dead.id}/resend`)).status).toBe(200);
    await eventually(async () => {
      const { body } = await sysadmin.get('/api/deliveries?state=sent&channel=webhook');
      expect(body.items.map((d: { id: string }) => d.id)).toContain(dead.id);
    });
    expect((await sysadmin.post(`/api/deliveries/${dead.id}/resend`)).status).toBe(409);
    expect(sent('limit-red').map((r) => r.headers['x-lixia-delivery'])).toEqual(Array(4).fill(dead.id));
    // Red is not among the kinds that he wants by mail: the second is the yellow of the card's own limit.
    await eventually(() => expect(mail.mails).toHaveLength(2));
  });

  test('a rung of the ladder overdue by a working day goes to its recipients once', async () => {
    const limit = await limitBecomes(monitor, id, { nextRung: 'overdue-1' });
    const [raised] = (await monitor.get(`/api/deadlines/${limit.id}`)).body.nextRecipients as string[];
    await moveClock(monitor, '2037-03-02T09:00:00+08:00');
    await become(await stack.as(raised as string), 'limit-overdue', 1);
  });
});

test('read all; a silent kind arrives as read', async () => {
  expect(await unread(decider)).toBeGreaterThan(0);
  const { body } = await decider.post('/api/notifications/read-all');
  expect(body.read).toBeGreaterThan(0);
  // What the last jump of the clock has brought may still be on its way.
  await eventually(async () => {
    await decider.post('/api/notifications/read-all');
    expect(await unread(decider)).toBe(0);
  });
  // What was read long ago leaves the list, what was not stays; that it was told is kept, so nothing comes twice.
  const held = (await messages(decider)).slice(0, 3).map((m) => m.id);
  const put = (at: string | null, place: number) =>
    pool.query('UPDATE notification_recipient SET read_at = $1 WHERE username = $2 AND notification_id = $3', [
      ...[at, DECIDER, held[place]],
    ]);
  await put('1990-01-01T09:00:00+08:00', 0);
  await put(null, 1);
  expect(await clearRead(pool, 10_000)).toBe(1);
  const left = (await messages(decider)).map((m) => m.id);
  expect(held.map((m) => left.includes(m))).toEqual([false, true, true]);
  expect((await pool.query('SELECT 1 FROM notification WHERE id = $1', [held[0]])).rows).toHaveLength(1);
  await put((await monitor.get('/api/demo/clock')).body.now, 1);
  await expect(clearRead(pool, 29)).rejects.toThrow(RangeError);
  const none = { email: null, emailKinds: [], silentKinds: ['case'] };
  expect((await clerk.put('/api/me/notification-settings', none)).status).toBe(200);
});

test('what is stuck in the engine or could not be read is told to the system administrator', async () => {
  await eventually(async () => {
    const titles = await alarms();
    expect(titles.filter((title) => title.startsWith('步骤受阻'))).toEqual(['步骤受阻：立案']);
    // Once a day, as long as it lies there.
    expect(titles).toContain('有流程引擎记录未能处理');
  });
});

test('the outcome is told to who filed the case', async () => {
  const before = await unread(clerk);
  await complete(decider, decision, {
    decisionResult: 'approved',
    meetingDate: '2037-03-02',
    decisionText: '会议研究决定。',
  });
  await finishAfterDecision(stack, id);
  const [message] = await become(clerk, 'case', 1);
  expect(message).toMatchObject({ title: expect.stringMatching(/^通过：/), readAt: expect.any(String) });
  // A task of the way that was his is no longer waiting.
  await eventually(async () => expect(await unread(clerk)).toBe(before));

  const second = await startCase(clerk);
  await taskAt(monitor, second, 'Task_ReviewMaterials');
  await (await stack.as('commerce.head')).post(`/api/cases/${second}/withdraw`, { reason: '企业撤回投资意向' });
  await become(clerk, 'case', 1, second);
});

test('nothing is told twice: app restarted, read model rebuilt, every record looked at again', async () => {
  const before = await eventually(async () => {
    const first = await totals();
    expect(await caughtUp()).toBe(true);
    expect(await totals()).toEqual(first);
    return first;
  });
  await stack.killApp();
  await pool.query('UPDATE notification_cursor SET position = -1');
  await rebuild(pool);
  await stack.startApp();
  await stack.ready();
  await eventually(async () => expect(await caughtUp()).toBe(true));
  expect(await totals()).toEqual(before);
});

test('two processes that send side by side send each mail once', async () => {
  await decider.put('/api/me/notification-settings', {
    email: 'decider@lixia.example',
    emailKinds: ['alarm'],
    silentKinds: [],
  });
  const before = mail.mails.length;
  await pool.query(
    `WITH n AS (INSERT INTO notification (effect_key, kind, title, text, link, recipients, units, created_at)
       SELECT 'bulk:' || i, 'alarm', '批量 ' || i, '内容', '/messages', '{}', '{}', now() FROM generate_series(1, 60) i RETURNING id)
     INSERT INTO delivery (notification_id, channel, username) SELECT id, 'email', $1 FROM n`,
    [DECIDER],
  );
  const settings = {
    smtpUrl: `smtp://127.0.0.1:${mail.port}`,
    from: 'flow@lixia.example',
    publicUrl: 'https://flow.lixia.example',
    allowPrivate: true,
    retry: { attempts: 3, backOffMs: 100 },
  };
  const senders = [createSender(pool, settings, () => undefined), createSender(pool, settings, () => undefined)];
  await Promise.all(
    senders.map(async (s) => {
      while ((await s.send('email')) > 0);
      s.close();
    }),
  );
  await eventually(async () => {
    const { rows } = await pool.query(
      `SELECT count(*)::int AS n FROM delivery WHERE channel = 'email' AND state <> 'sent'`,
    );
    expect(rows[0].n).toBe(0);
  });
  const subjects = mail.mails.slice(before).map((m) => header(m.raw, 'subject'));
  expect(subjects.sort()).toEqual(Array.from({ length: 60 }, (_, i) => `[告警] 批量 ${i + 1}`).sort());
});

async function caughtUp(): Promise<boolean> {
  const { rows } = await pool.query(
    `SELECT bool_and(coalesce(c.position, -1) >= e.newest) AS ok
       FROM (SELECT partition_id, max(position) AS newest FROM engine_record WHERE value_type = 'USER_TASK' AND intent IN ('CREATED', 'ASSIGNED', 'COMPLETED', 'CANCELED') GROUP BY 1) e
       LEFT JOIN notification_cursor c USING (partition_id)`,
  );
  return rows[0].ok as boolean;
}

/** Name of the first such event on the stream, 'none' when it does not come. */
async function firstEvent(stream: Response, name: string, ms = 60_000): Promise<string> {
  const reader = stream.body!.getReader();
  const late = setTimeout(() => void reader.cancel(), ms);
  let seen = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    seen += Buffer.from(value).toString();
    if (seen.includes(`event: ${name}\n`) || seen.includes(`event:${name}\n`)) break;
  }
  clearTimeout(late);
  await reader.cancel();
  return new RegExp(`event: ?${name}\n`).test(seen) ? name : 'none';
}

describe('the link of a mail', () => {
  test('leads to the task: signed in or not, done meanwhile, delegated, meant for somebody else', async () => {
    // The name of the mails' address, which is a setting, stands for this stack.
    const browser = await openBrowser({
      baseUrl: stack.baseUrl,
      args: [`--host-resolver-rules=MAP flow.lixia.example:80 127.0.0.1:${stack.ports.http}`],
    });
    try {
      const address = 'civil-affairs@lixia.example';
      const clerkThere = await stack.as('civil-affairs.clerk');
      await clerkThere.put('/api/me/notification-settings', { email: address, emailKinds: ['task'], silentKinds: [] });
      const subject = '由邮件打开的项目';
      const caseId = await startCase(clerk, { subject, departments: ['civil-affairs'] });
      await doStep(stack, caseId, 'Task_ReviewMaterials', { reviewResult: 'accept' });
      const task = await taskAt(monitor, caseId, 'Task_GiveOpinion', 'civil-affairs');
      const link = await eventually(() => {
        const found = mail.mails.find(({ to, raw }) => to[0] === address && header(raw, 'subject').includes(subject));
        const { 'text/plain': plain = '', 'text/html': html = '' } = parts(found?.raw ?? '');
        const [, url] = /查看：(\S+)/.exec(plain) ?? [];
        expect(url).toBe(`http://flow.lixia.example/tasks/${task.key}`);
        expect(html).toContain(`href="${url}"`);
        return url!;
      });

      // Nobody is signed in: first the sign-in, then the task, on a phone as well.
      const page = await browser.open(null, link, { viewport: PHONE });
      await signInAs(page, 'civil-affairs.clerk');
      await heading(page, '出具论证意见').waitFor();
      expect(page.url()).toBe(link);

      // Another person has no access; the page says so, and the right account comes to the same task.
      const other = await browser.open(null, link);
      await signInAs(other, 'veterans-affairs.clerk');
      await other.getByText('您所在单位未参与该事项，不能查看此任务。').waitFor();
      await expectAccessible(other);
      await button(other, '换其他账号登录').click();
      await signInAs(other, 'civil-affairs.head');
      await heading(other, '出具论证意见').waitFor();

      // Delegated: who was asked, and what.
      await clerkThere.post(`/api/tasks/${task.key}/claim`);
      const asked = await clerkThere.post(`/api/tasks/${task.key}/delegate`, {
        to: 'civil-affairs.liaison',
        person: 'civil-affairs.liaison',
        reason: '请核对养老用地情况',
      });
      expect([asked.status, asked.body.detail]).toEqual([200, undefined]);
      await page.reload();
      await page.getByText(/已委派区民政局.*提出意见，答复后交回/).waitFor();
      const answering = await stack.as('civil-affairs.liaison');
      await eventually(async () =>
        expect((await answering.post(`/api/tasks/${task.key}/answer`, { opinion: '情况属实。' })).status).toBe(200),
      );

      // Done meanwhile: by whom and when, with the way to the case.
      await complete(clerkThere, task, { opinion: 'agree' });
      await page.reload();
      await page.getByText(/本任务已由区民政局经办人于 2037年\d+月\d+日.*办结/).waitFor();
      await page.getByRole('link', { name: new RegExp(`查看事项“${subject}”`) }).click();
      await page.waitForURL(`**/cases/${caseId}`);
      // A browser says so of every http address but this machine's own.
      expect(browser.complaints.filter((c) => !c.includes('Cross-Origin-Opener-Policy'))).toEqual([]);
    } finally {
      await browser.close();
    }
  });

  test('after the sign-in one is on our own pages, whatever the address said', async () => {
    const browser = await openBrowser({ baseUrl: stack.baseUrl });
    try {
      for (const path of [
        '//evil.example/tasks/1',
        '/%5Cevil.example',
        '/?to=https://evil.example/&next=//evil.example',
      ]) {
        const page = await browser.open(null, `${stack.baseUrl}${path}`);
        await signInAs(page, 'civil-affairs.clerk');
        await page.getByRole('navigation', { name: '主导航' }).waitFor();
        expect(new URL(page.url()).origin).toBe(new URL(stack.baseUrl).origin);
        await page.context().close();
      }
    } finally {
      await browser.close();
    }
  });
});

async function signInAs(page: Page, username: string): Promise<void> {
  await page.getByText('使用用户名和密码登录').click();
  await page.getByLabel('用户名').fill(username);
  await page.getByLabel('密码', { exact: true }).fill('demo');
  await button(page, '登录').click();
}
