import type { EngineClient } from '../../engine/client.ts';
import type { Client } from '../support/client.ts';
import { openTasks, startCase, taskAt, type TaskItem } from '../support/fast-track.ts';
import { beginJoint, deployJoint, STEP, type Way } from '../support/joint.ts';
import { engineOf } from '../support/stack.ts';
import { eventually, world } from '../support/world.ts';

/** 会签, 或签 and 票签 on the engine, as the modeler's templates make them, and completing several tasks of such a step at once. */
const stack = world();
const PROCESS = `joint-test-${Date.now()}`;

let engine: EngineClient;
let clerk: Client;
let monitor: Client;
let by: Record<string, Client>;

beforeAll(async () => {
  const names = ['finance', 'taxation', 'industry-it', 'urban-management'];
  const people = await Promise.all(
    ['commerce.clerk', 'monitor', ...names.map((n) => `${n}.clerk`)].map((n) => stack.as(n)),
  );
  [clerk, monitor] = people as [Client, Client];
  by = Object.fromEntries(names.map((name, at) => [name, people[at + 2]!]));
  engine = engineOf(stack);
  await deployJoint(engine, PROCESS);
}, 300_000);
afterAll(() => engine?.close());

/** Begun beside a case of its own, so that its history has it. */
async function begin(way: Way, departments: string[], caseId: string | null = null): Promise<string> {
  const id = caseId ?? (await startCase(clerk, { departments: ['finance'] }));
  await beginJoint(engine, PROCESS, { caseId: id, way, departments });
  return id;
}
const tasksOf = async (caseId: string, element: string, count: number): Promise<TaskItem[]> =>
  eventually(async () => {
    const found = (await openTasks(monitor, caseId)).filter((t) => t.element === element);
    expect(found).toHaveLength(count);
    // The form that was just deployed comes with the slower exporter.
    if (found[0] && element !== 'Task_Carried')
      expect((await monitor.get(`/api/tasks/${found[0].key}`)).body.form).toBeTruthy();
    return found;
  });
const ofUnit = (tasks: TaskItem[], unit: string): TaskItem => tasks.find((t) => t.group === `${unit}.clerk`)!;
const say = async (tasks: TaskItem[], unit: string, agreed: boolean): Promise<number> =>
  (await by[unit]!.post(`/api/tasks/${ofUnit(tasks, unit).key}/complete`, { variables: { agreed } })).status;
/** How the step stands, as each of its tasks tells it. */
const standing = async (who: Client, task: TaskItem) => (await who.get(`/api/tasks/${task.key}`)).body.joint;
/** What became of the step's tasks, as the case's history tells it. */
const ends = async (caseId: string, element: string): Promise<string[]> => {
  const { items } = (await monitor.get(`/api/cases/${caseId}/history`)).body as {
    items: { kind: string; element: string; actor: string | null }[];
  };
  return items
    .filter((e) => e.element === element && /completed|canceled/.test(e.kind))
    .map((e) => [e.kind, e.actor].filter(Boolean).join(' '));
};

/** How a vote has ended, as 办理记录 says it. */
const votes = async (caseId: string): Promise<string[]> => {
  const { items } = (await monitor.get(`/api/cases/${caseId}/history`)).body as {
    items: { kind: string; text: string }[];
  };
  return items.filter((e) => e.kind === 'voted').map((e) => e.text);
};

test('a deployed form whose condition would never end is refused with what to do, and nobody waits for it', async () => {
  const process = `${PROCESS}-endless`;
  await deployJoint(engine, process, '=some a in 1..1000000000 satisfies a < 0');
  const caseId = await startCase(clerk, { departments: ['finance'] });
  await beginJoint(engine, process, { caseId, way: 'any', departments: ['finance'] });
  const [task] = await tasksOf(caseId, STEP.any, 1);
  // Nor is it sent to the page, which would evaluate it.
  expect(JSON.stringify((await by.finance!.get(`/api/tasks/${task!.key}`)).body.form)).not.toContain('1000000000');
  const answer = await by.finance!.post(`/api/tasks/${task!.key}/complete`, { variables: { agreed: true } });
  expect([answer.status, answer.body.errors]).toEqual([
    422,
    [{ path: 'agreed', message: expect.stringMatching(/“是否同意”.*暂时不能提交.*请联系流程设计员修改表单/) }],
  ]);
  expect((await openTasks(monitor, caseId)).map(({ key }) => key)).toContain(task!.key);
});

