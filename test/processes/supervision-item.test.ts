import { createPool, type Pool } from '../../db/pool.ts';
import { readFile } from 'node:fs/promises';
import { filePath } from '../../domain/files/store.ts';
import { readLedgerFiles } from '../../domain/ledger/files.ts';
import { loadLedger } from '../../domain/ledger/load.ts';
import type { Client } from '../support/client.ts';
import { caseOf, caseReaches, doStep, taskAt } from '../support/fast-track.ts';
import { countFlows } from '../support/flows.ts';
import { deadlinesOf, moveClock } from '../support/limits.ts';
import { readPdf } from '../support/pdf.ts';
import { eventually, startStack } from '../support/stack.ts';

/** One engine in the spring of 2030: the regular way, every refusal, every limit, the timers of 8号. */

let stack: Awaited<ReturnType<typeof startStack>>;
let pool: Pool;
let monitor: Client;
let office: Client;
const flows = countFlows();
const REFORM = 'zbf-2019-2';

beforeAll(async () => {
  stack = await startStack({ clock: '2030-03-04T10:00:00+08:00' });
  pool = createPool(stack.databaseUrl, 2);
  [monitor, office] = (await Promise.all(['monitor', 'supervision-office.clerk'].map((u) => stack.as(u)))) as [
    Client,
    Client,
  ];
}, 900_000);
afterAll(async () => {
  await pool?.end();
  await stack?.stop();
});

const step = (id: string, element: string, variables: Record<string, unknown>, group?: string) =>
  doStep(stack, id, element, variables, group);
async function open(measureId: string): Promise<string> {
  const created = await office.post('/api/cases', { process: 'supervision-item', variables: { measureId } });
  expect([created.status, created.body.detail]).toEqual([201, undefined]);
  return created.body.id as string;
}
const limitIs = (id: string, obligation: string, subject: string | null, state: string) =>
  eventually(async () => {
    const found = (await deadlinesOf(monitor, id)).find((d) => d.obligation === obligation && d.subject === subject);
    expect([obligation, subject, found?.state]).toEqual([obligation, subject, state]);
    return found;
  }, 120_000);
const measure = async (id: string, who = office) => (await who.get(`/api/ledger/${id}`)).body;
const ORDER = { orderCloseOn: '2030-06-28', orderCycle: 'month' };
/** Feedback with evidence, by this unit. */
async function report(id: string, unit: string, progress: number): Promise<void> {
  const task = await taskAt(monitor, id, 'Task_GiveFeedback', `${unit}.clerk`);
  const clerk = await stack.as(task.group);
  const file = (await clerk.upload(`/api/tasks/${task.key}/files`, '佐证.pdf', '%PDF-1.4\n%%EOF\n')).body.id as string;
  const values = { feedbackProgress: progress, feedbackText: `完成${progress}%`, feedbackFiles: [file] };
  await step(id, 'Task_GiveFeedback', values, `${unit}.clerk`);
}

test('the files are loaded at the start, once; what was edited here stays until its file says something else', async () => {
  const files = await readLedgerFiles('processes/supervision-item/ledger');
  const total = files.flatMap((f) => f.tasks.flatMap((t) => t.measures)).length;
  expect((await office.get('/api/ledger')).body.total).toBe(total);
  expect(await loadLedger(pool, files)).toEqual({ added: [], changed: [], unchanged: total });
  await pool.query(`UPDATE ledger_measure SET text = '本区改写' WHERE id = $1`, [`${REFORM}:35:1`]);
  expect((await loadLedger(pool, files)).changed).toEqual([]);
  expect((await measure(`${REFORM}:35:1`)).text).toBe('本区改写');
  const changed = structuredClone(files);
  changed.find(({ id }) => id === REFORM)?.tasks[34]?.measures[0]?.support.push('finance');
  changed[0]?.tasks[0]?.measures.push({
    number: '9',
    article: '附件3',
    text: '新措施',
    lead: ['finance'],
    support: [],
  });
  const both = await Promise.all([loadLedger(pool, changed), loadLedger(pool, changed)]);
  expect(both.map(({ added, changed: c }) => [added.length, c.length]).sort()).toEqual([
    [0, 0],
    [1, 1],
  ]);
  expect((await measure(`${REFORM}:35:1`)).support).toEqual(['finance']);
});

