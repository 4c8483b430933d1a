import { readFile } from 'node:fs/promises';
import { createPool, type Pool } from '../../db/pool.ts';
import { CATEGORIES } from '../../domain/property/words.ts';
import { filePath } from '../../domain/files/store.ts';
import type { Client } from '../support/client.ts';
import { coordinationSteps } from '../support/coordination.ts';
import { caseOf, caseReaches, openTasks, taskAt } from '../support/fast-track.ts';
import { countFlows } from '../support/flows.ts';
import { deadlinesOf, limitBecomes, limitHistory, moveClock } from '../support/limits.ts';
import { readPdf } from '../support/pdf.ts';
import { engineOf, eventually, startStack } from '../support/stack.ts';

/** Property management (历下政办发〔2019〕3号) and disclosure of decisions (历下政办发〔2019〕8号 一（一）), from Monday 2 March 2026. */

let stack: Awaited<ReturnType<typeof startStack>>;
let pool: Pool;
let monitor: Client;
let go: ReturnType<typeof coordinationSteps>;
const flows = { dispute: countFlows(), decision: countFlows(), income: countFlows() };

beforeAll(async () => {
  stack = await startStack({ clock: '2026-03-02T09:00:00+08:00' });
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
async function paperOf(id: string, name: string): Promise<string> {
  const { items } = (await monitor.get<{ items: { id: string; name: string }[] }>(`/api/cases/${id}/files`)).body;
  const found = items.filter((file) => file.name === name);
  expect([name, found.length]).toEqual([name, 1]);
  return readPdf(await readFile(filePath(stack.dataDir, found[0]?.id ?? ''))).text.replace(/\s/g, '');
}
const withdraw = async (id: string, by: string) => {
  expect((await (await stack.as(by)).post(`/api/cases/${id}/withdraw`, { reason: '重复登记' })).status).toBe(200);
  await caseReaches(monitor, id, 'withdrawn');
};

describe('property disputes', () => {
  const complaint = (over: Record<string, unknown> = {}) => ({
    ...{ filingUnit: 'community', source: 'visit', receivedOn: '2026-03-02', estate: '甲小区' },
    ...{ complainant: '投诉人', contact: '0531-80000000', category: 'company', content: '电梯停运三天。' },
    ...{ subDistrict: 'sub-district', community: 'community' },
    ...over,
  });
  const held = (mediationResult: string, over: Record<string, unknown> = {}) => ({
    ...{ mediatedOn: '2026-03-02', mediationParticipants: '投诉人、物业服务企业', mediationText: '已当面调解。' },
    ...{ mediationResult, unlawfulDecision: false },
    ...over,
  });
  const answer = { answeredOn: '2026-03-02', answerChannel: 'phone', answerText: '已恢复运行。' };
  const visit = (satisfactionResult: string, over: Record<string, unknown> = {}) => ({
    ...{ visitedOn: '2026-03-02', satisfactionResult, again: false },
    ...over,
  });
  const coordinated = {
    ...{ coordinatedOn: '2026-03-02', coordinationDepartments: ['housing-construction', 'justice'] },
    ...{ coordinationText: '由物业服务企业限期修复。', coordinationResult: 'directed', unlawfulDecision: false },
  };
  let late: string;

  test('what is absurd is said at its field; only who may registers; one ticket of the hotline is one case', async () => {
    const body = (over: Record<string, unknown>) => ({ process: 'property-dispute', variables: complaint(over) });
    const community = await stack.as('community.clerk');
    const paths = async (over: Record<string, unknown>) =>
      (await community.post('/api/cases', body(over))).body.errors.map((e: { path: string }) => e.path).sort();
    expect(await paths({ source: 'letter', receivedOn: '2026-03-03', category: 'x', community: 'finance' })).toEqual([
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
    await limitBecomes(monitor, late, { obligation: 'mediate-at-community', dueAt: '2026-03-16T17:00:00+08:00' });
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
    const early = await go.send(id, 'Task_MediateCommunity', held('settled', { mediatedOn: '2026-03-01' }));
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
    await limitBecomes(monitor, id, { obligation: 'mediate-at-street', dueAt: '2026-03-16T17:00:00+08:00' });
    const unlawful = held('beyond', { unlawfulDecision: true });
    expect((await go.send(id, 'Task_MediateStreet', unlawful)).body.errors).toMatchObject([{ path: 'unlawfulTitle' }]);
    await go.step(id, 'Task_MediateStreet', { ...unlawful, unlawfulTitle: '业主委员会更换物业的决定' });
    await limitBecomes(monitor, id, { obligation: 'coordinate-at-district', dueAt: '2026-03-23T17:00:00+08:00' });
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
    const decision = (over: Record<string, unknown> = {}) => ({
      ...{ filingUnit: 'community', subDistrict: 'sub-district', estate: '丙小区', body: 'committee' },
      ...{
        decisionKind: 'income',
        title: '使用公共收益更换门禁',
        decidedOn: '2026-02-27',
        content: '九人中六人同意。',
      },
      ...over,
    });
    const lawful = { examineResult: 'file', examineText: '权限、程序、内容合法。' };
    const wrong = { examineResult: 'correct', examineText: '未经业主大会表决。', unlawfulGround: '管理规约第八条' };

    test('lawful: examined, confirmed, filed, in the register', async () => {
      const id = await go.start('community.clerk', 'owners-decision', decision());
      await limitBecomes(monitor, id, { obligation: 'examine-owners-decision', dueAt: '2026-03-09T17:00:00+08:00' });
      await go.step(id, 'Task_ExamineDecision', lawful);
      await go.step(id, 'Task_ConfirmExamination', { confirmResult: 'return', confirmText: '补表决票' });
      await go.step(id, 'Task_ExamineDecision', { examineText: '已核对表决票。' });
      const confirm = await taskAt(monitor, id, 'Task_ConfirmExamination');
      expect(confirm.group).toBe('community.head');
      await go.step(id, 'Task_ConfirmExamination', { confirmResult: 'agree' });
      await ends(id, 'decision-filed');
      expect(await paperOf(id, '业主决定备案回执.pdf')).toContain('2026年2月27日作出的《使用公共收益更换门禁》');
      const register = (await (await stack.as('sub-district.clerk')).get('/api/property/decisions?q=丙小区')).body;
      expect(register.items).toMatchObject([{ caseId: id, state: 'filed', bodyName: '业主委员会' }]);
      expect((await (await stack.as('finance.clerk')).get('/api/property/decisions')).body.total).toBe(0);
      await flows.decision.of(monitor, id, 'Flow_Archived');
    });

    test('unlawful: ordered to correct, by its date; not corrected: revoked and announced', async () => {
      const id = await go.start('community.clerk', 'owners-decision', decision({ title: '提高停车费' }));
      const bare = await go.send(id, 'Task_ExamineDecision', { ...wrong, unlawfulGround: null });
      expect(bare.body.errors.map((e: { path: string }) => e.path).sort()).toEqual([
        'correctionDays',
        'unlawfulGround',
      ]);
      await go.step(id, 'Task_ExamineDecision', { ...wrong, correctionDays: 3 });
      await go.step(id, 'Task_ConfirmExamination', { confirmResult: 'agree' });
      await limitBecomes(monitor, id, { obligation: 'correct-owners-decision', dueAt: '2026-03-05T17:00:00+08:00' });
      expect(await paperOf(id, '责令改正通知书.pdf')).toContain('请于2026年3月5日前改正');
      const find = async () => (await monitor.get(`/api/property/decisions?q=${id}`)).body.items[0].state;
      expect(await find()).toBe('correct');
      await go.step(id, 'Task_ReportCorrection', {
        ...{ correctionResult: 'not-corrected', correctedOn: '2026-03-02', correctionText: '拒不改正。' },
      });
      const again = await go.form(id, 'Task_ExamineDecision');
      expect(again.variables).toMatchObject({ correction: { result: 'not-corrected' }, examineText: null });
      await go.step(id, 'Task_ExamineDecision', { ...wrong, examineResult: 'revoke' });
      await go.step(id, 'Task_ConfirmExamination', { confirmResult: 'agree' });
      await go.step(id, 'Task_AnnounceRevocation', { announcedOn: '2026-03-02', announcedPlace: '小区公告栏' });
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
    const period = { periodFrom: '2025-07-01', periodUntil: '2025-12-31' };
    const report = (over: Record<string, unknown> = {}) => ({
      ...{ filingUnit: 'community', subDistrict: 'sub-district', estate: '丁小区', ...period },
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
    let id: string;

    test('summed exactly, verified, published to everybody without files or names; a period is published once', async () => {
      id = await go.start('community.clerk', 'common-income', report());
      const second = { process: 'common-income', variables: report({ periodFrom: '2025-12-31' }) };
      const clerk = await stack.as('community.clerk');
      expect((await clerk.post('/api/cases', second)).body.detail).toContain('期间不能重叠');
      const backwards = { process: 'common-income', variables: report({ periodUntil: '2025-06-30' }) };
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
        expect(items).toMatchObject([{ caseId: id, closing: '-0.01', publishedUntil: '2026-03-16T17:00:00+08:00' }]);
      });
      expect(await paperOf(id, '公共收益收支公示表.pdf')).toContain('期末结余-0.01元');
      const other = await go.start('community.clerk', 'common-income', report({ estate: '戊小区' }));
      await taskAt(monitor, other, 'Task_PrepareIncome');
      await withdraw(other, 'community.head');
      await flows.income.of(monitor, other, 'Flow_WithdrawalRecorded');
    });

    test('late at the community: yellow, red with a card, and the street still takes over; the publication ends by the timer', async () => {
      expect(await openTasks(monitor, id)).toEqual([]);
      await moveClock(monitor, '2026-03-16T17:30:00+08:00');
      await limitBecomes(monitor, late, { obligation: 'mediate-at-community', state: 'overdue' }, 120_000);
      await eventually(async () => {
        const { items } = (await monitor.get(`/api/cards?case=${late}`)).body;
        expect(items).toMatchObject([{ unit: 'community' }]);
      }, 120_000);
      expect(await limitHistory(monitor, late, 'mediate-at-community')).toEqual([
        ...['limit-started', 'limit-yellow', 'limit-red'],
      ]);
      await go.step(late, 'Task_MediateCommunity', held('beyond', { mediatedOn: '2026-03-16' }));
      await taskAt(monitor, late, 'Task_MediateStreet');
      await limitBecomes(monitor, late, { obligation: 'mediate-at-community', state: 'met-late' });
      await go.step(id, 'Task_HandleObjections', { objectionResult: 'correct', objectionText: '重复记账' });
      await go.step(id, 'Task_PrepareIncome', { expenseItems: books.expenseItems });
      await go.step(id, 'Task_VerifyIncome', { verifyResult: 'publish' });
      await eventually(async () => {
        const { items } = (await monitor.get('/api/property/incomes?q=丁小区')).body;
        expect(items).toMatchObject([{ closing: '9000.31', correction: 1 }]);
      });
      await flows.income.of(monitor, id, 'Flow_Published');
    });
  });
});
