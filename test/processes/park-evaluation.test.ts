import { createPool, type Pool } from '../../db/pool.ts';
import { officialDate } from '../../domain/documents/text.ts';
import type { FormSchema } from '../../domain/forms/schema.ts';
import { fill } from '../../domain/forms/fill.ts';
import {
  button,
  expectAccessible,
  expectNoSidewaysScroll,
  expectText,
  heading,
  openBrowser,
  PHONE,
} from '../e2e/browser.ts';
import type { Client } from '../support/client.ts';
import { caseOf, caseReaches, openTasks, taskAt } from '../support/fast-track.ts';
import { countFlows } from '../support/flows.ts';
import { deadlinesOf } from '../support/limits.ts';
import { application, applyForPark, operatorOf, parkSteps } from '../support/park.ts';
import { evaluationSteps, type EvaluationSteps, MISSED, REACHED } from '../support/park-evaluation.ts';
import { paperIn } from '../support/papers.ts';
import { readSheets } from '../support/sheet.ts';
import { eventually, startStack } from '../support/stack.ts';

/**
 * Four parks through the same three years: one that passes (its first half-year report is missing, its operator changes name), one that
 * fails every other year, one that fails twice in a row, one that lied.
 */

let stack: Awaited<ReturnType<typeof startStack>>;
let pool: Pool;
let monitor: Client;
let office: Client;
let finance: Client;
let department: Client;
let go: ReturnType<typeof parkSteps>;
let parks: EvaluationSteps;
const flows = countFlows();
const HALF = { ...REACHED, actualRevenue: '250000000.05' };
const run = Date.now().toString(36);
const OPERATOR = `园区运营公司${run}`;

let steady: string;
let wavering: string;
let failing: string;
let lying: string;

beforeAll(async () => {
  stack = await startStack({ clock: '2030-01-04T10:00:00+08:00' });
  pool = createPool(stack.databaseUrl, 2);
  [monitor, office, finance, department] = (await Promise.all(
    ['monitor', 'key-industry-office.clerk', 'finance.clerk', 'industry-it.clerk'].map((u) => stack.as(u)),
  )) as [Client, Client, Client, Client];
  go = parkSteps(stack);
  parks = evaluationSteps(stack, monitor);
  const named = (parkName: string, operator: string) =>
    application({ parkName: `${parkName}${run}`, operator: operatorOf(operator) });
  // Two parks of one operator among them.
  [steady, wavering, failing, lying] = (await Promise.all([
    parks.certify(named('稳健园区', OPERATOR)),
    parks.certify(named('起伏园区', `起伏运营公司${run}`)),
    parks.certify(named('落后园区', `落后运营公司${run}`)),
    parks.certify(named('失信园区', OPERATOR)),
  ])) as [string, string, string, string];
}, 900_000);
afterAll(async () => {
  await pool?.end();
  await stack?.stop();
});

const all = () => [steady, wavering, failing, lying];
const outcomes = async (id: string, kind: 'annual' | 'half-year' = 'annual') =>
  (await parks.memory(id)).evaluations
    .filter(({ period }) => (period.length === 4) === (kind === 'annual'))
    .map(({ period, outcome }) => `${period} ${outcome}`);
/** Every time that a park's period was opened. */
const opened = async (id: string) =>
  (
    await pool.query<{ period: string }>(
      `SELECT variables ->> 'period' AS period FROM cases
        WHERE process = 'park-evaluation' AND variables ->> 'parkId' = $1 AND variables ->> 'kind' <> 'special' ORDER BY 1`,
      [id],
    )
  ).rows.map(({ period }) => period);
const limitIs = (id: string, obligation: string, state: string) =>
  eventually(async () => {
    const found = (await deadlinesOf(monitor, id)).find((d) => d.obligation === obligation);
    expect([obligation, found?.state]).toEqual([obligation, state]);
    return found;
  }, 120_000);
const paperOf = async (id: string, name: string): Promise<string> =>
  (await paperIn(stack.dataDir, monitor, id, name)).text;
