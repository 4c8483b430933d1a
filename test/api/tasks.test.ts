import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Client } from '../support/client.ts';
import { complete, openTasks, startCase, taskAt, type TaskItem } from '../support/fast-track.ts';
import { eventually, world } from '../support/world.ts';
import { signIn } from '../support/client.ts';
import { listen } from '../support/listen.ts';

const stack = world();
let clerk: Client;
let bureau: Client;
let monitor: Client;

beforeAll(async () => {
  [clerk, bureau, monitor] = (await Promise.all(
    ['commerce.clerk', 'investment-promotion.clerk', 'monitor'].map((name) => stack.as(name)),
  )) as [Client, Client, Client];
});

const reviewOf = async (over: Record<string, unknown> = {}): Promise<TaskItem> =>
  taskAt(bureau, await startCase(clerk, over), 'Task_ReviewMaterials');

describe('a task list', () => {
  test('claimable, mine and all follow what I may do and what I did', async () => {
    const task = await reviewOf();
    // An act waits for the list to follow it, but not for ever.
    const keysAre = (who: Client, view: string, keys: string[], more = '') =>
      eventually(async () => {
        const { items } = (await who.get(`/api/tasks?view=${view}&case=${task.caseId}${more}`)).body;
        expect((items as TaskItem[]).map((t) => t.key)).toEqual(keys);
      });
    await keysAre(bureau, 'claimable', [task.key]);
    await keysAre(bureau, 'mine', []);
    await keysAre(monitor, 'all', [task.key]);
    await keysAre(monitor, 'claimable', []);
    expect((await bureau.post(`/api/tasks/${task.key}/claim`)).status).toBe(200);
    await keysAre(bureau, 'mine', [task.key]);
    await keysAre(bureau, 'claimable', []);
    expect((await bureau.post(`/api/tasks/${task.key}/release`)).status).toBe(200);
    await keysAre(bureau, 'claimable', [task.key]);
    await complete(bureau, task, { reviewResult: 'accept' });
    await keysAre(bureau, 'mine', [task.key], '&state=done');
    await keysAre(bureau, 'claimable', []);
  });

  test('empty parameters are as good as none', async () => {
    const bare = await monitor.get('/api/tasks?view=all&limit=1');
    const empty = await monitor.get('/api/tasks?view=all&limit=1&case=&overdue=&q=');
    expect([empty.status, empty.body.total >= bare.body.total]).toEqual([200, true]);
    expect((await monitor.get('/api/cases?process=&status=&q=&limit=1')).body.total).toBeGreaterThan(0);
  });

  test.each(['limit=0', 'limit=201', 'limit=x', 'offset=-1', 'view=everything', 'state=gone', 'overdue=perhaps'])(
    '%s is refused',
    async (query) => {
      const refused = await bureau.get(`/api/tasks?${query}`);
      expect([refused.status, refused.headers.get('content-type')]).toEqual([
        400,
        expect.stringContaining('application/problem+json'),
      ]);
    },
  );
});