test('the regular way: order, signatures, feedback, closure, evaluation, sealed file', async () => {
  const id = await open(`${REFORM}:2:1`);
  const task = await taskAt(monitor, id, 'Task_AssignItem');
  expect(task.group).toBe('supervision-office.clerk');
  const form = (await office.get(`/api/tasks/${task.key}`)).body;
  expect(form.variables).toMatchObject({
    orderLead: 'development-reform',
    orderSupport: ['approval-bureau', 'investment-promotion'],
  });
  // Nobody else has it before it is assigned.
  expect((await (await stack.as('development-reform.clerk')).get(`/api/cases/${id}`)).status).toBe(403);
  const past = await office.post(`/api/tasks/${task.key}/complete`, {
    variables: { ...ORDER, orderCloseOn: '2030-03-01' },
  });
  expect(past.body.errors).toEqual([{ path: 'orderCloseOn', message: '办结期限不能早于2030年3月4日' }]);
  const far = await office.post(`/api/tasks/${task.key}/complete`, {
    variables: { ...ORDER, orderCloseOn: '2033-03-05' },
  });
  expect(far.body.errors).toEqual([{ path: 'orderCloseOn', message: '办结期限不能晚于2033年3月4日' }]);
  await step(id, 'Task_AssignItem', ORDER);
  for (const unit of ['development-reform', 'approval-bureau', 'investment-promotion']) {
    await limitIs(id, 'sign-supervision-item', unit, 'running');
    await step(id, 'Task_SignItem', { signResult: 'accept', signContact: '综合科' }, `${unit}.clerk`);
  }
  await limitIs(id, 'close-supervision-item', null, 'running');
  const due = await limitIs(id, 'give-supervision-feedback', 'development-reform', 'running');
  expect(due?.dueAt).toBe('2030-03-29T17:00:00+08:00');
  await report(id, 'approval-bureau', 50);
  await report(id, 'investment-promotion', 40);
  const bare = await taskAt(monitor, id, 'Task_GiveFeedback', 'development-reform.clerk');
  const refused = await (
    await stack.as('development-reform.clerk')
  ).post(`/api/tasks/${bare.key}/complete`, {
    variables: { feedbackProgress: 100, feedbackText: '已完成' },
  });
  expect(refused.body.errors).toEqual([{ path: 'feedbackFiles', message: '佐证材料必须填写' }]);
  await report(id, 'development-reform', 60);
  await eventually(async () => expect((await measure(`${REFORM}:2:1`)).progress).toBe(60));
  await step(id, 'Task_ReviewFeedback', { reviewResult: 'continue' });
  // The next month's, from the lead and both others.
  const next = await limitIs(id, 'give-supervision-feedback', 'development-reform', 'running');
  expect(next?.dueAt).toBe('2030-04-30T17:00:00+08:00');
  for (const unit of ['approval-bureau', 'investment-promotion', 'development-reform']) await report(id, unit, 100);
  await step(id, 'Task_ReviewFeedback', { reviewResult: 'close' });
  expect((await taskAt(monitor, id, 'Task_ApproveClosure')).group).toBe('supervision-office.head');
  await step(id, 'Task_ApproveClosure', { closureResult: 'approve' });
  await limitIs(id, 'close-supervision-item', null, 'met');
  const late = await (
    await stack.as('supervision-office.head')
  ).post(`/api/cases/${id}/withdraw`, { reason: '不再需要' });
  expect(late.status).toBe(409);
  await step(id, 'Task_EvaluateItem', { evaluationResult: 'suggested' });
  await caseReaches(monitor, id, 'completed');
  expect((await caseOf(monitor, id)).outcome).toBe('item-closed');
  const closed = await measure(`${REFORM}:2:1`);
  expect(closed).toMatchObject({ state: 'closed', progress: 100, late: 0, returned: 0, score: 100, gradeName: '优秀' });
  expect(closed.feedback).toHaveLength(6);
  const pdf = await readPdf(await readFile(filePath(stack.dataDir, closed.order.id)));
  for (const part of ['督查单', id, '区发改局', '区行政审批服务局、区投资促进局', '2030年6月28日'])
    expect(pdf.text.replace(/\s/g, '')).toContain(part);
  await flows.of(monitor, id, 'Flow_Archived');
});

