import { DateTime } from 'luxon';
import { createPool, type Pool } from '../../db/pool.ts';
import { openYearlyCatalogue } from '../../domain/disclosure/yearly.ts';
import { CATEGORIES } from '../../domain/property/words.ts';
import {
  choose,
  doTask,
  expectAccessible,
  expectNoSidewaysScroll,
  expectText,
  field,
  openBrowser,
  PHONE,
} from '../e2e/browser.ts';
import type { Client } from '../support/client.ts';
import { coordinationSteps } from '../support/coordination.ts';
import { caseOf, caseReaches, openTasks, taskAt } from '../support/fast-track.ts';
import { countFlows } from '../support/flows.ts';
import { deadlinesOf, expectRedOnce, limitBecomes, limitHistory, moveClock, obligationsOf } from '../support/limits.ts';
import { expectOutside } from '../support/outsider.ts';
import { paperIn } from '../support/papers.ts';
import { engineOf, eventually, startStack } from '../support/stack.ts';

/** Property management (历下政办发〔2019〕3号) and disclosure of decisions (历下政办发〔2019〕8号 一（一）), from Monday 2 March 2037: a date ahead, so that the engine's exporters
 * need not flush each record. */

let stack: Awaited<ReturnType<typeof startStack>>;
let pool: Pool;
let monitor: Client;
let go: ReturnType<typeof coordinationSteps>;
/** A complaint that the community leaves lying, and two incomes that are published: they wait for the clock. */
let late: string;
let income: string;
let quiet: string;
/** A matter whose comments end, one whose comments begin, and a form that was handed out in time. */
const disclosed = { open: '', coming: '', token: '' };
/** Each obligation of these diagrams with a case that is left lying there. */
const overdue: Record<string, string> = {};
const leave = (obligation: string, at: Promise<string>) => at.then((id) => (overdue[obligation] = id));
const flows = {
  ...{ dispute: countFlows(), decision: countFlows(), income: countFlows() },
  ...{ catalogue: countFlows(), disclosure: countFlows() },
};

beforeAll(async () => {
  stack = await startStack({ clock: '2037-03-02T09:00:00+08:00' });
  pool = createPool(stack.databaseUrl, 2);
  monitor = await stack.as('monitor');
  go = coordinationSteps(stack);
}, 600_000);
afterAll(async () => {
  await pool?.end();
  await stack?.stop();
});

/** Obligations of a case that are over, and how. */
const limitsAre = (id: string, expected: Record<string, string>) =>
  eventually(async () => {
    const found = await deadlinesOf(monitor, id);
    expect(Object.fromEntries(found.map(({ obligation, state }) => [obligation, state]))).toEqual(expected);
  }, 120_000);
const met = (...obligations: string[]) => Object.fromEntries(obligations.map((name) => [name, 'met']));
const ends = async (id: string, outcome: string) => {
  await caseReaches(monitor, id, 'completed');
  expect((await caseOf(monitor, id)).outcome).toBe(outcome);
};
const paperOf = async (id: string, name: string): Promise<string> =>
  (await paperIn(stack.dataDir, monitor, id, name)).text;
const withdraw = async (id: string, by: string) => {
  expect((await (await stack.as(by)).post(`/api/cases/${id}/withdraw`, { reason: '重复登记' })).status).toBe(200);
  await caseReaches(monitor, id, 'withdrawn');
};

const held = (mediationResult: string, over: Record<string, unknown> = {}) => ({
  ...{ mediatedOn: '2037-03-02', mediationParticipants: '投诉人、物业服务企业', mediationText: '已当面调解。' },
  ...{ mediationResult, unlawfulDecision: false },
  ...over,
});
const books = {
  ...{ accountKeeper: '物业服务企业', openingBalance: '0.10' },
  incomeItems: [
    { incomeName: '电梯广告', incomeAmount: '12,000.20' },
    { incomeName: '场地出租', incomeAmount: '0.01' },
  ],
  expenseItems: [{ expenseName: '维修路灯', expenseAmount: '3000' }],
};

