import pg from 'pg';
import type { Client } from '../support/client.ts';
import { cardBecomes, type CardItem, cardsOf } from '../support/cards.ts';
import {
  caseOf,
  caseReaches,
  complete,
  doStep,
  finishAfterDecision,
  openTasks,
  taskAt,
} from '../support/fast-track.ts';
import { caseAtDecision, limitBecomes, limitHistory, moveClock } from '../support/limits.ts';
import { button, expectAccessible, expectNoSidewaysScroll, heading, openBrowser, PHONE } from '../e2e/browser.ts';
import { loadClock } from '../../domain/clock.ts';
import { applyOffset } from '../../engine/clock.ts';
import { engineOf, eventually, startStack } from '../support/stack.ts';

/** One story: the proposals are formed on Monday 2 March 2037, so their limits end on Monday 9 March, 17:00. */

const NAMES = [
  'upheld',
  'reason',
  'appealed',
  'lapsed',
  'withdrawn',
  'finished',
  'overtaken',
  'moved',
  'movedClosed',
  'watched',
] as const;
type Name = (typeof NAMES)[number];
const cases = {} as Record<Name, string>;
const DUE = '2037-03-09T17:00:00+08:00';
const UNIT = 'leading-group-office';

let stack: Awaited<ReturnType<typeof startStack>>;
let db: pg.Pool;
let monitor: Client;
let clerk: Client;
/** Flows taken by the cards of this file. */
const taken = new Set<string>();

beforeAll(async () => {
  stack = await startStack({ clock: '2037-03-02T10:00:00+08:00', calendarAhead: true });
  db = new pg.Pool({ connectionString: stack.databaseUrl, max: 2 });
  db.on('error', () => undefined);
  [monitor, clerk] = (await Promise.all(['monitor', 'commerce.clerk'].map((u) => stack.as(u)))) as [Client, Client];
  for (const name of NAMES) cases[name] = await caseAtDecision(stack, clerk, monitor);
}, 600_000);
afterAll(async () => {
  await db?.end();
  await stack?.stop();
});

const card = async (name: Name): Promise<CardItem> => (await cardsOf(monitor, cases[name]))[0] as CardItem;
const explain = async (name: Name, explanationText = '等待部门补充意见。') =>
  doStep(stack, (await card(name)).caseId, 'Task_ExplainCard', { explanationText });
const verify = async (name: Name, variables: object) =>
  doStep(stack, (await card(name)).caseId, 'Task_VerifyCard', {
    verdict: 'upheld',
    attribution: 'own-step',
    ...variables,
  });
const answer = async (name: Name, variables: object) =>
  doStep(stack, (await card(name)).caseId, 'Task_AnswerCard', { ...variables });
const DECISION = { decisionResult: 'approved', meetingDate: '2037-03-09', decisionText: '会议研究决定。' };
const decide = async (name: Name) => doStep(stack, cases[name], 'Task_Decide', DECISION);
const sayReason = async (user: string, name: Name, reason: unknown) =>
  (await stack.as(user)).post(`/api/deadlines/${cases[name]}:decide/reason`, { reason });
const kinds = async (id: string): Promise<string[]> =>
  ((await monitor.get(`/api/cases/${id}/history`)).body.items as { kind: string }[]).map((h) => h.kind);

/** The card's case is over; its flows come with the slower exporter. */
async function closed(caseId: string, last: string): Promise<void> {
  await caseReaches(monitor, caseId, 'completed');
  await eventually(async () => {
    const { body } = await monitor.get<{ flows: { flowId: string }[] }>(`/api/cases/${caseId}/diagram`);
    const flows = body.flows.map((f) => f.flowId);
    expect(flows).toContain(last);
    flows.forEach((flow) => taken.add(flow));
  });
}

