import {
  bringToDecision,
  caseOf,
  caseReaches,
  doStep,
  filing,
  finishAfterDecision,
  openTasks,
  startCase,
  taskAt,
} from '../support/fast-track.ts';
import { eventually, world } from '../support/world.ts';
import type { Client } from '../support/client.ts';

const stack = world();
let clerk: Client;
let monitor: Client;

beforeAll(async () => {
  clerk = await stack.as('commerce.clerk');
  monitor = await stack.as('monitor');
});

describe('starting a case', () => {
  test('answers 201 with its id and place; the case is found by its title', async () => {
    const subject = `检索用项目 ${Date.now()}`;
    const created = await clerk.post('/api/cases', { process: 'fast-track-decision', variables: filing({ subject }) });
    expect(created.status).toBe(201);
    expect(created.body).toEqual({ id: expect.stringMatching(/^FTD-\d{4}-\d{6}$/), process: 'fast-track-decision' });
    expect(created.headers.get('location')).toBe(`/api/cases/${created.body.id}`);
    const found = await clerk.get(`/api/cases?q=${encodeURIComponent(subject)}`);
    expect(found.body.total).toBe(1);
    expect(found.body.items[0]).toMatchObject({
      id: created.body.id,
      title: subject,
      status: 'running',
      outcome: null,
    });
    await taskAt(monitor, created.body.id, 'Task_ReviewMaterials');
  });

  test('a repeated Idempotency-Key gives the same case, with other content 409; at the same time too', async () => {
    const key = { 'idempotency-key': `k-${Date.now()}` };
    const body = { process: 'fast-track-decision', variables: filing() };
    const answers = await Promise.all([1, 2, 3].map(() => clerk.post('/api/cases', body, key)));
    expect(answers.map((a) => a.status).sort()).toEqual([200, 200, 201]);
    expect(new Set(answers.map((a) => a.body.id)).size).toBe(1);
    const other = await clerk.post('/api/cases', { ...body, variables: filing({ subject: '另一个项目' }) }, key);
    expect(other.status).toBe(409);
    // The key belongs to its user: somebody else's case is his own.
    const head = await stack.as('finance.clerk');
    const another = await head.post('/api/cases', { ...body, variables: filing({ filingUnit: 'finance' }) }, key);
    expect(another.status).toBe(201);
  });

  test('what is typed is kept for its author alone, until it is filed with its key or given up', async () => {
    // An author who types in no other test.
    const [author, colleague] = await Promise.all(['veterans-affairs.clerk', 'finance.clerk'].map((u) => stack.as(u)));
    const at = '/api/processes/fast-track-decision/start-draft';
    const kept = async (who = author!) => (await who.get('/api/processes/fast-track-decision/start-form')).body.draft;
    const [first, second] = [`draft-${Date.now()}-1`, `draft-${Date.now()}-2`];
    const variables = { subject: '填了一半 <b>"', departments: ['finance'], annualRewardBeyondPolicy: '12.3' };
    const saved = await author!.put(at, { key: first, variables });
    expect([saved.status, saved.body]).toEqual([200, { savedAt: expect.any(String) }]);
    expect(await kept()).toEqual({ key: first, variables, savedAt: saved.body.savedAt });
    expect((await kept(colleague))?.key).not.toBe(first);

    // Another filing, and a refused one, leave it; its own ends it, sent once or twice.
    const body = { process: 'fast-track-decision', variables: filing({ filingUnit: 'veterans-affairs' }) };
    expect((await author!.post('/api/cases', body, { 'idempotency-key': second })).status).toBe(201);
    expect((await author!.post('/api/cases', { ...body, variables: {} }, { 'idempotency-key': first })).status).toBe(
      422,
    );
    expect((await kept()).key).toBe(first);
    const filed = await Promise.all([1, 2].map(() => author!.post('/api/cases', body, { 'idempotency-key': first })));
    expect(filed.map((f) => f.status).sort()).toEqual([200, 201]);
    expect(await kept()).toBeNull();
    // A page that is still open elsewhere does not bring back what is filed.
    expect((await author!.put(at, { key: first, variables })).status).toBe(409);
    expect(await kept()).toBeNull();

    const third = `draft-${Date.now()}-3`;
    await author!.put(at, { key: third, variables });
    expect((await kept()).key).toBe(third);
    expect((await author!.delete(at)).status).toBe(204);
    expect(await kept()).toBeNull();

    for (const [wrong, path] of [
      [{ key: '', variables }, 'key'],
      [{ key: 'other', variables: [1] }, 'variables'],
      [{ key: first, variables, more: 1 }, ''],
    ] as const) {
      const { status, body } = await author!.put(at, wrong);
      expect([status, body.errors.map((e: { path: string }) => e.path)]).toEqual([422, [path]]);
    }
    const nul = await author!.put(at, { key: first, variables: { subject: 'a\0b' } });
    expect(nul.status).toBeGreaterThanOrEqual(400);
    expect(nul.status).toBeLessThan(500);
    const away = '/api/processes/park-certification/start-draft';
    expect((await author!.put(away, { key: first, variables })).status).toBe(403);
    expect((await author!.put('/api/processes/none/start-draft', { key: first, variables })).status).toBe(404);
    expect((await stack.stranger().put(at, { key: first, variables })).status).toBe(401);
    expect(await kept()).toBeNull();
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['unknown unit', { departments: ['no-such-unit'] }, 'departments.0'],
    ['no department', { departments: [] }, 'departments'],
    ['the same department twice', { departments: ['finance', 'finance'] }, 'departments'],
    ['unknown filing unit', { filingUnit: 'no-such-unit' }, 'filingUnit'],
    ['missing subject', { subject: undefined }, 'subject'],
    ['subject of blanks', { subject: '   ' }, 'subject'],
    ['subject of the wrong type', { subject: { $ne: null } }, 'subject'],
    ['1 MB of text', { content: '长'.repeat(350_000) }, 'content'],
    ['NUL in a text', { content: 'a\u0000b' }, ''],
    ['negative number of items', { itemsBeyondPolicy: -1 }, 'itemsBeyondPolicy'],
    ['half an item', { itemsBeyondPolicy: 1.5 }, 'itemsBeyondPolicy'],
    ['items as text', { itemsBeyondPolicy: '2' }, 'itemsBeyondPolicy'],
    ['absurd number of items', { itemsBeyondPolicy: 1e12 }, 'itemsBeyondPolicy'],
    ['negative amount', { annualRewardBeyondPolicy: '-1' }, 'annualRewardBeyondPolicy'],
    ['amount with three decimals', { annualRewardBeyondPolicy: '1.001' }, 'annualRewardBeyondPolicy'],
    ['amount of 10^13', { annualRewardBeyondPolicy: '10000000000000' }, 'annualRewardBeyondPolicy'],
    ['amount in words', { annualRewardBeyondPolicy: '五百万' }, 'annualRewardBeyondPolicy'],
    ['amount in scientific notation', { annualRewardBeyondPolicy: '5e6' }, 'annualRewardBeyondPolicy'],
    ['unknown level', { beyondLeadingGroup: 'yes' }, 'beyondLeadingGroup'],
    ['a date that does not exist', { filedOn: '2026-02-30' }, 'filedOn'],
    ['a date to come', { filedOn: '2099-01-01' }, 'filedOn'],
    ['telephone with markup', { contactPhone: '<b>1</b>' }, 'contactPhone'],
    ['material without a name', { materials: [{ essential: true, provided: true }] }, 'materials.0.name'],
    ['an unknown variable', { level: 'leading-group' }, ''],
  ])('%s is refused at its field', async (_what, over, path) => {
    // A unit of its own: nobody else files for it meanwhile.
    const filer = await stack.as('water.clerk');
    const variables = filing({ filingUnit: 'water', ...over });
    const before = (await filer.get('/api/cases?limit=1')).body.total;
    const refused = await filer.post('/api/cases', { process: 'fast-track-decision', variables });
    expect([400, 422]).toContain(refused.status);
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    expect(refused.body.detail).toMatch(/[\u4e00-\u9fff]/);
    if (path) expect(refused.body.errors.map((e: { path: string }) => e.path)).toContain(path);
    expect((await filer.get('/api/cases?limit=1')).body.total).toBe(before);
  });

  test('markup stays text in every field', async () => {
    const evil = `<img src=x onerror="alert(1)">'";DROP TABLE cases;--`;
    const id = await startCase(clerk, {
      subject: evil,
      content: evil,
      contactName: evil,
      materials: [{ name: evil, essential: false, provided: true }],
    });
    const c = await caseOf(clerk, id);
    expect(c.title).toBe(evil);
    expect(c.variables).toMatchObject({ subject: evil, content: evil, contactName: evil, materials: [{ name: evil }] });
  });

  test('broken JSON, no body, too much of it', async () => {
    expect((await clerk.post('/api/cases', '{"process":')).status).toBe(400);
    expect((await clerk.post('/api/cases')).status).toBe(422);
    expect((await clerk.post('/api/cases', '[]')).status).toBe(422);
    expect((await clerk.post('/api/cases', { process: 'x'.repeat(5_000_000) })).status).toBe(413);
    expect((await clerk.post('/api/cases', { process: 'no-such-process', variables: {} })).status).toBe(404);
  });

  test('who may: a clerk for his own unit only, nobody without a session', async () => {
    const body = { process: 'fast-track-decision', variables: filing() };
    expect((await (await stack.as('commerce.head')).post('/api/cases', body)).status).toBe(403);
    expect((await (await stack.as('monitor')).post('/api/cases', { process: 'fast-track-decision' })).status).toBe(403);
    expect((await (await stack.as('finance.clerk')).post('/api/cases', body)).status).toBe(403);
    expect((await stack.stranger().post('/api/cases', body)).status).toBe(401);
    expect((await clerk.raw('/api/cases', { method: 'POST', headers: { 'x-csrf-token': 'wrong' } })).status).toBe(403);
  });
});

