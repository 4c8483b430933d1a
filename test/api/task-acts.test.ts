import { type Client, signIn } from '../support/client.ts';
import { complete, openTasks, startCase, taskAt, type TaskItem } from '../support/fast-track.ts';
import { eventually, world } from '../support/world.ts';

const stack = world();
let clerk: Client;
let bureau: Client;
let monitor: Client;
let finance: Client;
let head: Client;
let liaison: Client;
let taxation: Client;

beforeAll(async () => {
  [clerk, bureau, monitor, finance, head, liaison, taxation] = (await Promise.all(
    [
      ...['commerce.clerk', 'investment-promotion.clerk', 'monitor', 'finance.clerk', 'finance.head'],
      ...['finance.liaison', 'taxation.clerk'],
    ].map((name) => stack.as(name)),
  )) as [Client, Client, Client, Client, Client, Client, Client];
});

const opinionTask = async (): Promise<TaskItem> => {
  const caseId = await startCase(clerk, { departments: ['finance'] });
  await complete(bureau, await taskAt(monitor, caseId, 'Task_ReviewMaterials'), { reviewResult: 'accept' });
  return taskAt(monitor, caseId, 'Task_GiveOpinion');
};
const texts = async (caseId: string): Promise<string[]> =>
  ((await monitor.get(`/api/cases/${caseId}/history`)).body.items as { text: string }[]).map(({ text }) => text);
const told = async (who: Client, key: string): Promise<string[]> =>
  ((await who.get('/api/notifications?limit=100')).body.items as { taskKey: string | null; text: string }[])
    .filter((n) => n.taskKey === key)
    .map((n) => n.text);
/** The task, once it looks like this: an act waits for what it brings, but not for ever. */
const becomes = (who: Client, url: string, expected: object) =>
  eventually(async () => {
    const { body } = await who.get(url);
    expect(body).toMatchObject(expected);
    return body;
  });
/** Exactly these are open: the one that is left may go a moment after the new one has come. */
const openAre = (caseId: string, elements: string[]) =>
  eventually(async () => expect((await openTasks(monitor, caseId)).map((t) => t.element)).toEqual(elements));
const mayDo = async (who: Client, key: string) => (await who.get(`/api/tasks/${key}`)).body.may;
/** The audit log as the auditor reads it: acts on this task that were refused. */
const refused = async (key: string): Promise<string[]> => {
  const auditor = await stack.as('auditor');
  const { body } = await auditor.get(`/api/audit?ending=refused&q=${key}&limit=100`);
  return (body.items as { action: string }[]).map(({ action }) => action);
};

