import { cardsOf } from '../support/cards.ts';
import {
  caseOf,
  caseReaches,
  complete,
  doStep,
  finishAfterDecision,
  openTasks,
  startCase,
  taskAt,
} from '../support/fast-track.ts';
import { caseAtDecision, deadlinesOf, limitBecomes, limitHistory, moveClock } from '../support/limits.ts';
import { eventually, startStack } from '../support/stack.ts';
import type { Client } from '../support/client.ts';

/** One story from Friday 13 February 2037 over Spring Festival (15-23 February) to the first days of March. */

let stack: Awaited<ReturnType<typeof startStack>>;
let clerk: Client;
let monitor: Client;
let head: Client;
const cases: Record<string, string> = {};
const DUE = '2037-02-27T17:00:00+08:00';

const decide = async (id: string, decisionResult = 'approved') => {
  const task = await taskAt(monitor, id, 'Task_Decide');
  const today = (await monitor.get('/api/demo/clock')).body.now.slice(0, 10);
  await complete(await stack.as('leading-group-office.clerk'), task, {
    decisionResult,
    meetingDate: today,
    decisionText: '会议研究决定。',
  });
};
const decideLimit = async (id: string) => (await deadlinesOf(monitor, id)).find((d) => d.obligation === 'decide');
const suspension = { reason: '等待上级批复', basis: '行政许可法第四十五条' };
const taskDueBecomes = (id: string, dueAt: string | null) =>
  eventually(async () => {
    const task = await taskAt(monitor, id, 'Task_Decide');
    expect((task as { dueAt?: string | null }).dueAt).toBe(dueAt);
    return task;
  });

beforeAll(async () => {
  stack = await startStack({ clock: '2037-02-13T15:00:00+08:00', calendarAhead: true });
  [clerk, monitor, head] = (await Promise.all(
    ['commerce.clerk', 'monitor', 'investment-promotion.head'].map((u) => stack.as(u)),
  )) as [Client, Client, Client];
  for (const name of ['plain', 'met', 'withdrawn', 'suspended', 'extended', 'argued', 'raced', 'hurried'])
    cases[name] = await caseAtDecision(stack, clerk, monitor);
}, 600_000);
afterAll(() => stack?.stop());