describe('who sees a case', () => {
  test('units that take part, the supervision office and the monitor; others 403 and nothing in lists', async () => {
    const subject = `权限项目 ${Date.now()}`;
    const id = await startCase(clerk, { subject });
    const task = await taskAt(monitor, id, 'Task_ReviewMaterials');
    const query = `/api/cases?q=${encodeURIComponent(subject)}`;
    for (const name of [
      'commerce.head',
      'finance.liaison',
      'investment-promotion.clerk',
      'supervision-office.clerk',
      'monitor',
    ]) {
      const person = await stack.as(name);
      expect([name, (await person.get(`/api/cases/${id}`)).status]).toEqual([name, 200]);
      expect((await person.get(query)).body.total).toBe(1);
    }
    for (const name of ['taxation.head', 'auditor', 'process-owner', 'sysadmin']) {
      const person = await stack.as(name);
      for (const path of ['', '/history', '/diagram', '/files', '/archive', '/units'])
        expect([name, path, (await person.get(`/api/cases/${id}${path}`)).status]).toEqual([name, path, 403]);
      expect((await person.get(query)).body).toEqual({ items: [], total: 0 });
      expect((await person.get(`/api/tasks?view=all&case=${id}`)).body).toEqual({ items: [], total: 0 });
      expect((await person.get(`/api/tasks/${task.key}`)).status).toBe(403);
      for (const act of ['claim', 'release', 'complete', 'files'])
        expect([act, (await person.post(`/api/tasks/${task.key}/${act}`, {})).status]).toEqual([act, 403]);
      expect((await person.post(`/api/cases/${id}/withdraw`, { reason: '测试' })).status).toBe(403);
    }
    expect((await clerk.get('/api/cases/FTD-1999-000000')).status).toBe(404);
    expect((await stack.stranger().get(`/api/cases/${id}`)).status).toBe(401);
  });
});

