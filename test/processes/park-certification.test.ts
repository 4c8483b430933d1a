import type { FormSchema } from '../../domain/forms/schema.ts';
import { fill } from '../../domain/forms/fill.ts';
import type { Client } from '../support/client.ts';
import { caseOf, caseReaches, openTasks, taskAt } from '../support/fast-track.ts';
import { countFlows } from '../support/flows.ts';
import { eventsOf } from '../support/inspection.ts';
import { deadlinesOf } from '../support/limits.ts';
import { application, applyForPark, operatorOf, parkSteps, PASS } from '../support/park.ts';
import { readPdf } from '../support/pdf.ts';
import { eventually, world } from '../support/world.ts';

const stack = world();
const go = parkSteps(stack);
const flows = countFlows();

let clerk: Client;
let monitor: Client;
beforeAll(async () => {
  [clerk, monitor] = (await Promise.all(['industry-it.clerk', 'monitor'].map((u) => stack.as(u)))) as [Client, Client];
});

const formOf = async (id: string, element: string, username: string) =>
  (await (await stack.as(username)).get(`/api/tasks/${(await taskAt(monitor, id, element)).key}`)).body;
const today = async () => ((await monitor.get('/api/demo/clock')).body.now as string).slice(0, 10);

test('filled in by the rules of its forms alone, an eligible park comes to its certificate and an ineligible one is refused', async () => {
  await Promise.all(
    (
      [
        [{}, 'certified'],
        [{ leadingIndustryShare: 59.99 }, 'not-certified'],
      ] as const
    ).map(async ([over, outcome]) => {
      const id = await applyForPark(clerk, application(over));
      await fillToTheEnd(id);
      expect((await caseOf(monitor, id)).outcome).toBe(outcome);
    }),
  );
});

/** Required fields only, by their own rules, the first option of every choice; required files are uploaded. */
async function fillToTheEnd(id: string): Promise<void> {
  const done = new Set<string>();
  await eventually(async () => {
    for (const task of (await openTasks(monitor, id)).filter(({ key }) => !done.has(key))) {
      const who = await stack.as(task.group.includes('.') ? task.group : `${task.group}.clerk`);
      const { form } = (await who.get<{ form: FormSchema }>(`/api/tasks/${task.key}`)).body;
      const moment = (await who.get('/api/session')).body.now as string;
      const file = (await who.upload(`/api/tasks/${task.key}/files`, '材料.pdf', '%PDF-1.4')).body.id as string;
      const answer = await who.post(`/api/tasks/${task.key}/complete`, {
        variables: fill(form.components, { moment, file }),
      });
      expect([task.element, answer.status, answer.body.errors]).toEqual([task.element, 200, undefined]);
      done.add(task.key);
    }
    if ((await caseOf(monitor, id)).status !== 'completed') throw new Error(`${id} is not at its end`);
  }, 90_000);
}