const pay = (park: string, amount: unknown, document: string, over: object = {}) =>
  finance.post(`/api/parks/${park}/payments`, { paidOn: '2030-03-01', amount, purpose: '租金支持', document, ...over });

describe('the first year', () => {
  test('nothing is opened before a half-year is over, then each park once, by the timer of the engine', async () => {
    const standing = () =>
      pool.query<{ n: string }>(
        `SELECT count(*) AS n FROM read.instance i JOIN read.timer t ON t.instance_key = i.instance_key AND t.state = 'waiting'
          WHERE i.process_id = 'park-schedule'`,
      );
    await eventually(async () => expect((await standing()).rows[0]?.n).toBe('4'), 120_000);
    for (const id of all()) expect(await opened(id)).toEqual([]);
    // An application that its department leaves lying.
    const left = await applyForPark(department, application());
    await go.stepWithFile(left, 'Task_FileMaterials', 'materialsFiles', {});
    await limitIs(left, 'review-park-application', 'running');
    await parks.to('2030-07-01T09:00:05+08:00');
    await limitIs(left, 'review-park-application', 'overdue');
    await Promise.all(all().map((id) => parks.evaluation(id, '2030-H1')));
    const c = await caseOf(monitor, await parks.evaluation(wavering, '2030-H1'));
    expect(c.title).toBe(`起伏园区${run} 2030年上半年评价`);
    expect(c.variables).toMatchObject({
      kind: 'half-year',
      targets: { targetCompanies: 30, targetRevenue: '500000000.1' },
      targetsText: '入驻企业数量30家；园区营业收入500000000.1元',
      department: 'industry-it',
    });
  });

  test('evidence is required, absurd figures are refused at their field, the head may send the report back', async () => {
    const id = await parks.evaluation(wavering, '2030-H1');
    const task = await taskAt(monitor, id, 'Task_ReportActuals');
    expect(task.group).toBe('industry-it.clerk');
    const refused = await department.post(`/api/tasks/${task.key}/complete`, {
      variables: { ...HALF, actualShare: 140, actualCompanies: -1, actualRevenue: '1.005', actualGrowth: -101 },
    });
    expect(refused.status).toBe(422);
    expect(refused.body.errors.map((e: { path: string }) => e.path).sort()).toEqual([
      'actualCompanies',
      'actualGrowth',
      'actualRevenue',
      'actualShare',
      'reportFiles',
    ]);
    await go.stepWithFile(id, 'Task_ReportActuals', 'reportFiles', HALF);
    await go.step(id, 'Task_ConfirmReport', { confirmResult: 'return', confirmText: '营业收入漏报' });
    const again = await taskAt(monitor, id, 'Task_ReportActuals');
    const form = (await department.get(`/api/tasks/${again.key}`)).body;
    expect(form.variables).toMatchObject({ actualCompanies: 30, reportReturned: { text: '营业收入漏报' } });
    // What was entered is there; only what must change is changed.
    await go.step(id, 'Task_ReportActuals', { actualRevenue: '250000000.06' });
    await go.step(id, 'Task_ConfirmReport', { confirmResult: 'pass' });
    await caseReaches(monitor, id, 'completed');
    expect((await caseOf(monitor, id)).outcome).toBe('excellent');
    await limitIs(id, 'report-park-evaluation', 'met');
    const pdf = await paperOf(id, '2030年上半年评价报告.pdf');
    for (const part of ['起伏园区', '目标30家，实际30家', '20/20分', '优秀，得分100']) expect(pdf).toContain(part);
    await flows.of(monitor, id, 'Flow_Archived');
  });

  test('two failing half-years are no failing year', async () => {
    await Promise.all([
      parks.halfYear(failing, '2030-H1', MISSED),
      (async () => {
        // An empty file is no evidence.
        const bare = await parks.evaluation(lying, '2030-H1');
        await go.stepWithFile(bare, 'Task_ReportActuals', 'reportFiles', HALF, '');
        await go.step(bare, 'Task_ConfirmReport', { confirmResult: 'pass' });
        const task = await taskAt(monitor, bare, 'Task_CompleteOriginals');
        expect(task.group).toBe('key-industry-office.clerk');
        const { variables } = (await office.get(`/api/tasks/${task.key}`)).body;
        expect(variables.originals).toEqual({ missing: ['园区考核佐证材料'] });
        await go.step(bare, 'Task_CompleteOriginals', { originalsNote: '纸质原件已存档' });
        await caseReaches(monitor, bare, 'completed');
        await flows.of(monitor, bare, 'Flow_Archived');
      })(),
    ]);
    await parks.to('2031-01-06T09:00:05+08:00');
    await Promise.all([
      parks.halfYear(failing, '2030-H2', MISSED),
      parks.halfYear(steady, '2030-H2', HALF),
      parks.halfYear(wavering, '2030-H2', MISSED),
      parks.halfYear(lying, '2030-H2', HALF),
    ]);
    expect(await outcomes(failing, 'half-year')).toEqual(['2030-H1 failed', '2030-H2 failed']);
    const id = await parks.evaluation(failing, '2030-H2');
    expect((await caseOf(monitor, id)).variables.consequence).toBe('none');
    expect((await parks.memory(failing)).revokedOn).toBe(null);
  });

  test('a missing half-year report is late, and the year is evaluated without it', async () => {
    const missing = await parks.evaluation(steady, '2030-H1');
    await limitIs(missing, 'report-park-evaluation', 'overdue');
    await eventually(async () => expect((await parks.memory(steady)).cards).toHaveLength(1), 120_000);
    await parks.to('2031-02-03T09:00:05+08:00');
    const id = await parks.year(steady, '2030');
    await caseReaches(monitor, id, 'completed');
    const year = (await parks.memory(steady)).evaluations.find(({ period }) => period === '2030');
    expect(year).toMatchObject({ outcome: 'excellent', halfYearsText: '上半年未报送，下半年已报送（优秀）' });
    expect(await paperOf(id, '2030年度评价报告.pdf')).toContain('上半年未报送，下半年已报送（优秀）');
    // It may still come in; what the year found stays what it was.
    await parks.report(missing, HALF);
    await caseReaches(monitor, missing, 'completed');
    await limitIs(missing, 'report-park-evaluation', 'met-late');
    expect(await outcomes(steady, 'half-year')).toEqual(['2030-H1 excellent', '2030-H2 excellent']);
  });

  test('a failing year is rectified: measures, limit, verification, once more where it is not done', async () => {
    await Promise.all([
      (async () => {
        const id = await parks.year(wavering, '2030', MISSED);
        await go.step(id, 'Task_PlanRectification', { measures: '引进企业', rectificationDays: 20 });
        await limitIs(id, 'rectify-park', 'running');
        await go.step(id, 'Task_ReportRectification', { rectificationText: '正在引进' });
        await go.step(id, 'Task_VerifyRectification', { verifyResult: 'continue', verifyText: '尚未到位' });
        await go.step(id, 'Task_ReportRectification', { rectificationText: '已引进' });
        await go.step(id, 'Task_VerifyRectification', { verifyResult: 'qualified' });
        await caseReaches(monitor, id, 'completed');
        await limitIs(id, 'rectify-park', 'met');
        await flows.of(monitor, id, 'Flow_Archived');
      })(),
      (async () => parks.rectify(await parks.year(failing, '2030', MISSED)))(),
    ]);
    expect(await outcomes(wavering)).toEqual(['2030 failed']);
  });
});