describe('转办', () => {
  test('a task goes to another post of the unit with its reason; the wrong people and posts are refused', async () => {
    const task = await opinionTask();
    const url = `/api/tasks/${task.key}`;
    const receivers = (await finance.get(`${url}/receivers?for=transfer`)).body.items as { post: string }[];
    expect(receivers.map((r) => r.post)).toEqual([
      ...['finance.clerk', 'finance.head', 'finance.liaison', 'finance.liaison-lead'],
    ]);
    expect((await finance.post(`${url}/claim`)).status).toBe(200);
    const give = { to: 'finance.liaison', person: 'finance.liaison', reason: '外出调研，请代为办理' };
    expect((await taxation.post(`${url}/transfer`, give)).status).toBe(403);
    expect((await clerk.post(`${url}/transfer`, give)).status).toBe(403);
    // Taken by the clerk: the liaison may not hand it on, only the head of the unit may.
    expect((await liaison.post(`${url}/transfer`, give)).status).toBe(409);
    for (const [wrong, path] of [
      [{ ...give, to: 'taxation.clerk' }, 'to'],
      [{ ...give, person: 'finance.head' }, 'person'],
      [{ ...give, to: 'finance.clerk', person: 'finance.clerk' }, 'to'],
      [{ ...give, reason: '' }, 'reason'],
    ] as const) {
      const answer = await finance.post(`${url}/transfer`, wrong);
      expect([answer.status, answer.body.errors[0].path]).toEqual([422, path]);
    }
    const twice = await Promise.all([1, 2].map(() => finance.post(`${url}/transfer`, give)));
    expect(twice.map((a) => a.status)).toEqual([200, 200]);
    await becomes(liaison, url, { assignee: 'finance.liaison', group: 'finance.liaison', may: { complete: true } });
    expect(await mayDo(finance, task.key)).toMatchObject({ complete: false, claim: false, handOn: false });
    expect((await finance.post(`${url}/complete`, { variables: { opinion: 'agree' } })).status).toBe(403);
    const list = (await liaison.get(`/api/tasks?view=mine&case=${task.caseId}`)).body.items as TaskItem[];
    expect(list.map((t) => t.key)).toEqual([task.key]);
    expect((await texts(task.caseId)).filter((t) => t.includes('转由'))).toEqual([
      `“${task.name}”转由区财政局联络员办理：外出调研，请代为办理`,
    ]);
    await eventually(async () =>
      expect((await told(liaison, task.key)).filter((t) => t.includes('外出调研'))).toHaveLength(1),
    );
    await eventually(async () =>
      expect((await refused(task.key)).filter((a) => a.endsWith('/transfer')).length).toBeGreaterThanOrEqual(3),
    );
    // The head gives it to the clerk although the liaison has it.
    expect(
      (await head.post(`${url}/transfer`, { to: 'finance.clerk', person: 'finance.clerk', reason: '由原经办人办理' }))
        .status,
    ).toBe(200);
    await becomes(liaison, url, { may: { complete: false } });
    await complete(finance, task, { opinion: 'agree' });
  });

  test('what a head decides stays with heads', async () => {
    const caseId = await startCase(clerk);
    await complete(clerk, await taskAt(monitor, caseId, 'Task_PrepareReport'), {
      screening: '可行。',
      reportText: '一、项目概况',
    });
    const task = await taskAt(monitor, caseId, 'Task_GiveHeadOpinion');
    const lead = await stack.as('commerce.head');
    const items = (await lead.get(`/api/tasks/${task.key}/receivers`)).body.items as { post: string }[];
    expect(items.map(({ post }) => post)).toEqual(['commerce.head']);
    const answer = await lead.post(`/api/tasks/${task.key}/transfer`, { to: 'commerce.clerk', reason: '请代签' });
    expect([answer.status, answer.body.errors[0].path]).toEqual([422, 'to']);
  });
});

describe('委派', () => {
  test('the other gives an opinion, the task comes back to the first, who completes', async () => {
    const task = await opinionTask();
    const url = `/api/tasks/${task.key}`;
    const ask = { to: 'finance.head', reason: '请就资金测算提出意见' };
    expect((await finance.post(`${url}/delegate`, ask)).status).toBe(200);
    await becomes(head, url, { may: { answer: true, complete: false, handOn: false } });
    expect(await mayDo(finance, task.key)).toMatchObject({ answer: false, complete: false, recall: true });
    expect((await head.post(`${url}/complete`, { variables: { opinion: 'agree' } })).status).toBe(409);
    expect((await finance.post(`${url}/complete`, { variables: { opinion: 'agree' } })).status).toBe(403);
    expect((await finance.post(`${url}/answer`, { opinion: '我自己答' })).status).toBe(403);
    expect((await liaison.post(`${url}/answer`, { opinion: '他人代答' })).status).toBe(403);
    expect((await head.post(`${url}/transfer`, { to: 'finance.liaison', reason: '再转他人' })).status).toBe(409);
    const twice = await Promise.all([1, 2].map(() => head.post(`${url}/answer`, { opinion: '测算可行，同意。' })));
    expect(twice.map((a) => a.status)).toEqual([200, 200]);
    const back = await becomes(finance, url, {
      assignee: 'finance.clerk',
      group: 'finance',
      delegation: null,
      may: { complete: true },
    });
    expect(back.opinions).toEqual([
      expect.objectContaining({ by: 'finance.head', question: ask.reason, opinion: '测算可行，同意。' }),
    ]);
    await complete(finance, task, { opinion: 'agree' });
    const history = await texts(task.caseId);
    expect(history).toEqual(
      expect.arrayContaining([
        `“${task.name}”委派区财政局主要负责人提出意见：请就资金测算提出意见`,
        `答复“${task.name}”的委派，任务交回区财政局经办人：测算可行，同意。`,
      ]),
    );
    expect(history.filter((t) => t.startsWith('答复'))).toHaveLength(1);
  });

  test('is taken back by who delegated; an answer that comes too late is refused', async () => {
    const task = await opinionTask();
    const url = `/api/tasks/${task.key}`;
    expect((await finance.post(`${url}/delegate`, { to: 'finance.liaison', reason: '请提意见' })).status).toBe(200);
    expect((await taxation.post(`${url}/recall`, { reason: '越权收回' })).status).toBe(403);
    expect((await finance.post(`${url}/recall`, { reason: '不再需要' })).status).toBe(200);
    await becomes(finance, url, { assignee: 'finance.clerk', may: { complete: true } });
    expect((await liaison.post(`${url}/answer`, { opinion: '晚了' })).status).toBe(409);
  });
});

