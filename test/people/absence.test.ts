import pg from 'pg';
import { bringToDecision, complete, doStep, startCase, type TaskItem, taskAt } from '../support/fast-track.ts';
import { limitBecomes, moveClock } from '../support/limits.ts';
import { eventually, startStack } from '../support/stack.ts';
import { type Client, signIn } from '../support/client.ts';

/** One story from Monday 2 March 2037, 10:00: who is away, who acts, who takes over. A stack of its own: its clock and its posts move. */

let stack: Awaited<ReturnType<typeof startStack>>;
let db: pg.Pool;
let commerce: Client;
let monitor: Client;
let secadmin: Client;
let clerk: Client;
let liaison: Client;

const BUREAU = 'investment-promotion.clerk';
const ACTING = 'investment-promotion.liaison';
interface Seen extends TaskItem {
  onBehalfOf: string | null;
  onBehalfOfName: string | null;
  completedBy: string | null;
  may: { claim: boolean; release: boolean; complete: boolean };
}
interface Entry {
  kind: string;
  actor: string | null;
  actorName: string | null;
  text: string;
  element: string | null;
  detail: Record<string, unknown>;
}

const accept = { reviewResult: 'accept' };
const away = (over: Record<string, unknown> = {}) => ({
  substitute: ACTING,
  until: '2037-03-03',
  reason: '外出培训',
  ...over,
});
async function set(as: Client, over: Record<string, unknown>): Promise<string> {
  const answer = await as.post('/api/absences', away(over));
  if (answer.status !== 201) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body.id as string;
}
const end = async (as: Client, id: string) => (await as.post(`/api/absences/${id}/end`)).status;
const review = async (): Promise<TaskItem> =>
  taskAt(monitor, await startCase(commerce, { departments: ['finance'] }), 'Task_ReviewMaterials');
const see = async (as: Client, key: string) => (await as.get<Seen>(`/api/tasks/${key}`)).body;
const keys = async (as: Client, search: string) =>
  ((await as.get(`/api/tasks?limit=200&${search}`)).body.items as Seen[]).map((t) => t.key).sort();
const historyOf = async (caseId: string) => (await monitor.get(`/api/cases/${caseId}/history`)).body.items as Entry[];
const assigneeBecomes = (key: string, assignee: string | null) =>
  eventually(async () => expect((await see(monitor, key)).assignee).toBe(assignee));
const lastAct = async (action: string, target: string) =>
  (
    await db.query(
      'SELECT actor, status, detail FROM audit WHERE action = $1 AND target = $2 ORDER BY id DESC LIMIT 1',
      [action, target],
    )
  ).rows[0];

async function account(username: string, name: string): Promise<void> {
  await db.query(
    `INSERT INTO account (username, display_name, password_hash) SELECT $1, $2, password_hash FROM account WHERE username = 'monitor'`,
    [username, name],
  );
}

const change = (post: string, body: object) =>
  secadmin.post(`/api/posts/${post}/holders`, { reason: '工作调动', ...body });
const moves = async (task: TaskItem) => (await historyOf(task.caseId)).filter((h) => h.kind === 'task-handed-over');
const assignments = async (key: string) =>
  (
    await db.query(
      `SELECT count(*)::int AS n FROM engine_record WHERE value_type = 'USER_TASK' AND intent = 'ASSIGNED' AND key = $1 AND record LIKE '%handover;id=%'`,
      [key],
    )
  ).rows[0].n as number;

beforeAll(async () => {
  stack = await startStack({ clock: '2037-03-02T10:00:00+08:00', calendarAhead: true });
  db = new pg.Pool({ connectionString: stack.databaseUrl, max: 2 });
  db.on('error', () => undefined);
  [commerce, monitor, secadmin, clerk, liaison] = (await Promise.all(
    ['commerce.clerk', 'monitor', 'secadmin', BUREAU, ACTING].map((u) => stack.as(u)),
  )) as [Client, Client, Client, Client, Client];
}, 600_000);
afterAll(async () => {
  await db?.end();
  await stack?.stop();
});