test('before a limit is late there is no card and no reason to give', async () => {
  expect((await monitor.get('/api/cards')).body).toEqual({ items: [], total: 0 });
  const early = await sayReason(`${UNIT}.clerk`, 'reason', '还没有超期');
  expect([early.status, early.body.detail]).toEqual([409, expect.stringContaining('未超期')]);
  const refused = await clerk.post('/api/cases', { process: 'overdue-escalation', variables: {} });
  expect(refused.status).toBe(403);
  expect((await monitor.get('/api/session')).body.may.start).toEqual([]);
});

/** The date passes and the step is done late while no app is there to hear of either. */
async function finishUnseen(name: Name, dueAt: string): Promise<void> {
  const { key } = await taskAt(monitor, cases[name], 'Task_Decide');
  await moveClock(monitor, new Date(Date.parse(dueAt) - 60_000).toISOString());
  await limitBecomes(monitor, cases[name], { nextRung: 'red' });
  const { now } = (await monitor.get('/api/demo/clock')).body as { now: string };
  await stack.killApp();
  const offset = (await loadClock(db)) + Date.parse(dueAt) - Date.parse(now) + 1000;
  await db.query(`UPDATE setting SET value = $1 WHERE key = 'clock-offset'`, [offset]);
  await applyOffset(`http://127.0.0.1:${stack.ports.monitoring}`, offset);
  await engineOf(stack).completeTask(key, DECISION, 'complete');
  await stack.startApp();
  await stack.ready();
}

test('9 March 17:00: each limit has one card, a case of its own', async () => {
  await finishUnseen('overtaken', DUE);
  for (const name of NAMES) {
    const { caseId, ...rest } = await cardBecomes(monitor, cases[name], { state: 'issued' });
    await taskAt(monitor, caseId, 'Task_ExplainCard', `${UNIT}.clerk`);
    expect(rest).toMatchObject({
      process: 'fast-track-decision',
      deadlineId: `${cases[name]}:decide`,
      round: 1,
      unit: UNIT,
      supervisingUnit: 'supervision-office',
      attribution: null,
      revokedBecause: null,
    });
    expect(await caseOf(monitor, caseId)).toMatchObject({
      parentCaseId: cases[name],
      process: 'overdue-escalation',
      status: 'running',
    });
    await limitBecomes(monitor, caseId, { obligation: 'explain-card', dueAt: '2037-03-10T17:00:00+08:00' });
  }
  // An instance's own row comes with the slower exporter.
  await eventually(async () => {
    const { rows } = await db.query(
      `SELECT count(*)::int AS cards, count(DISTINCT parent_case_id)::int AS parents,
              (SELECT count(*)::int FROM read.instance i JOIN card k ON k.case_id = i.case_id
                WHERE i.process_id = 'overdue-escalation' AND k.parent_case_id = ANY ($1)) AS instances
         FROM card WHERE parent_case_id = ANY ($1)`,
      [Object.values(cases)],
    );
    expect(rows).toEqual([{ cards: 10, parents: 10, instances: 10 }]);
  });
  expect((await caseOf(monitor, cases.upheld)).cards).toMatchObject([{ parentCaseId: cases.upheld, state: 'issued' }]);
}, 600_000);

test('a second card for the same red rung is impossible in the database', async () => {
  const again = db.query(
    `INSERT INTO card (case_id, deadline_id, round, parent_case_id, process, unit, supervising_unit, issued_at)
     SELECT parent_case_id, deadline_id, round, parent_case_id, process, unit, supervising_unit, issued_at FROM card LIMIT 1`,
  );
  await expect(again).rejects.toThrow(/card_once/);
});