describe('退回 and 拿回', () => {
  test('back to the previous step, to whoever did it; the flow goes on from there', async () => {
    const caseId = await startCase(clerk, { departments: ['finance'] });
    await complete(bureau, await taskAt(monitor, caseId, 'Task_ReviewMaterials'), { reviewResult: 'accept' });
    const task = await taskAt(monitor, caseId, 'Task_GiveBureauOpinion');
    const lead = await stack.as('investment-promotion.head');
    const url = `/api/tasks/${task.key}`;
    const steps = (await lead.get(`${url}/returns`)).body.items as { elementId: string; doneByName: string }[];
    expect(steps).toEqual([
      expect.objectContaining({ elementId: 'Task_ReviewMaterials', doneByName: '区投资促进局经办人' }),
    ]);
    expect((await bureau.get(`${url}/returns`)).status).toBe(403);
    const send = { to: 'Task_ReviewMaterials', reason: '材料第三页不清' };
    expect((await bureau.post(`${url}/return`, send)).status).toBe(403);
    expect((await lead.post(`${url}/return`, { ...send, to: 'Task_PrepareReport' })).status).toBe(409);
    expect((await lead.post(`${url}/return`, { ...send, reason: '' })).status).toBe(422);
    const twice = await Promise.all([1, 2].map(() => lead.post(`${url}/return`, send)));
    expect(twice.map((a) => a.status)).toEqual([200, 200]);
    const again = await taskAt(monitor, caseId, 'Task_ReviewMaterials');
    await openAre(caseId, ['Task_ReviewMaterials']);
    // Its hand-over is a command of its own after the move.
    await eventually(async () =>
      expect((await bureau.get(`/api/tasks/${again.key}`)).body).toMatchObject({
        assignee: 'investment-promotion.clerk',
        returned: { by: 'investment-promotion.head', reason: send.reason, fromName: task.name },
      }),
    );
    expect((await texts(caseId)).filter((t) => t.includes('退回'))).toHaveLength(1);
    await complete(bureau, again, { reviewResult: 'accept' });
    await taskAt(monitor, caseId, 'Task_GiveBureauOpinion');
  });

  test('who completed takes it back while nobody has begun; not later, and nobody else', async () => {
    const caseId = await startCase(clerk, { departments: ['finance'] });
    const task = await taskAt(monitor, caseId, 'Task_ReviewMaterials');
    await complete(bureau, task, { reviewResult: 'accept', reviewNote: '要件齐全' });
    const next = await taskAt(monitor, caseId, 'Task_GiveBureauOpinion');
    const url = `/api/tasks/${task.key}`;
    await eventually(async () => expect((await bureau.get(url)).body.takeBack).toEqual({ from: next.name }));
    expect((await clerk.post(`${url}/take-back`, { reason: '越权拿回' })).status).toBe(403);
    const twice = await Promise.all([1, 2].map(() => bureau.post(`${url}/take-back`, { reason: '结论选错' })));
    expect(twice.map((a) => a.status)).toEqual([200, 200]);
    const again = await taskAt(monitor, caseId, 'Task_ReviewMaterials');
    await openAre(caseId, ['Task_ReviewMaterials']);
    await eventually(async () =>
      expect((await bureau.get(`/api/tasks/${again.key}`)).body).toMatchObject({
        assignee: 'investment-promotion.clerk',
        draft: { variables: { reviewResult: 'accept', reviewNote: '要件齐全' } },
      }),
    );
    await complete(bureau, again, { reviewResult: 'accept' });
    const begun = await taskAt(monitor, caseId, 'Task_GiveBureauOpinion');
    const lead = await stack.as('investment-promotion.head');
    expect((await lead.post(`/api/tasks/${begun.key}/claim`)).status).toBe(200);
    await becomes(bureau, `/api/tasks/${again.key}`, { takeBack: null });
    expect((await bureau.post(`/api/tasks/${again.key}/take-back`, { reason: '还想改' })).status).toBe(409);
    expect((await texts(caseId)).filter((t) => t.includes('拿回'))).toHaveLength(1);
  });
});