describe('application', () => {
  test('only the clerk of the department that leads the industry applies', async () => {
    const variables = application();
    for (const [user, status] of [
      ['industry-it.head', 403],
      ['archives.clerk', 403],
      // Leads another industry.
      ['commerce.clerk', 403],
    ] as const) {
      const answer = await (await stack.as(user)).post('/api/cases', { process: 'park-certification', variables });
      expect([user, answer.status]).toEqual([user, status]);
    }
    const startable = async (user: string) => (await (await stack.as(user)).get('/api/session')).body.may.start;
    expect(await startable('commerce.clerk')).toContain('park-certification');
    expect(await startable('archives.clerk')).not.toContain('park-certification');
  });

  test('what is absurd is refused at its field', async () => {
    const refused = await clerk.post('/api/cases', {
      process: 'park-certification',
      variables: application({
        leadingIndustryShare: 140,
        usableArea: -1,
        operator: { name: '' },
        department: 'commerce',
      }),
    });
    expect(refused.status).toBe(422);
    const said = refused.body.errors.map((e: { path: string; message: string }) => `${e.path} ${e.message}`);
    expect(said).toEqual(
      expect.arrayContaining([
        'leadingIndustryShare 主导产业企业占比不能大于100%',
        'usableArea 使用面积应大于0平方米',
        'operator.name 园区运营机构必须填写',
        ' 没有这些字段：department',
      ]),
    );
  });

  test('the same application twice is refused while the first runs; a withdrawn one makes room', async () => {
    const variables = application({ parkName: ' 重复 园区 ', operator: operatorOf(`重复运营公司${Date.now()}`) });
    const both = await Promise.all(
      [1, 2].map(() => clerk.post('/api/cases', { process: 'park-certification', variables })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    const id = both.find(({ status }) => status === 201)?.body.id as string;
    const again = await clerk.post('/api/cases', {
      process: 'park-certification',
      variables: { ...variables, parkName: '重复园区', usableArea: 9000 },
    });
    expect([again.status, again.body.detail]).toEqual([
      409,
      `该运营机构就该园区的申报正在办理（${id}），不能重复申报。`,
    ]);
    // Another park of the same operator is another application.
    const other = await applyForPark(clerk, { ...variables, parkName: '另一园区' });
    await taskAt(monitor, id, 'Task_FileMaterials');
    const head = await stack.as('industry-it.head');
    expect((await head.post(`/api/cases/${id}/withdraw`, { reason: '运营机构撤回' })).status).toBe(200);
    await caseReaches(monitor, id, 'withdrawn');
    await applyForPark(clerk, variables);
    await flows.of(monitor, id, 'Flow_WithdrawalRecorded');
    expect(other).not.toBe(id);
  });
});

test('industries: an editable list with departments; an edit in between is not overwritten', async () => {
  const office = await stack.as('key-industry-office.clerk');
  const before = (await clerk.get('/api/industries')).body;
  expect(before.items[0]).toMatchObject({ id: 'finance', name: '金融业', department: 'financial-development' });
  expect(before.may.edit).toBe(false);
  const industries = before.items.map(({ id, name, department }: Record<string, string>) => ({ id, name, department }));
  const edit = (revision: number, list: unknown, reason = '增加产业') =>
    office.put('/api/industries', { revision, industries: list, reason });
  expect((await clerk.put('/api/industries', { revision: 1, industries, reason: '越权' })).status).toBe(403);
  const wrong = await edit(before.revision, [...industries, { id: 'finance', name: '金融', department: 'nobody' }]);
  expect([wrong.status, wrong.body.errors]).toEqual([
    422,
    [{ path: `industries.${industries.length}.department`, message: '产业主管部门不在单位名录中' }],
  ]);
  const added = { id: 'green-energy', name: '绿色能源', department: 'development-reform' };
  expect((await edit(before.revision, [...industries, added])).body).toEqual({ revision: before.revision + 1 });
  expect((await edit(before.revision, industries)).status).toBe(409);
  const newcomer = await stack.as('development-reform.clerk');
  const id = await applyForPark(newcomer, application({ leadingIndustry: 'green-energy' }));
  expect((await taskAt(monitor, id, 'Task_FileMaterials')).group).toBe('development-reform.clerk');
  expect((await edit(before.revision + 1, industries, '恢复')).status).toBe(200);
  // A running case keeps its department.
  await go.stepWithFile(id, 'Task_FileMaterials', 'materialsFiles', {});
  expect((await taskAt(monitor, id, 'Task_ReviewApplication')).group).toBe('development-reform.clerk');
});

describe('from the application to the certificate, by every way back', () => {
  let id: string;
  const parkName = `科创产业园${Date.now()}`;
  const operator = operatorOf(`科创运营公司${Date.now()}`);

  test('an area too small: no passing without an exception; what was entered is kept through correction', async () => {
    id = await applyForPark(clerk, application({ parkName, operator, usableArea: 4800, leadingIndustryShare: 59 }));
    await go.stepWithFile(id, 'Task_FileMaterials', 'materialsFiles', { materialsNote: '纸质材料一份' });
    const review = await formOf(id, 'Task_ReviewApplication', 'industry-it.clerk');
    expect(review.variables).toMatchObject({ eligible: false, department: 'industry-it' });
    // A share too small is no matter of an exception: passing is not among the answers.
    const task = await taskAt(monitor, id, 'Task_ReviewApplication');
    const passed = await clerk.post(`/api/tasks/${task.key}/complete`, { variables: PASS });
    expect([passed.status, passed.body.errors]).toEqual([
      422,
      [{ path: 'reviewResult', message: '初审意见不在可选项中' }],
    ]);
    await go.step(id, 'Task_ReviewApplication', {
      reviewResult: 'return',
      reviewText: '占比不足。',
      returnItems: '核实占比',
    });
    const correction = await formOf(id, 'Task_CorrectApplication', 'industry-it.clerk');
    expect(correction.variables).toMatchObject({
      usableArea: 4800,
      operatorName: operator.name,
      registeredInLixia: true,
      leadingCompaniesText: '龙头软件公司',
      economicContribution: '12000000.5',
    });
    await go.step(id, 'Task_CorrectApplication', { leadingIndustryShare: 60, leadingCompaniesText: '甲公司\n乙公司' });
    const corrected = await formOf(id, 'Task_ReviewApplication', 'industry-it.clerk');
    expect(corrected.variables).toMatchObject({
      leadingIndustryShare: 60,
      eligible: false,
      scale: { companies: 12, leadingCompanies: ['甲公司', '乙公司'], economicContribution: '12000000.5' },
    });
    // Only the area is left, and no exception said: the same step again, with what was entered.
    await go.step(id, 'Task_ReviewApplication', PASS);
    const again = await formOf(id, 'Task_ReviewApplication', 'industry-it.clerk');
    expect(again.variables.reviewText).toBe(PASS.reviewText);
    expect(again.form.components[0].values.map((o: { value: string }) => o.value)).toEqual([
      'refuse',
      'return',
      'pass',
    ]);
    await go.step(id, 'Task_ReviewApplication', { ...PASS, areaExceptionReason: '老旧楼宇更新，无法扩建' });
    await taskAt(monitor, id, 'Task_DraftAgreement');
    const { variables } = await caseOf(monitor, id);
    expect(variables).toMatchObject({ eligible: true, areaException: '老旧楼宇更新，无法扩建' });
    expect(variables.findings).toContainEqual({
      criterion: 'usable-area',
      met: false,
      reason: '使用面积4800平方米，低于5000平方米；已登记例外：老旧楼宇更新，无法扩建',
    });
  });

  test('the agreement: seven clauses from a template, one left out needs a reason; returned, it comes again as it was', async () => {
    const draft = await formOf(id, 'Task_DraftAgreement', 'industry-it.clerk');
    expect(draft.variables.positioning).toContain('新一代信息技术');
    const task = await taskAt(monitor, id, 'Task_DraftAgreement');
    const without = await clerk.post(`/api/tasks/${task.key}/complete`, {
      variables: { omittedClauses: ['otherMatters'] },
    });
    expect([without.status, without.body.errors]).toEqual([
      422,
      [{ path: 'missingReason', message: '不列入的理由必须填写' }],
    ]);
    await go.step(id, 'Task_DraftAgreement', {
      omittedClauses: ['otherMatters'],
      missingReason: '没有其他约定',
      targetCompanies: 30,
      targetRevenue: '500000000.10',
      targetGrowth: 8.5,
    });
    await go.step(id, 'Task_ExamineProposal', {
      examineResult: 'return',
      expertsNeeded: false,
      examineText: '补充考核指标',
    });
    const materials = await formOf(id, 'Task_FileMaterials', 'industry-it.clerk');
    expect(materials.variables).toMatchObject({ materialsNote: '纸质材料一份', examination: { text: '补充考核指标' } });
    expect(materials.variables.materialsFiles).toHaveLength(1);
    await go.step(id, 'Task_FileMaterials', {});
    await go.step(id, 'Task_ReviewApplication', PASS);
    const kept = await formOf(id, 'Task_DraftAgreement', 'industry-it.clerk');
    expect(kept.variables).toMatchObject({
      omittedClauses: ['otherMatters'],
      missingReason: '没有其他约定',
      targetCompanies: 30,
      targetRevenue: '500000000.1',
    });
    await go.step(id, 'Task_DraftAgreement', { targetShare: 65 });
    await go.step(id, 'Task_ExamineProposal', { examineResult: 'proceed', expertsNeeded: true });
    await eventually(async () => {
      const limits = (await deadlinesOf(monitor, id)).map((d) => [d.obligation, d.state]);
      expect(limits).toEqual(
        expect.arrayContaining([
          ['review-park-application', 'met'],
          ['examine-park-certification', 'met'],
        ]),
      );
    });
  });

  test('experts declare their interest, each in a task of his own; when all stand back others are named', async () => {
    await go.step(id, 'Task_NameExperts', { experts: [{ name: '园区规划一' }], expertTopics: '产业定位' });
    await go.step(id, 'Task_GiveExpertOpinion', {
      expertInterest: 'has',
      expertInterestNote: '任该公司顾问',
      expertResult: 'pass',
    });
    await go.step(id, 'Task_NameExperts', {
      experts: [{ name: '园区规划二' }, { name: '软件产业三' }],
      expertTopics: '产业定位',
    });
    await eventually(async () => {
      const open = (await openTasks(monitor, id)).filter((t) => t.element === 'Task_GiveExpertOpinion');
      expect(open.map((t) => t.group)).toEqual(['experts', 'experts']);
    });
    await go.step(id, 'Task_GiveExpertOpinion', { expertInterest: 'none', expertResult: 'pass' });
    await go.step(id, 'Task_GiveExpertOpinion', {
      expertInterest: 'has',
      expertInterestNote: '亲属任职',
      expertResult: 'fail',
    });
    const conclusion = await formOf(id, 'Task_ConcludeReview', 'key-industry-office.clerk');
    const opinions = conclusion.variables.expertOpinions as { interest: string; opinion: string | null }[];
    // Whoever stands back has no opinion, whatever he chose.
    expect(opinions.map(({ interest, opinion }) => `${interest} ${opinion}`).sort()).toEqual(['has null', 'none pass']);
    await go.step(id, 'Task_ConcludeReview', { conclusion: 'pass', conclusionText: '可行。' });
  });

  test('the joint meeting votes by department; certified against its majority only with a reason', async () => {
    await go.meet(id, {
      finance: { voteResult: 'agree' },
      commerce: { voteResult: 'disagree', voteText: '规模偏小' },
    });
    const task = await taskAt(monitor, id, 'Task_DecideCertification');
    expect(task.group).toBe('key-industry-office.head');
    const head = await stack.as('key-industry-office.head');
    const bare = await head.post(`/api/tasks/${task.key}/complete`, {
      variables: { certificationResult: 'certified' },
    });
    expect([bare.status, bare.body.errors]).toEqual([422, [{ path: 'certificationText', message: '理由必须填写' }]]);
    await go.step(id, 'Task_DecideCertification', {
      certificationResult: 'certified',
      certificationText: '培育中的产业',
    });
    await taskAt(monitor, id, 'Task_SignAgreement');
    const { variables } = await caseOf(monitor, id);
    expect(variables.votes).toEqual([
      { department: 'finance', vote: 'agree', text: null, by: 'finance.clerk' },
      { department: 'commerce', vote: 'disagree', text: '规模偏小', by: 'commerce.clerk' },
    ]);
  });

  test('signed text against the draft, filing returned once, then the register and a certificate that verifies', async () => {
    const signed = {
      signedOn: await today(),
      departmentSignatory: '区工信局主要负责人',
      operatorSignatory: '运营公司总经理',
    };
    const task = await taskAt(monitor, id, 'Task_SignAgreement');
    const unsigned = await clerk.post(`/api/tasks/${task.key}/complete`, { variables: signed });
    expect(unsigned.body.errors).toEqual([{ path: 'signedCopy', message: '双方签署的协议扫描件必须填写' }]);
    await go.stepWithFile(id, 'Task_SignAgreement', 'signedCopy', { ...signed, breach: '违约金另行约定。' });
    const filing = await formOf(id, 'Task_FileAgreement', 'key-industry-office.clerk');
    expect(filing.variables.agreementChanges).toMatchObject([{ clause: '违约责任', after: '违约金另行约定。' }]);
    await go.step(id, 'Task_FileAgreement', { filingResult: 'returned', filingText: '违约条款未经研究' });
    const again = await formOf(id, 'Task_SignAgreement', 'industry-it.clerk');
    expect(again.variables).toMatchObject({ breach: '违约金另行约定。', departmentSignatory: '区工信局主要负责人' });
    const draft = (await caseOf(monitor, id)).variables.agreement as { breach: string };
    await go.step(id, 'Task_SignAgreement', { breach: draft.breach });
    await go.step(id, 'Task_FileAgreement', { filingResult: 'filed', filingNumber: '备〔2026〕1号' });
    await caseReaches(monitor, id, 'completed');
    const done = await caseOf(monitor, id);
    expect(done.outcome).toBe('certified');
    expect(done.variables).toMatchObject({ agreementChanges: [], originals: { missing: [] } });
    await flows.of(monitor, id, 'Flow_Archived');

    const { number, code } = done.variables.certificate as { number: string; code: string };
    expect(number).toMatch(/^历下园认〔20\d\d〕\d{3}号$/);
    const verify = (n: string, c: string) =>
      stack
        .stranger()
        .get(`/api/park-certificates/verification?number=${encodeURIComponent(n)}&code=${encodeURIComponent(c)}`);
    expect((await verify(number, code)).body).toMatchObject({
      valid: true,
      park: {
        name: parkName,
        operator: operator.name,
        areaException: '老旧楼宇更新，无法扩建',
        certificateNumber: number,
      },
    });
    const changed = code.slice(0, -1) + (code.endsWith('2') ? '3' : '2');
    expect((await verify(number, changed)).body).toEqual({ valid: false, park: null });
    expect((await verify(number.replace(/\d号$/, '号'), code)).body).toEqual({ valid: false, park: null });
    expect((await verify(number, '')).status).toBe(400);

    const files = (await clerk.get(`/api/cases/${id}/files`)).body.items as { id: string; name: string }[];
    expect(files.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        '园区建设协议草案.pdf',
        '联席会议通知.pdf',
        '联席会议纪要.pdf',
        '产业园区认定证书.pdf',
        'signedCopy.pdf',
      ]),
    );
    const read = async (name: string) => {
      const file = files.filter((f) => f.name === name).at(-1);
      return readPdf(Buffer.from(await (await clerk.raw(`/api/files/${file?.id}`)).arrayBuffer())).text.replace(
        /\s/g,
        '',
      );
    };
    const certificate = await read('产业园区认定证书.pdf');
    for (const part of [number, code, '老旧楼宇更新，无法扩建', '4800']) expect(certificate).toContain(part);
    // 第九条（五）: always in; the clause left out is named with its reason.
    const agreement = await read('园区建设协议草案.pdf');
    for (const part of ['五年内', '不转让园区经营权限', '没有其他约定', '500000000.1元'])
      expect(agreement).toContain(part);
  });

  test('the register: public facts for everybody, the agreement for those who take part; not certified twice', async () => {
    const outsider = await stack.as('archives.clerk');
    const list = (await outsider.get(`/api/parks?q=${encodeURIComponent(parkName)}`)).body;
    expect(list).toMatchObject({ total: 1, items: [{ name: parkName, caseId: id, departmentName: '区工信局' }] });
    expect((await outsider.get('/api/parks?kind=society-led&industry=finance&q=无此园区')).body.total).toBe(0);
    const address = `/api/parks/${list.items[0].id}`;
    expect((await outsider.get(address)).body).toMatchObject({
      agreement: null,
      documents: [],
      may: { seeCase: false },
    });
    const { agreement, documents } = (await clerk.get(address)).body;
    expect(agreement).toMatchObject({
      filingNumber: '备〔2026〕1号',
      missingReason: '没有其他约定',
      changes: [],
      targets: expect.arrayContaining([{ label: '园区营业收入', value: '500000000.1元' }]),
    });
    // 第九条（五）: the two that are always in stand here too.
    const restraints = agreement.clauses.find((clause: { key: string }) => clause.key === 'restraints').text as string;
    expect(restraints.split('\n').map((line) => line.slice(0, 2))).toEqual(['1．', '2．', '3．']);
    expect(documents.length).toBeGreaterThan(4);
    expect((await clerk.get('/api/parks/999999999')).status).toBe(404);
    const again = await clerk.post('/api/cases', {
      process: 'park-certification',
      variables: application({ parkName, operator }),
    });
    expect([again.status, again.body.detail]).toEqual([409, expect.stringMatching(/^该园区已经认定/)]);
  });
});

