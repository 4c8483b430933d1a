import { DateTime } from 'luxon';
import { createPool, type Pool } from '../../db/pool.ts';
import { openRegularMeeting } from '../../domain/consultation/regular.ts';
import { signatureOf } from '../../domain/notifications/post-signed.ts';
import type { Client } from '../support/client.ts';
import { coordinationSteps, systemClient } from '../support/coordination.ts';
import { caseOf, caseReaches, taskAt } from '../support/fast-track.ts';
import { countFlows } from '../support/flows.ts';
import { deadlinesOf, limitBecomes, limitHistory, moveClock, obligationsOf } from '../support/limits.ts';
import { expectOutside } from '../support/outsider.ts';
import { paperIn } from '../support/papers.ts';
import { grantedNow } from '../support/inspection.ts';
import { startHookServer } from '../support/receivers.ts';
import { engineOf, eventually, startStack } from '../support/stack.ts';
import { accountabilityStory } from './accountability-story.ts';

/** Approval and supervision side by side (历下政办发〔2019〕1号): letters, meetings, results, revocations, from Monday 2 March 2037. */

let stack: Awaited<ReturnType<typeof startStack>>;
let pool: Pool;
let monitor: Client;
let bureau: Client;
let go: ReturnType<typeof coordinationSteps>;
const accountability = accountabilityStory(() => stack);
const flows = {
  consultation: countFlows(),
  meeting: countFlows(),
  information: countFlows(),
  revocation: countFlows(),
};

beforeAll(async () => {
  stack = await startStack({ clock: '2037-03-02T09:00:00+08:00', calendarAhead: true, env: { WEBHOOK_PRIVATE: '1' } });
  pool = createPool(stack.databaseUrl, 2);
  [monitor, bureau] = (await Promise.all(['monitor', 'approval-bureau.clerk'].map((u) => stack.as(u)))) as [
    Client,
    Client,
  ];
  go = coordinationSteps(stack);
}, 600_000);
afterAll(async () => {
  await pool?.end();
  await stack?.stop();
});

const matter = (over: Record<string, unknown> = {}) => ({
  filingUnit: 'approval-bureau',
  subject: '划转事项的办理条件',
  category: 'legality',
  content: '划转事项的办理条件和上位规定不一致。',
  departments: ['housing-construction'],
  disputed: 'no',
  hot: 'no',
  ...over,
});
/** An approval that was granted just now for these departments, and its push to them. */
async function approve(departments: string[]): Promise<{ result: string; push: string }> {
  const result = await grantedNow(stack, departments);
  const { items } = (await monitor.get(`/api/approval-results?q=${result}`)).body;
  const push = items[0].claims[0].push as string;
  return { result, push };
}
/** Obligations of a case that are over, and how. */
const limitsOf = async (id: string) =>
  Object.fromEntries((await deadlinesOf(monitor, id)).map(({ obligation, state }) => [obligation, state]));
const met = (...obligations: string[]) => Object.fromEntries(obligations.map((name) => [name, 'met']));

const approvedFor = async (department: string) => (await approve([department])).result;

const paperOf = async (id: string, name: string): Promise<string> =>
  (await paperIn(stack.dataDir, monitor, id, name)).text;

describe('letters', () => {
  let id: string;

  test('a unit proposes for itself; what is absurd is said at its field', async () => {
    const propose = (as: Client, over: Record<string, unknown>) =>
      as.post('/api/cases', { process: 'consultation', variables: matter(over) });
    const other = await stack.as('finance.clerk');
    expect((await propose(other, {})).status).toBe(403);
    expect((await propose(await stack.as('approval-bureau.liaison'), {})).status).toBe(403);
    const wrong = await propose(bureau, { departments: ['approval-bureau'], category: 'x', hot: true, extra: 1 });
    expect(wrong.status).toBe(422);
    const inside = await propose(bureau, { departments: ['approval-bureau'] });
    expect(inside.body.errors).toEqual([{ path: 'departments', message: '涉及部门不含发起单位' }]);
  });

  test('one department: drafted, signed, answered by liaison officer and lead, once more, settled', async () => {
    id = await go.start('approval-bureau.clerk', 'consultation', matter());
    const text = { letterText: '请明确办理条件。', letterDays: 5 };
    await go.step(id, 'Task_DraftLetter', text);
    expect((await go.send(id, 'Task_SignLetter', { signResult: 'return' })).status).toBe(422);
    await go.step(id, 'Task_SignLetter', { signResult: 'return', signText: '补充依据' });
    const again = await go.form(id, 'Task_DraftLetter');
    expect(again.variables).toMatchObject({ ...text, letterReturned: { text: '补充依据' } });
    expect((await go.send(id, 'Task_DraftLetter', { letterDays: 0 })).status).toBe(422);
    await go.step(id, 'Task_DraftLetter', { letterText: '请明确办理条件和依据。' });
    await go.step(id, 'Task_SignLetter', { signResult: 'sign' });
    const task = await taskAt(monitor, id, 'Task_ReplyLetter');
    expect(task.group).toBe('housing-construction.liaison');
    await limitBecomes(monitor, id, { obligation: 'reply-consultation', dueAt: '2037-03-09T17:00:00+08:00' });
    const letter = await paperOf(id, '商请函.pdf');
    for (const part of [
      '关于商请研究划转事项的办理条件的函',
      `编号：${id}-1`,
      '区住建局：',
      '5个工作日',
      '2037年3月9日',
    ])
      expect(letter).toContain(part);
    // Neither another unit nor the clerk of the same unit answers in the officer's place.
    for (const user of ['finance.liaison', 'housing-construction.clerk'])
      expect((await (await stack.as(user)).post(`/api/tasks/${task.key}/complete`, { variables: {} })).status).toBe(
        403,
      );
    expect((await (await stack.as('finance.clerk')).get(`/api/cases/${id}`)).status).toBe(403);
    expect((await (await stack.as('joint-meeting-office.clerk')).get(`/api/cases/${id}`)).status).toBe(200);
    await go.step(id, 'Task_ReplyLetter', { replyPosition: 'conditional', replyText: '按上位规定执行。' });
    await go.step(id, 'Task_ApproveReply', { replyResult: 'return', replyNote: '写明条款' });
    await go.step(id, 'Task_ReplyLetter', { replyText: '按上位规定第三条执行。' });
    await go.step(id, 'Task_ApproveReply', { replyResult: 'send' });
    await go.step(id, 'Task_AssessReply', { assessResult: 'again', assessText: '第三条的适用范围' });
    await go.step(id, 'Task_DraftLetter', { letterText: '请明确适用范围。' });
    await go.step(id, 'Task_SignLetter', { signResult: 'sign' });
    await go.step(id, 'Task_ReplyLetter', { replyText: '适用于全部划转事项。' });
    await go.step(id, 'Task_ApproveReply', { replyResult: 'send' });
    await go.step(id, 'Task_AssessReply', { assessResult: 'settled' });
    await caseReaches(monitor, id, 'completed');
    expect((await caseOf(monitor, id)).outcome).toBe('settled');
    await eventually(async () =>
      expect(await limitsOf(id)).toEqual(
        met('sign-consultation-letter', 'reply-consultation', 'assess-consultation-reply'),
      ),
    );
    expect(await paperOf(id, '复函（第2次）.pdf')).toContain('适用于全部划转事项');
    await flows.consultation.of(monitor, id, 'Flow_Archived');
  });
});