describe('completing', () => {
  test('a double click completes once; so do two people at the same time', async () => {
    const task = await reviewOf({ departments: ['finance'] });
    const twice = await Promise.all(
      [1, 2].map(() => bureau.post(`/api/tasks/${task.key}/complete`, { variables: { reviewResult: 'accept' } })),
    );
    expect(twice.map((a) => a.status).sort()).toEqual([200, 409]);
    const opinion = await taskAt(monitor, task.caseId, 'Task_GiveOpinion');
    const people = await Promise.all(['finance.clerk', 'finance.head', 'finance.liaison'].map((n) => stack.as(n)));
    const race = await Promise.all(
      people.map((p) => p.post(`/api/tasks/${opinion.key}/complete`, { variables: { opinion: 'agree' } })),
    );
    expect(race.map((a) => a.status).sort()).toEqual([200, 409, 409]);
    const winner = people[race.findIndex((a) => a.status === 200)]?.username;
    expect((await taskAt(monitor, task.caseId, 'Task_FormProposal')).key).not.toBe(opinion.key);
    const { body } = await monitor.get(`/api/cases/${task.caseId}`);
    expect(body.variables.opinions).toEqual([expect.objectContaining({ department: 'finance', by: winner })]);
    expect(await openTasks(monitor, task.caseId)).toHaveLength(1);
  });

  test('answers with the next tasks', async () => {
    // Those that are there within some seconds: where they were not, with another case.
    const [task, next] = await eventually(async () => {
      const review = await reviewOf({ departments: ['finance', 'taxation'] });
      const after = await complete(bureau, review, { reviewResult: 'accept' });
      expect(after.length).toBeGreaterThan(0);
      return [review, after] as const;
    });
    expect(next.every((t) => t.element === 'Task_GiveBureauOpinion')).toBe(true);
    for (const unit of ['finance', 'taxation']) await taskAt(monitor, task.caseId, 'Task_GiveOpinion', unit);
    const arranged = await openTasks(monitor, task.caseId);
    expect(arranged.map((t) => t.group).sort()).toEqual(['finance', 'taxation']);
    // Each is told of the other: the limited step around the task is done once for each department.
    await eventually(async () => {
      const { joint } = (await monitor.get(`/api/tasks/${arranged[0]!.key}`)).body;
      expect(joint).toMatchObject({ way: 'all', total: 2, needed: 2, done: 0, agreed: null });
      expect(joint.signers.map((s: { groupNames: string[] }) => s.groupNames[0]).sort()).toEqual([
        '区税务局',
        '区财政局',
      ]);
    });
  });

  test('what somebody else has claimed is his; he releases it and it is free again', async () => {
    const task = await reviewOf({ departments: ['finance'] });
    await complete(bureau, task, { reviewResult: 'accept' });
    const opinion = await taskAt(monitor, task.caseId, 'Task_GiveOpinion');
    const [head, liaison] = await Promise.all(['finance.head', 'finance.liaison'].map((n) => stack.as(n)));
    expect((await head!.post(`/api/tasks/${opinion.key}/claim`)).status).toBe(200);
    expect((await head!.post(`/api/tasks/${opinion.key}/claim`)).status).toBe(200);
    for (const act of ['claim', 'release', 'complete'])
      expect([act, (await liaison!.post(`/api/tasks/${opinion.key}/${act}`, {})).status]).toEqual([act, 409]);
    expect((await head!.post(`/api/tasks/${opinion.key}/release`)).status).toBe(200);
    expect(
      (await liaison!.post(`/api/tasks/${opinion.key}/complete`, { variables: { opinion: 'agree' } })).status,
    ).toBe(200);
    expect((await head!.post(`/api/tasks/${opinion.key}/claim`)).status).toBe(409);
  });

  test.each<[string, unknown, string]>([
    ['nothing filled in', {}, 'reviewResult'],
    ['an option that is none', { reviewResult: 'perhaps' }, 'reviewResult'],
    ['the wrong type', { reviewResult: ['accept'] }, 'reviewResult'],
    ['a field of no form', { reviewResult: 'accept', level: 'leading-group' }, 'level'],
    ['a text without end', { reviewResult: 'accept', reviewNote: '长'.repeat(3000) }, 'reviewNote'],
  ])('%s: 422 at the field, the task stays open', async (_what, variables, path) => {
    const task = await reviewOf();
    const refused = await bureau.post(`/api/tasks/${task.key}/complete`, { variables });
    expect(refused.status).toBe(422);
    expect(refused.body.errors.map((e: { path: string }) => e.path)).toContain(path);
    expect((await openTasks(bureau, task.caseId)).map((t) => t.key)).toEqual([task.key]);
  });

  test('a variable of the step may come back unchanged, changed it is refused', async () => {
    const task = await reviewOf({ subject: '原样送回' });
    const changed = { reviewResult: 'accept', subject: '改过的名称' };
    expect((await bureau.post(`/api/tasks/${task.key}/complete`, { variables: changed })).status).toBe(422);
    const same = { reviewResult: 'accept', subject: '原样送回' };
    expect((await bureau.post(`/api/tasks/${task.key}/complete`, { variables: same })).status).toBe(200);
  });

  test.each(['0', '1', '9223372036854775808', '-5', 'abc', '2251799813685249;DROP'])('key %s: 404', async (key) => {
    expect((await bureau.get(`/api/tasks/${encodeURIComponent(key)}`)).status).toBe(404);
    expect((await bureau.post(`/api/tasks/${encodeURIComponent(key)}/complete`, {})).status).toBe(404);
  });
});

describe('a form says which of its fields decide', () => {
  test('a step: by the gateway behind it, with the articles', async () => {
    const { body } = await bureau.get(`/api/tasks/${(await reviewOf()).key}`);
    expect(body.documentation).toContain('历下政发〔2019〕1号');
    // Not the note, nor the list of what is missing.
    expect(body.decides).toEqual({
      reviewResult: [{ question: '是否受理？', ways: ['退回补正', '受理'], basis: null }],
    });
  });

  test('a start form: by the rule that the case asks later, with the ways that its result leads to', async () => {
    const { body } = await clerk.get('/api/processes/fast-track-decision/start-form');
    const level = {
      question: '判定决策层级',
      ways: ['快速决策层级', '常务会议／常委会'],
      basis: expect.stringContaining('第二条'),
    };
    for (const field of ['itemsBeyondPolicy', 'annualRewardBeyondPolicy', 'districtWideMajor', 'beyondLeadingGroup'])
      expect([field, body.decides[field]]).toEqual([field, [level]]);
    expect(body.decides.contactPhone).toBeUndefined();
  });
});