test('who sees a card: the responsible and the supervising unit, and who sees the case of the limit', async () => {
  const { caseId } = await card('upheld');
  for (const [user, opens] of [
    [`${UNIT}.liaison`, true],
    ['supervision-office.clerk', true],
    ['monitor', true],
    ['commerce.head', false],
  ] as const) {
    const as = await stack.as(user);
    expect(await cardsOf(as, cases.upheld)).toMatchObject([{ caseId, opens }]);
    expect((await as.get(`/api/cases/${caseId}`)).status).toBe(opens ? 200 : 403);
    expect((await as.get(`/api/deadlines/${cases.upheld}:decide`)).body.cards).toMatchObject([{ caseId, round: 1 }]);
  }
  expect((await (await stack.as('archives.clerk')).get('/api/cards')).body).toEqual({ items: [], total: 0 });
  expect((await stack.stranger().get('/api/cards')).status).toBe(401);
  expect((await monitor.get('/api/cards?state=lost')).status).toBe(400);
  expect((await monitor.get('/api/cards?state=issued&unit=finance')).body.total).toBe(0);
  const filtered = await monitor.get(`/api/cards?state=issued&unit=${UNIT}&process=fast-track-decision&limit=200`);
  const parents = (filtered.body.items as CardItem[]).map((c) => c.parentCaseId);
  expect(parents).toEqual(expect.arrayContaining(Object.values(cases)));
});

test('a card is not withdrawn, not even by the head of the supervising unit', async () => {
  const { caseId } = await card('upheld');
  const head = await stack.as('supervision-office.head');
  expect((await head.get(`/api/cases/${caseId}`)).body.may).toMatchObject({ withdraw: false });
  expect((await head.post(`/api/cases/${caseId}/withdraw`, { reason: '不想要了' })).status).toBe(403);
});

test('explained, verified, accepted: upheld with whose fault it was', async () => {
  const { caseId } = await card('upheld');
  await explain('upheld');
  await cardBecomes(monitor, cases.upheld, { state: 'explained', reason: '等待部门补充意见。' });
  const task = await taskAt(monitor, caseId, 'Task_VerifyCard', 'supervision-office.clerk');
  const verifier = await stack.as('supervision-office.clerk');
  const { body } = await verifier.get(`/api/tasks/${task.key}`);
  expect(body.variables.explanation).toMatchObject({ text: '等待部门补充意见。', by: `${UNIT}.clerk` });
  // Whose fault it was has to be said; of another unit, which.
  const complete = (variables: object) => verifier.post(`/api/tasks/${task.key}/complete`, { variables });
  expect((await complete({ verdict: 'upheld' })).status).toBe(422);
  expect((await complete({ verdict: 'upheld', attribution: 'other-unit' })).status).toBe(422);
  expect((await complete({ verdict: 'upheld', attribution: 'own-step' })).status).toBe(200);
  await answer('upheld', { answer: 'accept' });
  await closed(caseId, 'Flow_Closed');
  await cardBecomes(monitor, cases.upheld, { state: 'upheld', attribution: 'own-step', revokedBecause: null });
  expect(await caseOf(monitor, caseId)).toMatchObject({ outcome: 'upheld', outcomeName: '维持红牌' });
  const own = await kinds(caseId);
  for (const kind of ['card-issued', 'card-explained', 'card-verified', 'card-closed'])
    expect(own.filter((k) => k === kind)).toHaveLength(1);
  await eventually(async () => {
    const parent = (await kinds(cases.upheld)).filter((k) => k.startsWith('red-'));
    expect(parent).toEqual(['red-card-issued', 'red-card-explained', 'red-card-verified', 'red-card-closed']);
  });
});