describe('a park that lied', () => {
  test('the ledger takes exact amounts, once, from whoever keeps it', async () => {
    const both = await Promise.all([1, 2].map(() => pay(lying, '100000.10', '凭证1')));
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    const second = await pay(lying, '200000.20', '凭证2');
    expect((await pay(lying, '100000.10', '凭证1')).status).toBe(409);
    const wrong = await pay(lying, '9999999.99', '凭证3');
    const cancel = (id: string) => finance.post(`/api/parks/${lying}/payments/${id}/cancel`, { reason: '登记有误' });
    expect((await cancel(wrong.body.id)).status).toBe(200);
    expect((await cancel(wrong.body.id)).status).toBe(409);
    for (const [amount, over] of [
      ['-1', {}],
      ['0', {}],
      ['1.005', {}],
      ['1', { paidOn: '2099-01-01' }],
      ['1', { extra: 1 }],
    ] as const)
      expect([amount, (await pay(lying, amount, '凭证4', over)).status]).toEqual([amount, 422]);
    expect((await department.post(`/api/parks/${lying}/payments`, {})).status).toBe(403);
    expect((await finance.post('/api/parks/999999/payments', {})).status).toBe(404);
    expect((await parks.memory(lying)).money).toMatchObject({ paid: '300000.3', claimed: '0' });
    expect(second.status).toBe(201);
  });

  test('the office sends figures back, finds fraud, and claims no more than was paid', async () => {
    const id = await parks.evaluation(lying, '2030');
    await parks.report(id, { ...REACHED, actualCompanies: 300 });
    await go.step(id, 'Task_EvaluatePark', {
      evaluateResult: 'return',
      integrity: 'fraud-evaluation',
      evaluateText: '企业数量与登记不符',
    });
    await go.step(id, 'Task_ReviseActuals', { actualCompanies: 30 });
    await go.step(id, 'Task_EvaluatePark', { evaluateResult: 'confirm', integrity: 'fraud-evaluation' });
    await taskAt(monitor, id, 'Task_DecideClawback');
    const claim = { clawbackDays: 20, clawbackText: '评价中虚报企业数量' };
    await go.step(id, 'Task_DecideClawback', { ...claim, clawbackScope: 'part', clawbackAmount: '300000.31' });
    const again = await taskAt(monitor, id, 'Task_DecideClawback');
    expect((await office.get(`/api/tasks/${again.key}`)).body.variables.clawback.refusal).toContain('300000.3元');
    await go.step(id, 'Task_DecideClawback', { ...claim, clawbackScope: 'part', clawbackAmount: '300000.3' });
    await taskAt(monitor, id, 'Task_RecordReceipt');
    const { money } = await parks.memory(lying);
    expect(money).toMatchObject({ paid: '300000.3', claimed: '300000.3', outstanding: '300000.3' });
    // Refused once, decided once: one decision is filed.
    const decision = await paperOf(id, '追缴产业资金决定书.pdf');
    for (const part of [
      '评价中弄虚作假',
      '已兑现资金300,000.3元',
      '追缴数额300,000.3元',
      '收缴单位区财政局',
      officialDate(money.clawbacks[0]?.dueOn ?? ''),
    ])
      expect(decision).toContain(part);
    // What is claimed back is no mistake of the ledger any more.
    const payment = money.payments[0]?.id ?? '';
    const cancelled = await finance.post(`/api/parks/${lying}/payments/${payment}/cancel`, { reason: '登记有误' });
    expect(cancelled.status).toBe(409);
  });

  test('late: the limit turns red and its card is issued; received in parts, never more than is outstanding', async () => {
    const id = await parks.evaluation(lying, '2030');
    await go.step(id, 'Task_RecordReceipt', {
      receiptScope: 'part',
      receiptAmount: '100000.05',
      receivedOn: '2031-02-03',
    });
    await parks.to('2031-04-01T09:00:00+08:00');
    await limitIs(id, 'recover-park-funds', 'overdue');
    await eventually(async () => {
      const { cards, money } = await parks.memory(lying);
      expect(cards.map(({ limitName }) => limitName)).toContain('追缴产业资金');
      expect(money.clawbacks).toMatchObject([{ amount: '300000.3', outstanding: '200000.25', late: true }]);
    }, 120_000);
    await go.step(id, 'Task_RecordReceipt', {
      receiptScope: 'part',
      receiptAmount: '200000.26',
      receivedOn: '2031-03-31',
    });
    const task = await taskAt(monitor, id, 'Task_RecordReceipt');
    expect((await finance.get(`/api/tasks/${task.key}`)).body.variables.clawback.refusal).toContain('200000.25元');
    await go.step(id, 'Task_RecordReceipt', { receiptScope: 'rest', receivedOn: '2031-04-01' });
    await caseReaches(monitor, id, 'completed');
    await limitIs(id, 'recover-park-funds', 'met-late');
    expect((await parks.memory(lying)).money).toMatchObject({ received: '300000.3', outstanding: '0' });
    await flows.of(monitor, id, 'Flow_Archived');
  });

  test('a clue is checked by itself: by whom it concerns, one at a time, and unfounded where nothing is found', async () => {
    const check = (who: Client, over: object = {}) =>
      who.post('/api/cases', {
        process: 'park-evaluation',
        variables: { parkId: wavering, ground: 'breach', clue: '反映擅自转让经营权限', ...over },
      });
    expect((await check(await stack.as('archives.clerk'))).status).toBe(403);
    expect((await check(await stack.as('commerce.clerk'))).status).toBe(403);
    expect((await check(office, { parkId: '999999' })).status).toBe(422);
    const founded = (await check(department)).body.id as string;
    expect((await check(office)).status).toBe(409);
    const unfounded = (await check(office, { ground: 'fraud-application' })).body.id as string;
    await go.step(unfounded, 'Task_EvaluatePark', {
      evaluateResult: 'unfounded',
      integrity: 'none',
      evaluateText: '材料属实',
    });
    await caseReaches(monitor, unfounded, 'completed');
    expect((await caseOf(monitor, unfounded)).outcome).toBe('unfounded');
    await flows.of(monitor, unfounded, 'Flow_Archived');
    // By the rules of its forms alone; nothing was paid, so nothing is due back.
    await fillToTheEnd(founded);
    expect(await caseOf(monitor, founded)).toMatchObject({
      outcome: 'confirmed',
      variables: { clawback: { amount: '0', settled: true } },
    });
    await flows.of(monitor, founded, 'Flow_Archived');
  });
});