describe('加签', () => {
  const verdict = (extraVerdict: string, extraText: string) => ({ variables: { extraVerdict, extraText } });

  test('before: the task waits for the opinion; another unit sees the case by it; it is taken back', async () => {
    const task = await opinionTask();
    const url = `/api/tasks/${task.key}`;
    const ask = { when: 'before', to: 'taxation.clerk', question: '请就税收贡献提出意见' };
    expect((await taxation.get(`/api/cases/${task.caseId}`)).status).toBe(403);
    expect((await taxation.post(`${url}/extras`, ask)).status).toBe(403);
    expect((await finance.post(`${url}/extras`, { ...ask, to: 'nobody.clerk' })).status).toBe(422);
    expect((await finance.post(`${url}/extras`, { ...ask, to: 'finance.clerk' })).status).toBe(422);
    const twice = await Promise.all([1, 2].map(() => finance.post(`${url}/extras`, ask)));
    expect(twice.map((a) => a.status).sort()).toEqual([200, 201]);
    expect(twice[0]!.body.id).toBe(twice[1]!.body.id);
    const opinion = await taskAt(monitor, task.caseId, 'Task_GiveExtraOpinion');
    expect((await openTasks(monitor, task.caseId)).filter((t) => t.element === 'Task_GiveExtraOpinion')).toHaveLength(
      1,
    );
    const early = await finance.post(`${url}/complete`, { variables: { opinion: 'agree' } });
    expect([early.status, early.body.detail]).toEqual([409, expect.stringContaining('前加签')]);
    const asked = (await taxation.get(`/api/tasks/${opinion.key}`)).body;
    expect(asked.summary).toEqual(
      expect.arrayContaining([expect.objectContaining({ label: '请提意见的事项', value: ask.question })]),
    );
    expect((await finance.post(`/api/tasks/${opinion.key}/complete`, verdict('agree', '自己替他答'))).status).toBe(403);
    expect(
      (await taxation.post(`/api/tasks/${opinion.key}/complete`, verdict('note', '三年税收约两千万元。'))).status,
    ).toBe(200);
    await eventually(async () => {
      const now = (await finance.get(url)).body;
      expect(now).toMatchObject({ opinionsOut: 0, may: { complete: true } });
      expect(now.extras).toEqual([
        expect.objectContaining({
          state: 'given',
          verdict: 'note',
          opinion: '三年税收约两千万元。',
          to: 'taxation.clerk',
        }),
      ]);
    });
    // Asked again, and taken back: the other's task is gone.
    const again = await finance.post(`${url}/extras`, { ...ask, to: 'finance.head', question: '请负责人把关' });
    const gone = await taskAt(monitor, task.caseId, 'Task_GiveExtraOpinion');
    expect((await liaison.post(`${url}/extras/${again.body.id}/drop`, { reason: '不需要' })).status).toBe(200);
    expect((await finance.post(`${url}/extras/${again.body.id}/drop`, { reason: '不需要' })).status).toBe(200);
    await eventually(async () =>
      expect((await openTasks(monitor, task.caseId)).map((t) => t.key)).not.toContain(gone.key),
    );
    await complete(finance, task, { opinion: 'agree' });
    const history = await texts(task.caseId);
    // The step of that name in the diagram of the opinion is told of besides, as soon as its record is there.
    expect(history.filter((t) => t.includes('减签，'))).toHaveLength(1);
    expect(history).toContain(`区税务局经办人对“${task.name}”只作说明：三年税收约两千万元。`);
  });

  test('after: what was submitted is kept until the other agrees; a refusal brings it back with what was entered', async () => {
    const task = await opinionTask();
    const url = `/api/tasks/${task.key}`;
    const ask = { when: 'after', to: 'finance.head', question: '请复核后报出' };
    const submit = () => finance.post(`${url}/complete`, { variables: { opinion: 'agree', opinionText: '同意引进' } });
    expect((await finance.post(`${url}/extras`, ask)).status).toBe(201);
    expect((await openTasks(monitor, task.caseId)).map((t) => t.element)).not.toContain('Task_GiveExtraOpinion');
    const twice = await Promise.all([submit(), submit()]);
    expect(twice.map((a) => a.status).sort()).toEqual([200, 409]);
    const check = await taskAt(monitor, task.caseId, 'Task_GiveExtraOpinion');
    expect(await mayDo(finance, task.key)).toMatchObject({ complete: false, release: false, unsubmit: true });
    expect((await liaison.post(`${url}/unsubmit`, {})).status).toBe(403);
    expect((await head.post(`/api/tasks/${check.key}/complete`, verdict('disagree', '请补充测算'))).status).toBe(200);
    await eventually(async () =>
      expect((await finance.get(url)).body).toMatchObject({
        may: { complete: true },
        draft: { variables: { opinion: 'agree', opinionText: '同意引进' } },
      }),
    );
    expect((await finance.post(`${url}/extras`, ask)).status).toBe(201);
    expect((await submit()).status).toBe(200);
    const second = await taskAt(monitor, task.caseId, 'Task_GiveExtraOpinion');
    expect((await head.post(`/api/tasks/${second.key}/complete`, verdict('agree', '复核无误'))).status).toBe(200);
    await taskAt(monitor, task.caseId, 'Task_FormProposal');
    const { body } = await monitor.get(`/api/cases/${task.caseId}`);
    expect(body.variables.opinions).toEqual([expect.objectContaining({ department: 'finance', by: 'finance.clerk' })]);
  });

  test('back to the applicant, who explains; withdrawn with its case it is over', async () => {
    const caseId = await startCase(clerk, { departments: ['finance'] });
    const task = await taskAt(monitor, caseId, 'Task_ReviewMaterials');
    const ask = { when: 'applicant', question: '请说明第三页的投资额' };
    expect((await bureau.post(`/api/tasks/${task.key}/extras`, ask)).status).toBe(201);
    const answer = await taskAt(monitor, caseId, 'Task_GiveExtraOpinion');
    expect(answer.group).toBe('commerce.clerk');
    expect(
      (await bureau.post(`/api/tasks/${task.key}/complete`, { variables: { reviewResult: 'accept' } })).status,
    ).toBe(409);
    const lead = await stack.as('commerce.head');
    expect((await lead.post(`/api/cases/${caseId}/withdraw`, { reason: '企业放弃投资' })).status).toBe(200);
    await eventually(async () => expect(await openTasks(monitor, caseId)).toEqual([]));
  });
});