let lateMeeting: string;
/** Approvals that stand, by a department that they were pushed to. */
const standing = new Map<string, string>();

describe('meetings', () => {
  const decision = { matter: '统一办理条件', unit: 'housing-construction', days: 5 };
  const arranged = { meetingPlace: '区政务服务中心', agenda: '研究办理条件' };
  const held = { heldOn: '2037-03-02', minutesText: '会议议定有关事项。' };

  test('a letter that settles nothing leads to a meeting; papers that are missing need a reason', async () => {
    const id = await go.start('approval-bureau.clerk', 'consultation', matter({ subject: '档案移交' }));
    await go.step(id, 'Task_DraftLetter', { letterText: '请移交档案。', letterDays: 3 });
    await go.step(id, 'Task_SignLetter', { signResult: 'sign' });
    await go.step(id, 'Task_ReplyLetter', { replyPosition: 'disagree', replyText: '档案仍由我局保存。' });
    await go.step(id, 'Task_ApproveReply', { replyResult: 'send' });
    await go.step(id, 'Task_AssessReply', { assessResult: 'meeting', assessText: '保存范围有分歧' });
    await caseReaches(monitor, id, 'completed');
    const { outcome, variables } = await caseOf(monitor, id);
    expect(outcome).toBe('referred');
    await flows.consultation.of(monitor, id, 'Flow_Archived');
    const meeting = variables.meetingCase as string;
    expect(await caseOf(monitor, meeting)).toMatchObject({ title: '协调会：档案移交', parentCaseId: id });
    await go.step(meeting, 'Task_PrepareMeeting', { ...arranged, agenda: '' });
    const reason = await taskAt(monitor, meeting, 'Task_JustifyMeeting');
    expect(reason.group).toBe('approval-bureau.head');
    expect((await go.send(meeting, 'Task_JustifyMeeting', { justifyResult: 'hold' })).status).toBe(422);
    await go.step(meeting, 'Task_JustifyMeeting', { justifyResult: 'complete', justifyText: '先发议题' });
    await go.step(meeting, 'Task_PrepareMeeting', arranged);
    await go.step(meeting, 'Task_JustifyMeeting', { justifyResult: 'hold', justifyText: '材料涉密，会上发放' });
    await taskAt(monitor, meeting, 'Task_RecordMeeting');
    expect(await paperOf(meeting, '会议通知.pdf')).toContain('材料涉密，会上发放');
    // Who was invited confirms; the record does not wait for who does not.
    await go.step(meeting, 'Task_ConfirmAttendance', { attendAnswer: 'attend' }, 'housing-construction.liaison');
    const form = await go.form(meeting, 'Task_RecordMeeting');
    expect(form.variables.attended).toEqual(['housing-construction', 'approval-bureau']);
    await go
      .step(meeting, 'Task_RecordMeeting', {
        ...held,
        attended: ['approval-bureau'],
        absentNote: '另有公务',
        decisions: [{ ...decision, days: 300 }],
      })
      .catch((error: unknown) => expect(String(error)).toContain('422'));
    const record = { ...held, attended: ['approval-bureau'], absentNote: '另有公务', decisions: [] };
    await go.step(meeting, 'Task_RecordMeeting', record);
    await go.step(meeting, 'Task_ApproveMinutes', { minutesResult: 'return', minutesNote: '补充议定事项' });
    await go.step(meeting, 'Task_RecordMeeting', { decisions: [decision, { ...decision, unit: 'archives', days: 3 }] });
    await go.step(meeting, 'Task_ApproveMinutes', { minutesResult: 'issue' });
    // The unit was not invited; what it has to do lets it see the case.
    await go.step(meeting, 'Task_ReportDecision', { reportText: '已制定目录。' }, 'archives.clerk');
    await go.step(meeting, 'Task_VerifyDecision', { verifyResult: 'continue', verifyText: '缺目录' });
    await go.step(meeting, 'Task_ReportDecision', { reportText: '已报目录。' }, 'archives.clerk');
    await go.step(meeting, 'Task_VerifyDecision', { verifyResult: 'done' });
    expect(await paperOf(meeting, '会议纪要.pdf')).toContain('未到会：区住建局（另有公务）');
    const open = async () =>
      (await bureau.get(`/api/meeting-decisions?q=${meeting}`)).body.items.map(
        ({ unit, state }: { unit: string; state: string }) => `${unit} ${state}`,
      );
    await eventually(async () => expect(await open()).toEqual(['housing-construction open', 'archives done']));
    lateMeeting = meeting;
    await flows.meeting.of(monitor, meeting, 'Flow_MinutesIssued');
  });
  test('hot and hard: the convenor appoints a deputy, with duties and limit; papers go out before', async () => {
    const id = await go.start(
      'approval-bureau.clerk',
      'consultation',
      matter({ subject: '联合验收', departments: ['housing-construction', 'natural-resources'], hot: 'yes' }),
    );
    await caseReaches(monitor, id, 'completed');
    await flows.consultation.of(monitor, id, 'Flow_Archived');
    const meeting = (await caseOf(monitor, id)).variables.meetingCase as string;
    expect((await caseOf(monitor, meeting)).title).toBe('联席会议（热点难点）：联合验收');
    await go.step(meeting, 'Task_ApproveMeeting', { approveResult: 'approve' });
    const lead = { leader: 'organisation-department.head', duties: '牵头协调验收标准', leadDays: 8 };
    const wrong = await go.send(meeting, 'Task_AppointDeputy', { ...lead, leader: 'finance.head', duties: '' });
    expect(wrong.body.errors.map((e: { path: string }) => e.path).sort()).toEqual(['duties', 'leader']);
    await go.step(meeting, 'Task_AppointDeputy', lead);
    await limitBecomes(monitor, meeting, { obligation: 'prepare-joint-meeting', dueAt: '2037-03-12T17:00:00+08:00' });
    await go.stepWithFile(meeting, 'Task_PrepareMeeting', 'materials', arranged);
    const told = await stack.as('natural-resources.liaison-lead');
    await eventually(async () => {
      const { items } = (await told.get('/api/notifications')).body as { items: { title: string; kind: string }[] };
      expect(items.map(({ kind, title }) => `${kind} ${title}`)).toContain('exchange 会议通知：联合验收');
    });
    expect(await paperOf(meeting, '会议通知.pdf')).toContain('区委组织部部长');
    const answers = { 'housing-construction': 'attend', 'natural-resources': 'deputise', 'approval-bureau': 'absent' };
    const silent = await go.send(
      meeting,
      'Task_ConfirmAttendance',
      { attendAnswer: 'absent' },
      'approval-bureau.liaison',
    );
    expect(silent.body.errors).toMatchObject([{ path: 'attendText' }]);
    for (const [unit, attendAnswer] of Object.entries(answers))
      await go.step(meeting, 'Task_ConfirmAttendance', { attendAnswer, attendText: '同意议题。' }, `${unit}.liaison`);
    await go.step(meeting, 'Task_RecordMeeting', { ...held, decisions: [] });
    const minutes = await taskAt(monitor, meeting, 'Task_ApproveMinutes');
    expect(minutes.group).toBe('organisation-department.head');
    await go.step(meeting, 'Task_ApproveMinutes', { minutesResult: 'issue' });
    await caseReaches(monitor, meeting, 'completed');
    expect((await caseOf(monitor, meeting)).outcome).toBe('carried-out');
    await eventually(async () =>
      expect(await limitsOf(meeting)).toEqual(
        met('approve-joint-meeting', 'prepare-joint-meeting', 'issue-joint-minutes'),
      ),
    );
    await flows.meeting.of(monitor, meeting, 'Flow_Archived');
  });

  test('regular and special meetings: who may propose which; declined with a reason; cancelled', async () => {
    const proposal = {
      filingUnit: 'finance',
      kind: 'special',
      subject: '收费项目',
      topics: '收费划转',
      departments: ['finance'],
    };
    const propose = async (as: string, over: object) =>
      (await stack.as(as)).post('/api/cases', { process: 'joint-meeting', variables: { ...proposal, ...over } });
    expect((await propose('finance.clerk', { kind: 'regular' })).body.detail).toContain('联席会议办公室提出');
    expect((await propose('finance.clerk', { kind: 'docking' })).status).toBe(403);
    expect((await propose('commerce.clerk', {})).status).toBe(403);
    const special = (await propose('finance.clerk', {})).body.id as string;
    expect((await go.send(special, 'Task_ApproveMeeting', { approveResult: 'decline' })).status).toBe(422);
    await go.step(special, 'Task_ApproveMeeting', { approveResult: 'decline', approveText: '以函商即可' });
    await caseReaches(monitor, special, 'completed');
    expect((await caseOf(monitor, special)).outcome).toBe('not-convened');
    await flows.meeting.of(monitor, special, 'Flow_Archived');
    const regular = (
      await propose('joint-meeting-office.clerk', { kind: 'regular', filingUnit: 'joint-meeting-office' })
    ).body.id as string;
    await go.step(regular, 'Task_ApproveMeeting', { approveResult: 'approve' });
    await taskAt(monitor, regular, 'Task_PrepareMeeting');
    const head = await stack.as('joint-meeting-office.head');
    expect((await head.post(`/api/cases/${regular}/withdraw`, { reason: '改期' })).status).toBe(200);
    await caseReaches(monitor, regular, 'withdrawn');
    await flows.meeting.of(monitor, regular, 'Flow_WithdrawalRecorded');
    const docking = await go.start('approval-bureau.clerk', 'consultation', matter({ subject: '撤回' }));
    await taskAt(monitor, docking, 'Task_DraftLetter');
    const bureauHead = await stack.as('approval-bureau.head');
    expect((await bureauHead.post(`/api/cases/${docking}/withdraw`, { reason: '已口头商定' })).status).toBe(200);
    await caseReaches(monitor, docking, 'withdrawn');
    await flows.consultation.of(monitor, docking, 'Flow_WithdrawalRecorded');
  });
});