test('taken up once at a time, by the office alone; a repeat is the same case', async () => {
  const variables = { measureId: `${REFORM}:5:1` };
  const body = { process: 'supervision-item', variables };
  expect((await (await stack.as('market-regulation.clerk')).post('/api/cases', body)).status).toBe(403);
  expect((await (await stack.as('supervision-office.head')).post('/api/cases', body)).status).toBe(403);
  const key = { 'Idempotency-Key': 'once' };
  const first = await office.post('/api/cases', body, key);
  const again = await office.post('/api/cases', body, key);
  expect([first.status, again.status, again.body.id]).toEqual([201, 200, first.body.id]);
  const second = await Promise.all([office.post('/api/cases', body), office.post('/api/cases', body)]);
  expect(second.map(({ status }) => status)).toEqual([409, 409]);
  expect((await office.post('/api/cases', { ...body, variables: { measureId: 'none' } })).status).toBe(422);
  await taskAt(monitor, first.body.id as string, 'Task_AssignItem');
  // Withdrawn by the head, it may be taken up again.
  const id = first.body.id as string;
  const head = await stack.as('supervision-office.head');
  expect((await office.post(`/api/cases/${id}/withdraw`, { reason: '立项有误' })).status).toBe(403);
  expect((await head.post(`/api/cases/${id}/withdraw`, { reason: '立项有误' })).status).toBe(200);
  await caseReaches(monitor, id, 'withdrawn');
  await flows.of(monitor, id, 'Flow_WithdrawalRecorded');
  expect((await measure(`${REFORM}:5:1`)).state).toBe('not-begun');
});

test('declined, assigned anew, returned, closure refused: each is counted, and nothing is lost', async () => {
  const id = await open('zbz-2019-6:3:2');
  const order = { ...ORDER, orderCycle: 'once' };
  await step(id, 'Task_AssignItem', order);
  await step(id, 'Task_SignItem', { signResult: 'accept' }, 'industry-it.clerk');
  const sign = await taskAt(monitor, id, 'Task_SignItem', 'market-regulation.clerk');
  const bare = await (
    await stack.as('market-regulation.clerk')
  ).post(`/api/tasks/${sign.key}/complete`, {
    variables: { signResult: 'decline' },
  });
  expect(bare.status).toBe(422);
  await step(id, 'Task_SignItem', { signResult: 'decline', signText: '属生态环境部门职责' }, 'market-regulation.clerk');
  const again = await taskAt(monitor, id, 'Task_AssignItem');
  expect((await office.get(`/api/tasks/${again.key}`)).body.variables.declined).toBe(
    '区市场监管局：属生态环境部门职责',
  );
  await step(id, 'Task_AssignItem', { orderSupport: ['ecology-environment', 'industry-it'] });
  await step(id, 'Task_SignItem', { signResult: 'accept' }, 'industry-it.clerk');
  await step(id, 'Task_SignItem', { signResult: 'accept' }, 'ecology-environment.clerk');
  // The lead stands once, whatever was chosen beside it.
  await report(id, 'industry-it', 80);
  await report(id, 'ecology-environment', 80);
  await step(id, 'Task_ReviewFeedback', {
    reviewResult: 'return',
    reviewUnits: ['industry-it'],
    reviewText: '没有佐证',
  });
  await report(id, 'industry-it', 90);
  await step(id, 'Task_ReviewFeedback', { reviewResult: 'close' });
  await step(id, 'Task_ApproveClosure', { closureResult: 'return', closureText: '改造尚未验收' });
  await taskAt(monitor, id, 'Task_GiveFeedback', 'ecology-environment.clerk');
  await eventually(async () => expect((await measure('zbz-2019-6:3:2')).returned).toBe(2));
  await Promise.all(['industry-it', 'ecology-environment'].map((unit) => report(id, unit, 100)));
  await step(id, 'Task_ReviewFeedback', { reviewResult: 'close' });
  await step(id, 'Task_ApproveClosure', { closureResult: 'approve' });
  await step(id, 'Task_EvaluateItem', { evaluationResult: 'adjust', evaluationScore: 75, evaluationText: '两次退回' });
  await caseReaches(monitor, id, 'completed');
  expect(await measure('zbz-2019-6:3:2')).toMatchObject({ returned: 2, score: 75, gradeName: '合格' });
  await flows.of(monitor, id, 'Flow_Archived');
});

test('a case is seen by whom it concerns, and by nobody else', async () => {
  const outsider = await stack.as('archives.clerk');
  expect((await outsider.get('/api/ledger?limit=200')).body).toMatchObject({ items: [], total: 0 });
  expect((await outsider.get(`/api/ledger/${REFORM}:2:1`)).status).toBe(404);
  expect((await outsider.get('/api/ledger/ranking')).body.items).toEqual([]);
  const dl = await stack.as('power-supply.clerk');
  expect((await dl.get('/api/ledger')).body.items.map(({ id }: { id: string }) => id)).toEqual([`${REFORM}:14:1`]);
  // Named at assignment only, it sees the item from then on.
  const found = (await (await stack.as('ecology-environment.clerk')).get('/api/ledger/zbz-2019-6:3:2')).body;
  expect([found.itemSupport, found.items.length]).toEqual([['ecology-environment'], 1]);
  const ranks = (await office.get('/api/ledger/ranking')).body.items;
  expect(ranks.slice(0, 2)).toMatchObject([
    { unit: 'development-reform', items: 1, closed: 1, score: 100, late: 0 },
    { unit: 'industry-it', items: 1, closed: 1, score: 75, returned: 2 },
  ]);
});