describe('Friday 13 February, 15:00: the proposal is formed', () => {
  test('the limit is there with its dates, on the list, on the case and on the task', async () => {
    const id = cases.plain as string;
    const limit = await decideLimit(id);
    expect(limit).toMatchObject({
      id: `${id}:decide`,
      caseId: id,
      obligation: 'decide',
      subject: null,
      unit: 'leading-group-office',
      name: '会议决策',
      legalBasis: expect.stringContaining('历下政发〔2019〕1号'),
      workingDays: 5,
      startedAt: expect.stringMatching(/^2037-02-13T15:/),
      warnAt: '2037-02-26T09:00:00+08:00',
      dueAt: DUE,
      state: 'running',
      remainingWorkingDays: 5,
      provisional: false,
      nextRung: 'yellow',
    });
    expect((await caseOf(monitor, id)).deadlines).toContainEqual(
      expect.objectContaining({ id: `${id}:decide`, dueAt: DUE }),
    );
    const before = await taskAt(monitor, id, 'Task_Decide');
    expect((await taskDueBecomes(id, DUE)).key).toBe(before.key);
  });

  test('why it ends then is explained day by day', async () => {
    const { status, body } = await monitor.get(`/api/deadlines/${cases.plain}:decide`);
    expect(status).toBe(200);
    expect(body.days).toHaveLength(15);
    expect(body.days.filter((d: { counts: boolean }) => d.counts)).toHaveLength(5);
    expect(body.rounds).toMatchObject([{ round: 1, dueAt: DUE, endedAt: null }]);
  });

  test('only who may see the case sees its limits; lists answer everybody', async () => {
    const stranger = await stack.as('archives.clerk');
    expect((await stranger.get('/api/deadlines')).body).toEqual({ items: [], total: 0 });
    expect((await stranger.get(`/api/deadlines/${cases.plain}:decide`)).status).toBe(404);
    const supervision = await (await stack.as('supervision-office.clerk')).get('/api/deadlines?state=running&limit=3');
    expect(supervision.body.items).toHaveLength(3);
    expect(supervision.body.total).toBeGreaterThanOrEqual(7);
    expect((await monitor.get('/api/deadlines?state=late')).status).toBe(400);
    expect((await monitor.get('/api/deadlines?state=overdue')).body.total).toBe(0);
    expect((await stack.stranger().get('/api/deadlines')).status).toBe(401);
  });

  test('done in time is met', async () => {
    await decide(cases.met as string);
    await limitBecomes(monitor, cases.met as string, { state: 'met', remainingWorkingDays: null, nextRung: null });
    await finishAfterDecision(stack, cases.met as string);
  });

  test('withdrawn is cancelled', async () => {
    await (await stack.as('commerce.head')).post(`/api/cases/${cases.withdrawn}/withdraw`, { reason: '企业放弃落地' });
    await caseReaches(monitor, cases.withdrawn as string, 'withdrawn');
    await limitBecomes(monitor, cases.withdrawn as string, { state: 'cancelled' });
    const late = await head.post(`/api/cases/${cases.withdrawn}/suspend`, suspension);
    expect(late.status).toBe(409);
  });

  test('only the head of the leading unit moves limits, and that is asked before the content', async () => {
    for (const user of ['investment-promotion.clerk', 'commerce.head', 'leading-group-office.head', 'monitor'])
      for (const act of ['suspend', 'resume', 'extend', 'suspend/preview'])
        expect((await (await stack.as(user)).post(`/api/cases/${cases.plain}/${act}`, {})).status).toBe(403);
    expect((await head.post('/api/cases/FTD-2000-000000/suspend', suspension)).status).toBe(404);
  });

  test.each<[string, object]>([
    ['suspend', {}],
    ['suspend', { reason: '等待上级批复' }],
    ['suspend', { ...suspension, basis: '无' }],
    ['suspend', { ...suspension, basis: '依'.repeat(201) }],
    ['suspend', { ...suspension, obligations: [] }],
    ['suspend', { ...suspension, obligations: 'decide' }],
    ['extend', { obligation: 'decide', reason: '情况复杂' }],
    ['extend', { obligation: 'decide', workingDays: 0, reason: '情况复杂' }],
    ['extend', { obligation: 'decide', workingDays: 1.5, reason: '情况复杂' }],
    ['extend', { obligation: 'decide', workingDays: 3 }],
    ['resume', { reason: 1 }],
  ])('%s with %j is refused: 422', async (act, body) => {
    expect((await head.post(`/api/cases/${cases.plain}/${act}`, body)).status).toBe(422);
  });

  test('a limit that the case has not is refused: 409', async () => {
    const other = await head.post(`/api/cases/${cases.plain}/suspend`, {
      ...suspension,
      obligations: ['decide-licence'],
    });
    expect(other.status).toBe(409);
    expect((await head.post(`/api/cases/${cases.plain}/resume`, {})).status).toBe(409);
  });

  test('suspended: the time stands still, the task stays', async () => {
    const id = cases.suspended as string;
    const before = await taskDueBecomes(id, DUE);
    const looked = await head.post(`/api/cases/${id}/suspend/preview`, suspension);
    expect(looked.body.deadlines).toMatchObject([{ id: `${id}:decide`, from: DUE, to: null, becomesOverdue: false }]);
    expect(await decideLimit(id)).toMatchObject({ state: 'running' });

    const answers = await Promise.all([1, 2, 3].map(() => head.post(`/api/cases/${id}/suspend`, suspension)));
    expect(answers.map((a) => a.status).sort()).toEqual([200, 409, 409]);
    await limitBecomes(monitor, id, { state: 'suspended', remainingWorkingDays: 5, nextRung: null });
    await caseReaches(monitor, id, 'suspended');
    expect((await monitor.get('/api/cases?status=suspended')).body.items).toMatchObject([{ id }]);
    expect((await taskDueBecomes(id, null)).key).toBe(before.key);
  });

  test('extended: once', async () => {
    const id = cases.extended as string;
    const extension = { obligation: 'decide', workingDays: 3, reason: '情况复杂' };
    const looked = await head.post(`/api/cases/${id}/extend/preview`, extension);
    expect(looked.body.deadlines).toMatchObject([{ from: DUE, to: '2037-03-03T17:00:00+08:00' }]);
    const done = await head.post(`/api/cases/${id}/extend`, extension);
    expect(done.status).toBe(200);
    await limitBecomes(monitor, id, { dueAt: '2037-03-03T17:00:00+08:00', warnAt: '2037-03-02T09:00:00+08:00' });
    await taskDueBecomes(id, '2037-03-03T17:00:00+08:00');
    const again = await head.post(`/api/cases/${id}/extend`, extension);
    expect([again.status, again.body.detail]).toEqual([409, expect.stringContaining('延长')]);
  });

  test('suspended and done at the same time: done counts', async () => {
    const id = cases.raced as string;
    const [suspended] = await Promise.all([head.post(`/api/cases/${id}/suspend`, suspension), decide(id)]);
    expect([200, 409]).toContain(suspended.status);
    await limitBecomes(monitor, id, { state: 'met' });
    await finishAfterDecision(stack, id);
  });
});