describe('information', () => {
  const { units } = { units: ['housing-construction', 'market-regulation'] };
  const claimsOf = async (result: string) =>
    (await monitor.get(`/api/approval-results?q=${result}`)).body.items[0]?.claims as {
      push: string;
      department: string;
      state: string;
      change: string | null;
      answeredBy: string | null;
    }[];
  const states = async (result: string) => (await claimsOf(result)).map((c) => `${c.department} ${c.state}`);

  test('a result is pushed to each department; claimed, disputed, pushed to another', async () => {
    const { result, push } = await approve(units);
    standing.set('housing-construction', result);
    expect((await caseOf(monitor, push)).title).toContain('审批结果：公共场所卫生许可');
    const outsider = await stack.as('finance.clerk');
    expect((await outsider.get(`/api/cases/${push}`)).status).toBe(403);
    expect((await outsider.get(`/api/approval-results?q=${result}`)).body).toMatchObject({ items: [], total: 0 });
    const housing = await stack.as('housing-construction.clerk');
    expect((await housing.get('/api/approval-results?state=open')).body.items[0]).toMatchObject({ caseId: result });
    const claim = { claimAnswer: 'claimed', claimMeasures: '监管科每季度检查' };
    const task = await taskAt(monitor, push, 'Task_ClaimResult', 'housing-construction.clerk');
    const market = await stack.as('market-regulation.clerk');
    expect((await market.post(`/api/tasks/${task.key}/complete`, { variables: claim })).status).toBe(403);
    // Two clicks: one claim.
    const twice = await Promise.all(
      [1, 2].map(() => housing.post(`/api/tasks/${task.key}/complete`, { variables: claim })),
    );
    expect(twice.map(({ status }) => status).sort()).toEqual([200, 409]);
    const mine = 'market-regulation.clerk';
    expect((await go.send(push, 'Task_ClaimResult', { claimAnswer: 'not-ours' }, mine)).status).toBe(422);
    await go.step(push, 'Task_ClaimResult', { claimAnswer: 'not-ours', claimText: '不在监管范围' }, mine);
    await eventually(async () =>
      expect(await states(result)).toEqual(['housing-construction claimed', 'market-regulation not-ours']),
    );
    await go.step(push, 'Task_DecideClaim', { claimResult: 'keep', claimNote: '三定规定第五条' });
    expect((await go.form(push, 'Task_ClaimResult', mine)).variables.claimRefused).toMatchObject({
      text: '三定规定第五条',
    });
    await go.step(push, 'Task_ClaimResult', { claimAnswer: 'not-ours', claimText: '职责已划转区园林局' }, mine);
    await go.step(push, 'Task_DecideClaim', { claimResult: 'release', claimUnit: 'parks-greening' });
    await caseReaches(monitor, push, 'completed');
    await flows.information.of(monitor, push, 'Flow_Archived');
    const other = await eventually(async () => {
      const found = (await claimsOf(result)).find(({ department }) => department === 'parks-greening');
      if (!found) throw new Error('not pushed');
      return found.push;
    });
    const greening = await stack.as('parks-greening.clerk');
    expect((await greening.get('/api/approval-results?state=open')).body.items).toMatchObject([{ caseId: result }]);
    expect((await greening.get(`/api/cases/${result}`)).status).toBe(200);
    await go.step(other, 'Task_ClaimResult', { claimAnswer: 'claimed' });
    await caseReaches(monitor, other, 'completed');
    expect(await states(result)).toEqual([
      'housing-construction claimed',
      'market-regulation released',
      'parks-greening claimed',
    ]);
  });

  test("a department's own system: told by webhook, asks, claims and pushes, each request signed", async () => {
    const hook = await startHookServer();
    const sysadmin = await stack.as('sysadmin');
    const target = { name: '卫健监管系统', url: hook.url, kinds: ['exchange'], exchanges: true };
    const two = await sysadmin.post('/api/webhooks', { ...target, units });
    expect(two.body.errors).toEqual([{ path: 'units', message: '可查询和认领的系统须且只能选择一个单位' }]);
    const { id, secret } = (await sysadmin.post('/api/webhooks', { ...target, units: ['health'] })).body;
    const plain = (await sysadmin.post('/api/webhooks', { ...target, exchanges: false, units: ['health'] })).body;
    const call = systemClient(stack.baseUrl, id, secret);
    const [{ push, result }, elsewhere] = await Promise.all([approve(['health']), approve(['finance'])]);
    standing.set('health', result).set('finance', elsewhere.result);
    const told = await eventually(() => {
      const found = hook.requests.find(({ body }) => body.includes(push));
      if (!found) throw new Error('not told');
      return found;
    });
    const sent = String(told.headers['x-lixia-timestamp']);
    const signatures = [secret, plain.secret].map((key: string) => signatureOf(key, sent, told.body));
    expect(signatures).toContain(told.headers['x-lixia-signature']);
    const about = { type: 'approval-result', push, resultCase: result, department: 'health', result: 'granted' };
    expect(JSON.parse(told.body)).toMatchObject({ kind: 'exchange', information: about });
    // Not signed, signed by another, long ago, not allowed to: nobody.
    const wrong = [
      systemClient(stack.baseUrl, id, 'x'),
      systemClient(stack.baseUrl, id, secret, -600),
      systemClient(stack.baseUrl, plain.id, plain.secret),
      systemClient(stack.baseUrl, 'x', secret),
    ];
    for (const client of wrong) expect((await client('GET', '/api/exchange/results')).status).toBe(401);
    expect((await stack.stranger().get('/api/exchange/results')).status).toBe(401);
    const listed = await call('GET', '/api/exchange/results?state=open');
    expect(listed.body).toMatchObject({ total: 1, items: [{ caseId: result, claims: [{ push, state: 'open' }] }] });
    const claim = (of: string, body: object) => call('POST', `/api/exchange/results/${of}/claim`, body);
    expect((await claim(elsewhere.push, { answer: 'claimed' })).status).toBe(404);
    expect((await claim(push, { answer: 'not-ours' })).body.errors).toMatchObject([{ path: 'note' }]);
    expect((await claim(push, { answer: 'yes', more: 1 })).status).toBe(422);
    expect((await claim(push, { answer: 'claimed', measures: '双随机' })).body).toMatchObject({ repeated: false });
    await caseReaches(monitor, push, 'completed');
    expect((await claim(push, { answer: 'claimed' })).body).toMatchObject({ repeated: true });
    expect((await claim(push, { answer: 'not-ours', note: '误认领' })).status).toBe(409);
    expect((await claimsOf(result))[0]).toMatchObject({ state: 'claimed', answeredBy: '卫健监管系统' });
    const penalty = {
      informationKind: 'penalty',
      subject: '卫生处罚',
      content: '罚款。',
      documentNumber: '历卫罚〔2026〕1号',
      happenedOn: '2037-03-02',
      approvalCase: result,
    };
    const report = (body: object, key?: string) =>
      call('POST', '/api/exchange/supervision', body, key ? { 'idempotency-key': key } : {});
    expect((await report(penalty)).status).toBe(400);
    expect((await report({ ...penalty, happenedOn: '2099-01-01', documentNumber: '' }, 'a')).status).toBe(422);
    expect((await report({ ...penalty, approvalCase: elsewhere.result }, 'b')).status).toBe(409);
    const both = await Promise.all([report(penalty, 'c'), report(penalty, 'c')]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 201]);
    expect((await report({ ...penalty, subject: '另一处罚' }, 'c')).status).toBe(409);
    const information = both[0]?.body.id as string;
    expect((await go.send(information, 'Task_AcknowledgeInformation', { ackAction: 'verify' })).status).toBe(422);
    await go.step(information, 'Task_AcknowledgeInformation', { ackAction: 'verify', ackText: '核查许可条件' });
    await eventually(() => {
      const answers = hook.requests.map(({ body }) => JSON.parse(body).information);
      expect(answers).toContainEqual(expect.objectContaining({ type: 'supervision-answer', action: 'verify' }));
    });
    await caseReaches(monitor, information, 'completed');
    await flows.information.of(monitor, information, 'Flow_Archived');
    await sysadmin.put(`/api/webhooks/${id}`, { ...target, units: ['health'], active: false });
    expect((await call('GET', '/api/exchange/results')).status).toBe(401);
    await sysadmin.delete(`/api/webhooks/${id}`);
    await sysadmin.delete(`/api/webhooks/${plain.id}`);
    await hook.close();
    const { body: openapi } = await stack.stranger().get('/api/openapi.json');
    expect(openapi.webhooks.notification.post.requestBody.content['application/json'].schema.properties).toHaveProperty(
      'information',
    );
  });

  test('findings and changes of law are pushed by the department and acknowledged; not by the bureau', async () => {
    const news = {
      filingUnit: 'ecology-environment',
      informationKind: 'law-change',
      subject: '排污许可管理办法修订',
      content: '审批条件调整。',
      documentNumber: '部令第32号',
      happenedOn: '2037-03-01',
      effectiveOn: '2037-07-01',
    };
    const push = async (as: string, over: object) =>
      (await stack.as(as)).post('/api/cases', { process: 'approval-information', variables: { ...news, ...over } });
    expect((await push('approval-bureau.clerk', { filingUnit: 'approval-bureau' })).status).toBe(403);
    expect((await push('finance.clerk', {})).status).toBe(403);
    const wrong = await push('ecology-environment.clerk', { documentNumber: '', happenedOn: '2037-02-30', kind: 'x' });
    expect(wrong.status).toBe(422);
    expect((await push('ecology-environment.clerk', { approvalCase: 'OSI-2037-999999' })).status).toBe(409);
    const withdrawn = (await push('ecology-environment.clerk', {})).body.id as string;
    await taskAt(monitor, withdrawn, 'Task_AcknowledgeInformation');
    const head = await stack.as('ecology-environment.head');
    expect((await head.post(`/api/cases/${withdrawn}/withdraw`, { reason: '文号有误' })).status).toBe(200);
    await caseReaches(monitor, withdrawn, 'withdrawn');
    await flows.information.of(monitor, withdrawn, 'Flow_WithdrawalRecorded');
    expect((await bureau.get(`/api/supervision-information?q=${withdrawn}`)).body.total).toBe(0);
    const id = (await push('ecology-environment.clerk', {})).body.id as string;
    await go.step(id, 'Task_AcknowledgeInformation', { ackAction: 'adjust', ackText: '7月1日起执行新条件' });
    await caseReaches(monitor, id, 'completed');
    const { items } = (await bureau.get(`/api/supervision-information?q=${id}`)).body;
    expect(items).toMatchObject([
      { caseId: id, actionName: '调整审批依据、条件或材料', unitName: '生态环境局历下分局' },
    ]);
    const none = await (await stack.as('finance.clerk')).get(`/api/supervision-information?q=${id}`);
    expect(none.body.total).toBe(0);
  });
});