describe('a clerk is away', () => {
  test('from now on the substitute finds his tasks, acts in his place, and every record says so; he himself still may', async () => {
    const [first, second, taken] = [await review(), await review(), await review()];
    expect((await clerk.post(`/api/tasks/${taken.key}/claim`)).status).toBe(200);
    await assigneeBecomes(taken.key, BUREAU);
    await clerk.put(`/api/tasks/${taken.key}/draft`, { variables: { reviewNote: '写到一半' } });
    expect(await keys(liaison, 'view=claimable')).toEqual([]);
    expect((await liaison.post(`/api/tasks/${first.key}/claim`)).status).toBe(403);

    const preview = await clerk.post('/api/absences/preview', away({ until: '2037-03-06' }));
    expect(preview.body).toMatchObject({ workingDays: 5, provisional: false });
    expect(preview.body.tasks.map((t: { key: string }) => t.key)).toEqual(
      expect.arrayContaining([first.key, taken.key]),
    );
    const id = await set(clerk, { until: '2037-03-06' });
    expect(
      (await lastAct('POST /api/absences', '')) ??
        (await db.query(`SELECT 1 FROM audit WHERE action = 'POST /api/absences'`)).rows[0],
    ).toBeTruthy();

    // Lists, counts and single reads say the same.
    const counts = (await liaison.get('/api/tasks?counts=true')).body;
    const mine = await keys(liaison, 'view=mine');
    const claimable = await keys(liaison, 'view=claimable');
    expect(mine).toContain(taken.key);
    expect(claimable).toEqual(expect.arrayContaining([first.key, second.key]));
    expect([counts.mine, counts.claimable]).toEqual([mine.length, claimable.length]);
    for (const key of [...mine, ...claimable])
      expect(await see(liaison, key)).toMatchObject({
        onBehalfOf: BUREAU,
        onBehalfOfName: '区投资促进局经办人',
        may: { claim: true, complete: true },
      });
    expect(await keys(liaison, `view=all&onBehalfOf=${BUREAU}`)).toEqual([...mine, ...claimable].sort());
    expect(await keys(liaison, 'view=all&onBehalfOf=finance.head')).toEqual([]);
    const { represents } = (await liaison.get('/api/session')).body.user;
    expect(represents).toMatchObject([
      { username: BUREAU, post: BUREAU, postName: '区投资促进局经办人', processes: null },
    ]);

    await complete(liaison, first, accept);
    await complete(clerk, second, accept);
    const done = await eventually(async () => {
      const t = await see(liaison, first.key);
      expect(t.state).toBe('done');
      return t;
    });
    expect(done).toMatchObject({ completedBy: ACTING, onBehalfOf: BUREAU });
    expect(await keys(liaison, `view=mine&state=done&onBehalfOf=${BUREAU}`)).toEqual([first.key]);
    await eventually(async () =>
      expect(
        (await historyOf(first.caseId)).filter((h) => h.kind === 'task-completed' && h.element === first.element),
      ).toMatchObject([
        {
          actor: ACTING,
          actorName: '区投资促进局联络员 代 区投资促进局经办人',
          text: '代区投资促进局经办人办结“核对材料”',
          detail: { onBehalfOf: BUREAU },
        },
      ]),
    );
    expect(await lastAct('POST /api/tasks/:id/complete', first.key)).toMatchObject({
      actor: ACTING,
      status: 200,
      detail: { onBehalfOf: BUREAU, case: first.caseId },
    });
    const own = await eventually(async () => {
      const [h] = (await historyOf(second.caseId)).filter(
        (e) => e.kind === 'task-completed' && e.element === second.element,
      );
      expect(h).toBeTruthy();
      return h;
    });
    expect(own).toMatchObject({ actor: BUREAU, actorName: '区投资促进局经办人' });

    // What he had taken: the draft stays his, the substitute begins anew, takes it and brings it to its end.
    expect((await liaison.get(`/api/tasks/${taken.key}`)).body.draft).toBeNull();
    expect((await clerk.get(`/api/tasks/${taken.key}`)).body.draft.variables).toEqual({ reviewNote: '写到一半' });
    expect(
      (
        await (
          await stack.as('investment-promotion.head')
        ).post(`/api/tasks/${taken.key}/complete`, { variables: accept })
      ).status,
    ).toBe(403);
    expect((await liaison.post(`/api/tasks/${taken.key}/release`)).status).toBe(409);
    expect((await liaison.post(`/api/tasks/${taken.key}/claim`)).status).toBe(200);
    await assigneeBecomes(taken.key, ACTING);
    expect((await clerk.post(`/api/tasks/${taken.key}/complete`, { variables: accept })).status).toBe(409);
    await complete(liaison, taken, accept);
    await eventually(async () =>
      expect(await see(liaison, taken.key)).toMatchObject({ state: 'done', onBehalfOf: BUREAU }),
    );
    expect(await end(clerk, id)).toBe(200);
    expect(await end(clerk, id)).toBe(409);
    expect((await liaison.get('/api/session')).body.user.represents).toEqual([]);
  });

  test('when it ends, what the substitute had taken goes back, and he may no longer', async () => {
    const task = await review();
    const id = await set(clerk, {});
    expect((await liaison.post(`/api/tasks/${task.key}/claim`)).status).toBe(200);
    expect(await end(secadmin, id)).toBe(200);
    expect(await keys(liaison, 'view=mine')).toEqual([]);
    expect((await liaison.post(`/api/tasks/${task.key}/complete`, { variables: accept })).status).toBe(403);
    await assigneeBecomes(task.key, BUREAU);
    expect((await see(clerk, task.key)).onBehalfOf).toBeNull();
    await complete(clerk, task, accept);
  });

  test('across units only by the administrator; the substitute sees the case of those tasks, its files and events, and nothing else', async () => {
    const id = await startCase(commerce, { departments: ['justice'] });
    const foreign = await startCase(commerce, { departments: ['statistics'] });
    const task = await taskAt(clerk, id, 'Task_ReviewMaterials');
    const file = (await clerk.upload(`/api/tasks/${task.key}/files`, '核对表.pdf', '%PDF-1.4')).body.id as string;
    await complete(clerk, task, accept);
    const opinion = await taskAt(monitor, id, 'Task_GiveOpinion', 'justice');
    const acting = await stack.as('medical-security.clerk');
    const justice = await stack.as('justice.clerk');
    const reads = async (as: Client) => {
      const paths = [
        `/tasks/${opinion.key}`,
        `/cases/${id}`,
        `/cases/${id}/history`,
        `/cases/${id}/files`,
        `/files/${file}`,
        `/cases/${foreign}`,
      ];
      return Promise.all(paths.map(async (p) => (await as.get(`/api${p}`)).status));
    };
    expect(await reads(acting)).toEqual([403, 403, 403, 403, 403, 403]);
    expect((await justice.post('/api/absences', away({ substitute: 'medical-security.clerk' }))).status).toBe(422);
    const absence = await set(secadmin, {
      username: 'justice.clerk',
      substitute: 'medical-security.clerk',
      processes: ['fast-track-decision'],
    });
    expect(await reads(acting)).toEqual([200, 200, 200, 200, 200, 403]);
    expect(await keys(acting, 'view=claimable')).toEqual([opinion.key]);
    expect((await acting.get('/api/cases')).body.items.map((c: { id: string }) => c.id)).toEqual([id]);
    expect(await reads(await stack.as('medical-security.head'))).toEqual([403, 403, 403, 403, 403, 403]);
    expect((await acting.post(`/api/cases/${id}/withdraw`, { reason: '越权撤回' })).status).toBe(403);

    await complete(acting, opinion, { opinion: 'agree' });
    await eventually(async () => expect((await see(acting, opinion.key)).state).toBe('done'));
    expect(await reads(acting)).toEqual([200, 200, 200, 200, 200, 403]);
    expect(await end(secadmin, absence)).toBe(200);
    // His own act stays his to see; the case does not.
    expect(await reads(acting)).toEqual([200, 403, 403, 403, 403, 403]);
    expect(await keys(acting, 'view=mine&state=done')).toEqual([opinion.key]);
    expect(await keys(acting, 'view=all&state=done')).toEqual([opinion.key]);
  });

  test('only the chosen procedures', async () => {
    const id = await startCase(commerce, { departments: ['health'] });
    await doStep(stack, id, 'Task_ReviewMaterials', accept);
    const opinion = await taskAt(monitor, id, 'Task_GiveOpinion', 'health');
    const other = await stack.as('education-sports.clerk');
    await db.query(
      `INSERT INTO absence (username, substitute, from_at, until_at, processes, reason, set_by, set_at)
       VALUES ('health.clerk', 'education-sports.clerk', '2037-03-01', '2037-03-10', '{another-procedure}', '轮岗', 'secadmin', '2037-03-01')`,
    );
    expect([(await other.get(`/api/tasks/${opinion.key}`)).status, await keys(other, 'view=claimable')]).toEqual([
      403,
      [],
    ]);
    await db.query(
      `UPDATE absence SET processes = '{another-procedure,fast-track-decision}' WHERE username = 'health.clerk'`,
    );
    expect([(await other.get(`/api/tasks/${opinion.key}`)).status, await keys(other, 'view=claimable')]).toEqual([
      200,
      [opinion.key],
    ]);
    await db.query(`UPDATE absence SET revoked_at = from_at, revoked_by = 'secadmin' WHERE username = 'health.clerk'`);
  });

  test('what comes new is told to whoever is away and to the substitute, nobody else', async () => {
    const id = await set(clerk, {});
    const task = await review();
    const told = async (as: Client) =>
      ((await as.get('/api/notifications?limit=200')).body.items as { taskKey: string | null }[]).filter(
        (n) => n.taskKey === task.key,
      ).length;
    await eventually(async () => expect([await told(clerk), await told(liaison)]).toEqual([1, 1]));
    expect(await told(await stack.as('investment-promotion.liaison-lead'))).toBe(0);
    expect(await end(clerk, id)).toBe(200);
  });
});