test('late: signature, feedback and closure turn red and issue their cards; quarter and half-year are opened by their timers', async () => {
  const id = await open(`${REFORM}:14:1`);
  await step(id, 'Task_AssignItem', { orderCloseOn: '2030-03-12', orderCycle: 'quarter' });
  await limitIs(id, 'sign-supervision-item', 'power-supply', 'running');
  await moveClock(monitor, '2030-03-15T09:00:05+08:00');
  await limitIs(id, 'sign-supervision-item', 'power-supply', 'overdue');
  for (const unit of ['development-reform', 'power-supply'])
    await step(id, 'Task_SignItem', { signResult: 'accept' }, `${unit}.clerk`);
  // Signed after the day by which it was to be closed: a working day is left.
  await limitIs(id, 'close-supervision-item', null, 'running');
  for (const unit of ['development-reform', 'power-supply'])
    await limitIs(id, 'give-supervision-feedback', unit, 'warned');
  await moveClock(monitor, '2030-07-01T09:00:05+08:00');
  await limitIs(id, 'close-supervision-item', null, 'overdue');
  await limitIs(id, 'give-supervision-feedback', 'development-reform', 'overdue');
  expect((await measure(`${REFORM}:14:1`)).state).toBe('overdue');
  await eventually(async () => {
    const { items } = (await office.get(`/api/cards?limit=200&case=${id}`)).body;
    const names = items.map((c: { limitName: string }) => c.limitName);
    expect(new Set(names)).toEqual(new Set(['督查签收', '督查反馈', '督查销号']));
  }, 120_000);
  await report(id, 'development-reform', 100);
  await step(
    id,
    'Task_GiveFeedback',
    { feedbackProgress: 100, feedbackText: '已完成', feedbackFiles: await evidence(id) },
    'power-supply.clerk',
  );
  await step(id, 'Task_ReviewFeedback', { reviewResult: 'close' });
  await step(id, 'Task_ApproveClosure', { closureResult: 'approve' });
  const task = await taskAt(monitor, id, 'Task_EvaluateItem');
  expect((await office.get(`/api/tasks/${task.key}`)).body.variables.weighed).toMatchObject({ late: 5, suggested: 50 });
  await step(id, 'Task_EvaluateItem', { evaluationResult: 'suggested' });
  await caseReaches(monitor, id, 'completed');

  const rounds = await eventually(async () => {
    const { rows } = await pool.query<{ id: string; period: string }>(
      `SELECT id, variables ->> 'period' AS period FROM cases WHERE process = 'supervision-item' AND variables ? 'period' ORDER BY 2`,
    );
    expect(rows.map(({ period }) => period)).toEqual(['2030-H1', '2030-Q1', '2030-Q2']);
    return rows;
  }, 120_000);
  const half = rounds[0]?.id ?? '';
  await taskAt(monitor, half, 'Task_AssignItem');
  expect((await caseOf(monitor, half)).title).toContain('（2030年上半年）');
  // An empty file is no evidence: the office says why, and the file is sealed.
  await step(half, 'Task_AssignItem', { ...ORDER, orderCloseOn: '2030-09-30', orderCycle: 'once' });
  await step(half, 'Task_SignItem', { signResult: 'accept' });
  await step(half, 'Task_GiveFeedback', { feedbackProgress: 90, feedbackText: '已评估' });
  await step(half, 'Task_ReviewFeedback', { reviewResult: 'close' });
  await step(half, 'Task_ApproveClosure', { closureResult: 'approve' });
  await step(half, 'Task_EvaluateItem', { evaluationResult: 'suggested' });
  await step(half, 'Task_CompleteOriginals', { originalsNote: '评估报告另存' });
  await caseReaches(monitor, half, 'completed');
  await flows.of(monitor, half, 'Flow_Archived');
});

async function evidence(id: string): Promise<string[]> {
  const task = await taskAt(monitor, id, 'Task_GiveFeedback', 'power-supply.clerk');
  const clerk = await stack.as('power-supply.clerk');
  return [(await clerk.upload(`/api/tasks/${task.key}/files`, '佐证.pdf', '%PDF-1.4\n%%EOF\n')).body.id as string];
}

test('with these, every flow of the diagram has been taken', () => {
  expect(flows.all().length).toBeGreaterThan(45);
  // A limit ends with its step, never by itself.
  expect(flows.untaken()).toEqual(['Flow_ClosureLimitClosed', 'Flow_FeedbackLimitClosed', 'Flow_SignLimitClosed']);
});