describe('revocation', () => {
  const request = (approvalCase: string, over: object = {}) => ({
    filingUnit: 'market-regulation',
    approvalCase,
    requestedMeasure: 'revoke',
    requestedGround: 'fraud',
    facts: '申请材料系伪造。',
    ...over,
  });
  const ask = async (as: string, variables: object) =>
    (await stack.as(as)).post('/api/cases', { process: 'approval-revocation', variables });
  const verified = { verifyResult: 'proceed', publicInterest: 'no', majorInterest: 'no', verifyText: '经查属实。' };
  const sign = async (id: string) => {
    await go.stepWithFile(id, 'Task_FileRequest', 'evidence', { requestText: '请依法处理。' });
    await go.step(id, 'Task_SignRequest', { signResult: 'sign' });
  };
  let asked: string;

  test('letter with evidence, verification, hearing, decision with remedies, answer, both archives', async () => {
    const { result } = await approve(['market-regulation']);
    const wrong = async (over: object) => (await ask('market-regulation.clerk', request(result, over))).body.errors;
    expect(await wrong({ requestedGround: 'expired' })).toMatchObject([{ path: 'requestedGround' }]);
    expect(await wrong({ approvalCase: 'OSI-2037-999999' })).toMatchObject([{ path: 'approvalCase' }]);
    const stranger = await ask('finance.clerk', request(result, { filingUnit: 'finance' }));
    expect(stranger.body.errors).toMatchObject([{ path: 'approvalCase' }]);
    expect((await ask('approval-bureau.clerk', request(result, { filingUnit: 'approval-bureau' }))).status).toBe(403);
    const both = await Promise.all([1, 2].map(() => ask('market-regulation.clerk', request(result))));
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    const id = both.find(({ status }) => status === 201)?.body.id as string;
    const bare = await go.send(id, 'Task_FileRequest', { requestText: '请依法处理。' });
    expect(bare.body.errors).toMatchObject([{ path: 'evidence' }]);
    await go.stepWithFile(id, 'Task_FileRequest', 'evidence', { requestText: '请依法处理。' });
    await go.step(id, 'Task_SignRequest', { signResult: 'return', signText: '写明条款' });
    await go.step(id, 'Task_FileRequest', { requestText: '依据第六十九条，请依法处理。' });
    await go.step(id, 'Task_SignRequest', { signResult: 'sign' });
    const supplement = { ...verified, verifyResult: 'supplement', verifyText: '缺鉴定意见' };
    await go.step(id, 'Task_VerifyFacts', supplement);
    await go.stepWithFile(id, 'Task_SupplementEvidence', 'supplementFiles', { supplementText: '附鉴定意见' });
    await go.step(id, 'Task_VerifyFacts', { ...verified, measure: 'cancel', ground: 'fraud' });
    const again = await go.form(id, 'Task_VerifyFacts');
    expect(again.variables.verificationRefused).toMatchObject({ text: expect.stringContaining('不符') });
    await go.step(id, 'Task_VerifyFacts', { ...verified, measure: 'revoke', ground: 'fraud', majorInterest: 'yes' });
    await taskAt(monitor, id, 'Task_RecordStatement');
    expect(await paperOf(id, '拟处理告知书.pdf')).toContain('要求听证的，请自收到本告知书之日起5日内提出申请');
    await go.step(id, 'Task_RecordStatement', {
      noticeServedOn: '2037-03-02',
      statementText: '要求听证',
      hearingRequested: 'yes',
    });
    await limitBecomes(monitor, id, { obligation: 'hold-revocation-hearing', state: 'running' });
    const hearing = {
      hearingNoticeOn: '2037-03-02',
      hearingOn: '2037-03-01',
      hearingChair: '法制机构负责人',
      hearingText: '双方质证。',
    };
    const early = await go.send(id, 'Task_HoldHearing', hearing);
    expect(early.body.errors.map((e: { path: string }) => e.path).sort()).toEqual(['hearingFiles', 'hearingOn']);
    await go.stepWithFile(id, 'Task_HoldHearing', 'hearingFiles', { ...hearing, hearingOn: '2037-03-02' });
    const open = await taskAt(monitor, id, 'Task_DecideMeasure');
    expect((await bureau.post(`/api/tasks/${open.key}/complete`, { variables: {} })).status).toBe(403);
    await go.step(id, 'Task_DecideMeasure', {
      decisionResult: 'take',
      measureNumber: '历下审撤〔2026〕1号',
      decisionText: '以欺骗手段取得。',
      compensation: '取得的利益不受保护',
    });
    await go.step(id, 'Task_ServeDecision', { servedOn: '2037-03-02', serviceMethod: 'direct' });
    await go.step(id, 'Task_ReceiveAnswer', { archiveNumber: '市监档2037-001' });
    await caseReaches(monitor, id, 'completed');
    expect((await caseOf(monitor, id)).outcome).toBe('revoke');
    const obligations = met(
      ...['sign-revocation-request', 'verify-revocation', 'supplement-revocation-evidence', 'record-holder-statement'],
      ...['hold-revocation-hearing', 'decide-revocation', 'serve-revocation-decision', 'receive-revocation-answer'],
    );
    await eventually(async () => expect(await limitsOf(id)).toEqual(obligations));
    const decision = await paperOf(id, '撤销行政许可决定书.pdf');
    for (const part of ['历下审撤〔2026〕1号', '第六十九条', '60日内向济南市历下区人民政府申请行政复议', '6个月内'])
      expect(decision).toContain(part);
    expect(await paperOf(id, '处理结果告知函.pdf')).toContain('已撤销行政许可（历下审撤〔2026〕1号）');
    for (const [one, other] of [
      [id, result],
      [result, id],
    ])
      expect((await caseOf(monitor, one ?? '')).links).toMatchObject([
        { caseId: other, archiveUnitName: '区市场监管局', archiveNumber: '市监档2037-001' },
      ]);
    await flows.revocation.of(monitor, id, 'Flow_Archived');
    // What stands now is pushed again, and cannot be asked for once more.
    await eventually(async () => {
      const row = (await bureau.get(`/api/approval-results?q=${result}`)).body.items[0];
      expect(row).toMatchObject({ standing: 'revoke', standingCase: id });
      expect(row.claims.map((c: { change: string | null }) => c.change)).toContain('许可已撤销');
    });
    expect(await wrong({})).toMatchObject([{ path: 'approvalCase', message: '该许可已失效，不能再次提请' }]);
  });

  test('unfounded, maintained, withdrawn by statement only, recalled: each to its answer', async () => {
    ({ result: asked } = await approve(['market-regulation']));
    standing.set('market-regulation', asked);
    const begin = async (over: object = {}) => {
      const id = (await ask('market-regulation.clerk', request(asked, over))).body.id as string;
      await sign(id);
      return id;
    };
    const end = async (id: string, outcome: string) => {
      await go.step(id, 'Task_ReceiveAnswer', { archiveNumber: `档${id}` });
      await caseReaches(monitor, id, 'completed');
      expect((await caseOf(monitor, id)).outcome).toBe(outcome);
      await flows.revocation.of(monitor, id, 'Flow_Archived');
    };
    const unfounded = await begin();
    await go.step(unfounded, 'Task_VerifyFacts', { ...verified, verifyResult: 'unfounded', verifyText: '材料真实' });
    await end(unfounded, 'unfounded');
    const cancel = await begin({ requestedMeasure: 'cancel', requestedGround: 'terminated' });
    await go.step(cancel, 'Task_VerifyFacts', verified);
    await go.step(cancel, 'Task_DecideMeasure', { decisionResult: 'maintain', decisionText: '法人未终止' });
    await end(cancel, 'maintained');
    const recalled = (await ask('market-regulation.clerk', request(asked))).body.id as string;
    await taskAt(monitor, recalled, 'Task_FileRequest');
    const head = await stack.as('market-regulation.head');
    expect((await head.post(`/api/cases/${recalled}/withdraw`, { reason: '证据不足' })).status).toBe(200);
    await caseReaches(monitor, recalled, 'withdrawn');
    await flows.revocation.of(monitor, recalled, 'Flow_WithdrawalRecorded');
    const changed = await begin({ requestedMeasure: 'change', requestedGround: 'law-changed' });
    await go.step(changed, 'Task_VerifyFacts', verified);
    await go.step(changed, 'Task_RecordStatement', {
      noticeServedOn: '2037-03-02',
      statementText: '无',
      hearingRequested: 'no',
    });
    await go.step(changed, 'Task_DecideMeasure', { decisionResult: 'take', decisionText: '许可范围调整' });
    await go.step(changed, 'Task_ServeDecision', { servedOn: '2037-03-02', serviceMethod: 'post' });
    await end(changed, 'change');
    expect((await bureau.get(`/api/approval-results?q=${asked}`)).body.items[0].standingName).toBe('已变更');
  });
});