test('会签: every department has its task, and it goes on when all are done', async () => {
  const caseId = await begin('all', ['finance', 'taxation']);
  const tasks = await tasksOf(caseId, STEP.all, 2);
  expect(await say(tasks, 'finance', true)).toBe(200);
  expect((await tasksOf(caseId, STEP.all, 1))[0]!.group).toBe('taxation.clerk');
  await eventually(async () =>
    expect(await standing(by.taxation!, ofUnit(tasks, 'taxation'))).toEqual({
      ...{ way: 'all', total: 2, needed: 2, done: 1, agreed: null },
      signers: [
        expect.objectContaining({ groupNames: ['区财政局经办人'], state: 'done', byName: '区财政局经办人' }),
        expect.objectContaining({ groupNames: ['区税务局经办人'], state: 'open', byName: null, at: null }),
      ],
    }),
  );
  expect(await say(tasks, 'taxation', false)).toBe(200);
  await taskAt(monitor, caseId, 'Task_Carried');
});

test('或签: the first department decides; the others’ tasks are withdrawn, refused when completed, and told in the history', async () => {
  const caseId = await begin('any', ['finance', 'taxation', 'industry-it']);
  const tasks = await tasksOf(caseId, STEP.any, 3);
  // Nobody completes the task of another department.
  expect(
    (await by.finance!.post(`/api/tasks/${ofUnit(tasks, 'taxation').key}/complete`, { variables: { agreed: true } }))
      .status,
  ).toBe(403);
  expect(await say(tasks, 'taxation', true)).toBe(200);
  await taskAt(monitor, caseId, 'Task_Carried');
  await tasksOf(caseId, STEP.any, 0);
  const late = await by.finance!.post(`/api/tasks/${ofUnit(tasks, 'finance').key}/complete`, {
    variables: { agreed: true },
  });
  expect([late.status, late.body.detail]).toEqual([409, expect.stringContaining('已撤销')]);
  expect((await by.finance!.get(`/api/tasks?view=claimable&case=${caseId}`)).body.total).toBe(0);
  await eventually(async () => {
    const { signers, ...any } = await standing(by.finance!, ofUnit(tasks, 'finance'));
    expect(any).toEqual({ way: 'any', total: 3, needed: 1, done: 1, agreed: null });
    expect(signers.map((s: { state: string }) => s.state)).toEqual(['canceled', 'done', 'canceled']);
  });
  await eventually(async () =>
    expect((await ends(caseId, STEP.any)).sort()).toEqual([
      'task-canceled',
      'task-canceled',
      'task-completed taxation.clerk',
    ]),
  );
});

test('票签: more than half end the vote at once; half is not enough; refused when all have said no', async () => {
  const units = ['finance', 'taxation', 'industry-it', 'urban-management'];
  const [carried, rejected] = await Promise.all([begin('vote', units.slice(0, 3)), begin('vote', units)]);
  const first = await tasksOf(carried, STEP.vote, 3);
  // A vote is yes or no.
  expect((await by.finance!.post(`/api/tasks/${ofUnit(first, 'finance').key}/complete`, {})).status).toBe(422);
  expect(await say(first, 'finance', true)).toBe(200);
  expect(await tasksOf(carried, STEP.vote, 2)).toHaveLength(2);
  // Who voted how is not told.
  await eventually(async () => {
    const vote = await standing(by.taxation!, ofUnit(first, 'taxation'));
    expect(vote).toMatchObject({ way: 'vote', total: 3, needed: 2, done: 1, agreed: 1 });
    expect(Object.keys(vote.signers[0])).toEqual(['key', 'groupNames', 'assigneeName', 'state', 'byName', 'at']);
  });
  // Not yet decided, it is not told as an outcome.
  expect(await votes(carried)).toEqual([]);
  expect(await say(first, 'industry-it', true)).toBe(200);
  await taskAt(monitor, carried, 'Task_Carried');
  expect(await say(first, 'taxation', false)).toBe(409);
  await eventually(async () =>
    expect((await ends(carried, STEP.vote)).sort()).toEqual([
      'task-canceled',
      'task-completed finance.clerk',
      'task-completed industry-it.clerk',
    ]),
  );
  await eventually(async () =>
    expect(await votes(carried)).toEqual(['“票签”表决通过：共 3 方，2 方已投，2 方同意，满 2 票通过']),
  );

  const even = await tasksOf(rejected, STEP.vote, 4);
  for (const [unit, agreed] of [
    ['finance', false],
    ['taxation', true],
    ['industry-it', true],
  ] as const)
    expect(await say(even, unit, agreed)).toBe(200);
  // Two of four are half: the last one is still asked.
  await tasksOf(rejected, STEP.vote, 1);
  expect(await say(even, 'urban-management', false)).toBe(200);
  await taskAt(monitor, rejected, 'Task_Rejected');
  await eventually(async () => expect(await ends(rejected, STEP.vote)).toHaveLength(4));
  await eventually(async () =>
    expect(await votes(rejected)).toEqual(['“票签”表决未通过：共 4 方，4 方已投，2 方同意，满 3 票通过']),
  );
});