describe('Tuesday 24 February, after the festival', () => {
  beforeAll(() => moveClock(monitor, '2037-02-24T10:00:00+08:00'));

  test('nothing was raised over the festival', async () => {
    for (const name of ['plain', 'suspended', 'extended'])
      expect(await limitHistory(monitor, cases[name] as string)).not.toContain('limit-yellow');
  });

  test('resumed: what remained counts from the day after', async () => {
    const id = cases.suspended as string;
    const due = '2037-03-02T17:00:00+08:00';
    const looked = await head.post(`/api/cases/${id}/resume/preview`, {});
    expect(looked.body.deadlines).toMatchObject([{ from: null, to: due }]);
    const answers = await Promise.all([
      head.post(`/api/cases/${id}/resume`, {}),
      head.post(`/api/cases/${id}/resume`, {}),
    ]);
    expect(answers.map((a) => a.status).sort()).toEqual([200, 409]);
    await limitBecomes(monitor, id, { state: 'running', dueAt: due, remainingWorkingDays: 5, nextRung: 'yellow' });
    await caseReaches(monitor, id, 'running');
    await taskDueBecomes(id, due);
    expect(await limitHistory(monitor, id)).toEqual(['limit-started', 'limit-suspended', 'limit-resumed']);
    const { body } = await monitor.get(`/api/deadlines/${id}:decide`);
    expect(body.pauses).toMatchObject([{ suspendedBy: 'investment-promotion.head', basis: suspension.basis }]);
    expect(body.days.filter((d: { counts: boolean }) => d.counts)).toHaveLength(5);
    expect(body.days[0]).toMatchObject({ date: '2037-02-13', reason: '中止计时' });
  });

  test('returned for argument, the step is entered again: a new round of the same limit', async () => {
    const id = cases.argued as string;
    await decide(id, 'reargue');
    await doStep(stack, id, 'Task_GiveOpinion', { opinion: 'agree' }, 'finance');
    await doStep(stack, id, 'Task_FormProposal', { proposalText: '修改后的建议。' });
    await limitBecomes(monitor, id, { round: 2, state: 'running', dueAt: '2037-03-02T17:00:00+08:00' });
    expect((await deadlinesOf(monitor, id)).filter((d) => d.obligation === 'decide')).toHaveLength(1);
    await eventually(async () => {
      const { body } = await monitor.get(`/api/deadlines/${id}:decide`);
      expect(body.rounds).toMatchObject([
        { round: 2, endedAs: null },
        { round: 1, endedAs: 'met' },
      ]);
    });
  });

  test('a holiday is added: running limits move, and back again', async () => {
    const sysadmin = await stack.as('sysadmin');
    const id = cases.plain as string;
    const path = '/api/calendar/days/2037-02-27';
    const looked = await sysadmin.put(`${path}?preview=true`, { works: false, reason: '暴雪停工' });
    expect(looked.body.deadlines).toContainEqual(
      expect.objectContaining({
        id: `${id}:decide`,
        from: DUE,
        to: '2037-02-28T17:00:00+08:00',
        becomesOverdue: false,
      }),
    );
    expect(await decideLimit(id)).toMatchObject({ dueAt: DUE });
    await sysadmin.put(path, { works: false, reason: '暴雪停工' });
    await limitBecomes(monitor, id, { dueAt: '2037-02-28T17:00:00+08:00', warnAt: '2037-02-26T09:00:00+08:00' });
    await taskDueBecomes(id, '2037-02-28T17:00:00+08:00');
    await sysadmin.put(path, { works: null, reason: '恢复上班' });
    await limitBecomes(monitor, id, { dueAt: DUE });
    await taskDueBecomes(id, DUE);
    expect(await limitHistory(monitor, id)).toEqual(['limit-started', 'limit-moved', 'limit-moved']);
  });
});