test.each([
  ['consultation-way', { hot: 'yes', disputed: 'no', departmentCount: 1 }, { way: 'joint' }],
  ['consultation-way', { hot: 'no', disputed: 'yes', departmentCount: 1 }, { way: 'letter' }],
  ['consultation-way', { hot: 'no', disputed: 'no', departmentCount: 2 }, { way: 'docking' }],
  ['consultation-way', { hot: 'no', disputed: 'yes', departmentCount: 2 }, { way: 'coordination' }],
  ['revocation-procedure', { measure: 'cancel', publicInterest: 'yes', majorInterest: 'yes' }, { procedure: 'none' }],
  ['revocation-procedure', { measure: 'revoke', publicInterest: 'yes', majorInterest: 'no' }, { procedure: 'hearing' }],
  [
    'revocation-procedure',
    { measure: 'withdraw', publicInterest: 'no', majorInterest: 'yes' },
    { procedure: 'hearing-right' },
  ],
  [
    'revocation-procedure',
    { measure: 'change', publicInterest: 'no', majorInterest: 'no' },
    { procedure: 'statement' },
  ],
])('rule %s: %j gives %j, by one row that names its article', async (rule, variables, outputs) => {
  const owner = await stack.as('process-owner');
  const { body } = await owner.post(`/api/decisions/${rule}/evaluate`, { variables });
  expect(body.outputs).toEqual(outputs);
  expect(body.matchedRules).toHaveLength(1);
  expect(body.matchedRules[0].annotation).toMatch(/^历下政办发〔2019〕1号 附件/);
  expect((await owner.post(`/api/decisions/${rule}/evaluate`, { variables: { ...variables, x: 1 } })).status).toBe(422);
});