describe('what is refused', () => {
  test('a substitute who is away is followed to the next; a circle, an overlap and oneself are refused', async () => {
    const [a, b, c] = ['water.clerk', 'water.liaison', 'water.head'];
    const [first, second, third] = (await Promise.all([a, b, c].map((u) => stack.as(u)))) as [Client, Client, Client];
    const ids = [await set(first, { substitute: b }), await set(second, { substitute: c })];
    const acts = async (as: Client) =>
      (await as.get('/api/session')).body.user.represents.map((r: { post: string }) => r.post);
    expect([await acts(first), await acts(second), await acts(third)]).toEqual([[], [a], [a, b]]);
    const circle = await third.post('/api/absences', away({ substitute: a }));
    expect([circle.status, circle.body.errors]).toEqual([
      422,
      [{ path: 'substitute', message: expect.stringContaining('成环') }],
    ]);
    expect((await third.post('/api/absences', away({ substitute: c }))).status).toBe(422);
    expect((await first.post('/api/absences', away({ substitute: c }))).status).toBe(409);
    expect(
      (await first.post('/api/absences', away({ substitute: c, processes: ['fast-track-decision'] }))).status,
    ).toBe(409);
    // After it there is room again, also for the other way round.
    ids.push(await set(third, { substitute: a, from: '2037-03-04', until: '2037-03-05' }));
    for (const [i, as] of [first, second, third].entries()) expect(await end(as, ids[i] as string)).toBe(200);
    const all = (await first.get('/api/absences')).body;
    expect(all.items.map((x: { state: string; username: string }) => [x.username, x.state])).toEqual([
      [c, 'ended'],
      [a, 'ended'],
    ]);
    expect((await (await stack.as('taxation.head')).get('/api/absences')).body).toEqual({ items: [], total: 0 });
  });

  test('two that exclude each other at the same moment: one', async () => {
    const [a, b] = (await Promise.all(['archives.clerk', 'archives.head'].map((u) => stack.as(u)))) as [Client, Client];
    const answers = await Promise.all([
      a.post('/api/absences', away({ substitute: 'archives.head' })),
      b.post('/api/absences', away({ substitute: 'archives.clerk' })),
      a.post('/api/absences', away({ substitute: 'archives.head' })),
    ]);
    expect(answers.filter((x) => x.status === 201)).toHaveLength(1);
    expect((await db.query(`SELECT count(*)::int AS n FROM absence WHERE username LIKE 'archives.%'`)).rows[0].n).toBe(
      1,
    );
  });

  test.each<[number, Record<string, unknown>]>([
    [422, { until: undefined }],
    [422, { until: '2037-03-01' }],
    [422, { until: '2037-02-30' }],
    [422, { until: 'bald' }],
    [422, { until: 5 }],
    [422, { until: '2037-03-05T10:00:00' }],
    [422, { from: '2037-03-01', until: '2037-03-05' }],
    [422, { from: '2037-03-02T09:00:00+08:00', until: '2037-03-05' }],
    [422, { from: '2037-03-05', until: '2037-03-04' }],
    [422, { until: '2038-06-01' }],
    [422, { from: '2999-01-01', until: '2999-01-02' }],
    [422, { substitute: 'nobody' }],
    [422, { substitute: undefined }],
    [422, { substitute: 7 }],
    [422, { substitute: 'finance.head' }],
    [422, { substitute: 'secadmin' }],
    [422, { processes: ['no-such-process'] }],
    [422, { processes: 'fast-track-decision' }],
    [422, { reason: '' }],
    [422, { reason: '字'.repeat(501) }],
    [422, { setBy: 'secadmin' }],
    [400, { reason: '外出\u0000培训' }],
    [403, { username: 'finance.head' }],
    [403, { username: 'finance.head', until: 'bald' }],
    [403, { username: null }],
  ])('%i for %j', async (status, over) => {
    for (const path of ['/api/absences', '/api/absences/preview'])
      expect((await clerk.post(path, away(over))).status).toBe(status);
  });

  test('others: 403, unknown: 404, nobody: 401', async () => {
    const id = await set(clerk, {});
    const stranger = await stack.as('taxation.head');
    expect([await end(stranger, id), await end(liaison, id), await end(clerk, '0'), await end(clerk, 'x')]).toEqual([
      403, 403, 404, 404,
    ]);
    expect((await stranger.get('/api/absences?scope=all')).status).toBe(403);
    expect((await secadmin.get('/api/absences?scope=all&state=active&limit=1')).body.total).toBeGreaterThan(0);
    expect((await clerk.get('/api/absences?state=gone')).status).toBe(400);
    expect((await secadmin.get('/api/absences?scope=all&q=%00')).status).toBe(400);
    expect((await stack.stranger().post('/api/absences', away())).status).toBe(401);
    expect(
      (await secadmin.post('/api/absences', away({ username: 'finance.head', substitute: 'sysadmin' }))).status,
    ).toBe(422);
    expect(
      (await secadmin.post('/api/absences', away({ username: 'sysadmin', substitute: 'finance.head' }))).status,
    ).toBe(422);
    const known = (await clerk.get('/api/people')).body.items.map((p: { username: string }) => p.username);
    expect(known.sort()).toEqual(['clerk', 'head', 'liaison', 'liaison-lead'].map((k) => `investment-promotion.${k}`));
    expect((await secadmin.get('/api/people?q=finance.head')).body.items).toMatchObject([
      { username: 'finance.head', units: ['finance'] },
    ]);
    expect(await end(clerk, id)).toBe(200);
  });
});