test('a reason recorded with the limit is the explanation; it may change until it is verified', async () => {
  const { caseId } = await card('reason');
  expect((await sayReason('archives.clerk', 'reason', '人手不足')).status).toBe(404);
  for (const user of ['commerce.clerk', 'monitor', `${UNIT}.liaison`, 'supervision-office.head'])
    expect((await sayReason(user, 'reason', '')).status).toBe(403);
  for (const wrong of ['', '短', undefined, 7, '长'.repeat(501)])
    expect((await sayReason(`${UNIT}.clerk`, 'reason', wrong)).status).toBe(422);

  const answers = await Promise.all([1, 2, 3].map(() => sayReason(`${UNIT}.clerk`, 'reason', '申请人补正材料')));
  expect(answers.map((a) => a.status)).toEqual([200, 200, 200]);
  await cardBecomes(monitor, cases.reason, { state: 'explained', reason: '申请人补正材料' });
  const task = await taskAt(monitor, caseId, 'Task_VerifyCard');
  expect((await openTasks(monitor, caseId)).map((t) => t.element)).toEqual(['Task_VerifyCard']);

  expect((await sayReason(`${UNIT}.head`, 'reason', '申请人两次补正材料')).status).toBe(200);
  const verifier = await stack.as('supervision-office.clerk');
  await eventually(async () => {
    const { body } = await verifier.get(`/api/tasks/${task.key}`);
    expect(body.variables.explanation).toMatchObject({ text: '申请人两次补正材料', by: `${UNIT}.head` });
  });
  expect((await monitor.get(`/api/deadlines/${cases.reason}:decide`)).body.reason).toMatchObject({
    text: '申请人两次补正材料',
    recordedBy: `${UNIT}.head`,
  });
  expect((await kinds(cases.reason)).filter((k) => k === 'overdue-reason')).toHaveLength(2);

  const revoke = { verdict: 'revoked', attribution: 'applicant' };
  expect((await verifier.post(`/api/tasks/${task.key}/complete`, { variables: revoke })).status).toBe(422);
  await complete(verifier, task, { ...revoke, verdictNote: '补正期间不应计入。' });
  await closed(caseId, 'Flow_Revoked');
  await cardBecomes(monitor, cases.reason, {
    state: 'revoked',
    attribution: 'applicant',
    revokedBecause: 'verification',
    reason: '申请人两次补正材料',
  });
  expect((await sayReason(`${UNIT}.clerk`, 'reason', '再改一次')).status).toBe(409);
});

test('the responsible head appeals; the supervising head decides', async () => {
  const { caseId } = await card('appealed');
  await explain('appealed');
  await verify('appealed', { attribution: 'other-unit', attributedUnit: 'finance' });
  await cardBecomes(monitor, cases.appealed, { state: 'upheld', attribution: 'other-unit', attributedUnit: 'finance' });
  const task = await taskAt(monitor, caseId, 'Task_AnswerCard', `${UNIT}.head`);
  // Its date comes with its limit.
  await eventually(async () =>
    expect(await openTasks(monitor, caseId)).toMatchObject([{ key: task.key, dueAt: '2037-03-12T17:00:00+08:00' }]),
  );
  const head = await stack.as(`${UNIT}.head`);
  const silent = await head.post(`/api/tasks/${task.key}/complete`, { variables: { answer: 'appeal' } });
  expect(silent.status).toBe(422);
  await complete(head, task, { answer: 'appeal', appealReason: '财政意见当日才到。' });
  await doStep(stack, caseId, 'Task_ReviewAppeal', {
    reviewVerdict: 'revoked',
    reviewAttribution: 'force-majeure',
    reviewNote: '系统停机，非单位原因。',
  });
  await closed(caseId, 'Flow_Closed');
  await cardBecomes(monitor, cases.appealed, {
    state: 'revoked',
    attribution: 'force-majeure',
    attributedUnit: null,
    revokedBecause: 'appeal',
    appealed: true,
  });
});

test('the case is withdrawn, the card goes on', async () => {
  const { caseId } = await card('withdrawn');
  const head = await stack.as('commerce.head');
  expect((await head.post(`/api/cases/${cases.withdrawn}/withdraw`, { reason: '企业撤回' })).status).toBe(200);
  await caseReaches(monitor, cases.withdrawn, 'withdrawn');
  expect(await caseOf(monitor, caseId)).toMatchObject({ status: 'running', parentCaseId: cases.withdrawn });
  await explain('withdrawn');
  await verify('withdrawn', {});
  await answer('withdrawn', { answer: 'accept' });
  await closed(caseId, 'Flow_Closed');
  await cardBecomes(monitor, cases.withdrawn, { state: 'upheld' });
  expect(await caseOf(monitor, cases.withdrawn)).toMatchObject({ status: 'withdrawn' });
});