describe('materials', () => {
  test('a missing essential one comes back with the complete list, a missing other one does not', async () => {
    const id = await startCase(clerk, {
      materials: [
        { name: '项目报告书', essential: true, provided: false },
        { name: '合作协议', essential: true, provided: true },
        { name: '可行性研究', essential: true, provided: false },
        { name: '宣传册', essential: false, provided: false, promisedBy: '2026-12-31' },
      ],
    });
    const task = await taskAt(clerk, id, 'Task_SupplementMaterials');
    expect(task.group).toBe('commerce.clerk');
    const { body } = await clerk.get(`/api/tasks/${task.key}`);
    expect(body.variables.supplementItems).toEqual(['项目报告书', '可行性研究']);

    const half = await clerk.post(`/api/tasks/${task.key}/complete`, { variables: { confirmedItems: [] } });
    expect(half.status).toBe(422);
    expect(half.body.errors[0].path).toBe('confirmedItems');
    const done = await clerk.post(`/api/tasks/${task.key}/complete`, {
      variables: { confirmedItems: ['项目报告书', '可行性研究'] },
    });
    expect(done.status).toBe(200);
    await taskAt(monitor, id, 'Task_ReviewMaterials');
    const { variables } = await caseOf(clerk, id);
    expect(variables.materialsCheck).toEqual({ complete: true, missing: [] });
  });

  test('the bureau returns it once with everything that is wrong', async () => {
    const id = await startCase(clerk);
    const bureau = await stack.as('investment-promotion.clerk');
    const task = await taskAt(bureau, id, 'Task_ReviewMaterials');
    const bare = await bureau.post(`/api/tasks/${task.key}/complete`, { variables: { reviewResult: 'return' } });
    expect([bare.status, bare.body.errors?.[0]?.path]).toEqual([422, 'returnItems']);
    await doStep(stack, id, 'Task_ReviewMaterials', {
      reviewResult: 'return',
      returnItems: '报告书缺少盖章\n缺少投资测算',
    });
    const back = await taskAt(clerk, id, 'Task_SupplementMaterials');
    expect((await clerk.get(`/api/tasks/${back.key}`)).body.variables.supplementItems).toEqual([
      '报告书缺少盖章',
      '缺少投资测算',
    ]);
    await doStep(stack, id, 'Task_SupplementMaterials', { confirmedItems: ['报告书缺少盖章', '缺少投资测算'] });
    await taskAt(bureau, id, 'Task_ReviewMaterials');
  });
});