/** Required fields only, by their own rules, the first option of every choice; required files are uploaded. */
async function fillToTheEnd(id: string): Promise<void> {
  const done = new Set<string>();
  await eventually(async () => {
    for (const task of (await openTasks(monitor, id)).filter(({ key }) => !done.has(key))) {
      const who = await stack.as(task.group);
      const { form } = (await who.get<{ form: FormSchema }>(`/api/tasks/${task.key}`)).body;
      const moment = (await who.get('/api/session')).body.now as string;
      const file = (await who.upload(`/api/tasks/${task.key}/files`, '材料.pdf', '%PDF-1.4')).body.id as string;
      const variables = fill(form.components, { moment, file });
      const answer = await who.post(`/api/tasks/${task.key}/complete`, { variables });
      expect([task.element, answer.status, answer.body.errors]).toEqual([task.element, 200, undefined]);
      done.add(task.key);
    }
    if ((await caseOf(monitor, id)).status !== 'completed') throw new Error(`${id} is not at its end`);
  }, 180_000);
}

/** Of a park that lost its title: what is open of its evaluations is cancelled once; a clue, and another park, are left alone. */
async function endsWithItsPark(check: string): Promise<void> {
  for (const period of ['2031-H1', '2031-H2']) {
    const open = await parks.evaluation(failing, period);
    await caseReaches(monitor, open, 'withdrawn');
    await limitIs(open, 'report-park-evaluation', 'cancelled');
  }
  await go.step(check, 'Task_EvaluatePark', { evaluateResult: 'unfounded', integrity: 'none', evaluateText: '属实' });
  await caseReaches(monitor, check, 'completed');
  // Looked for again and again meanwhile.
  const { rows } = await pool.query(
    `SELECT e.detail ->> 'reason' AS reason, count(*)::int AS n FROM case_event e JOIN cases c ON c.id = e.case_id
      WHERE e.kind = 'case-withdrawn' AND c.variables ->> 'parkId' = $1 GROUP BY 1`,
    [failing],
  );
  expect(rows).toEqual([{ reason: '园区资格已取消', n: 2 }]);
  expect((await caseOf(monitor, await parks.evaluation(wavering, '2031-H1'))).status).toBe('running');
}