test('finished late before its red rung was raised, the limit has its rung and its card all the same', async () => {
  const { endedAt } = await limitBecomes(monitor, cases.overtaken, { state: 'met-late' });
  expect(Date.parse(endedAt!)).toBeGreaterThan(Date.parse(DUE));
  expect(await limitHistory(monitor, cases.overtaken)).toEqual(['limit-started', 'limit-yellow', 'limit-red']);
  await cardBecomes(monitor, cases.overtaken, { state: 'issued' });
});

test('finished late, the limit keeps its card', async () => {
  await decide('finished');
  await limitBecomes(monitor, cases.finished, { state: 'met-late' });
  await finishAfterDecision(stack, cases.finished);
  await cardBecomes(monitor, cases.finished, { state: 'issued', closedAt: null });
  await taskAt(monitor, (await card('finished')).caseId, 'Task_ExplainCard');
});

test('in the browser: a supervisor follows a card to its end, the unit gives its reason and accepts', async () => {
  const browser = await openBrowser(stack);
  try {
    const { caseId } = await card('watched');
    const own = 'supervision-office.clerk';
    const list = await browser.open(own, `/cards?state=issued&unit=${UNIT}`);
    await heading(list, '红黄牌').waitFor();
    const row = list.getByRole('row').filter({ hasText: caseId });
    await row.getByText('待说明').waitFor();
    await expectAccessible(list);
    await row.getByRole('link', { name: caseId }).click();
    await heading(list, /^超期红牌：/).waitFor();
    await list.getByText('说明超期原因').first().waitFor();
    await list.getByRole('link', { name: cases.watched }).first().click();
    await list.waitForURL(`**/cases/${cases.watched}`);
    await list.getByRole('heading', { name: '红牌' }).waitFor();
    await list.getByRole('link', { name: caseId }).click();

    const unit = await browser.open(`${UNIT}.clerk`, `/cases/${cases.watched}`);
    await button(unit, '记录超期原因').click();
    await unit.getByRole('dialog').getByLabel('超期原因').fill('会议室检修，会议改期。');
    await unit
      .getByRole('dialog')
      .getByRole('button', { name: /^记\s*录$/ })
      .click();
    await unit.getByText('超期原因：会议室检修，会议改期。').waitFor();

    await taskAt(monitor, caseId, 'Task_VerifyCard');
    await list.goto(`/cases/${caseId}`);
    await list.getByRole('link', { name: '核查红牌' }).click();
    await heading(list, '核查红牌').waitFor();
    await list.getByText('会议室检修，会议改期').first().waitFor();
    await list.getByRole('radio', { name: '维持红牌' }).check();
    await list.getByRole('radio', { name: '本环节' }).check();
    await expectAccessible(list);
    await button(list, '提交').click();
    await heading(list, '我的待办').waitFor();

    const head = await browser.open(`${UNIT}.head`, `/cases/${caseId}`, { viewport: PHONE });
    await head.getByRole('link', { name: '接受或申诉' }).click();
    await heading(head, '接受或申诉').waitFor();
    await head.getByRole('radio', { name: '接受' }).check();
    await button(head, '提交').click();
    await heading(head, '我的待办').waitFor();

    await list.goto(`/cards?state=upheld&unit=${UNIT}&attribution=own-step`);
    await row.getByText('维持红牌').waitFor();
    await row.getByText('本环节').waitFor();
    await list.getByRole('tab', { name: '黄牌（预警）' }).click();
    await list.getByText('会议决策').first().waitFor();
    await expectAccessible(list);
    await head.goto('/cards');
    await head.getByText(caseId).waitFor();
    await expectNoSidewaysScroll(head);
    await closed(caseId, 'Flow_Closed');
    expect(browser.complaints).toEqual([]);
  } finally {
    await browser.close();
  }
});