test('several tasks of a step are completed at once: each says what became of it, and a double click does nothing twice', async () => {
  const caseId = await startCase(clerk, { departments: ['finance'] });
  for (let i = 0; i < 3; i++) await begin('all', ['finance'], caseId);
  const [a, b, taken] = (await tasksOf(caseId, STEP.all, 3)) as [TaskItem, TaskItem, TaskItem];
  await begin('all', ['taxation'], caseId);
  const foreign = ofUnit(await tasksOf(caseId, STEP.all, 4), 'taxation');
  const head = await stack.as('finance.head');
  expect(
    (
      await head.post(`/api/tasks/${taken.key}/transfer`, {
        ...{ to: 'finance.liaison', person: 'finance.liaison', reason: '由联络员办理' },
      })
    ).status,
  ).toBe(200);
  await eventually(async () =>
    expect((await by.finance!.get(`/api/tasks/${taken.key}`)).body.may.complete).toBe(false),
  );
  const keys = [a, b, taken, foreign].map(({ key }) => key);
  const finish = (variables: object) => by.finance!.post('/api/tasks/bulk', { act: 'complete', keys, variables });
  type Item = { key: string; done: boolean; name: string | null; message: string };
  // What is missing is said at each; nothing is done.
  const missing = (await finish({})).body.items as Item[];
  expect(missing.slice(0, 2).map((i) => [i.done, i.message])).toEqual(Array(2).fill([false, '是否同意必须选择']));
  const clicks = await Promise.all([1, 2].map(() => finish({ agreed: true })));
  expect(clicks.map((c) => c.status)).toEqual([200, 200]);
  const results = clicks.map((c) => c.body.items as Item[]);
  for (const at of [0, 1]) {
    const both = results.map((items) => items[at]!);
    expect(both.map((i) => i.done).sort()).toEqual([false, true]);
    expect(both.find((i) => !i.done)!.message).toMatch(/已办结|刚刚被他人领取或办结/);
  }
  for (const items of results) {
    expect(items[2]).toMatchObject({ done: false, message: expect.stringContaining('其他岗位') });
    expect(items[3]).toMatchObject({ done: false, name: null, message: expect.stringContaining('其他岗位') });
  }
  expect((await tasksOf(caseId, STEP.all, 2)).map((t) => t.key).sort()).toEqual([taken.key, foreign.key].sort());
  expect(await tasksOf(caseId, 'Task_Carried', 2)).toHaveLength(2);
  await eventually(async () =>
    expect(await ends(caseId, STEP.all)).toEqual(Array(2).fill('task-completed finance.clerk')),
  );
  // Who did what in one go stands in the audit log as one act.
  const auditor = await stack.as('auditor');
  await eventually(async () => {
    const { body } = await auditor.get('/api/audit?q=POST /api/tasks/:id&actor=finance.clerk&limit=50');
    expect(JSON.stringify(body.items)).toContain(a.key);
  });
});