describe('the second year', () => {
  test('an operator that changes its name keeps park and history; another park of it is left alone', async () => {
    const rename = (who: Client, over: object = {}) =>
      who.post(`/api/parks/${steady}/operator`, {
        name: `新名运营公司${run}`,
        from: '2031-03-01',
        basis: '营业执照变更',
        ...over,
      });
    expect((await rename(finance)).status).toBe(403);
    expect((await rename(department, { from: '2099-01-01' })).status).toBe(422);
    expect((await rename(department, { from: '2020-01-01' })).status).toBe(422);
    expect((await rename(department)).status).toBe(200);
    expect((await rename(department)).status).toBe(409);
    const park = await parks.memory(steady);
    expect(park).toMatchObject({ operator: `新名运营公司${run}`, formerNames: [{ name: OPERATOR }] });
    expect(park.evaluations).toHaveLength(3);
    expect((await parks.memory(lying)).operator).toBe(OPERATOR);
    // Found by either name; the same park is not certified again under its old one.
    const found = await monitor.get(`/api/parks?q=${encodeURIComponent(OPERATOR)}`);
    expect(found.body.items.map(({ id }: { id: string }) => id).sort()).toEqual([steady, lying].sort());
    const again = await department.post('/api/cases', {
      process: 'park-certification',
      variables: application({ parkName: `稳健园区${run}`, operator: operatorOf(OPERATOR) }),
    });
    expect(again.status).toBe(409);
  });

  test('who decides about a revocation is a setting of the office', async () => {
    const head = await stack.as('key-industry-office.head');
    const before = (await head.get('/api/park-settings')).body;
    expect(before).toMatchObject({ revocationDecider: 'key-industry-office.head', may: { edit: true } });
    const set = (who: Client, over: object = {}) =>
      who.put('/api/park-settings', {
        revision: before.revision,
        revocationDecider: 'government-office.head',
        reason: '由区政府办公室决定',
        ...over,
      });
    expect((await set(office)).status).toBe(403);
    expect((await set(head, { revocationDecider: 'monitor' })).status).toBe(422);
    expect((await set(head)).status).toBe(200);
    expect((await set(head)).status).toBe(409);
  });

  test('app and engine die and come back: what was failed is remembered, no period is opened twice', async () => {
    await stack.killApp();
    await stack.killEngine();
    await stack.startEngine();
    await stack.startApp();
    await stack.ready(300_000);
    // Two dates are passed at once: both half-years are opened, one after the other.
    await parks.to('2032-01-05T09:00:05+08:00');
    await Promise.all(all().flatMap((id) => ['2031-H1', '2031-H2'].map((period) => parks.evaluation(id, period))));
    for (const id of all()) expect(await opened(id)).toEqual(['2030', '2030-H1', '2030-H2', '2031-H1', '2031-H2']);
  }, 600_000);

  test('an evaluation may be cancelled until its result is written', async () => {
    const id = await parks.evaluation(lying, '2031-H1');
    await taskAt(monitor, id, 'Task_ReportActuals');
    const withdraw = async (user: string) =>
      (await stack.as(user)).post(`/api/cases/${id}/withdraw`, { reason: '园区停业核查' });
    expect((await withdraw('industry-it.head')).status).toBe(403);
    expect((await withdraw('key-industry-office.head')).status).toBe(200);
    await caseReaches(monitor, id, 'withdrawn');
    await limitIs(id, 'report-park-evaluation', 'cancelled');
    await flows.of(monitor, id, 'Flow_WithdrawalRecorded');
    const done = await parks.evaluation(steady, '2030');
    const late = await (
      await stack.as('key-industry-office.head')
    ).post(`/api/cases/${done}/withdraw`, {
      reason: '已经有结果',
    });
    expect(late.status).toBe(409);
  });

  test('two failing years in a row: revoked by whom the setting names; a year that passes breaks the row', async () => {
    await parks.to('2032-02-04T09:00:05+08:00');
    await Promise.all([
      parks.year(steady, '2031'),
      parks.year(wavering, '2031'),
      (async () => {
        const id = await parks.year(failing, '2031', MISSED);
        expect((await caseOf(monitor, id)).outcome).toBe('failed');
        const task = await taskAt(monitor, id, 'Task_DecideRevocation');
        expect(task.group).toBe('government-office.head');
        await limitIs(id, 'decide-park-revocation', 'running');
        const clue = { parkId: failing, ground: 'fraud-application', clue: '反映入驻企业数量不实' };
        const check = (await office.post('/api/cases', { process: 'park-evaluation', variables: clue })).body.id;
        const bare = await (
          await stack.as(task.group)
        ).post(`/api/tasks/${task.key}/complete`, {
          variables: { revocationResult: 'keep' },
        });
        expect(bare.status).toBe(422);
        await go.step(id, 'Task_DecideRevocation', { revocationResult: 'revoke' });
        await caseReaches(monitor, id, 'completed');
        expect((await caseOf(monitor, id)).outcome).toBe('park-revoked');
        await flows.of(monitor, id, 'Flow_Archived');
        const decision = await paperOf(id, '取消产业园区资格决定书.pdf');
        for (const part of [
          `落后园区${run}连续两年年度综合评价不合格`,
          '2030年度综合评价不合格',
          '2031年度综合评价不合格',
        ])
          expect(decision).toContain(part);
        expect(decision).toContain('区政府办公室2032年2月4日');
        await endsWithItsPark(check);
      })(),
    ]);
    expect(await outcomes(failing)).toEqual(['2030 failed', '2031 failed']);
    const park = await parks.memory(failing);
    expect(park.revokedOn).toBe('2032-02-04');
    const { rows } = await pool.query(
      'SELECT certificate_number AS n, verification_code AS c FROM park WHERE id = $1',
      [failing],
    );
    const certificate = await stack
      .stranger()
      .get(`/api/park-certificates/verification?number=${encodeURIComponent(rows[0].n)}&code=${rows[0].c}`);
    expect(certificate.body).toMatchObject({ valid: false, park: { revokedOn: '2032-02-04' } });
    expect((await parks.memory(wavering)).revokedOn).toBe(null);
  });
});