describe("a post's holder changes", () => {
  test('what the former had taken is the new one’s at once, each once; the former has lost it in his open session', async () => {
    await account('lin', '林同志');
    const [taken, open] = [await review(), await review()];
    await clerk.post(`/api/tasks/${taken.key}/claim`);
    const preview = await secadmin.post(`/api/posts/${BUREAU}/holders/preview`, { username: 'lin' });
    expect(preview.body).toMatchObject({
      former: [{ username: BUREAU }],
      tasks: [{ key: taken.key, former: BUREAU }],
      total: 1,
    });
    const made = await change(BUREAU, { username: 'lin' });
    expect([made.status, made.body]).toEqual([
      201,
      { post: BUREAU, username: 'lin', from: '2037-03-02', moved: 1, pending: 0 },
    ]);
    const lin = await signIn(stack.baseUrl, 'lin');
    expect(await keys(lin, 'view=mine')).toEqual([taken.key]);
    expect(await keys(lin, 'view=claimable')).toContain(open.key);
    expect((await clerk.get('/api/session')).body.user.posts).toEqual([]);
    expect([
      (await clerk.get(`/api/tasks/${taken.key}`)).status,
      await keys(clerk, 'view=mine'),
      await keys(clerk, 'view=claimable'),
    ]).toEqual([403, [], []]);
    expect((await clerk.post(`/api/tasks/${taken.key}/complete`, { variables: accept })).status).toBe(403);
    expect(await moves(taken)).toMatchObject([
      {
        text: '区投资促进局经办人人员变动，“核对材料”由区投资促进局经办人移交林同志办理',
        detail: { from: BUREAU, to: 'lin', post: BUREAU },
      },
    ]);
    expect([await assignments(taken.key), await assignments(open.key), await moves(open)]).toEqual([1, 0, []]);
    // A second click changes nothing.
    expect((await change(BUREAU, { username: 'lin' })).status).toBe(422);
    const { items, changes } = (await secadmin.get(`/api/posts/${BUREAU}/holders`)).body;
    expect(items).toMatchObject([
      { username: 'lin', from: '2037-03-02', until: null },
      { username: BUREAU, from: '2019-01-01', until: '2037-03-02' },
    ]);
    expect(changes).toMatchObject([
      { former: BUREAU, successor: 'lin', reason: '工作调动', setBy: 'secadmin', moved: 1, pending: 0 },
    ]);
    expect((await change(BUREAU, { username: BUREAU })).body).toMatchObject({ moved: 1 });
    await assigneeBecomes(taken.key, BUREAU);
  });

  test('the app is killed while it hands over: everything moves once', async () => {
    await account('wu', '吴同志');
    const tasks: TaskItem[] = [];
    for (let i = 0; i < 8; i++) tasks.push(await review());
    for (const t of tasks) expect((await clerk.post(`/api/tasks/${t.key}/claim`)).status).toBe(200);
    const lost = change(BUREAU, { username: 'wu' }).catch(() => null);
    await eventually(
      async () => {
        const { rows } = await db.query(
          `SELECT 1 FROM handover_task k JOIN handover o ON o.id = k.handover WHERE o.successor = 'wu' AND k.done_at IS NOT NULL`,
        );
        expect(rows.length).toBeGreaterThan(0);
      },
      90_000,
      1,
    );
    await stack.killApp();
    await lost;
    await stack.startApp();
    await stack.ready();
    for (const t of tasks) {
      await eventually(async () => expect((await see(monitor, t.key)).assignee).toBe('wu'));
      await eventually(async () => expect([(await moves(t)).length, await assignments(t.key)]).toEqual([1, 1]));
    }
    const { rows } = await db.query(`SELECT count(*)::int AS n FROM handover WHERE successor = 'wu'`);
    expect(rows[0].n).toBe(1);
    // With the one of the test before.
    expect((await change(BUREAU, { username: BUREAU })).body).toMatchObject({ moved: 9 });
  });

  test('a further holder moves nothing; who is planned follows at his day; the newest plan counts', async () => {
    await account('he', '何同志');
    const task = await review();
    await clerk.post(`/api/tasks/${task.key}/claim`);
    expect((await change(BUREAU, { username: 'lin', joint: true })).body).toMatchObject({ moved: 0 });
    expect((await (await signIn(stack.baseUrl, 'lin')).get(`/api/tasks/${task.key}`)).body.may.claim).toBe(false);
    expect((await change(BUREAU, { username: 'wu', from: '2037-03-10' })).status).toBe(201);
    expect((await change(BUREAU, { username: 'he', from: '2037-03-09' })).status).toBe(201);
    expect((await secadmin.get(`/api/posts?q=${BUREAU}`)).body.items).toMatchObject([
      {
        id: BUREAU,
        holders: [
          { username: BUREAU, until: '2037-03-09' },
          { username: 'lin', until: '2037-03-09' },
          { username: 'he', from: '2037-03-09' },
        ],
      },
    ]);
    expect((await see(monitor, task.key)).assignee).toBe(BUREAU);
  });

  test('one leaves and nobody comes: what was taken goes back to the post, and it is seen that nobody can do it', async () => {
    const office = 'leading-group-office.liaison';
    const id = await startCase(commerce);
    await bringToDecision(stack, id);
    const task = await taskAt(monitor, id, 'Task_Decide');
    const holder = await stack.as(office);
    expect((await holder.post(`/api/tasks/${task.key}/claim`)).status).toBe(200);
    const preview = await secadmin.post(`/api/posts/${office}/holders/preview`, { username: null });
    expect(preview.body).toMatchObject({ former: [{ username: office }], total: 1 });
    expect((await change(office, { username: null, former: 'lin' })).status).toBe(422);
    expect((await change(office, { username: null })).body).toMatchObject({ username: null, moved: 1, pending: 0 });
    await assigneeBecomes(task.key, null);
    expect((await moves(task)).at(-1)?.text).toContain('退回领导小组办公室联络员，岗位空缺');
    // The rest of the office may still take it, so nothing is stuck.
    const [vacant] = (await secadmin.get(`/api/posts?q=${office}`)).body.items;
    expect(vacant).toMatchObject({ id: office, holders: [], waiting: 0 });
    expect((await change(office, { username: null })).status).toBe(422);
    // A post that alone may take a task: it waits where everybody sees it.
    const alone = 'finance.clerk';
    const waiting = await startCase(commerce, { departments: ['finance'] });
    await doStep(stack, waiting, 'Task_ReviewMaterials', accept);
    const opinion = await taskAt(monitor, waiting, 'Task_GiveOpinion', 'finance');
    const posts = ['clerk', 'head', 'liaison', 'liaison-lead'].map((kind) => `finance.${kind}`);
    for (const post of posts) expect((await change(post, { username: null })).status).toBe(201);
    const { items } = (await secadmin.get(`/api/posts?q=${alone}`)).body;
    expect(items[0]).toMatchObject({ id: alone, holders: [], waiting: expect.any(Number) });
    expect((await see(monitor, opinion.key)).assignee).toBeNull();
    for (const post of [office, ...posts]) expect((await change(post, { username: post })).status).toBe(201);
    const { changes } = (await secadmin.get(`/api/posts/${office}/holders`)).body;
    expect(changes).toMatchObject([
      { former: null, successor: office },
      { former: office, successor: null, moved: 1 },
    ]);
  });

  test.each<[string, object]>([
    ['finance.clerk', {}],
    ['finance.clerk', { username: 'nobody' }],
    ['finance.clerk', { username: 5 }],
    ['finance.clerk', { username: 'finance.clerk' }],
    ['finance.clerk', { username: 'secadmin' }],
    ['finance.clerk', { username: 'sysadmin' }],
    ['finance.clerk', { username: 'finance.head', from: '2037-03-01' }],
    ['finance.clerk', { username: 'finance.head', from: 'tomorrow' }],
    ['finance.clerk', { username: 'finance.head', reason: '' }],
    ['finance.clerk', { username: 'finance.head', joint: 'yes' }],
    ['finance.clerk', { username: 'finance.head', until: '2037-04-01' }],
    ['sysadmin', { username: 'finance.head' }],
    ['secadmin', { username: 'lin' }],
  ])('refused: %s to %j', async (post, body) => {
    expect((await change(post, body)).status).toBe(422);
  });

  test('by nobody but the security administrator', async () => {
    for (const who of ['sysadmin', 'auditor', 'finance.head', 'monitor']) {
      const as = await stack.as(who);
      for (const path of ['/api/posts', '/api/posts/finance.clerk/holders'])
        expect((await as.get(path)).status).toBe(403);
      for (const path of ['holders', 'holders/preview'])
        expect((await as.post(`/api/posts/finance.clerk/${path}`, { username: 5 })).status).toBe(403);
    }
    expect((await change('no.such', { username: 'finance.head' })).status).toBe(404);
    expect((await secadmin.get('/api/posts?q=%00')).status).toBe(400);
  });
});