describe('the level that decides', () => {
  // 历下政发〔2019〕1号 第二条: each edge from both sides.
  test.each<[number, string | number, boolean, string, string]>([
    [0, '0', false, 'no', 'leading-group-office'],
    [1, '4999999.99', false, 'no', 'leading-group-office'],
    [1, 4999999.99, false, 'no', 'leading-group-office'],
    [1, '5000000', false, 'no', 'leading-group'],
    [0, '5000000.00', false, 'no', 'leading-group'],
    [0, '5000000.01', false, 'no', 'leading-group'],
    [2, '0', false, 'no', 'leading-group'],
    [2, '9999999999999.99', false, 'no', 'leading-group'],
    [0, '0', true, 'no', 'leading-group'],
    [0, '0', false, 'government-executive-meeting', 'government-executive-meeting'],
    [2, '5000000', true, 'government-executive-meeting', 'government-executive-meeting'],
    [2, '5000000', true, 'party-standing-committee', 'party-standing-committee'],
  ])('%s items, %s yuan, major %s, beyond %s -> %s', async (items, reward, major, beyond, level) => {
    const owner = await stack.as('process-owner');
    const tried = await owner.post('/api/decisions/decision-level/evaluate', {
      variables: {
        itemsBeyondPolicy: items,
        annualRewardBeyondPolicy: reward,
        districtWideMajor: major,
        beyondLeadingGroup: beyond,
      },
    });
    expect(tried.status).toBe(200);
    expect(tried.body.outputs).toEqual({ level });
    expect(tried.body.matchedRules).toHaveLength(1);
  });

  test('trying a rule: defaults as at the start, wrong input refused, other people refused', async () => {
    const owner = await stack.as('process-owner');
    const url = '/api/decisions/decision-level/evaluate';
    const facts = { itemsBeyondPolicy: 0, annualRewardBeyondPolicy: '1', beyondLeadingGroup: 'no' };
    expect((await owner.post(url, { variables: facts })).body.outputs).toEqual({ level: 'leading-group-office' });
    expect((await owner.post(url, { variables: { ...facts, annualRewardBeyondPolicy: '1.005' } })).status).toBe(422);
    expect((await owner.post(url, { variables: { ...facts, annualRewardBeyondPolicy: 0.1 + 0.2 } })).status).toBe(422);
    expect((await owner.post(url, { variables: {} })).status).toBe(422);
    // A double would round this up to the edge; written as it is, it has too many decimals.
    const beyondDouble = JSON.stringify({ variables: facts }).replace('"1"', '4999999.9999999999');
    expect((await owner.post(url, beyondDouble)).status).toBe(422);
    const exact = JSON.stringify({ variables: facts }).replace('"1"', '4999999.990');
    expect((await owner.post(url, exact)).body.outputs).toEqual({ level: 'leading-group-office' });
    expect((await owner.post('/api/decisions/no-such-rule/evaluate', { variables: {} })).status).toBe(404);
    expect((await clerk.post(url, { variables: facts })).status).toBe(403);
  });
});