describe('drafts', () => {
  test('are kept per person and gone with the task', async () => {
    const task = await reviewOf();
    const saved = await bureau.put(`/api/tasks/${task.key}/draft`, { variables: { reviewNote: '写到一半' } });
    expect(saved.status).toBe(200);
    expect((await bureau.get(`/api/tasks/${task.key}`)).body.draft.variables).toEqual({ reviewNote: '写到一半' });
    expect((await monitor.get(`/api/tasks/${task.key}`)).body.draft).toBeNull();
    expect((await monitor.put(`/api/tasks/${task.key}/draft`, { variables: {} })).status).toBe(403);
    await complete(bureau, task, { reviewResult: 'accept' });
    expect((await bureau.get(`/api/tasks/${task.key}`)).body.draft).toBeNull();
  });
});

describe('files', () => {
  test('are kept as they came, for those who see the case', async () => {
    const task = await reviewOf({ departments: ['finance'] });
    await complete(bureau, task, { reviewResult: 'accept' });
    const opinion = await taskAt(monitor, task.caseId, 'Task_GiveOpinion');
    const finance = await stack.as('finance.clerk');
    const content = Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.from([0, 255, 13, 10])]);
    const up = await finance.upload(`/api/tasks/${opinion.key}/files`, '../../论证 意见.pdf', content);
    expect(up.status).toBe(201);
    expect(up.body).toEqual({
      id: expect.any(String),
      name: '论证 意见.pdf',
      size: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
    });
    await complete(finance, opinion, { opinion: 'agree', opinionFiles: [up.body.id] });

    const down = await clerk.raw(`/api/files/${up.body.id}`);
    expect([down.status, down.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    expect(down.headers.get('content-disposition')).toContain('attachment');
    expect(Buffer.from(await down.arrayBuffer())).toEqual(content);
    expect((await (await stack.as('taxation.clerk')).get(`/api/files/${up.body.id}`)).status).toBe(403);
    expect((await stack.stranger().get(`/api/files/${up.body.id}`)).status).toBe(401);
    expect((await clerk.get('/api/files/..%2F..%2F..%2Fetc%2Fpasswd')).status).toBe(404);
    expect((await clerk.get(`/api/files/${'0'.repeat(36)}`)).status).toBe(404);
    const listed = (await clerk.get(`/api/cases/${task.caseId}/files`)).body.items;
    // The report was made of what the filing unit typed.
    expect(listed).toEqual([
      expect.objectContaining({ name: '项目报告书.pdf', uploadedByName: '系统生成' }),
      expect.objectContaining({ id: up.body.id, uploadedByName: '区财政局经办人' }),
    ]);
  });

  test('a new version stands beside the old one: each with its own checksum, both to be read, nobody else’s replaced', async () => {
    const task = await reviewOf();
    const url = `/api/tasks/${task.key}/files`;
    const sum = (text: string) => createHash('sha256').update(text).digest('hex');
    const texts = ['%PDF-1.4 first', '%PDF-1.4 second', '%PDF-1.4 third'] as const;
    const first = (await bureau.upload(url, '审查意见.pdf', texts[0])).body;
    const second = await bureau.upload(`${url}?replaces=${first.id}`, '审查意见（修改）.pdf', texts[1]);
    expect([second.status, second.body.sha256]).toEqual([201, sum(texts[1])]);
    // Of the newest only; two at the same moment are one; not another's file; not what is none of this case.
    expect((await bureau.upload(`${url}?replaces=${first.id}`, 'x.pdf', texts[2])).status).toBe(409);
    const twice = await Promise.all(
      [1, 2].map(() => bureau.upload(`${url}?replaces=${second.body.id}`, '审查意见（定稿）.pdf', texts[2])),
    );
    expect(twice.map((a) => a.status).sort()).toEqual([201, 409]);
    const third = twice.find((a) => a.status === 201)!.body;
    const head = await stack.as('investment-promotion.head');
    for (const id of [third.id, '0'.repeat(36)])
      expect((await head.upload(`${url}?replaces=${id}`, 'x.pdf', texts[0])).status).toBe(403);
    expect((await clerk.upload(`${url}?replaces=${third.id}`, 'x.pdf', texts[0])).status).toBe(403);

    type Listed = { id: string; sha256: string; replaces: string | null; uploadedBy: string };
    const listed = ((await clerk.get(`/api/cases/${task.caseId}/files`)).body.items as Listed[]).filter(
      (f) => f.uploadedBy === 'investment-promotion.clerk',
    );
    expect(listed.map((f) => [f.id, f.sha256, f.replaces])).toEqual([
      [first.id, sum(texts[0]), null],
      [second.body.id, sum(texts[1]), first.id],
      [third.id, sum(texts[2]), second.body.id],
    ]);
    for (const [at, { id, sha256 }] of listed.entries()) {
      const down = await clerk.raw(`/api/files/${id}`);
      expect([down.status, down.headers.get('etag'), await down.text()]).toEqual([200, `"${sha256}"`, texts[at]]);
    }
  });

  test("a file of another case, no file, a page, somebody else's task: refused", async () => {
    const [a, b] = [await reviewOf(), await reviewOf()];
    const up = await bureau.upload(`/api/tasks/${a.key}/files`, 'a.pdf', '%PDF-1.4');
    expect(up.status).toBe(201);
    expect((await bureau.upload(`/api/tasks/${b.key}/files`, 'x.html', '<script>alert(1)</script>')).status).toBe(400);
    expect((await bureau.post(`/api/tasks/${b.key}/files`, {})).status).toBe(400);
    // Too large: said with the limit, nothing is kept of it.
    const large = await bureau.upload(`/api/tasks/${b.key}/files`, '过大.pdf', Buffer.alloc(50 * 1024 * 1024 + 1));
    expect([large.status, large.body.detail]).toEqual([413, '每个附件至多 50 MB，请压缩或者拆分后重新上传。']);
    expect((await clerk.get(`/api/cases/${b.caseId}/files`)).body.items).not.toContainEqual(
      expect.objectContaining({ name: '过大.pdf' }),
    );
    const folder = path.join(stack.dataDir, 'files');
    for (const name of await readdir(folder)) {
      const { size } = (await stat(path.join(folder, name)).catch(() => null)) ?? { size: 0 };
      expect([name, size < 40_000_000]).toEqual([name, true]);
    }
    expect((await clerk.upload(`/api/tasks/${b.key}/files`, 'a.pdf', '%PDF-1.4')).status).toBe(403);
    await complete(bureau, b, { reviewResult: 'accept' });
    const opinion = await taskAt(monitor, b.caseId, 'Task_GiveOpinion');
    const foreign = await (
      await stack.as('finance.clerk')
    ).post(`/api/tasks/${opinion.key}/complete`, {
      variables: { opinion: 'agree', opinionFiles: [up.body.id] },
    });
    expect([foreign.status, foreign.body.errors?.[0]?.path]).toEqual([422, expect.stringContaining('opinionFiles')]);
  });
});

