import type { Client } from '../support/client.ts';
import { caseOf, caseReaches, complete, openTasks, taskAt } from '../support/fast-track.ts';
import { countFlows } from '../support/flows.ts';
import { deadlinesOf, expectRedOnce, obligationsOf } from '../support/limits.ts';
import { paperIn } from '../support/papers.ts';
import { readSheets } from '../support/sheet.ts';
import { eventually, type TestStack } from '../support/stack.ts';

const INVESTIGATOR = 'discipline-supervision.clerk';
const CONCLUDER = 'discipline-supervision.head';
const REVIEWER = 'joint-meeting.head';
const REPORTER = 'approval-bureau.head';

const clue = (over: Record<string, unknown> = {}) => ({
  filingUnit: 'approval-bureau',
  person: 'commerce.liaison',
  situation: 'cooperation-refused',
  consequence: 'approval-late',
  facts: '多次催办仍不答复，造成审批超时。',
  ...over,
});

/**
 * 责任追究 (历下政办发〔2019〕1号 附件2 四) on the engine of the coordination tests: what is registered by `before` is opened before their
 * clock moves, what `after` registers looks at what ran out, and goes the whole way from a card.
 */
export function accountabilityStory(stack: () => TestStack) {
  const flows = countFlows();
  const as = (username: string) => stack().as(username);
  const refer = async (username: string, over: Record<string, unknown> = {}) =>
    (await as(username)).post('/api/cases', { process: 'accountability', variables: clue(over) });
  const open = async (person: string, over: Record<string, unknown> = {}): Promise<string> => {
    const { status, body } = await refer(REPORTER, { person, ...over });
    expect([status, body.errors]).toEqual([201, undefined]);
    return body.id as string;
  };
  /** The monitor sees no such case: each step is looked for by whoever does it. */
  const step = async (username: string, id: string, element: string, variables: Record<string, unknown>) => {
    const who = await as(username);
    const task = await taskAt(who, id, element);
    await complete(who, task, variables);
    await eventually(async () => expect((await openTasks(who, id)).map(({ key }) => key)).not.toContain(task.key));
    return task;
  };
  const accept = (id: string) => step(INVESTIGATOR, id, 'Task_AcceptClue', { acceptResult: 'accept' });
  const waive = (person: string, id: string) =>
    step(person, id, 'Task_GiveStatement', { statementGiven: 'waived', statementText: '放弃。' });
  const FOUND = { findingsConsequence: 'approval-late', findingsText: '属实。', findingsProposal: 'hold' };
  const investigate = (id: string, over: object = {}) =>
    step(INVESTIGATOR, id, 'Task_InvestigateFacts', { ...FOUND, ...over });
  const HOLD = { concludeResult: 'hold', concludeMeasure: 'criticism', concludeText: '情节较轻。' };
  const conclude = (id: string, variables: object = HOLD) => step(CONCLUDER, id, 'Task_ConcludeCase', { ...variables });
  const asked = async (person: string) => {
    const id = await open(person);
    await accept(id);
    return id;
  };
  const concluded = async (person: string, variables: object = HOLD) => {
    const id = await asked(person);
    await waive(person, id);
    await investigate(id);
    await conclude(id, variables);
    return id;
  };
  const ends = async (id: string, outcome: string, last = 'Flow_Archived') => {
    const investigator = await as(INVESTIGATOR);
    await caseReaches(investigator, id, 'completed');
    expect((await caseOf(investigator, id)).outcome).toBe(outcome);
    await flows.of(investigator, id, last);
  };
  const mine = async (username: string) => (await (await as(username)).get('/api/accountability')).body;

  /** Nothing of the case, wherever this person looks. `told`: he was told that it is dealt with. */
  async function expectHidden(
    username: string,
    of: { id: string; task: string; file: string },
    told = false,
  ): Promise<void> {
    const who = await as(username);
    const { id } = of;
    const one = async (path: string) => [path, (await who.get(path)).status];
    for (const part of ['', '/history', '/files', '/diagram', '/archive', '/units', '/moves'])
      expect(await one(`/api/cases/${id}${part}`)).toEqual([`/api/cases/${id}${part}`, 404]);
    for (const act of ['withdraw', 'suspend', 'moves'])
      expect([act, (await who.post(`/api/cases/${id}/${act}`, { reason: '试试' })).status]).toEqual([act, 404]);
    expect((await who.get(`/api/accountability/${id}/facts`)).status).toBe(404);
    expect(await one(`/api/files/${of.file}`)).toEqual([`/api/files/${of.file}`, 403]);
    expect((await who.get(`/api/tasks/${of.task}`)).status).toBe(403);
    for (const act of ['claim', 'complete', 'remind'])
      expect([act, (await who.post(`/api/tasks/${of.task}/${act}`, {})).status]).toEqual([act, 403]);
    for (const path of [
      ...['/api/cases?limit=200', '/api/cases?process=accountability', `/api/tasks?view=all&case=${id}`],
      ...[`/api/tasks?view=all&state=done&case=${id}`, `/api/deadlines?case=${id}`, `/api/search?q=${id}`],
      ...['/api/deadlines?process=accountability', '/api/cards?limit=200', '/api/cards/yellow?limit=200', '/api/home'],
      ...['/api/archives?limit=200', '/api/operations', '/api/operations/accountability', '/api/status'],
      ...(told ? [] : ['/api/notifications?limit=200', '/api/accountability']),
    ]) {
      const { status, body } = await who.get(path);
      expect([path, [200, 403]]).toEqual([path, expect.arrayContaining([status])]);
      expect([path, JSON.stringify(body).includes(id)]).toEqual([path, false]);
    }
    const { body: summary } = await who.get('/api/deadlines/summary?process=accountability');
    expect([username, summary.total]).toEqual([username, 0]);
    const { body: statistics } = await who.get('/api/deadlines/statistics?process=accountability&by=unit');
    expect([username, statistics.total.total]).toEqual([username, 0]);
    const sheet = await who.raw('/api/deadlines/export.xlsx?process=accountability');
    const rows = sheet.ok ? await readSheets(Buffer.from(await sheet.arrayBuffer())) : [];
    expect(JSON.stringify(rows)).not.toContain(id);
  }

  /** What an open page of this person is told, until `read` is asked. */
  async function listening(username: string) {
    const abort = new AbortController();
    const answer = await (await as(username)).raw('/api/events', { signal: abort.signal });
    let text = '';
    const reading = (async () => {
      const decoder = new TextDecoder();
      for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) text += decoder.decode(chunk);
    })().catch(() => undefined);
    return {
      text: () => text,
      async end() {
        abort.abort();
        await reading;
        return text;
      },
    };
  }
  const paperOf = (who: Client, id: string, name: string) => paperIn(stack().dataDir, who, id, name);

  const ran = { accept: '', statement: '', investigate: '', conclude: '', appeal: '', review: '' };

  function before(): void {
    test('who may report whom, and for what', async () => {
      const fault = async (over: Record<string, unknown>) => {
        const { status, body } = await refer(REPORTER, over);
        expect([over, status]).toEqual([over, 422]);
        return (body.errors as { path: string }[]).map(({ path }) => path);
      };
      expect((await refer('monitor')).status).toBe(403);
      expect((await refer('approval-bureau.liaison')).status).toBe(403);
      expect((await refer(REPORTER, { filingUnit: 'finance' })).status).toBe(403);
      expect(await fault({ consequence: 'grave-error' })).toEqual(['consequence']);
      expect(await fault({ situation: 'other-breach', consequence: 'other' })).toEqual(['provision']);
      expect(await fault({ person: 'nobody' })).toEqual(['person']);
      expect(await fault({ person: REPORTER })).toEqual(['person']);
      expect(await fault({ person: CONCLUDER })).toEqual(['person']);
      expect(await fault({ sourceCase: 'FTD-2037-999999' })).toEqual(['sourceCase']);
      expect(await fault({ facts: '', extra: 1 })).toEqual(expect.arrayContaining(['facts']));
      const both = await Promise.all([1, 2].map(() => refer(REPORTER, { person: 'water.liaison' })));
      expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
      ran.accept = both.find(({ status }) => status === 201)?.body.id as string;
    });

    test('declined: whoever reported hears why, the person concerned nothing at all', async () => {
      const source = (
        await (
          await as('approval-bureau.clerk')
        ).post('/api/cases', {
          process: 'consultation',
          variables: {
            ...{ filingUnit: 'approval-bureau', subject: '勘验配合', category: 'procedure', content: '勘验配合' },
            ...{ departments: ['health'], disputed: 'no', hot: 'no' },
          },
        })
      ).body.id as string | undefined;
      const id = await open('health.liaison', source ? { sourceCase: source } : {});
      const investigator = await as(INVESTIGATOR);
      const task = await taskAt(investigator, id, 'Task_AcceptClue');
      const bare = await investigator.post(`/api/tasks/${task.key}/complete`, {
        variables: { acceptResult: 'decline' },
      });
      expect(bare.body.errors).toMatchObject([{ path: 'acceptText' }]);
      await step(INVESTIGATOR, id, 'Task_AcceptClue', { acceptResult: 'decline', acceptText: '未造成后果' });
      await ends(id, 'declined', 'Flow_DeclinedArchived');
      expect((await mine(REPORTER)).referred).toContainEqual(
        expect.objectContaining({ id, stateName: '不予受理', declined: '未造成后果' }),
      );
      expect((await mine('health.liaison')).mine).toEqual([]);
    });

    test('each stands at its step: to be accepted, stated, investigated, concluded, answered, reviewed; one is cleared', async () => {
      const [statement, investigation, conclusion, appeal, review, cleared] = await Promise.all([
        asked('archives.liaison'),
        asked('justice.liaison').then(async (id) => {
          await waive('justice.liaison', id);
          await taskAt(await as(INVESTIGATOR), id, 'Task_InvestigateFacts');
          return id;
        }),
        asked('finance.liaison').then(async (id) => {
          await waive('finance.liaison', id);
          await investigate(id);
          return id;
        }),
        concluded('statistics.liaison'),
        concluded('taxation.liaison').then(async (id) => {
          const appeal = { appealChoice: 'appeal', appealText: '系统故障所致。' };
          await step('taxation.liaison', id, 'Task_AnswerConclusion', appeal);
          return id;
        }),
        concluded('civil-affairs.liaison', { concludeResult: 'none', concludeText: '已及时配合。' }),
        concluded('veterans-affairs.liaison').then(async (id) => {
          await step('veterans-affairs.liaison', id, 'Task_AnswerConclusion', { appealChoice: 'accept' });
          await ends(id, 'held-accountable');
        }),
      ]);
      Object.assign(ran, { statement, investigate: investigation, conclude: conclusion, appeal, review });
      await ends(cleared, 'not-held');
      const [own] = (await mine('civil-affairs.liaison')).mine;
      expect(own).toMatchObject({ id: cleared, conclusion: { resultName: '不予追究' }, appealUntil: null, task: null });
      const reviewer = await as(REVIEWER);
      await taskAt(reviewer, review, 'Task_ReviewConclusion');
      await eventually(async () => {
        const limits = await deadlinesOf(reviewer, review);
        expect(Object.fromEntries(limits.map((d) => [d.obligation, d.state]))).toEqual({
          'accept-accountability-clue': 'met',
          'investigate-accountability': 'met',
          'conclude-accountability': 'met',
          'review-accountability': 'running',
        });
      });
    });
  }

  function after(lateReply: () => string): void {
    test('nothing said in time is waived, nothing answered is accepted; each late step has its card, among those concerned', async () => {
      const investigator = await as(INVESTIGATOR);
      await taskAt(investigator, ran.statement, 'Task_InvestigateFacts');
      expect((await caseOf(investigator, ran.statement)).variables.statement).toMatchObject({ given: 'lapsed' });
      await eventually(async () => {
        const { body } = await investigator.get(`/api/cases/${ran.statement}/history`);
        const kinds = (body.items as { kind: string }[]).map(({ kind }) => kind);
        expect(kinds).toEqual(expect.arrayContaining(['statement-reminded', 'statement-recorded']));
      });
      expect((await mine('archives.liaison')).mine).toMatchObject([{ statement: { given: 'lapsed' }, task: null }]);
      await ends(ran.appeal, 'held-accountable');
      expect((await mine('statistics.liaison')).mine).toMatchObject([{ appeal: { choice: 'lapsed' } }]);
      await flows.of(investigator, ran.statement, 'Flow_StatementRecorded');
      const late = {
        'accept-accountability-clue': ran.accept,
        'investigate-accountability': ran.investigate,
        'conclude-accountability': ran.conclude,
        'review-accountability': ran.review,
      };
      expect(Object.keys(late).sort()).toEqual((await obligationsOf('accountability')).sort());
      await expectRedOnce(investigator, late);
      const cards = (await investigator.get('/api/cards?process=accountability&limit=200')).body.items as {
        caseId: string;
        deadlineId: string;
        supervisingUnit: string;
      }[];
      const of = (id: string) => cards.find(({ deadlineId }) => deadlineId.startsWith(`${id}:`));
      expect(of(ran.accept)?.supervisingUnit).toBe('joint-meeting');
      expect(of(ran.review)?.supervisingUnit).toBe('discipline-supervision');
      const card = of(ran.accept)?.caseId ?? '';
      await step(INVESTIGATOR, card, 'Task_ExplainCard', { explanationText: '线索较多。' });
      const verifier = await as('joint-meeting.clerk');
      const task = await taskAt(verifier, card, 'Task_VerifyCard');
      expect((await verifier.get(`/api/cases/${card}`)).status).toBe(200);
      expect((await verifier.get(`/api/cases/${ran.accept}`)).status).toBe(404);
      const { variables, summary, caseTitle } = (await verifier.get(`/api/tasks/${task.key}`)).body;
      expect(JSON.stringify({ variables, summary, caseTitle })).not.toMatch(/water|区水务局/);
      for (const username of ['monitor', 'supervision-office.clerk', 'finance.clerk', 'water.liaison']) {
        const who = await as(username);
        expect([username, (await who.get(`/api/cases/${card}`)).status]).toEqual([username, 404]);
        const { body } = await who.get('/api/cards?process=accountability');
        expect([username, body.total]).toEqual([username, 0]);
      }
    });

    test('from a card to its archive: facts from the record, statement, conclusion by another, appeal to a third', async () => {
      const monitor = await as('monitor');
      const person = 'housing-construction.liaison';
      const supervisor = 'joint-meeting-office.clerk';
      const { items } = (await monitor.get(`/api/cards?case=${lateReply()}`)).body;
      const card = items[0].caseId as string;
      const over = { filingUnit: 'joint-meeting-office', person, sourceCase: card };
      const early = await refer(supervisor, over);
      expect(early.body.errors).toMatchObject([{ path: 'sourceCase', message: expect.stringContaining('核查维持') }]);
      await step('housing-construction.clerk', card, 'Task_ExplainCard', { explanationText: '人员外出。' });
      const before = await caseOf(await as(supervisor), card);
      expect(before.may).toMatchObject({ referAccountability: false });
      await step(supervisor, card, 'Task_VerifyCard', {
        ...{ verdict: 'upheld', attribution: 'own-step', verdictNote: '无正当理由' },
      });
      await eventually(async () =>
        expect((await caseOf(await as(supervisor), card)).may).toMatchObject({ referAccountability: true }),
      );
      // Those who answer for the card see it, and are not the ones to report from it; others do not see it.
      for (const unit of ['housing-construction', 'finance']) {
        const { body } = await refer(`${unit}.head`, { ...over, filingUnit: unit });
        expect(body.errors).toMatchObject([{ path: 'sourceCase' }]);
      }
      const streams = await Promise.all([listening(INVESTIGATOR), listening('monitor')]);
      const id = (await refer(supervisor, over)).body.id as string;
      const investigator = await as(INVESTIGATOR);
      const task = await taskAt(investigator, id, 'Task_AcceptClue');
      await eventually(() => expect(streams[0].text()).toContain(id));
      expect(await streams[1].end()).not.toContain(id);
      await streams[0].end();

      const facts = (await investigator.get(`/api/accountability/${id}/facts`)).body;
      expect(facts.about).toMatchObject({ id: lateReply() });
      expect(facts.person.username).toBe(person);
      expect(facts.limits).toContainEqual(
        expect.objectContaining({
          name: '复函',
          unitName: '区住建局',
          endedAt: null,
          late: expect.objectContaining({ workingDays: 17 }),
        }),
      );
      const drafted = facts.tasks.find((t: { step: string }) => t.step.includes('签发'));
      expect(drafted).toMatchObject({ completedByName: '区行政审批服务局主要负责人', state: 'completed' });
      expect(facts.cards).toMatchObject([{ id: card, state: 'upheld', reason: '人员外出。' }]);
      const sheet = await paperOf(investigator, id, '责任追究事实清单.pdf');
      for (const part of ['责任追究事实清单', '区住建局', '超17个工作日', '人员外出', card])
        expect(sheet.text).toContain(part);

      // Nobody else, whatever he supervises or keeps running; nor the person concerned before he is asked.
      const of = { id, task: task.key, file: sheet.file };
      const hidden = [
        'monitor',
        'supervision-office.clerk',
        'supervision-office.head',
        'finance.clerk',
        'joint-meeting.clerk',
      ];
      for (const username of [...hidden, 'housing-construction.head', 'auditor', person])
        await expectHidden(username, of);
      await expectHidden(supervisor, of, true);
      expect((await mine(person)).mine).toEqual([]);
      const operator = await as('sysadmin');
      const { body: operation } = await operator.get('/api/operations/accountability');
      expect(JSON.stringify(operation)).not.toContain(id);
      expect(operation.elements.every((e: { running: number }) => e.running === 0)).toBe(true);

      await accept(id);
      const [asked] = await eventually(async () => {
        const { mine: parts } = await mine(person);
        expect(parts).toMatchObject([{ id, task: { name: '陈述申辩' } }]);
        return parts;
      });
      const own = await as(person);
      await eventually(async () => {
        const { items: told } = (await own.get('/api/notifications')).body;
        expect(told).toContainEqual(expect.objectContaining({ title: '请陈述申辩', link: '/accountability' }));
      });
      for (const file of asked.files) expect((await own.raw(`/api/files/${file.id}`)).status).toBe(200);
      expect(asked.files.map((f: { name: string }) => f.name)).toEqual([
        ...['责任追究事实清单.pdf', '责任追究陈述申辩通知书.pdf'],
      ]);
      expect((await own.get(`/api/accountability/${id}/facts`)).body.about.id).toBe(lateReply());
      expect((await own.get(`/api/cases/${id}`)).status).toBe(404);
      const { body: statementTask } = await own.get(`/api/tasks/${asked.task.key}`);
      expect(statementTask).toMatchObject({ seesCase: false, may: { complete: true, release: false } });
      expect(Object.keys(statementTask.variables)).not.toContain('acceptance');
      expect((await own.post(`/api/tasks/${asked.task.key}/release`)).status).toBe(409);
      for (const username of ['housing-construction.clerk', INVESTIGATOR])
        expect((await (await as(username)).post(`/api/tasks/${asked.task.key}/complete`, {})).status).toBe(403);
      const upload = await own.upload(`/api/tasks/${asked.task.key}/files`, '说明.pdf', '%PDF-1.4\n%%EOF\n');
      expect((await own.raw(`/api/files/${upload.body.id}`)).status).toBe(200);
      await step(person, id, 'Task_GiveStatement', {
        ...{ statementGiven: 'given', statementText: '当日外出参会。', statementFiles: [upload.body.id] },
      });

      // Not even with a post that would give him the case; who has investigated does not conclude.
      const secadmin = await as('secadmin');
      const joint = (post: string, username: string) =>
        secadmin.post(`/api/posts/${post}/holders`, { username, joint: true, reason: '测试' });
      expect((await joint(INVESTIGATOR, person)).status).toBe(201);
      expect((await own.get(`/api/cases/${id}`)).status).toBe(404);
      for (const list of ['tasks?view=claimable&limit=200', 'cases?limit=200', 'deadlines?limit=200', `search?q=${id}`])
        expect([list, JSON.stringify((await own.get(`/api/${list}`)).body).includes(id)]).toEqual([list, false]);
      const wanting = await taskAt(investigator, id, 'Task_InvestigateFacts');
      expect((await own.get(`/api/tasks/${wanting.key}`)).status).toBe(403);
      const bare = await investigator.post(`/api/tasks/${wanting.key}/complete`, { variables: FOUND });
      expect(bare.body.errors).toMatchObject([{ path: 'findingsAnswered' }]);
      await investigate(id, { findingsAnswered: '参会属实，未委托他人。' });
      expect((await joint(CONCLUDER, INVESTIGATOR)).status).toBe(201);
      const toConclude = await taskAt(await as(CONCLUDER), id, 'Task_ConcludeCase');
      for (const act of ['claim', 'complete']) {
        const { status, body } = await investigator.post(`/api/tasks/${toConclude.key}/${act}`, { variables: HOLD });
        expect([status, body.detail]).toEqual([403, expect.stringContaining('其他人员')]);
      }
      await conclude(id, { concludeResult: 'return', concludeText: '查明是否委托' });
      await investigate(id, { findingsAnswered: '未委托他人。' });
      expect((await mine(person)).mine[0]).toMatchObject({ conclusion: null });
      await conclude(id, { concludeResult: 'hold', concludeMeasure: 'review', concludeText: '情节一般。' });
      const [answer] = await eventually(async () => {
        const { mine: parts } = await mine(person);
        expect(parts).toMatchObject([
          { conclusion: { measureName: '责令作出书面检查' }, task: { name: '接受或申诉' } },
        ]);
        return parts;
      });
      expect(answer.appealUntil).toBe('2037-04-09T17:00:00+08:00');
      const paper = await paperOf(investigator, id, '责任追究结论书.pdf');
      for (const part of ['责令作出书面检查', '未委托他人', '申诉', '任务经办', '超17个工作日'])
        expect(paper.text).toContain(part);
      await step(person, id, 'Task_AnswerConclusion', { appealChoice: 'appeal', appealText: '处理过重。' });
      await step(REVIEWER, id, 'Task_ReviewConclusion', {
        ...{ reviewResult: 'change', reviewMeasure: 'criticism', reviewText: '情节较轻。' },
      });
      await ends(id, 'held-accountable');
      expect((await mine(person)).mine[0]).toMatchObject({
        ...{ review: { resultName: '变更处理', measureName: '批评教育' }, closedAt: expect.any(String) },
      });
      expect((await mine(supervisor)).referred).toMatchObject([{ id, stateName: '已办结' }]);
      // Sealed like every case; who verifies the seals is not told which case it is.
      expect((await investigator.raw(`/api/cases/${id}/archive`)).status).toBe(200);
      const { body: seals } = await monitor.get('/api/archives?limit=200');
      expect(JSON.stringify(seals)).not.toContain(id);
      expect(JSON.stringify(seals)).toContain('受限案卷');
      for (const username of hidden.slice(0, 4)) await expectHidden(username, of);
    });

    test('the posts are set by the system administrator, with a reason; running cases keep theirs', async () => {
      const sysadmin = await as('sysadmin');
      const posts = { investigate: 'justice.clerk', conclude: 'justice.head', review: REVIEWER };
      const put = (body: object) =>
        sysadmin.put('/api/settings/accountability', { ...posts, reason: '改由司法局', ...body });
      expect((await (await as('monitor')).put('/api/settings/accountability', {})).status).toBe(403);
      expect((await put({ conclude: 'justice.clerk' })).status).toBe(409);
      expect((await put({ review: 'sysadmin' })).status).toBe(409);
      expect((await put({})).body).toMatchObject({
        investigateName: '区司法局经办人',
        edits: [{ reason: '改由司法局' }],
      });
      expect((await put({})).body.edits).toHaveLength(1);
      const id = await open('emergency-management.liaison');
      await taskAt(await as('justice.clerk'), id, 'Task_AcceptClue');
      expect((await (await as(INVESTIGATOR)).get(`/api/cases/${id}`)).status).toBe(404);
      expect((await (await as('justice.clerk')).get(`/api/cases/${ran.review}`)).status).toBe(404);
      await sysadmin.put('/api/settings/accountability', {
        ...{ investigate: INVESTIGATOR, conclude: CONCLUDER, review: REVIEWER, reason: '恢复' },
      });
    });

    test('every flow of the diagram was taken', () => {
      expect(flows.untaken().filter((flow) => !flow.endsWith('LimitClosed'))).toEqual([]);
    });
  }

  return { before, after };
}