test('refused by the department, refused by the meeting: with reasons, archived; every flow of the diagram has been taken', async () => {
  const [early, late] = await Promise.all(
    [1, 2].map(() => applyForPark(clerk, application({ kind: 'society-led', usableArea: 10_000 }))),
  );
  await Promise.all([
    (async () => {
      // An empty file is no original.
      await go.stepWithFile(early as string, 'Task_FileMaterials', 'materialsFiles', {}, '');
      await go.step(early as string, 'Task_ReviewApplication', {
        reviewResult: 'refuse',
        reviewText: '产业定位不清。',
      });
      const form = await formOf(early as string, 'Task_CompleteOriginals', 'key-industry-office.clerk');
      expect(form.variables.originals).toEqual({ missing: ['园区申报材料'] });
      await go.step(early as string, 'Task_CompleteOriginals', { originalsNote: '纸质原件已存档' });
    })(),
    (async () => {
      await go.recommend(late as string);
      const { agreementTemplate } = (await caseOf(monitor, late as string)).variables as {
        agreementTemplate: { policy: string };
      };
      // 第九条（四）: society-led parks mainly by rent support.
      expect(agreementTemplate.policy).toContain('租金支持为主');
      await go.meet(late as string, { finance: { voteResult: 'abstain' } });
      await go.step(late as string, 'Task_DecideCertification', {
        certificationResult: 'not-certified',
        certificationText: '龙头企业不足。',
      });
    })(),
  ]);
  for (const [id, reason] of [
    [early, '初审不通过，不予认定：产业定位不清。'],
    [late, '不予认定：龙头企业不足。'],
  ] as const) {
    await caseReaches(monitor, id as string, 'completed');
    expect((await caseOf(monitor, id as string)).outcome).toBe('not-certified');
    expect((await eventsOf(monitor, id as string, ['decision-recorded'])).map(({ text }) => text)).toEqual([reason]);
    expect((await clerk.get(`/api/cases/${id}/archive`)).status).toBe(200);
    await flows.of(monitor, id as string, 'Flow_Archived');
  }
  expect(flows.all().length).toBeGreaterThan(70);
  // A limit ends with its step, never by itself.
  expect(flows.untaken()).toEqual([
    'Flow_ExaminationLimitClosed',
    'Flow_ExpertLimitClosed',
    'Flow_ReviewLimitClosed',
    'Flow_SigningLimitClosed',
    'Flow_VoteLimitClosed',
  ]);
});