describe('the calendar says that Monday 9 March was no working day', () => {
  const day = async (works: boolean | null) =>
    (await stack.as('sysadmin')).put('/api/calendar/days/2037-03-09', { works, reason: '临时停工' });
  let first: CardItem;

  test('the limit is not late any more: its card is revoked, also one that was upheld; the others stay', async () => {
    for (const name of ['upheld', 'reason', 'appealed', 'lapsed', 'watched'] as const) await decide(name);
    await explain('movedClosed');
    await verify('movedClosed', {});
    await answer('movedClosed', { answer: 'accept' });
    await closed((await card('movedClosed')).caseId, 'Flow_Closed');
    for (const name of ['upheld', 'reason', 'appealed', 'lapsed'] as const)
      await limitBecomes(monitor, cases[name], { state: 'met-late' });
    first = await card('moved');
    expect((await sayReason(`${UNIT}.clerk`, 'moved', '会议改期')).status).toBe(200);
    await cardBecomes(monitor, cases.moved, { state: 'explained' });

    expect((await day(false)).status).toBe(200);
    await limitBecomes(monitor, cases.moved, { state: 'warned', dueAt: '2037-03-10T17:00:00+08:00', nextRung: 'red' });
    const back = { state: 'revoked', revokedBecause: 'limit-changed' };
    await cardBecomes(monitor, cases.moved, { caseId: first.caseId, ...back });
    await closed(first.caseId, 'Flow_CardTakenBack');
    await eventually(async () => {
      expect(await openTasks(monitor, first.caseId)).toEqual([]);
      expect(await kinds(first.caseId)).toEqual(expect.arrayContaining(['card-taken-back', 'card-closed']));
    });
    const { caseId: closedOne } = await cardBecomes(monitor, cases.movedClosed, back);
    await eventually(async () => expect(await caseOf(monitor, closedOne)).toMatchObject({ outcome: 'revoked' }));
    for (const name of ['upheld', 'finished'] as const) expect((await card(name)).revokedBecause).toBe(null);
    // Yellow was given and stays so.
    const { body } = await monitor.get(`/api/deadlines/${cases.moved}:decide`);
    expect(body.rungs.filter((r: { revokedAt: string | null }) => !r.revokedAt)).toMatchObject([{ rung: 'yellow' }]);
  });

  test('another unit supervises from now on; late again, the limit has a second card, with the reason known', async () => {
    const sysadmin = await stack.as('sysadmin');
    const path = '/api/settings/procedures/fast-track-decision';
    const change = { supervisingUnit: 'joint-meeting-office', reason: '联席会议统一督导' };
    const other = await stack.as('joint-meeting-office.clerk');
    expect((await other.get('/api/cases?process=fast-track-decision')).body.total).toBe(0);
    expect((await monitor.put(path, change)).status).toBe(403);
    expect((await sysadmin.put(path, { ...change, reason: '' })).status).toBe(422);
    expect((await sysadmin.put(path, { ...change, supervisingUnit: 'nobody' })).status).toBe(422);
    expect((await sysadmin.put('/api/settings/procedures/overdue-escalation', change)).status).toBe(404);
    expect((await sysadmin.put(path, change)).body).toMatchObject({
      supervisingUnit: 'joint-meeting-office',
      byDefault: 'supervision-office',
      edits: [{ before: 'supervision-office', after: 'joint-meeting-office', actor: 'sysadmin' }],
    });
    expect((await monitor.get('/api/settings/procedures')).body.items).toContainEqual(
      expect.objectContaining({ process: 'fast-track-decision', supervisingUnitName: '联席会议办公室' }),
    );
    expect((await other.get('/api/cases?process=fast-track-decision')).body.total).toBeGreaterThanOrEqual(8);

    expect((await day(null)).status).toBe(200);
    const second = await cardBecomes(monitor, cases.moved, { state: 'explained', reason: '会议改期' });
    expect(second).toMatchObject({ round: 1, supervisingUnit: 'joint-meeting-office' });
    expect(await cardsOf(monitor, cases.moved)).toHaveLength(2);
    expect((await cardsOf(monitor, cases.moved))[1]).toMatchObject({ caseId: first.caseId, state: 'revoked' });
    await taskAt(monitor, second.caseId, 'Task_VerifyCard', 'joint-meeting-office.clerk');
    expect((await openTasks(monitor, second.caseId)).map((t) => t.element)).toEqual(['Task_VerifyCard']);
    await verify('moved', {});
    await answer('moved', { answer: 'accept' });
    await closed(second.caseId, 'Flow_ReasonKnown');
  });
});