describe('property disputes', () => {
  const complaint = (over: Record<string, unknown> = {}) => ({
    ...{ filingUnit: 'community', source: 'visit', receivedOn: '2037-03-02', estate: '甲小区' },
    ...{ complainant: '投诉人', contact: '0531-80000000', category: 'company', content: '电梯停运三天。' },
    ...{ subDistrict: 'sub-district', community: 'community' },
    ...over,
  });
  const answer = { answeredOn: '2037-03-02', answerChannel: 'phone', answerText: '已恢复运行。' };
  const visit = (satisfactionResult: string, over: Record<string, unknown> = {}) => ({
    ...{ visitedOn: '2037-03-02', satisfactionResult, again: false },
    ...over,
  });
  const coordinated = {
    ...{ coordinatedOn: '2037-03-02', coordinationDepartments: ['housing-construction', 'justice'] },
    ...{ coordinationText: '由物业服务企业限期修复。', coordinationResult: 'directed', unlawfulDecision: false },
  };
  const decision = (over: Record<string, unknown> = {}) => ({
    ...{ filingUnit: 'community', subDistrict: 'sub-district', estate: '丙小区', body: 'committee' },
    ...{
      decisionKind: 'income',
      title: '使用公共收益更换门禁',
      decidedOn: '2037-02-27',
      content: '九人中六人同意。',
    },
    ...over,
  });
  const unlawful = { examineResult: 'correct', examineText: '未经业主大会表决。', unlawfulGround: '管理规约第八条' };
  const period = { periodFrom: '2036-07-01', periodUntil: '2036-12-31' };
  const report = (over: Record<string, unknown> = {}) => ({
    ...{ filingUnit: 'community', subDistrict: 'sub-district', estate: '丁小区', ...period },
    ...over,
  });
  const examined = async (examination?: Record<string, unknown>) => {
    const id = await go.start('community.clerk', 'owners-decision', decision({ estate: '逾期小区' }));
    if (!examination) return id;
    await go.step(id, 'Task_ExamineDecision', examination);
    await go.step(id, 'Task_ConfirmExamination', { confirmResult: 'agree' });
    return id;
  };
  const reported = (estate: string) => go.start('community.clerk', 'common-income', report({ estate }));

  test('what is absurd is said at its field; only who may registers; one ticket of the hotline is one case', async () => {
    const body = (over: Record<string, unknown>) => ({ process: 'property-dispute', variables: complaint(over) });
    const community = await stack.as('community.clerk');
    const paths = async (over: Record<string, unknown>) =>
      (await community.post('/api/cases', body(over))).body.errors.map((e: { path: string }) => e.path).sort();
    expect(await paths({ source: 'letter', receivedOn: '2037-03-03', category: 'x', community: 'finance' })).toEqual([
      ...['category', 'community', 'receivedOn', 'source'],
    ]);
    expect(await paths({ source: 'hotline', complainant: '', contact: null })).toEqual([
      ...['complainant', 'contact', 'hotlineNumber'],
    ]);
    expect(await paths({ contact: '<b>1</b>' })).toEqual(['contact']);
    for (const [user, over] of [
      ['finance.clerk', {}],
      ['community.head', {}],
      ['community.clerk', { filingUnit: 'sub-district' }],
    ] as const)
      expect([user, (await (await stack.as(user)).post('/api/cases', body(over))).status]).toEqual([user, 403]);
    const hotline = await stack.as('hotline-office.clerk');
    const visitTo = body({ filingUnit: 'hotline-office' });
    expect((await hotline.post('/api/cases', visitTo)).body.errors).toMatchObject([{ path: 'source' }]);
    const ticket = body({ filingUnit: 'hotline-office', source: 'hotline', hotlineNumber: 'JN-1' });
    const both = await Promise.all([1, 2].map(() => hotline.post('/api/cases', ticket)));
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    late = both.find(({ status }) => status === 201)?.body.id as string;
    await limitBecomes(monitor, late, { obligation: 'mediate-at-community', dueAt: '2037-03-16T17:00:00+08:00' });
  });

  test('the community settles it; the department is told by the rule; answered, asked, filed', async () => {
    const id = await go.start('community.clerk', 'property-dispute', complaint());
    const task = await taskAt(monitor, id, 'Task_MediateCommunity');
    expect(task.group).toBe('community.clerk');
    for (const user of ['sub-district.clerk', 'community.head'])
      expect((await (await stack.as(user)).post(`/api/tasks/${task.key}/complete`, { variables: {} })).status).toBe(
        403,
      );
    expect((await (await stack.as('archives.clerk')).get(`/api/cases/${id}`)).status).toBe(403);
    expect((await (await stack.as('housing-construction.clerk')).get(`/api/cases/${id}`)).status).toBe(200);
    const early = await go.send(id, 'Task_MediateCommunity', held('settled', { mediatedOn: '2037-03-01' }));
    expect(early.body.errors).toMatchObject([{ path: 'mediatedOn' }]);
    await go.step(id, 'Task_MediateCommunity', held('settled'));
    await go.step(id, 'Task_AnswerComplainant', answer);
    // Asked by another unit than the one that dealt with it.
    const back = await taskAt(monitor, id, 'Task_VisitBack');
    expect(back.group).toBe('sub-district.clerk');
    const silent = await go.send(id, 'Task_VisitBack', visit('dissatisfied'));
    expect(silent.body.errors).toMatchObject([{ path: 'satisfactionText' }]);
    await go.step(id, 'Task_VisitBack', visit('satisfied'));
    await ends(id, 'dispute-settled');
    await limitsAre(id, met('mediate-at-community', 'answer-complainant', 'visit-back-complainant'));
    const record = await paperOf(id, '物业纠纷社区级调处记录.pdf');
    for (const part of ['电梯停运三天', '投诉人、物业服务企业', '已解决', '社区居委会']) expect(record).toContain(part);
    await flows.dispute.of(monitor, id, 'Flow_Archived');
  });

  test('not satisfied: the next level, by its own limit, up to the district, whose head sends back once', async () => {
    const id = await go.start('community.clerk', 'property-dispute', complaint({ category: 'committee' }));
    await go.step(id, 'Task_MediateCommunity', held('settled'));
    await go.step(id, 'Task_AnswerComplainant', answer);
    await go.step(id, 'Task_VisitBack', visit('dissatisfied', { again: true, satisfactionText: '又停运' }));
    const street = await go.form(id, 'Task_MediateStreet');
    expect(street.variables).toMatchObject({ satisfaction: { text: '又停运' }, department: null });
    await limitBecomes(monitor, id, { obligation: 'mediate-at-street', dueAt: '2037-03-16T17:00:00+08:00' });
    const found = held('beyond', { unlawfulDecision: true });
    expect((await go.send(id, 'Task_MediateStreet', found)).body.errors).toMatchObject([{ path: 'unlawfulTitle' }]);
    await go.step(id, 'Task_MediateStreet', { ...found, unlawfulTitle: '业主委员会更换物业的决定' });
    await limitBecomes(monitor, id, { obligation: 'coordinate-at-district', dueAt: '2037-03-23T17:00:00+08:00' });
    await go.step(id, 'Task_CoordinateDistrict', coordinated);
    expect((await go.send(id, 'Task_ApproveCoordination', { approveResult: 'return' })).status).toBe(422);
    await go.step(id, 'Task_ApproveCoordination', { approveResult: 'return', approveText: '写明期限' });
    expect((await go.form(id, 'Task_CoordinateDistrict')).variables).toMatchObject({
      coordinationReturned: { text: '写明期限' },
      coordinationText: coordinated.coordinationText,
    });
    await go.step(id, 'Task_CoordinateDistrict', { coordinationText: '十日内修复。' });
    await go.step(id, 'Task_ApproveCoordination', { approveResult: 'agree' });
    await go.step(id, 'Task_AnswerComplainant', answer);
    // The district is the last level: asked for once more, it is only noted.
    const unheard = visit('dissatisfied', { again: true, satisfactionText: '仍不满意' });
    await go.step(id, 'Task_VisitBack', unheard);
    await ends(id, 'dispute-directed');
    expect(await paperOf(id, '物业纠纷区级调处记录.pdf')).toContain('区住建局、区司法局');
    expect((await (await stack.as('justice.clerk')).get(`/api/cases/${id}`)).status).toBe(200);
    await flows.dispute.of(monitor, id, 'Flow_Archived');
    // What was found unlawful is a case of its own.
    const { rows } = await pool.query<{ id: string }>(`SELECT id FROM cases WHERE parent_case_id = $1`, [id]);
    expect(rows).toHaveLength(1);
    const review = rows[0]?.id ?? '';
    expect((await go.form(review, 'Task_ExamineDecision')).variables).toMatchObject({
      origin: 'dispute',
      disputeId: id,
    });
    const clerk = await stack.as('sub-district.clerk');
    const { items } = (await clerk.get('/api/property/disputes?satisfaction=dissatisfied')).body;
    expect(items).toMatchObject([{ caseId: id, reached: 'district', resultName: '明确责任单位和处理意见' }]);
  });

  test('found on patrol: nobody to answer; withdrawn by the unit that registered it', async () => {
    const patrol = complaint({ source: 'patrol', complainant: null, contact: null, category: 'building' });
    const id = await go.start('sub-district.clerk', 'property-dispute', { ...patrol, filingUnit: 'sub-district' });
    const told = await stack.as('urban-management.clerk');
    await eventually(async () => {
      const { items } = (await told.get('/api/notifications')).body as { items: { title: string }[] };
      expect(items.map(({ title }) => title)).toContain('物业纠纷协同：甲小区：违章搭建、改变房屋用途');
    });
    await go.step(id, 'Task_MediateCommunity', held('unsettled'));
    await go.step(id, 'Task_MediateStreet', held('settled'));
    await ends(id, 'dispute-settled');
    await flows.dispute.of(monitor, id, 'Flow_Archived');
    const wrong = await go.start('community.clerk', 'property-dispute', complaint({ estate: '乙小区' }));
    await taskAt(monitor, wrong, 'Task_MediateCommunity');
    await withdraw(wrong, 'community.head');
    await eventually(async () => expect(await openTasks(monitor, wrong)).toEqual([]));
    await flows.dispute.of(monitor, wrong, 'Flow_WithdrawalRecorded');
    const { items } = (await monitor.get('/api/property/disputes?q=乙小区')).body;
    expect(items).toMatchObject([{ withdrawn: true }]);
  });

  test('every category has one department, or none', async () => {
    const engine = engineOf(stack);
    try {
      const expected: Record<string, string> = {
        ...{ company: 'housing-construction', handover: 'housing-construction', rental: 'housing-construction' },
        ...{ building: 'urban-management', parking: 'public-security', safety: 'public-security' },
        ...{ noise: 'ecology-environment', greening: 'parks-greening', water: 'water', price: 'market-regulation' },
      };
      for (const category of Object.keys(CATEGORIES)) {
        const { output, matchedRules } = await engine.evaluateDecision(
          { decisionId: 'dispute-department' },
          { category },
        );
        expect([category, output, matchedRules.length]).toEqual([category, expected[category] ?? 'none', 1]);
      }
      const unknown = await engine.evaluateDecision({ decisionId: 'dispute-department' }, { category: 'x' });
      expect(unknown.output).toBeNull();
    } finally {
      await engine.close();
    }
  });

  describe('decisions of owners', () => {
    const lawful = { examineResult: 'file', examineText: '权限、程序、内容合法。' };

    test('lawful: examined, confirmed, filed, in the register', async () => {
      const id = await go.start('community.clerk', 'owners-decision', decision());
      await limitBecomes(monitor, id, { obligation: 'examine-owners-decision', dueAt: '2037-03-09T17:00:00+08:00' });
      await go.step(id, 'Task_ExamineDecision', lawful);
      await go.step(id, 'Task_ConfirmExamination', { confirmResult: 'return', confirmText: '补表决票' });
      await go.step(id, 'Task_ExamineDecision', { examineText: '已核对表决票。' });
      const confirm = await taskAt(monitor, id, 'Task_ConfirmExamination');
      expect(confirm.group).toBe('community.head');
      await go.step(id, 'Task_ConfirmExamination', { confirmResult: 'agree' });
      await ends(id, 'decision-filed');
      expect(await paperOf(id, '业主决定备案回执.pdf')).toContain('2037年2月27日作出的《使用公共收益更换门禁》');
      const register = (await (await stack.as('sub-district.clerk')).get('/api/property/decisions?q=丙小区')).body;
      expect(register.items).toMatchObject([{ caseId: id, state: 'filed', bodyName: '业主委员会' }]);
      expect((await (await stack.as('finance.clerk')).get('/api/property/decisions')).body.total).toBe(0);
      await flows.decision.of(monitor, id, 'Flow_Archived');
    });

    test('unlawful: ordered to correct, by its date; not corrected: revoked and announced', async () => {
      const id = await go.start('community.clerk', 'owners-decision', decision({ title: '提高停车费' }));
      const bare = await go.send(id, 'Task_ExamineDecision', { ...unlawful, unlawfulGround: null });
      expect(bare.body.errors.map((e: { path: string }) => e.path).sort()).toEqual([
        'correctionDays',
        'unlawfulGround',
      ]);
      await go.step(id, 'Task_ExamineDecision', { ...unlawful, correctionDays: 3 });
      await go.step(id, 'Task_ConfirmExamination', { confirmResult: 'agree' });
      await limitBecomes(monitor, id, { obligation: 'correct-owners-decision', dueAt: '2037-03-05T17:00:00+08:00' });
      expect(await paperOf(id, '责令改正通知书.pdf')).toContain('请于2037年3月5日前改正');
      const find = async () => (await monitor.get(`/api/property/decisions?q=${id}`)).body.items[0].state;
      await eventually(async () => expect(await find()).toBe('correct'));
      await go.step(id, 'Task_ReportCorrection', {
        ...{ correctionResult: 'not-corrected', correctedOn: '2037-03-02', correctionText: '拒不改正。' },
      });
      const again = await go.form(id, 'Task_ExamineDecision');
      expect(again.variables).toMatchObject({ correction: { result: 'not-corrected' }, examineText: null });
      await go.step(id, 'Task_ExamineDecision', { ...unlawful, examineResult: 'revoke' });
      await go.step(id, 'Task_ConfirmExamination', { confirmResult: 'agree' });
      await go.step(id, 'Task_AnnounceRevocation', { announcedOn: '2037-03-02', announcedPlace: '小区公告栏' });
      await ends(id, 'decision-revoked');
      expect(await find()).toBe('revoked');
      expect(await paperOf(id, '撤销业主决定书.pdf')).toContain('管理规约第八条');
      await limitsAre(id, met('examine-owners-decision', 'correct-owners-decision', 'announce-owners-revocation'));
      await flows.decision.of(monitor, id, 'Flow_Archived');
      const withdrawn = await go.start('community.clerk', 'owners-decision', decision());
      await taskAt(monitor, withdrawn, 'Task_ExamineDecision');
      await withdraw(withdrawn, 'environment-property-committee.head');
      await flows.decision.of(monitor, withdrawn, 'Flow_WithdrawalRecorded');
      const filing = { process: 'owners-decision', variables: decision() };
      expect((await (await stack.as('sub-district.clerk')).post('/api/cases', filing)).status).toBe(403);
    });
  });

  describe('common income', () => {
    test('summed exactly, verified, published to everybody without files or names; a period is published once', async () => {
      const id = await go.start('community.clerk', 'common-income', report());
      income = id;
      const second = { process: 'common-income', variables: report({ periodFrom: '2036-12-31' }) };
      const clerk = await stack.as('community.clerk');
      expect((await clerk.post('/api/cases', second)).body.detail).toContain('期间不能重叠');
      const backwards = { process: 'common-income', variables: report({ periodUntil: '2036-06-30' }) };
      expect((await clerk.post('/api/cases', backwards)).body.errors).toMatchObject([{ path: 'periodUntil' }]);
      await go.stepWithFile(id, 'Task_PrepareIncome', 'incomeFiles', books);
      const shown = await go.form(id, 'Task_VerifyIncome');
      expect(shown.variables.sums).toEqual({ income: '12000.21', expenses: '3000', closing: '9000.31' });
      await go.step(id, 'Task_VerifyIncome', { verifyResult: 'return', verifyText: '漏记支出' });
      const more = [...books.expenseItems, { expenseName: '绿化', expenseAmount: '9000.32' }];
      await go.step(id, 'Task_PrepareIncome', { expenseItems: more });
      await go.step(id, 'Task_VerifyIncome', { verifyResult: 'publish' });
      await eventually(async () => {
        const { items } = (await monitor.get('/api/property/incomes?q=丁小区')).body;
        expect(items).toMatchObject([{ caseId: id, closing: '-0.01', publishedUntil: '2037-03-16T17:00:00+08:00' }]);
      });
      expect(await paperOf(id, '公共收益收支公示表.pdf')).toContain('期末结余-0.01元');
      quiet = await go.start('community.clerk', 'common-income', report({ estate: '己小区' }));
      await go.stepWithFile(quiet, 'Task_PrepareIncome', 'incomeFiles', {
        ...books,
        incomeItems: [],
        expenseItems: [],
      });
      await go.step(quiet, 'Task_VerifyIncome', { verifyResult: 'publish' });
      await eventually(async () => expect((await monitor.get('/api/property/incomes?q=己小区')).body.total).toBe(1));
      const other = await go.start('community.clerk', 'common-income', report({ estate: '戊小区' }));
      await taskAt(monitor, other, 'Task_PrepareIncome');
      await withdraw(other, 'community.head');
      await flows.income.of(monitor, other, 'Flow_WithdrawalRecorded');
    });
  });

  test('a case is left at each step that has a limit', async () => {
    const dispute = async (...steps: [element: string, variables: Record<string, unknown>][]) => {
      const id = await go.start('community.clerk', 'property-dispute', complaint({ estate: '逾期小区' }));
      for (const [element, variables] of steps) await go.step(id, element, variables);
      return id;
    };
    await Promise.all([
      leave('mediate-at-street', dispute(['Task_MediateCommunity', held('beyond')])),
      leave(
        'coordinate-at-district',
        dispute(['Task_MediateCommunity', held('beyond')], ['Task_MediateStreet', held('beyond')]),
      ),
      leave('answer-complainant', dispute(['Task_MediateCommunity', held('settled')])),
      leave(
        'visit-back-complainant',
        dispute(['Task_MediateCommunity', held('settled')], ['Task_AnswerComplainant', answer]),
      ),
      leave('examine-owners-decision', examined()),
      leave('correct-owners-decision', examined({ ...unlawful, correctionDays: 3 })),
      leave('announce-owners-revocation', examined({ ...unlawful, examineResult: 'revoke' })),
      leave('prepare-common-income', reported('逾期小区甲')),
      leave(
        'handle-income-objections',
        reported('逾期小区乙').then(async (id) => {
          await go.stepWithFile(id, 'Task_PrepareIncome', 'incomeFiles', books);
          await go.step(id, 'Task_VerifyIncome', { verifyResult: 'publish' });
          return id;
        }),
      ),
    ]);
  });
});