describe('the third year', () => {
  test('fail, pass, fail is rectified and not revoked; the revoked park is evaluated no more', async () => {
    await parks.to('2033-02-15T09:00:05+08:00');
    await Promise.all([
      (async () => {
        const id = await parks.year(wavering, '2032', MISSED);
        await parks.rectify(id);
        expect((await caseOf(monitor, id)).variables.consequence).toBe('rectify');
      })(),
      parks.year(steady, '2032', { ...REACHED, actualCompanies: 24 }),
    ]);
    expect(await outcomes(wavering)).toEqual(['2030 failed', '2031 excellent', '2032 failed']);
    expect((await parks.memory(wavering)).revokedOn).toBe(null);
    expect(await outcomes(steady)).toEqual(['2030 excellent', '2031 excellent', '2032 excellent']);
    expect((await opened(failing)).filter((period) => period.startsWith('2032'))).toEqual([]);
    await eventually(async () => {
      const { rows } = await pool.query<{ n: string }>(
        `SELECT count(*) AS n FROM read.instance WHERE process_id = 'park-schedule' AND state = 'completed'`,
      );
      expect(rows[0]?.n).toBe('1');
    }, 120_000);
  });

  test('a second failing year in a row that is not revoked has its reason and is rectified', async () => {
    await parks.to('2034-02-15T09:00:05+08:00');
    const id = await parks.year(wavering, '2033', MISSED);
    await go.step(id, 'Task_DecideRevocation', { revocationResult: 'keep', revocationText: '园区正在改造' });
    await parks.rectify(id);
    expect((await parks.memory(wavering)).revokedOn).toBe(null);
    await flows.of(monitor, id, 'Flow_Archived');
  });

  test('evaluations and money are seen by whom they concern; the overview is filtered and exported alike', async () => {
    const outsider = await stack.as('archives.clerk');
    const seen = (await outsider.get(`/api/parks/${lying}`)).body;
    expect([seen.evaluations, seen.money, seen.may.seeEvaluations]).toEqual([undefined, undefined, false]);
    const listed = async (who: Client, filter: string) =>
      (await who.get(`/api/parks?limit=200&${filter}`)).body.items.map(({ id }: { id: string }) => id) as string[];
    expect(await listed(outsider, 'outcome=failed')).toEqual([]);
    expect(await listed(office, 'standing=revoked')).toEqual([failing]);
    expect((await listed(department, 'outcome=failed')).sort()).toEqual([failing, wavering].sort());
    const sheet = await office.raw(`/api/parks/export.xlsx?q=${encodeURIComponent(OPERATOR)}`);
    const [list, asked] = await readSheets(Buffer.from(await sheet.arrayBuffer()));
    const exported = list?.rows.slice(1).map((row) => [row[0], row[13], row[15]]);
    expect(exported).toHaveLength(2);
    expect(exported).toEqual(
      expect.arrayContaining([
        [`失信园区${run}`, '300000.3', '300000.3'],
        [`稳健园区${run}`, '0', '0'],
      ]),
    );
    expect(asked?.rows).toContainEqual(['查找', OPERATOR]);
  });

  test('the page of a park: three years against its targets, evaluations, money and cards; at a desk and on a phone', async () => {
    const browser = await openBrowser(stack);
    try {
      const page = await browser.open('key-industry-office.clerk', `/parks/${lying}`);
      await heading(page, `失信园区${run}`).waitFor();
      const money = page.getByRole('region', { name: '产业资金' });
      await expectText(money, '300,000.3');
      await expectText(money, '已缴清');
      const progress = page.getByRole('region', { name: '考核' });
      await progress.locator('.chart svg').first().waitFor();
      await expectText(progress, '2030年');
      await expectText(page.getByRole('region', { name: '红牌' }), '追缴产业资金');
      await expectAccessible(page);
      await page.goto(`/parks/${steady}`);
      await expectText(page.getByRole('region', { name: '基本情况' }), `原名 ${OPERATOR}（至 2031-03-01）`);
      await expectText(page.getByRole('region', { name: '考核' }), '上半年未报送，下半年已报送（优秀）');
      await page.goto(`/parks/${failing}`);
      const ended = page.getByRole('region', { name: '考核' });
      await ended.getByText('取消资格', { exact: true }).waitFor();
      await expectText(ended.getByRole('row', { name: /^2031年上半年/ }), '已取消');
      await expectText(ended.getByRole('row', { name: /^2031年上半年/ }), '园区资格已取消');
      await page.goto(`/parks/${wavering}`);
      const kept = page.getByRole('region', { name: '考核' }).getByRole('row', { name: /^2033年/ });
      await expectText(kept.filter({ hasText: '暂不取消' }), '园区正在改造');
      await page.goto('/parks?standing=revoked');
      await page.getByText('2032-02-04 取消资格').waitFor();
      await expectAccessible(page);
      await page.context().close();

      const phone = await browser.open('finance.clerk', `/parks/${lying}`, { viewport: PHONE });
      await button(phone, '登记兑现资金').click();
      await phone.getByRole('dialog').getByLabel('凭证编号').waitFor();
      await phone
        .getByRole('button', { name: 'Close' })
        .or(phone.getByRole('button', { name: '关闭' }))
        .first()
        .click();
      await expectNoSidewaysScroll(phone);
      await expectAccessible(phone);
      expect(browser.complaints).toEqual([]);
    } finally {
      await browser.close();
    }
  });

  test('with these, every flow of the diagram has been taken', () => {
    expect(flows.all().length).toBeGreaterThan(60);
    // A limit ends with its step, never by itself.
    expect(flows.untaken()).toEqual([
      'Flow_ClawbackLimitClosed',
      'Flow_RecoveryLimitClosed',
      'Flow_RectificationLimitClosed',
      'Flow_RectificationPlanLimitClosed',
      'Flow_ReportLimitClosed',
      'Flow_ReviewLimitClosed',
      'Flow_RevocationLimitClosed',
    ]);
  });
});