describe('the days go by', () => {
  /** 'renamed' has another name from the 6th, 'merged' goes into 'successor' on the 9th. */
  let units: Record<'renamed' | 'merged' | 'successor', { id: string; clerk: Client; caseId: string; task: string }>;
  const nameOf = async (unit: { clerk: Client; caseId: string }, caseId = unit.caseId) => [
    (await unit.clerk.get('/api/session')).body.user.posts.map((p: { name: string }) => p.name),
    (await unit.clerk.get(`/api/cases/${caseId}`)).body.filingUnitName,
  ];
  const expectNotYetMerged = async () => {
    const { merged, successor } = units;
    expect(await nameOf(merged)).toEqual([['旧局经办人'], '旧局']);
    expect((await see(merged.clerk, merged.task)).assignee).toBe(merged.clerk.username);
    expect((await successor.clerk.get(`/api/tasks/${merged.task}`)).status).toBe(403);
    expect((await commerce.get('/api/units')).body.items).toContainEqual(
      expect.objectContaining({ id: merged.id, name: '旧局' }),
    );
  };

  test('units that are to be renamed and merged some days on: until then everything is as it was', async () => {
    const sysadmin = await stack.as('sysadmin');
    const made = async (id: string, name: string) => {
      expect((await sysadmin.post('/api/units', { id, name })).status).toBe(201);
      await account(`${id}-person`, `${name}同志`);
      expect((await change(`${id}.clerk`, { username: `${id}-person` })).status).toBe(201);
      const unitClerk = await signIn(stack.baseUrl, `${id}-person`);
      const caseId = await startCase(unitClerk, { filingUnit: id });
      const { key } = await taskAt(unitClerk, caseId, 'Task_PrepareReport');
      expect((await unitClerk.post(`/api/tasks/${key}/claim`)).status).toBe(200);
      return { id, clerk: unitClerk, caseId, task: key };
    };
    units = {
      renamed: await made('unit-renamed', '原名局'),
      merged: await made('unit-merged', '旧局'),
      successor: await made('unit-successor', '新局'),
    };
    const order = (unit: { id: string }, body: object) =>
      sysadmin.post(`/api/units/${unit.id}/changes`, { reason: '机构改革', ...body });
    expect((await order(units.renamed, { kind: 'rename', name: '改名局', from: '2037-03-06' })).status).toBe(201);
    const merger = { kind: 'merge', into: units.successor.id, from: '2037-03-09' };
    expect((await order(units.merged, merger)).status).toBe(201);
    expect((await order(units.merged, merger)).status).toBe(422);
    expect(await nameOf(units.renamed)).toEqual([['原名局经办人'], '原名局']);
    await expectNotYetMerged();
  });

  test('an absence begins and ends by its dates; rungs go to the substitute, past a post where nobody acts, and say so', async () => {
    const [lead, leadHead] = (await Promise.all(
      ['leading-group-office.clerk', 'leading-group-office.head'].map((u) => stack.as(u)),
    )) as [Client, Client];
    const id = await startCase(commerce);
    await bringToDecision(stack, id);
    const task = await taskAt(monitor, id, 'Task_Decide');
    // Anybody of the office may decide; its clerk has taken it.
    expect((await lead.post(`/api/tasks/${task.key}/claim`)).status).toBe(200);
    const limit = await limitBecomes(monitor, id, { state: 'running' });
    expect(limit).toMatchObject({ warnAt: '2037-03-06T09:00:00+08:00', dueAt: '2037-03-09T17:00:00+08:00' });
    const acting = await stack.as('leading-group-office.liaison');
    await set(lead, {
      substitute: 'leading-group-office.liaison',
      from: '2037-03-05',
      until: '2037-03-09T17:30:00+08:00',
    });
    await set(leadHead, { substitute: null, from: '2037-03-05T09:00:00+08:00', until: '2037-03-12' });
    const state = async () => (await lead.get('/api/absences')).body.items[0].state as string;
    expect([await state(), (await acting.get(`/api/tasks/${task.key}`)).body.may.complete]).toEqual(['planned', false]);

    await moveClock(monitor, limit.warnAt);
    await limitBecomes(monitor, id, { state: 'warned' });
    // On the day of the one change, before that of the other.
    await eventually(async () => expect(await nameOf(units.renamed)).toEqual([['改名局经办人'], '原名局']));
    const renamed = await startCase(units.renamed.clerk, { filingUnit: units.renamed.id });
    expect(await nameOf(units.renamed, renamed)).toEqual([['改名局经办人'], '改名局']);
    await expectNotYetMerged();
    expect([await state(), await see(acting, task.key)]).toMatchObject([
      'active',
      { may: { complete: true }, onBehalfOf: 'leading-group-office.clerk' },
    ]);
    expect((await acting.post(`/api/tasks/${task.key}/claim`)).status).toBe(200);
    const rung = (kind: string) =>
      eventually(async () => {
        const found = (await historyOf(id)).find((h) => h.kind === kind);
        expect(found).toBeTruthy();
        return found as Entry;
      });
    expect(await rung('limit-yellow')).toMatchObject({
      text: expect.stringMatching(/领导小组办公室经办人缺席，由领导小组办公室联络员代$/),
      detail: {
        recipients: ['leading-group-office.liaison'],
        inPlaceOf: [{ post: 'leading-group-office.clerk', substitute: 'leading-group-office.liaison' }],
      },
    });
    await moveClock(monitor, limit.dueAt);
    await limitBecomes(monitor, id, { state: 'overdue' });
    expect(await rung('limit-red')).toMatchObject({
      text: expect.stringContaining('领导小组办公室主要负责人缺席且无人代理，转区政府督查室'),
      detail: { recipients: ['leading-group-office.liaison', 'supervision-office'] },
    });
    const { rungs } = (await monitor.get(`/api/deadlines/${id}:decide`)).body;
    expect(rungs).toMatchObject([
      { rung: 'yellow', recipients: ['leading-group-office.liaison'] },
      { rung: 'red', recipients: ['leading-group-office.liaison', 'supervision-office'] },
    ]);

    await moveClock(monitor, '2037-03-09T17:31:00+08:00');
    expect(await state()).toBe('ended');
    await assigneeBecomes(task.key, 'leading-group-office.clerk');
    expect((await acting.post(`/api/tasks/${task.key}/complete`, { variables: {} })).status).toBe(409);
    // The planned change of 9 March has begun meanwhile.
    await eventually(async () => {
      const { changes } = (await secadmin.get(`/api/posts/${BUREAU}/holders`)).body;
      expect(changes[0]).toMatchObject({ successor: 'he', pending: 0, cancelledAt: null });
    });
    expect((await clerk.get('/api/session')).body.user.posts).toEqual([]);
    expect(await keys(await signIn(stack.baseUrl, 'he'), 'view=mine')).not.toEqual([]);
  });

  test('on the day of a merger its posts and what its people had taken are the successor’s, each once', async () => {
    const { merged, successor } = units;
    await eventually(async () =>
      expect(await see(successor.clerk, merged.task)).toMatchObject({
        assignee: successor.clerk.username,
        groupNames: ['新局经办人'],
      }),
    );
    expect((await merged.clerk.get('/api/session')).body.user.posts).toEqual([]);
    expect((await merged.clerk.get(`/api/tasks/${merged.task}`)).status).toBe(403);
    expect((await merged.clerk.get(`/api/cases/${merged.caseId}`)).status).toBe(403);
    // The case began before that day, so the unit is called there what it was called then.
    expect(await nameOf(successor, merged.caseId)).toEqual([['新局经办人', '新局经办人'], '旧局']);
    expect(await moves({ caseId: merged.caseId } as TaskItem)).toMatchObject([
      { detail: { from: merged.clerk.username, to: successor.clerk.username, post: `${merged.id}.clerk` } },
    ]);
    expect(await assignments(merged.task)).toBe(1);
    const present = (await commerce.get('/api/units')).body.items as { id: string }[];
    expect(present.map(({ id }) => id)).not.toContain(merged.id);
    const changed = (await (await stack.as('sysadmin')).get('/api/units/changes')).body.items as { id: string }[];
    expect(changed.find(({ id }) => id === merged.id)).toMatchObject({
      endedOn: '2037-03-09',
      successor: successor.id,
      changes: [{ kind: 'merge', before: '旧局', on: '2037-03-09', done: true }],
    });
  });
});