describe('disclosure of decisions', () => {
  const OFFICE = 'government-office';
  const matter = (over: Record<string, unknown> = {}) => ({
    ...{ filingUnit: 'education-sports', subject: '中小学课后服务办法', summary: '涉及全区学生和家长。' },
    ...{ decideOn: '2037-06-30', ways: ['written', 'hearing'], secret: false, secretReason: null },
    ...over,
  });
  const draft = (over: Record<string, unknown> = {}) => ({
    ...{ basisText: '义务教育法', explanation: '背景和主要内容。', urgent: 'no', urgentReason: null },
    ...{ commentsBeginOn: '2037-03-02', commentsEndOn: '2037-03-31' },
    ...over,
  });
  const stranger = () => stack.stranger();
  const publicPage = async (path: string) => {
    const answer = await stranger().raw(path, { redirect: 'manual' });
    return { status: answer.status, text: await answer.text(), headers: answer.headers };
  };
  /** What comes of sending the form of this matter; `over` replaces fields, null leaves one out. */
  async function send(id: string, over: Record<string, string | null> = {}, headers: Record<string, string> = {}) {
    const { text } = await publicPage(`/public/decisions/${id}`);
    const token = /name="token" value="([^"]+)"/.exec(text)?.[1] ?? '';
    const fields = { token, text: '建议延长服务时间到六点半。', name: '', contact: '', ...over };
    const body = new URLSearchParams(
      Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== null),
    );
    const answer = await stranger().raw(`/public/decisions/${id}/comments`, {
      ...{ method: 'POST', body, redirect: 'manual', headers },
    });
    return { status: answer.status, text: await answer.text(), location: answer.headers.get('location'), token };
  }
  const comments = (id: string, more = '') => clerk.get(`/api/disclosures/${id}/comments?limit=100${more}`);
  const judge = async (id: string, number: number, judgement: object, who = clerk) => {
    const { items } = (await comments(id)).body;
    const { id: comment } = items.find((c: { number: number }) => c.number === number) as { id: string };
    return who.post(`/api/disclosures/${id}/comments/${comment}/moderation`, judgement);
  };
  let clerk: Client;
  let office: Client;
  /** Comments are taken from today; from 10 March. */
  let open: string;
  let coming: string;
  let secret: string;
  beforeAll(async () => {
    [clerk, office] = (await Promise.all(
      ['education-sports.clerk', `${OFFICE}.clerk`].map((user) => stack.as(user)),
    )) as [Client, Client];
  });

  test('declared by its unit, with a decision ahead; secret with a reason, confirmed by the office, and then seen by nobody else', async () => {
    const body = (over: object = {}) => ({ process: 'decision-disclosure', variables: { ...matter(), ...over } });
    const wrong = await clerk.post('/api/cases', body({ decideOn: '2037-03-02', ways: ['x'], secret: true }));
    expect(wrong.body.errors.map((e: { path: string }) => e.path).sort()).toEqual(['decideOn', 'ways.0']);
    const bare = await clerk.post('/api/cases', body({ secret: true, secretReason: ' ' }));
    expect(bare.body.errors).toMatchObject([{ path: 'secretReason' }]);
    expect((await (await stack.as('finance.clerk')).post('/api/cases', body())).status).toBe(403);
    const catalogueBody = { process: 'decision-catalogue', variables: { year: 2037 } };
    expect((await clerk.post('/api/cases', catalogueBody)).status).toBe(403);
    const hidden = matter({ subject: '涉密调整方案', secret: true, secretReason: '涉及国家秘密' });
    secret = await go.start('education-sports.clerk', 'decision-disclosure', hidden);
    await limitBecomes(monitor, secret, { obligation: 'review-decision-matter', dueAt: '2037-03-09T17:00:00+08:00' });
    const task = await taskAt(monitor, secret, 'Task_ReviewMatter');
    expect(task.group).toBe(`${OFFICE}.head`);
    expect((await office.post(`/api/tasks/${task.key}/complete`, { variables: {} })).status).toBe(403);
    expect((await go.send(secret, 'Task_ReviewMatter', { reviewResult: 'secret' })).status).toBe(422);
    await go.step(secret, 'Task_ReviewMatter', { reviewResult: 'secret', reviewText: '保密法第十三条' });
    await ends(secret, 'disclosure-excluded');
    await flows.disclosure.of(monitor, secret, 'Flow_MatterExcluded');
    const subjects = async (user: string) =>
      (await (await stack.as(user)).get('/api/decision-matters?year=2037')).body.items.map(
        (m: { subject: string; secretReason: string | null }) => `${m.subject} ${m.secretReason}`,
      );
    expect(await subjects('education-sports.clerk')).toEqual(['涉密调整方案 保密法第十三条']);
    expect(await subjects(`${OFFICE}.clerk`)).toHaveLength(1);
    expect(await subjects('finance.clerk')).toEqual([]);
    const outsider = await stack.as('finance.clerk');
    expect((await outsider.get(`/api/cases/${secret}`)).status).toBe(403);
    expect((await outsider.get(`/api/disclosures/${secret}`)).status).toBe(404);
    expect((await outsider.get('/api/search?q=涉密调整')).body.total).toBe(0);
  });

  test('the draft: the period by the rule, signed by the head, who may return it', async () => {
    open = await go.start('education-sports.clerk', 'decision-disclosure', matter());
    coming = await go.start('education-sports.clerk', 'decision-disclosure', matter({ subject: '校服选购办法' }));
    for (const id of [open, coming]) await go.step(id, 'Task_ReviewMatter', { reviewResult: 'disclose' });
    await limitBecomes(monitor, open, { obligation: 'draft-decision-disclosure', dueAt: '2037-03-30T17:00:00+08:00' });
    await go.stepWithFile(open, 'Task_DraftDisclosure', 'draftFiles', draft({ commentsEndOn: '2037-03-30' }));
    const short = await eventually(async () => {
      const form = await go.form(open, 'Task_DraftDisclosure');
      expect(form.variables.periodFault).toBeTruthy();
      return form;
    });
    expect(short.variables).toMatchObject({
      periodFault: '征集期为29日，按规定不少于30日，请延后结束日期或说明缩短的理由。',
      basisText: '义务教育法',
    });
    const hurried = { urgent: 'yes', commentsEndOn: '2037-03-09' };
    expect((await go.send(open, 'Task_DraftDisclosure', hurried)).body.errors).toMatchObject([
      { path: 'urgentReason' },
    ]);
    const backwards = await go.send(open, 'Task_DraftDisclosure', { commentsEndOn: '2037-03-01' });
    expect(backwards.body.errors).toMatchObject([{ path: 'commentsEndOn' }]);
    await go.step(open, 'Task_DraftDisclosure', { ...hurried, urgentReason: '新学期开始' });
    await go.step(open, 'Task_ApproveDisclosure', { approveResult: 'return', approveText: '补充依据' });
    await go.step(open, 'Task_DraftDisclosure', { basisText: '义务教育法<b>第二条</b>' });
    // Published by nobody but the head.
    expect((await publicPage(`/public/decisions/${open}`)).status).toBe(404);
    expect((await taskAt(monitor, open, 'Task_ApproveDisclosure')).group).toBe('education-sports.head');
    await go.step(open, 'Task_ApproveDisclosure', { approveResult: 'agree' });
    const later = draft({ commentsBeginOn: '2037-03-10', commentsEndOn: '2037-04-08' });
    await go.stepWithFile(coming, 'Task_DraftDisclosure', 'draftFiles', later);
    await go.step(coming, 'Task_ApproveDisclosure', { approveResult: 'agree' });
    await eventually(async () => {
      const { text } = await publicPage('/public/decisions');
      expect(text).toContain('征集中');
      expect(text).toContain('即将征集');
    });
    const engine = engineOf(stack);
    try {
      for (const [urgent, days] of [
        ['no', 30],
        ['yes', 7],
        ['x', null],
      ] as const)
        expect((await engine.evaluateDecision({ decisionId: 'comment-period' }, { urgent })).output).toBe(days);
    } finally {
      await engine.close();
    }
  });

  test('the catalogue: units say how many they declared, each seeing only its own; signed, published, added to', async () => {
    const id = await go.start(`${OFFICE}.clerk`, 'decision-catalogue', { year: 2037 });
    const second = await office.post('/api/cases', { process: 'decision-catalogue', variables: { year: 2037 } });
    expect(second.body.detail).toContain('没有重复启动');
    expect((await go.form(id, 'Task_NotifyUnits')).variables.departments).toHaveLength(24);
    await go.step(id, 'Task_NotifyUnits', {
      departments: ['education-sports', 'sub-district'],
      notifyText: '逐项写明',
    });
    await limitBecomes(monitor, id, { obligation: 'declare-decision-matters', dueAt: '2037-03-16T17:00:00+08:00' });
    await go.step(id, 'Task_DeclareMatters', { declaredCount: 3 }, 'education-sports.clerk');
    await go.step(id, 'Task_DeclareMatters', { declaredCount: 1 }, 'sub-district.clerk');
    const compile = await go.form(id, 'Task_CompileCatalogue');
    expect(compile.variables.catalogueState).toMatchObject({ declared: 4, disclosed: 2, secret: 1, undecided: 0 });
    expect(JSON.stringify((await caseOf(await stack.as('sub-district.clerk'), id)).variables)).not.toContain('涉密');
    await go.step(id, 'Task_CompileCatalogue', { compileText: '街道一项撤回' });
    await go.step(id, 'Task_SignCatalogue', { catalogueResult: 'return', catalogueText: '核对街道事项' });
    await go.step(id, 'Task_CompileCatalogue', {});
    await go.step(id, 'Task_SignCatalogue', { catalogueResult: 'sign' });
    await ends(id, 'catalogue-published');
    await limitsAre(id, met('notify-declaring-units', 'declare-decision-matters', 'issue-decision-catalogue'));
    const paper = await paperOf(id, '2037年度重大决策事项目录.pdf');
    expect(paper).toContain('中小学课后服务办法');
    expect(paper).not.toContain('涉密');
    await flows.catalogue.of(monitor, id, 'Flow_Archived');
    const added = await go.start('education-sports.clerk', 'decision-disclosure', matter({ subject: '增补事项' }));
    expect((await publicPage('/public/catalogue/2037')).text).not.toContain('增补事项');
    await go.step(added, 'Task_ReviewMatter', { reviewResult: 'disclose' });
    await eventually(async () => expect((await publicPage('/public/catalogue')).text).toContain('增补事项'));
    // Found to be secret after all: withdrawn, and gone at once.
    await withdraw(added, 'education-sports.head');
    await flows.disclosure.of(monitor, added, 'Flow_WithdrawalRecorded');
    expect((await publicPage('/public/catalogue/2037')).text).not.toContain('增补事项');
    const wrong = await go.start(`${OFFICE}.clerk`, 'decision-catalogue', { year: 2038 });
    await taskAt(monitor, wrong, 'Task_NotifyUnits');
    await withdraw(wrong, `${OFFICE}.head`);
    await flows.catalogue.of(monitor, wrong, 'Flow_WithdrawalRecorded');
  });

  test('each year the timer opens the catalogue once', async () => {
    const notified = async (id: string) => {
      await go.step(id, 'Task_NotifyUnits', { departments: ['sub-district'] });
      return id;
    };
    const engine = engineOf(stack);
    try {
      const fired = DateTime.fromISO('2039-01-10T09:00:00+08:00', { setZone: true });
      const both = [await openYearlyCatalogue(pool, engine, fired), await openYearlyCatalogue(pool, engine, fired)];
      expect(both).toMatchObject([{ repeated: false }, { repeated: true }]);
      // Begun by hand already.
      expect(await openYearlyCatalogue(pool, engine, fired.set({ year: 2037 }))).toBeNull();
      // Those of later years are left at their steps, each with its limit.
      const of = async (year: number) => {
        const opened = await openYearlyCatalogue(pool, engine, fired.set({ year }));
        return typeof opened === 'string' ? '' : (opened?.id ?? '');
      };
      overdue['notify-declaring-units'] = await of(2039);
      await Promise.all([
        leave('declare-decision-matters', of(2040).then(notified)),
        leave(
          'issue-decision-catalogue',
          of(2041)
            .then(notified)
            .then(async (id) => {
              await go.step(id, 'Task_DeclareMatters', { declaredCount: 0 });
              return id;
            }),
        ),
      ]);
    } finally {
      await engine.close();
    }
    const { rows } = await pool.query(
      `SELECT 1 FROM read.timer WHERE state = 'waiting' AND element_id = 'StartEvent_Yearly'`,
    );
    expect(rows).toHaveLength(1);
  });

  test('a secret matter is in no page of the public; nothing leads from there into the application', async () => {
    for (const path of ['/public/decisions', '/public/catalogue', '/public/catalogue/2037', '/public/income']) {
      const { status, text, headers } = await publicPage(path);
      expect([path, status, headers.get('set-cookie')]).toEqual([path, 200, null]);
      expect(text).not.toContain('涉密');
      expect(text).not.toContain('<script');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    }
    const task = await pool.query<{ id: string }>(`SELECT id FROM file WHERE case_id = $1 LIMIT 1`, [income]);
    for (const path of [
      `/public/decisions/${secret}`,
      `/public/decisions/${secret}/files/${task.rows[0]?.id}`,
      `/public/decisions/${open}/files/${task.rows[0]?.id}`,
      `/public/decisions/${open}/files/..%2f..%2fetc%2fpasswd`,
      ...[
        '/public/decisions/1',
        '/public/decisions/%00',
        '/public/catalogue/2036',
        '/public/income/x',
        '/public/api/cases',
      ],
    ])
      expect([path, (await publicPage(path)).status]).toEqual([path, 404]);
    expect((await send(secret)).status).toBe(404);
    expect((await stranger().get(`/api/disclosures/${open}`)).status).toBe(401);
    expect((await stranger().get('/api/decision-matters')).status).toBe(401);
    const shown = await publicPage(`/public/income/${income}`);
    expect(shown.text).toContain('12,000.20');
    expect(shown.text).not.toContain('经办人');
  });

  test('what is sent: plain text, once, within bounds, from our own form; the rate; hostile input stays text', async () => {
    const page = await publicPage(`/public/decisions/${open}`);
    expect(page.text).toContain('义务教育法&lt;b&gt;第二条&lt;/b&gt;');
    expect(page.text).toContain('缩短征集时间的理由：新学期开始');
    const file = /\/public\/decisions\/[^"]+\/files\/[^"]+/.exec(page.text)?.[0] ?? '';
    const download = await publicPage(file);
    expect([download.status, download.headers.get('content-disposition')]).toEqual([
      ...[200, expect.stringContaining('attachment')],
    ]);
    const hostile = `<script>alert(1)</script>联系我 138 0013 8000 或 370102199001011234，a@b.cn，\u202e张先生`;
    const first = await send(open, { text: hostile, name: '"><img src=x>', contact: '0531-80000000' });
    expect([first.status, first.location]).toEqual([303, `/public/decisions/${open}?received=1`]);
    // Twice the same form: one comment.
    const again = await send(open, { text: hostile, token: first.token });
    expect([again.status, again.location]).toEqual([303, `/public/decisions/${open}?received=1`]);
    for (const [over, status, said] of [
      [{ text: '太短' }, 422, '至少5个字'],
      [{ text: '长'.repeat(2001) }, 422, '不能超过2000字'],
      [{ text: '长'.repeat(9000) }, 413, '内容过长'],
      [{ text: null }, 422, '至少5个字'],
      [{ text: '有\u0000空字符的意见' }, 422, '无法保存'],
      [{ name: '名'.repeat(31) }, 422, '不能超过30字'],
      [{ extra: '1' }, 422, ''],
      [{ token: '' }, 403, '页面已过期'],
      [{ token: first.token.replace(/^./, '_') }, 403, '页面已过期'],
    ] as const) {
      const refused = await send(open, over);
      expect([over, refused.status]).toEqual([over, status]);
      expect(refused.text).toContain(said);
    }
    // What was typed is still there, as text.
    const kept = await send(open, { text: '"</textarea><script>' + 'x'.repeat(2000) });
    expect(kept.text).toContain('&quot;&lt;/textarea&gt;&lt;script&gt;');
    expect(kept.text).not.toContain('<script');
    expect((await send(open, {}, { origin: 'https://elsewhere.example' })).status).toBe(403);
    expect((await send(open, {}, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await send(open, {}, { 'content-type': 'application/json' })).status).toBe(422);
    const other = await send(coming);
    expect([other.status, other.token]).toEqual([403, '']);
    expect((await send(coming, { token: first.token })).status).toBe(403);
    Object.assign(disclosed, { open, coming, token: (await send(open, { text: '短' })).token });
    // Four more from here, then a pause.
    for (const number of [2, 3, 4, 5])
      expect((await send(open)).location).toBe(`/public/decisions/${open}?received=${number}`);
    const tooMany = await send(open);
    expect([tooMany.status, tooMany.text.includes('提交过于频繁')]).toEqual([429, true]);
    const auditor = await stack.as('auditor');
    await eventually(async () => {
      const acts = (await auditor.get(`/api/audit?q=${open}&limit=200`)).body.items as { name: string; actor: null }[];
      expect(acts.filter(({ name }) => name === '公众提交意见')).toHaveLength(5);
    });
    const { items, total } = (await comments(open)).body;
    expect(total).toBe(5);
    expect(items[0]).toMatchObject({ name: '"><img src=x>', text: expect.not.stringContaining('\u202e') });
  });

  test('judged by those who may; shown without what names people', async () => {
    const head = await stack.as('education-sports.head');
    const outsider = await stack.as('finance.clerk');
    expect((await outsider.get(`/api/disclosures/${open}/comments`)).status).toBe(403);
    expect((await judge(open, 1, { result: 'accepted' }, head)).status).toBe(403);
    expect((await judge(open, 1, { result: 'rejected' })).status).toBe(422);
    expect((await judge(open, 1, { result: 'accepted', hide: ['张先生'] })).status).toBe(200);
    expect((await judge(open, 2, { result: 'accepted' }, office)).status).toBe(200);
    expect((await judge(open, 3, { result: 'accepted' })).status).toBe(200);
    expect((await judge(open, 4, { result: 'rejected', reason: '重复提交' })).status).toBe(200);
    const { items } = (await comments(open)).body;
    expect(items[0].shownText).toBe('<script>alert(1)</script>联系我 ××× 或 ×××，×××，×××');
    expect((await office.get(`/api/disclosures/${open}/comments`)).body.items[0]).toMatchObject({
      ...{ name: null, contact: null },
    });
    const answer = (ids: string[], who = clerk) =>
      who.post(`/api/disclosures/${open}/answers`, {
        comments: ids,
        adoption: 'adopted',
        text: '已采纳，写入第五条。',
      });
    expect((await answer([items[0].id], office)).status).toBe(403);
    // One that is not shown among them: none is answered.
    expect((await answer([items[0].id, items[3].id])).status).toBe(409);
    expect((await comments(open, '&answered=yes')).body.total).toBe(0);
    expect((await answer([items[0].id, items[1].id])).body).toEqual({ answered: 2 });
    expect((await answer([])).status).toBe(422);
    expect((await publicPage(`/public/decisions/${open}`)).text).not.toContain('已采纳，写入');
    expect((await judge(coming, 1, { result: 'accepted' }).catch(() => ({ status: 0 }))).status).toBe(0);
  });

  test('a matter is left at each step that has a limit', async () => {
    const left = async (subject: string, ...steps: ((id: string) => Promise<unknown>)[]) => {
      const id = await go.start('education-sports.clerk', 'decision-disclosure', matter({ subject }));
      for (const step of steps) await step(id);
      return id;
    };
    const disclose = (id: string) => go.step(id, 'Task_ReviewMatter', { reviewResult: 'disclose' });
    const short = draft({ urgent: 'yes', urgentReason: '新学期开始', commentsEndOn: '2037-03-09' });
    await Promise.all([
      leave('review-decision-matter', left('逾期办法甲')),
      leave('draft-decision-disclosure', left('逾期办法乙', disclose)),
      leave(
        'answer-decision-comments',
        left(
          '逾期办法丙',
          disclose,
          (id) => go.stepWithFile(id, 'Task_DraftDisclosure', 'draftFiles', short),
          (id) => go.step(id, 'Task_ApproveDisclosure', { approveResult: 'agree' }),
        ),
      ),
    ]);
  });
});