describe('the last days', () => {
  test('26 February 09:00: yellow, once', async () => {
    await moveClock(monitor, '2037-02-26T09:00:00+08:00');
    await limitBecomes(monitor, cases.plain as string, { state: 'warned', nextRung: 'red', remainingWorkingDays: 1 });
    expect((await limitHistory(monitor, cases.plain as string)).filter((k) => k === 'limit-yellow')).toHaveLength(1);
    expect(await decideLimit(cases.extended as string)).toMatchObject({ state: 'running' });
  });

  test('27 February 17:00: red, once; the task is overdue', async () => {
    // Finished right before the others' date comes: no red for it.
    await decide(cases.hurried as string);
    await moveClock(monitor, '2037-02-27T17:00:00+08:00');
    const id = cases.plain as string;
    await limitBecomes(monitor, id, { state: 'overdue', nextRung: 'overdue-1', remainingWorkingDays: -1 });
    expect((await limitHistory(monitor, id)).filter((k) => k === 'limit-red')).toHaveLength(1);
    await limitBecomes(monitor, cases.hurried as string, { state: 'met', nextRung: null });
    expect(await limitHistory(monitor, cases.hurried as string)).not.toContain('limit-red');
    expect((await monitor.get(`/api/tasks?view=all&case=${id}&overdue=true`)).body.total).toBe(1);
    expect((await monitor.get('/api/deadlines?state=overdue')).body.items).toContainEqual(
      expect.objectContaining({
        id: `${id}:decide`,
        nextRungAt: '2037-02-28T09:00:00+08:00',
        nextRecipients: ['leading-group-office.liaison'],
      }),
    );
  });

  test('what has expired is neither suspended nor extended', async () => {
    const path = `/api/cases/${cases.plain}`;
    expect((await head.post(`${path}/suspend`, suspension)).status).toBe(409);
    const extension = await head.post(`${path}/extend`, { obligation: 'decide', workingDays: 1, reason: '情况复杂' });
    expect([extension.status, extension.body.detail]).toEqual([409, expect.stringContaining('届满')]);
  });

  test('suspended at the very minute of its date: either it stands still without red, or it is too late and red', async () => {
    const [early, late] = [cases.suspended, cases.argued] as [string, string];
    await moveClock(monitor, '2037-03-02T16:59:50+08:00');
    const suspend = (id: string) => head.post(`/api/cases/${id}/suspend`, suspension);
    const [, ...answers] = await Promise.all([
      moveClock(monitor, '2037-03-02T17:00:00+08:00'),
      ...[1, 2].map(() => suspend(early)),
    ]);
    expect((await suspend(late)).status).toBe(409);
    const statuses = answers.map(({ status }) => status).sort();
    expect([
      [200, 409],
      [409, 409],
    ]).toContainEqual(statuses);
    const stands = statuses[0] === 200;
    // The next rung of another limit shows that everything of that minute was raised.
    await moveClock(monitor, '2037-03-03T09:00:00+08:00');
    await limitBecomes(monitor, cases.plain as string, { nextRung: 'overdue-5' });
    for (const [id, state, red] of [
      [early, stands ? 'suspended' : 'overdue', stands ? 0 : 1],
      [late, 'overdue', 1],
    ] as const) {
      await limitBecomes(monitor, id, { state });
      await eventually(async () => {
        const told = (await limitHistory(monitor, id)).filter((kind) => kind === 'limit-red');
        const cards = await cardsOf(monitor, id);
        expect([id, told.length, cards.length]).toEqual([id, red, red]);
      });
    }
  });

  test('six days on, every rung of the ladder has been raised once, to whom the rule says', async () => {
    await moveClock(monitor, '2037-03-05T09:00:00+08:00');
    const id = cases.plain as string;
    await limitBecomes(monitor, id, { nextRung: null, remainingWorkingDays: -5 });
    const { body } = await monitor.get(`/api/deadlines/${id}:decide`);
    const unit = 'leading-group-office';
    expect(
      body.rungs.map((r: { rung: string; at: string; recipients: string[] }) => [r.rung, r.at, r.recipients]),
    ).toEqual([
      ['yellow', '2037-02-26T09:00:00+08:00', [`${unit}.clerk`]],
      ['red', DUE, [`${unit}.clerk`, `${unit}.head`]],
      ['overdue-1', '2037-02-28T09:00:00+08:00', [`${unit}.liaison`]],
      ['overdue-2', '2037-03-02T09:00:00+08:00', [`${unit}.liaison-lead`]],
      ['overdue-3', '2037-03-03T09:00:00+08:00', [`${unit}.head`]],
      ['overdue-5', '2037-03-05T09:00:00+08:00', ['supervision-office']],
    ]);
  });

  test('finished late is met late; the rungs stay', async () => {
    const id = cases.plain as string;
    const before = await limitHistory(monitor, id);
    await decide(id);
    const limit = await limitBecomes(monitor, id, { state: 'met-late', nextRung: null });
    expect(limit.endedAt).toMatch(/^2037-03-05T09:0/);
    expect(await limitHistory(monitor, id)).toEqual(before);
  });

  test('a rebuild of the read model changes no limit', async () => {
    // What the last jump has made due is raised first, and the cards that it brought have their limits.
    const before = await eventually(async () => {
      const cards = (await monitor.get('/api/cards?state=issued&limit=200')).body.items as { caseId: string }[];
      const { body } = await monitor.get('/api/deadlines?limit=200');
      const limited = new Set((body.items as { caseId: string }[]).map((d) => d.caseId));
      expect(cards.filter(({ caseId }) => !limited.has(caseId))).toEqual([]);
      const present = (await monitor.get('/api/demo/clock')).body.now as string;
      const due = (body.items as { nextRungAt: string | null }[]).filter(
        (d) => d.nextRungAt && Date.parse(d.nextRungAt) <= Date.parse(present),
      );
      expect(due).toEqual([]);
      return body;
    });
    const { rebuild } = await import('../../api/projection/rebuild.ts');
    const { createPool } = await import('../../db/pool.ts');
    const pool = createPool(stack.databaseUrl, 2);
    await rebuild(pool).finally(() => pool.end());
    expect((await monitor.get('/api/deadlines?limit=200')).body).toEqual(before);
  });

  test('the clock moves once automatic steps are through', async () => {
    const id = await startCase(clerk);
    await moveClock(monitor, '2037-03-06T09:00:00+08:00');
    // What comes before the first task is done.
    expect((await openTasks(monitor, id)).map(({ element }) => element)).toEqual(['Task_PrepareReport']);
  });
});