describe('抄送 and comments', () => {
  test('a copy is read once by whom it is for; the sender sees when; others of no unit in the case are refused', async () => {
    const task = await opinionTask();
    const url = `/api/cases/${task.caseId}`;
    const copy = { readers: ['finance.head', 'commerce.head'], note: '请阅知进展' };
    expect((await taxation.post(`${url}/copies`, copy)).status).toBe(403);
    expect((await taxation.get(`${url}/copies`)).status).toBe(403);
    // The monitor watches over everything and takes part in nothing.
    expect((await monitor.post(`${url}/copies`, copy)).status).toBe(403);
    expect((await finance.post(`${url}/copies`, { ...copy, readers: ['taxation.clerk'] })).status).toBe(422);
    const twice = [await finance.post(`${url}/copies`, copy), await finance.post(`${url}/copies`, copy)];
    expect(twice.map((a) => [a.status, a.body.copied])).toEqual([
      [201, 2],
      [200, 0],
    ]);
    const mine = (
      (await head.get('/api/copies?unread=true&limit=200')).body.items as { id: string; caseId: string }[]
    ).find((k) => k.caseId === task.caseId);
    expect((await liaison.post(`/api/copies/${mine?.id}/read`)).status).toBe(404);
    const read = [await head.post(`/api/copies/${mine?.id}/read`), await head.post(`/api/copies/${mine?.id}/read`)];
    expect(read[0]!.body.readAt).toBe(read[1]!.body.readAt);
    const seen = (await finance.get(`${url}/copies`)).body.items as { username: string; readAt: string | null }[];
    expect(seen.map((k) => [k.username, k.readAt !== null])).toEqual([
      ['finance.head', true],
      ['commerce.head', false],
    ]);
    expect((await texts(task.caseId)).filter((t) => t.startsWith('抄送'))).toHaveLength(1);
  });

  test('who is mentioned in a comment is told, once; strangers neither read nor write', async () => {
    const task = await opinionTask();
    const url = `/api/cases/${task.caseId}`;
    const comment = { id: crypto.randomUUID(), text: '@区商务局经办人 请补充投资协议', mentions: ['commerce.clerk'] };
    expect((await taxation.post(`${url}/comments`, comment)).status).toBe(403);
    expect((await taxation.get(`${url}/comments`)).status).toBe(403);
    expect((await finance.post(`${url}/comments`, { ...comment, mentions: ['taxation.clerk'] })).status).toBe(422);
    expect((await finance.post(`${url}/comments`, { ...comment, text: ' ' })).status).toBe(422);
    const twice = [await finance.post(`${url}/comments`, comment), await finance.post(`${url}/comments`, comment)];
    expect(twice.map((a) => a.status)).toEqual([201, 200]);
    expect((await clerk.get(`${url}/comments`)).body.items).toEqual([
      expect.objectContaining({ by: 'finance.clerk', text: comment.text, mentionNames: ['区商务局经办人'] }),
    ]);
    await eventually(async () => {
      const heard = (await clerk.get('/api/notifications?limit=50')).body.items as { kind: string; caseId: string }[];
      expect(heard.filter((n) => n.kind === 'mention' && n.caseId === task.caseId)).toHaveLength(1);
    });
  });
});