test('at each of these steps who has no part in it sees and does nothing', async () => {
  await expectOutside(await stack.as('archives.clerk'), monitor, Object.values(overdue));
});

describe('later', () => {
  test('late at the community: yellow, red with a card, and the street still takes over; the publication ends by the timer', async () => {
    expect(await openTasks(monitor, income)).toEqual([]);
    await moveClock(monitor, '2037-03-16T17:30:00+08:00');
    await limitBecomes(monitor, late, { obligation: 'mediate-at-community', state: 'overdue' }, 120_000);
    await eventually(async () => {
      const { items } = (await monitor.get(`/api/cards?case=${late}`)).body;
      expect(items).toMatchObject([{ unit: 'community' }]);
    }, 120_000);
    expect(await limitHistory(monitor, late, 'mediate-at-community')).toEqual([
      ...['limit-started', 'limit-yellow', 'limit-red'],
    ]);
    await go.step(late, 'Task_MediateCommunity', held('beyond', { mediatedOn: '2037-03-16' }));
    await taskAt(monitor, late, 'Task_MediateStreet');
    await limitBecomes(monitor, late, { obligation: 'mediate-at-community', state: 'met-late' });
    await go.step(income, 'Task_HandleObjections', { objectionResult: 'correct', objectionText: '重复记账' });
    await go.step(income, 'Task_PrepareIncome', { expenseItems: books.expenseItems });
    await go.step(income, 'Task_VerifyIncome', { verifyResult: 'publish' });
    await eventually(async () => {
      const { items } = (await monitor.get('/api/property/incomes?q=丁小区')).body;
      expect(items).toMatchObject([{ closing: '9000.31', correction: 1 }]);
    });
    await flows.income.of(monitor, income, 'Flow_PublishAgain');
    expect((await go.send(quiet, 'Task_HandleObjections', { objectionResult: 'answered' })).status).toBe(422);
    await go.step(quiet, 'Task_HandleObjections', { objectionResult: 'none' });
    await ends(quiet, 'income-published');
    await flows.income.of(monitor, quiet, 'Flow_Archived');
  });

  test('after the end nothing is taken, with a reason; every comment answered, approved, published; who wrote is forgotten', async () => {
    const clerk = await stack.as('education-sports.clerk');
    const open = disclosed.open;
    const page = async () => (await stack.stranger().raw(`/public/decisions/${open}`)).text();
    await eventually(async () => expect(await page()).toContain('不再接收意见'), 120_000);
    const late = await stack.stranger().raw(`/public/decisions/${open}/comments`, {
      ...{ method: 'POST', redirect: 'manual' },
      body: new URLSearchParams({ token: disclosed.token, text: '迟到的意见不算数' }),
    });
    expect([late.status, (await late.text()).includes('征集已经结束，意见没有接收')]).toEqual([409, true]);
    await eventually(async () =>
      expect(await (await stack.stranger().raw(`/public/decisions/${disclosed.coming}`)).text()).toContain('提交意见'),
    );
    const done = { adoptionText: '收到的意见主要关于服务时间。', otherWays: [] };
    await go.step(open, 'Task_AnswerComments', done);
    // Two wait for judgement or answer: back to the clerk.
    const back = await eventually(async () => {
      const form = await go.form(open, 'Task_AnswerComments');
      expect(form.variables.answersFault).toBeTruthy();
      return form;
    });
    expect(back.variables.answersFault).toContain('1条意见待审核，1条意见没有采纳情况');
    const { items } = (await clerk.get(`/api/disclosures/${open}/comments?limit=100`)).body;
    const rest = items.filter((c: { state: string; answer: string | null }) => c.state !== 'rejected' && !c.answer);
    for (const { id } of rest)
      await clerk.post(`/api/disclosures/${open}/comments/${id}/moderation`, { result: 'accepted' });
    const answers = {
      comments: rest.map(({ id }: { id: string }) => id),
      adoption: 'declined',
      text: '不属于本办法。',
    };
    expect((await clerk.post(`/api/disclosures/${open}/answers`, answers)).status).toBe(200);
    const others = [{ way: 'hearing', heldOn: '2037-03-12', wayText: '座谈会建议已采纳。' }];
    await go.step(open, 'Task_AnswerComments', { otherWays: others });
    await go.step(open, 'Task_ApproveAnswers', { approveResult: 'return', approveText: '补充座谈情况' });
    const browser = await openBrowser(stack);
    try {
      const of = { browser, monitor, caseId: open };
      await doTask(of, 'education-sports.clerk', 'Task_AnswerComments', async (task) => {
        await expectText(task.getByRole('main'), '补充座谈情况');
        await field(task, '意见收集采纳情况').fill('意见主要关于服务时间，已采纳。');
        await expectAccessible(task);
      });
      await doTask(of, 'education-sports.head', 'Task_ApproveAnswers', (task) => choose(task, '意见', '同意公开'));
      await ends(open, 'answers-published');
      const visitor = await browser.open(null, `/public/decisions/${open}`, { viewport: PHONE });
      await expectText(visitor.locator('body'), '意见主要关于服务时间，已采纳。');
      await expectAccessible(visitor);
      await expectNoSidewaysScroll(visitor);
      expect(browser.complaints).toEqual([]);
    } finally {
      await browser.close();
    }
    await limitsAre(open, {
      ...met('review-decision-matter', 'draft-decision-disclosure', 'answer-decision-comments'),
    });
    const text = await page();
    for (const part of [
      '意见主要关于服务时间，已采纳。',
      '已采纳，写入第五条。',
      '不属于本办法。',
      '座谈会建议已采纳。',
      '未通过 1 条',
    ])
      expect(text).toContain(part);
    for (const part of [
      '13800138000',
      '138 0013 8000',
      '370102',
      'a@b.cn',
      '张先生',
      'img src',
      '0531-80000000',
      '重复提交',
    ])
      expect([part, text.includes(part)]).toEqual([part, false]);
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(await paperOf(open, '意见收集采纳情况.pdf')).toContain('已采纳，写入第五条');
    const kept = await pool.query(
      'SELECT 1 FROM public_comment WHERE case_id = $1 AND (name IS NOT NULL OR contact IS NOT NULL OR origin IS NOT NULL)',
      [open],
    );
    expect(kept.rows).toEqual([]);
    const closed = await clerk.post(`/api/disclosures/${open}/answers`, answers);
    expect([closed.status, closed.body.detail]).toEqual([409, '采纳情况已经公开，不能再答复。']);
    await flows.disclosure.of(monitor, open, 'Flow_Archived');
  });

  test('ten months on: every limit is red, once, with its card; the timer has opened the catalogue of the new year, once', async () => {
    const all = [...(await obligationsOf('property-dispute')), ...(await obligationsOf('decision-disclosure'))];
    expect(['mediate-at-community', ...Object.keys(overdue)].sort()).toEqual(all.sort());
    // Those whose step the clock had to reach first.
    for (const obligation of ['handle-income-objections', 'answer-decision-comments'])
      await limitBecomes(monitor, overdue[obligation] ?? '', { obligation, state: 'running' });
    await moveClock(monitor, '2038-01-11T18:00:00+08:00');
    await expectRedOnce(monitor, overdue);
    const opened = await eventually(async () => {
      const { items } = (await monitor.get('/api/cases?process=decision-catalogue&limit=200')).body as {
        items: { id: string; title: string; status: string }[];
      };
      const found = items.filter(({ title, status }) => title.startsWith('2038年度') && status === 'running');
      expect(found).toHaveLength(1);
      return found[0]?.id ?? '';
    }, 240_000);
    await limitBecomes(monitor, opened, { obligation: 'notify-declaring-units', state: 'running' });
    // What the engine does once more is the same case.
    const engine = engineOf(stack);
    try {
      const fired = DateTime.fromISO('2038-01-10T09:00:00+08:00', { setZone: true });
      expect(await openYearlyCatalogue(pool, engine, fired)).toEqual({ id: opened, repeated: true });
    } finally {
      await engine.close();
    }
  }, 600_000);

  test('with these, every flow of the diagrams has been taken', () => {
    const watched = (...keys: string[]) => keys.map((key) => `Flow_${key}LimitClosed`).sort();
    expect(flows.dispute.untaken()).toEqual(watched('Answer', 'Community', 'District', 'Street', 'VisitBack'));
    expect(flows.decision.untaken()).toEqual(watched('Announce', 'Correct', 'Examine'));
    expect(flows.income.untaken()).toEqual(watched('Objections', 'Prepare'));
    expect(flows.catalogue.untaken()).toEqual(watched('Compile', 'Declare', 'Notify'));
    expect(flows.disclosure.untaken()).toEqual(watched('Answer', 'Draft', 'Review'));
  });
});