describe('late', () => {
  /** A limit that is let run past its date: its case, its obligation, and of which subject. */
  const late: [id: string, obligation: string][] = [];

  const letter = async (subject: string) => {
    const id = await go.start('approval-bureau.clerk', 'consultation', matter({ subject }));
    await go.step(id, 'Task_DraftLetter', { letterText: '请研究。', letterDays: 5 });
    await go.step(id, 'Task_SignLetter', { signResult: 'sign' });
    return id;
  };
  const meeting = (subject: string) =>
    go.start('finance.clerk', 'joint-meeting', {
      ...{ filingUnit: 'finance', kind: 'special', subject, topics: subject, departments: ['finance'] },
    });
  const approved = async (subject: string) => {
    const id = await meeting(subject);
    await go.step(id, 'Task_ApproveMeeting', { approveResult: 'approve' });
    await taskAt(monitor, id, 'Task_PrepareMeeting');
    return id;
  };
  const requested = (department: string, approvalCase: string, measure = 'revoke', ground = 'fraud') =>
    go.start(`${department}.clerk`, 'approval-revocation', {
      ...{ filingUnit: department, approvalCase, facts: '逾期' },
      ...{ requestedMeasure: measure, requestedGround: ground },
    });
  const verified = async (department: string, over: object = {}, ask: [string?, string?] = []) => {
    const approval = standing.get(department) ?? (await approvedFor(department));
    const id = await requested(department, approval, ...ask);
    await go.stepWithFile(id, 'Task_FileRequest', 'evidence', { requestText: '请依法处理。' });
    await go.step(id, 'Task_SignRequest', { signResult: 'sign' });
    const proceed = { verifyResult: 'proceed', publicInterest: 'no', majorInterest: 'no', verifyText: '属实。' };
    if (!('stop' in over)) await go.step(id, 'Task_VerifyFacts', { ...proceed, ...over });
    return id;
  };
  const cancelled = async (department: string) => {
    const id = await verified(department, {}, ['cancel', 'terminated']);
    await taskAt(monitor, id, 'Task_DecideMeasure');
    return id;
  };
  const coal = async (name: string) => {
    const id = await go.start('approval-bureau.clerk', 'coal-project-review', {
      ...{ filingUnit: 'approval-bureau', projectName: name, projectUnit: '热力公司', approvalKind: 'ratify' },
      ...{ coalPower: false, startYear: 2020, annualCoal: '0.01', replacementRatio: '1.2' },
      sources: [{ name, kind: 'closure', amount: '0.012', year: 2020 }],
    });
    await taskAt(monitor, id, 'Task_ReviewPlan');
    return id;
  };
  const agreed = async (name: string) => {
    const id = await coal(name);
    await go.step(id, 'Task_ReviewPlan', { planResult: 'agree', requiredRatio: 1.2 });
    return id;
  };
  const stands = (obligation: string, at: Promise<string>) => at.then((id) => late.push([id, obligation]));

  test('a case at each step that has a limit: consultation, meeting, information, revocation, coal project', async () => {
    const [unclaimed] = await Promise.all([
      approve(['water']),
      stands('sign-consultation-letter', go.start('approval-bureau.clerk', 'consultation', matter())),
      stands('reply-consultation', letter('逾期不复')),
      stands(
        'assess-consultation-reply',
        letter('逾期不议').then(async (id) => {
          await go.step(id, 'Task_ReplyLetter', { replyPosition: 'agree', replyText: '同意。' });
          await go.step(id, 'Task_ApproveReply', { replyResult: 'send' });
          return id;
        }),
      ),
      stands('approve-joint-meeting', meeting('逾期不批')),
      stands('prepare-joint-meeting', approved('逾期不开')),
      stands(
        'issue-joint-minutes',
        approved('逾期不发').then(async (id) => {
          const arranged = { meetingPlace: '区政务服务中心', agenda: '研究收费划转' };
          await go.stepWithFile(id, 'Task_PrepareMeeting', 'materials', arranged);
          await taskAt(monitor, id, 'Task_RecordMeeting');
          return id;
        }),
      ),
      stands(
        'acknowledge-information',
        go.start('ecology-environment.clerk', 'approval-information', {
          ...{ filingUnit: 'ecology-environment', informationKind: 'finding', subject: '逾期', content: '逾期' },
          ...{ documentNumber: '1号', happenedOn: '2037-03-01' },
        }),
      ),
    ]);
    late.push([unclaimed.push, 'claim-approval-result'], [lateMeeting, 'carry-out-meeting-decision']);
    await Promise.all([
      stands('sign-revocation-request', requested('water', unclaimed.result)),
      stands('verify-revocation', verified('housing-construction', { stop: true })),
      stands('supplement-revocation-evidence', verified('health', { verifyResult: 'supplement', verifyText: '缺' })),
      stands('record-holder-statement', verified('finance')),
      stands('decide-revocation', cancelled('market-regulation')),
      stands('receive-revocation-answer', verified('commerce', { verifyResult: 'unfounded', verifyText: '不实' })),
      stands('review-coal-plan', coal('逾期甲')),
      stands('review-energy', agreed('逾期乙')),
      stands(
        'decide-coal-project',
        agreed('逾期丙').then(async (id) => {
          await go.step(id, 'Task_ReviewEnergy', { energyResult: 'pass', energyNumber: '1号', energyText: '见意见' });
          await go.step(id, 'Task_ConfirmEia', { eiaResult: 'contains', eiaNumber: '1号', eiaText: '见说明' });
          return id;
        }),
      ),
    ]);
    const [energy] = late.filter(([, obligation]) => obligation === 'review-energy');
    late.push([energy?.[0] ?? '', 'confirm-coal-eia']);
    await Promise.all([
      stands(
        'hold-revocation-hearing',
        verified('archives', { majorInterest: 'yes' }).then(async (id) => {
          const said = { noticeServedOn: '2037-03-02', statementText: '要求听证', hearingRequested: 'yes' };
          await go.step(id, 'Task_RecordStatement', said);
          return id;
        }),
      ),
      stands(
        'serve-revocation-decision',
        cancelled('justice').then(async (id) => {
          await go.step(id, 'Task_DecideMeasure', { decisionResult: 'take', decisionText: '法人已终止' });
          return id;
        }),
      ),
    ]);
    await Promise.all(
      late.map(async ([id, obligation]) =>
        eventually(async () => expect(Object.keys(await limitsOf(id))).toContain(obligation)),
      ),
    );
    const diagrams = [
      'consultation',
      'joint-meeting',
      'approval-information',
      'approval-revocation',
      'coal-project-review',
    ];
    const all = (await Promise.all(diagrams.map(obligationsOf))).flat();
    expect([...new Set(late.map(([, obligation]) => obligation))].sort()).toEqual(all.sort());
  });

  test('at each of these steps who has no part in it sees and does nothing', async () => {
    await expectOutside(await stack.as('veterans-affairs.clerk'), monitor, [...new Set(late.map(([id]) => id))]);
  });

  accountability.before();

  test('past their dates each turns red, and its card is issued', async () => {
    // Past every date, and past the first morning of a quarter.
    await moveClock(monitor, '2037-04-01T09:00:05+08:00');
    const wanted = late.map(([id, obligation]) => `${id}:${obligation}`).sort();
    await eventually(async () => {
      const { items } = (await monitor.get('/api/cards?limit=200')).body as { items: { deadlineId: string }[] };
      const carded = new Set(items.map(({ deadlineId }) => deadlineId.split(':').slice(0, 2).join(':')));
      expect(wanted.filter((limit) => !carded.has(limit))).toEqual([]);
    }, 240_000);
    // So many cards begin at once: on a busy machine what follows waits until the read model has them.
    await eventually(async () => {
      const { body } = await monitor.get(`/api/tasks?view=all&limit=1&q=${encodeURIComponent('说明超期原因')}`);
      expect(body.total).toBeGreaterThanOrEqual(wanted.length);
    }, 240_000);
    for (const [id, obligation] of late) {
      const states = (await deadlinesOf(monitor, id)).filter((d) => d.obligation === obligation).map((d) => d.state);
      expect([id, obligation, states]).toEqual([id, obligation, expect.arrayContaining(['overdue'])]);
      expect(await limitHistory(monitor, id, obligation)).toEqual(
        expect.arrayContaining(['limit-yellow', 'limit-red']),
      );
    }
    const { items } = (await bureau.get('/api/meeting-decisions?state=late')).body;
    expect(items).toMatchObject([{ caseId: lateMeeting, unit: 'housing-construction' }]);
    await go.step(lateMeeting, 'Task_ReportDecision', { reportText: '已统一。' });
    await go.step(lateMeeting, 'Task_VerifyDecision', { verifyResult: 'done' });
    await caseReaches(monitor, lateMeeting, 'completed');
    await flows.meeting.of(monitor, lateMeeting, 'Flow_Archived');
  }, 600_000);

  accountability.after(() => late.find(([, obligation]) => obligation === 'reply-consultation')?.[0] ?? '');
});