describe('a case to its end', () => {
  test('approved: each level to its people, rule and reason shown, archive sealed and whole', async () => {
    const id = await startCase(clerk, { departments: ['finance', 'taxation'], itemsBeyondPolicy: 2 });
    await bringToDecision(stack, id, ['finance', 'taxation']);
    const task = await taskAt(monitor, id, 'Task_Decide');
    expect(task.group).toBe('leading-group');
    expect((await clerk.get(`/api/cases/${id}/archive`)).status).toBe(409);
    await doStep(stack, id, 'Task_Decide', {
      decisionResult: 'approved',
      meetingDate: '2026-01-06',
      decisionText: '同意。',
    });
    await finishAfterDecision(stack, id);
    const c = await caseOf(clerk, id);
    expect(c.outcome).toBe('approved');
    expect(c.variables.level).toBe('leading-group');
    expect(c.levelBasis).toMatchObject({ decisionId: 'decision-level', version: expect.any(Number) });
    expect(JSON.stringify(c.levelBasis)).toContain('历下政发〔2019〕1号 第二条（一）');
    const archive = await clerk.raw(`/api/cases/${id}/archive`);
    expect([archive.status, archive.headers.get('content-type')]).toEqual([200, 'application/zip']);
    expect((await archive.arrayBuffer()).byteLength).toBe(Number(archive.headers.get('content-length')));
    const kinds = (await clerk.get(`/api/cases/${id}/history`)).body.items.map((i: { kind: string }) => i.kind);
    expect(kinds[0]).toBe('case-filed');
    // Annex 3 and the materials 6, argument and proposal 3, meeting 3, hand-over 5.
    expect(kinds.filter((k: string) => k === 'task-completed')).toHaveLength(17);
    expect(kinds.filter((k: string) => k === 'decision-recorded')).toHaveLength(1);
  });

  test('sent back for another argument, then rejected: a new round, both kept', async () => {
    const id = await startCase(clerk);
    await bringToDecision(stack, id);
    await doStep(stack, id, 'Task_Decide', {
      decisionResult: 'reargue',
      meetingDate: '2026-01-06',
      decisionText: '补充测算。',
    });
    await doStep(stack, id, 'Task_GiveOpinion', { opinion: 'disagree', opinionText: '财力不足。' }, 'finance');
    await doStep(stack, id, 'Task_FormProposal', { proposalText: '不建议引进。' });
    await doStep(stack, id, 'Task_Decide', {
      decisionResult: 'rejected',
      meetingDate: '2026-01-07',
      decisionText: '不予通过。',
    });
    await finishAfterDecision(stack, id);
    const c = await caseOf(clerk, id);
    expect(c.outcome).toBe('rejected');
    expect((c.variables.rounds as unknown[]).length).toBe(2);
  });

  test('beyond the leading group: registered by its office', async () => {
    const id = await startCase(clerk, { beyondLeadingGroup: 'party-standing-committee' });
    await bringToDecision(stack, id);
    const task = await taskAt(monitor, id, 'Task_RegisterHigherDecision');
    expect(task.group).toBe('leading-group-office.clerk');
    await doStep(stack, id, 'Task_RegisterHigherDecision', {
      decisionResult: 'approved',
      meetingName: '区委常委会',
      meetingDate: '2026-01-08',
    });
    await finishAfterDecision(stack, id);
  });

  test('withdrawn by its head: open tasks go, nothing more happens, a second withdrawal changes nothing', async () => {
    const id = await startCase(clerk);
    const task = await taskAt(monitor, id, 'Task_ReviewMaterials');
    const head = await stack.as('commerce.head');
    expect((await clerk.post(`/api/cases/${id}/withdraw`, { reason: '企业撤回' })).status).toBe(403);
    expect((await head.post(`/api/cases/${id}/withdraw`, { reason: '' })).status).toBe(422);
    expect((await head.post(`/api/cases/${id}/withdraw`, { reason: '企业撤回申请' })).status).toBe(200);
    await caseReaches(clerk, id, 'withdrawn');
    await eventually(async () => expect(await openTasks(monitor, id)).toEqual([]));
    expect((await head.post(`/api/cases/${id}/withdraw`, { reason: '企业撤回申请' })).body.status).toBe('withdrawn');
    const bureau = await stack.as('investment-promotion.clerk');
    const late = await bureau.post(`/api/tasks/${task.key}/complete`, { variables: { reviewResult: 'accept' } });
    expect(late.status).toBe(409);
  });
});