describe('the list as a whole', () => {
  test('filters are kept and shared with the unit, with the counts of whoever asks', async () => {
    const task = await opinionTask();
    const query = { view: 'claimable', q: task.caseId };
    expect((await finance.post('/api/task-filters', { name: '本案', query })).status).toBe(201);
    expect((await finance.post('/api/task-filters', { name: '共享本案', unit: 'finance', query })).status).toBe(201);
    expect((await finance.post('/api/task-filters', { name: '共享本案', unit: 'finance', query })).status).toBe(201);
    expect((await finance.post('/api/task-filters', { name: '别的单位', unit: 'taxation', query })).status).toBe(403);
    expect((await finance.post('/api/task-filters', { name: '', query: { view: 'every' } })).status).toBe(422);
    type Kept = { id: string; name: string; count: number; mine: boolean };
    const kept = async (who: Client) => (await who.get('/api/task-filters')).body.items as Kept[];
    const named = (items: Kept[]) => items.filter((f) => f.name.includes('本案')).map((f) => [f.name, f.count]);
    expect(named(await kept(finance))).toEqual(
      expect.arrayContaining([
        ['本案', 1],
        ['共享本案', 1],
      ]),
    );
    expect(named(await kept(liaison))).toEqual([['共享本案', 1]]);
    expect(named(await kept(taxation))).toEqual([]);
    const shared = (await kept(liaison)).find((f) => f.name === '共享本案');
    expect((await liaison.delete(`/api/task-filters/${shared?.id}`)).status).toBe(403);
    expect((await taxation.delete(`/api/task-filters/${shared?.id}`)).status).toBe(404);
    for (const f of await kept(finance)) expect((await finance.delete(`/api/task-filters/${f.id}`)).status).toBe(204);
    expect(named(await kept(finance))).toEqual([]);
  });

  test('columns, sort and density are found again on another computer', async () => {
    const view = { columns: ['name', 'caseTitle'], sort: 'created', density: 'large' };
    expect((await finance.put('/api/lists/tasks/view', view)).status).toBe(200);
    const elsewhere = await signIn(stack.baseUrl, 'finance.clerk');
    expect((await elsewhere.get('/api/lists/tasks/view')).body).toEqual(view);
    expect((await liaison.get('/api/lists/tasks/view')).body).toEqual({});
    expect((await finance.put('/api/lists/tasks/view', { density: 'huge' })).status).toBe(422);
    expect((await finance.put('/api/lists/tasks/view', {})).status).toBe(200);
  });

  test('many are taken at once; the head gives them to somebody; what cannot be is said for each', async () => {
    const tasks = await Promise.all([opinionTask(), opinionTask()]);
    const foreign = await taskAt(monitor, await startCase(clerk), 'Task_PrepareReport');
    const keys = [...tasks.map((t) => t.key), foreign.key, '1'];
    type Item = { key: string; done: boolean; name: string | null; message: string };
    const bulk = async (who: Client, body: object) => (await who.post('/api/tasks/bulk', body)).body.items as Item[];
    const taken = await bulk(finance, { act: 'claim', keys: [...keys, keys[0]] });
    expect(taken.map((i) => i.done)).toEqual([true, true, false, false]);
    expect(taken[2]).toMatchObject({ name: null, message: expect.stringContaining('其他岗位') });
    const give = {
      act: 'transfer',
      keys: tasks.map((t) => t.key),
      to: 'finance.liaison',
      person: 'finance.liaison',
      reason: '统一由联络员办理',
    };
    expect((await bulk(liaison, give)).map((i) => i.done)).toEqual([false, false]);
    expect((await bulk(head, give)).map((i) => i.done)).toEqual([true, true]);
    expect((await bulk(head, give)).map((i) => i.done)).toEqual([true, true]);
    await eventually(async () => {
      for (const { key } of tasks)
        expect((await liaison.get(`/api/tasks/${key}`)).body.assignee).toBe('finance.liaison');
    });
    for (const { caseId } of tasks) expect((await texts(caseId)).filter((t) => t.includes('转由'))).toHaveLength(1);
    const done = await bulk(liaison, { act: 'complete', keys: give.keys, variables: { opinion: 'agree' } });
    expect(done.map((i) => [i.done, i.message])).toEqual(Array(2).fill([false, expect.stringContaining('逐项办理')]));
    expect((await finance.post('/api/tasks/bulk', { act: 'claim', keys: [] })).status).toBe(422);
  });
});