describe('events', () => {
  test('reach those who see the case and nobody else', async () => {
    const insider = await listen(bureau);
    const outsider = await listen(await stack.as('taxation.clerk'));
    try {
      const task = await reviewOf({ departments: ['finance'] });
      await complete(bureau, task, { reviewResult: 'accept' });
      await eventually(() => {
        const events = insider.seen.filter((e) => e.data.caseId === task.caseId).map((e) => e.event);
        expect(events).toEqual(expect.arrayContaining(['task', 'case']));
      });
      expect(outsider.seen.filter((e) => e.data.caseId === task.caseId)).toEqual([]);
    } finally {
      insider.close();
      outsider.close();
    }
    expect((await stack.stranger().get('/api/events')).status).toBe(401);
  });
});

describe('sessions', () => {
  test('wrong password, unknown name, missing fields, the end of a session', async () => {
    const nobody = stack.stranger();
    expect((await nobody.post('/api/session', { username: 'finance.clerk', password: 'wrong' })).status).toBe(401);
    expect((await nobody.post('/api/session', { username: `nobody-${Date.now()}`, password: 'demo' })).status).toBe(
      401,
    );
    expect((await nobody.post('/api/session', { username: 'finance.clerk' })).status).toBe(422);
    expect((await nobody.get('/api/session')).status).toBe(401);
    const mine = await signIn(stack.baseUrl, 'finance.head');
    const me = await mine.get('/api/session');
    expect(me.body.user).toMatchObject({ username: 'finance.head', posts: [{ id: 'finance.head', unit: 'finance' }] });
    expect((await mine.delete('/api/session')).status).toBe(204);
    expect((await mine.get('/api/session')).status).toBe(401);
  });

  test('only failed sign-ins are throttled', async () => {
    const nobody = stack.stranger();
    const name = `nobody-${Date.now()}`;
    const statuses: number[] = [];
    for (let i = 0; i < 6; i++)
      statuses.push((await nobody.post('/api/session', { username: name, password: 'x' })).status);
    expect(statuses).toEqual([...Array(5).fill(401), 429]);
    await signIn(stack.baseUrl, 'finance.liaison');
  });
});