describe('the days after', () => {
  test('an explanation that is late has its rungs, but no card of its own', async () => {
    const { caseId } = await card('finished');
    await explain('lapsed');
    await verify('lapsed', {});
    await taskAt(monitor, (await card('lapsed')).caseId, 'Task_AnswerCard');
    const before = (await monitor.get('/api/cards')).body.total as number;
    await moveClock(monitor, '2037-03-10T17:00:00+08:00');
    await limitBecomes(monitor, caseId, { state: 'overdue', nextRung: 'overdue-1' });
    await moveClock(monitor, '2037-03-11T09:00:00+08:00');
    await limitBecomes(monitor, caseId, { state: 'overdue', nextRung: 'overdue-2' });
    expect(await limitHistory(monitor, caseId, 'explain-card')).toEqual([
      'limit-started',
      'limit-yellow',
      'limit-red',
      'limit-overdue-1',
    ]);
    expect(await cardsOf(monitor, caseId)).toEqual([]);
    expect((await monitor.get('/api/cards')).body.total).toBe(before);
    // Its reason may be recorded like any other.
    const reason = await (
      await stack.as(`${UNIT}.clerk`)
    ).post(`/api/deadlines/${caseId}:explain-card/reason`, {
      reason: '经办人外出',
    });
    expect(reason.status).toBe(200);
  });

  test('who does not answer in time accepts', async () => {
    const { caseId } = await card('lapsed');
    await moveClock(monitor, '2037-03-12T17:00:00+08:00');
    await closed(caseId, 'Flow_Lapsed');
    await cardBecomes(monitor, cases.lapsed, { state: 'upheld', appealed: false });
  });

  test('every flow of the diagram was taken by some card', async () => {
    const { body } = await monitor
      .raw('/api/processes/overdue-escalation/xml')
      .then(async (r) => ({ body: await r.text() }));
    const all = [...body.matchAll(/<bpmn:sequenceFlow id="([^"]+)"/g)].map((match) => match[1] as string);
    expect(all.length).toBeGreaterThan(20);
    // A limit ends with its step, never by itself.
    expect(all.filter((flow) => !taken.has(flow))).toEqual(['Flow_LimitClosed']);
  });

  test('nothing happened twice', async () => {
    const { rows } = await db.query(
      `SELECT e.case_id, e.kind, e.element, count(*)::int AS n FROM case_event e JOIN card k ON k.case_id = e.case_id
        WHERE e.kind <> 'overdue-reason' GROUP BY 1, 2, 3 HAVING count(*) > 1`,
    );
    expect(rows).toEqual([]);
    const roots = await db.query(
      `SELECT v.value, count(*)::int AS n FROM read.variable v JOIN read.instance i ON i.instance_key = v.scope_key
        WHERE v.name = 'caseId' AND i.process_id = 'overdue-escalation' AND i.state <> 'terminated' GROUP BY 1 HAVING count(*) > 1`,
    );
    expect(roots.rows).toEqual([]);
  });
});