test('the timer opens the regular meeting of the quarter, once, for every member unit', async () => {
  const meetings = async () =>
    (await monitor.get(`/api/cases?process=joint-meeting&q=${encodeURIComponent('第2季度例会')}`)).body.items as {
      id: string;
      title: string;
    }[];
  const [meeting] = await eventually(async () => {
    const found = await meetings();
    expect(found).toHaveLength(1);
    return found;
  });
  expect(meeting?.title).toBe('例会：2037年第2季度例会');
  const engine = engineOf(stack);
  const fired = DateTime.fromISO('2037-04-01T09:00:00+08:00', { setZone: true });
  const again = await Promise.all([1, 2].map(() => openRegularMeeting(pool, engine, fired)));
  expect(again).toEqual([1, 2].map(() => ({ id: meeting?.id, repeated: true })));
  await engine.close();
  const { variables } = await caseOf(monitor, meeting?.id ?? '');
  expect(variables.departments).toHaveLength(22);
  expect((await taskAt(monitor, meeting?.id ?? '', 'Task_ApproveMeeting')).group).toBe('joint-meeting.head');
});

test('every flow of the four diagrams was taken', () => {
  // A limit ends with its step, never by itself.
  const left = Object.values(flows).flatMap((f) => f.untaken());
  expect(left.filter((flow) => !flow.endsWith('LimitClosed'))).toEqual([]);
  expect(flows.revocation.all().length).toBeGreaterThan(60);
});
