import { readFileSync } from 'node:fs';
import { createPool, type Pool } from '../../db/pool.ts';
import { type Rehoming, rehome } from '../../domain/models/rehoming.ts';
import { type EngineClient, EngineError } from '../../engine/client.ts';
import { isNewerVersion } from '../../engine/versions.ts';
import type { Client } from '../support/client.ts';
import { doStep, openTasks, taskAt } from '../support/fast-track.ts';
import { inspectionSteps, startInspection } from '../support/inspection.ts';
import { engineOf, eventually, startStack } from '../support/stack.ts';

/**
 * Running cases are moved to the next version of their diagram: what can, what cannot and why, each on its own. On a stack of its own: a shipped
 * diagram is changed for a while, and nobody else shall begin by that one.
 */
let stack: Awaited<ReturnType<typeof startStack>>;
const PROCESS = `migration-test-${Date.now()}`;
const FORM = `migration-form-${Date.now()}`;
const AT = `/api/models/${PROCESS}/migrations`;

const task = (id: string, name: string, more = '') =>
  `<bpmn:userTask id="${id}" name="${name}"><bpmn:extensionElements><zeebe:userTask/><zeebe:formDefinition formId="${FORM}"/><zeebe:assignmentDefinition candidateGroups="=[&quot;finance.clerk&quot;]"/></bpmn:extensionElements>${more}</bpmn:userTask>`;
const EACH =
  '<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements><zeebe:loopCharacteristics inputCollection="=[1, 2]"/></bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>';
/** First a check, or one for each of two; then a decision. */
const diagram = (check: string, decide: string) => `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="Definitions_Migration" targetNamespace="http://lixia-flow/test">
  <bpmn:process id="${PROCESS}" name="移动测试" isExecutable="true">
    <bpmn:startEvent id="StartEvent_Begun" name="已开始"/>
    <bpmn:exclusiveGateway id="Gateway_Each" name="逐个？" default="Flow_Once"/>
    ${task(check, '核对')}${task('Task_CheckEach', '逐个核对', EACH)}${task('Task_Decide', decide)}
    <bpmn:sequenceFlow id="Flow_Begun" sourceRef="StartEvent_Begun" targetRef="Gateway_Each"/>
    <bpmn:sequenceFlow id="Flow_Once" sourceRef="Gateway_Each" targetRef="${check}"/>
    <bpmn:sequenceFlow id="Flow_Each" sourceRef="Gateway_Each" targetRef="Task_CheckEach"><bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">=each</bpmn:conditionExpression></bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="Flow_Checked" sourceRef="${check}" targetRef="Task_Decide"/>
  </bpmn:process>
</bpmn:definitions>
`;
const form = (label: string) =>
  JSON.stringify({
    id: FORM,
    type: 'default',
    schemaVersion: 16,
    components: [{ type: 'textfield', id: 'Field_Opinion', key: 'opinion', label }],
  });

let owner: Client;
let reviewer: Client;
let clerk: Client;
let pool: Pool;
let engine: EngineClient;
let first: string;
let second: string;
let caseId: string;

interface Movable {
  instanceKey: string;
  caseId: string | null;
  at: string[];
  why: string[];
}

async function start(variables: Record<string, unknown>): Promise<void> {
  // Any client of the engine may.
  const { ZBClient } = await import('zeebe-node');
  const client = new ZBClient(`127.0.0.1:${stack.ports.grpc}`, { useTLS: false, loglevel: 'NONE', retry: false });
  await client.createProcessInstance({ bpmnProcessId: PROCESS, variables: { each: false, ...variables } });
  await client.close();
}
const preview = async (
  mapping = {},
): Promise<{ cases: Movable[]; elements: { id: string; target: string | null }[] }> =>
  (await owner.post(`${AT}/preview`, { from: first, to: second, mapping })).body;
const deploy = (name: string, content: string) => engine.deploy([{ name, content: Buffer.from(content) }]);
const finished = (id: string) =>
  eventually(async () => {
    const { body } = await owner.get(`${AT}/${id}`);
    expect(body.finishedAt).not.toBeNull();
    return body;
  });
const taskOf = (instance: string) =>
  eventually(async () => {
    const { rows } = await pool.query<{ key: string; element: string; version: number }>(
      `SELECT t.task_key::text AS key, t.element_id AS element, i.version FROM read.task t JOIN read.instance i USING (instance_key)
        WHERE t.instance_key = $1 AND t.state = 'open'`,
      [instance],
    );
    expect(rows).toHaveLength(1);
    return rows[0]!;
  });

beforeAll(async () => {
  stack = await startStack();
  [owner, reviewer, clerk] = (await Promise.all(
    ['process-owner', 'process-reviewer', 'finance.clerk'].map((name) => stack.as(name)),
  )) as [Client, Client, Client];
  pool = createPool(stack.databaseUrl, 2);
  engine = engineOf(stack);
  const { body: now } = await (await stack.as('monitor')).get('/api/demo/clock');
  caseId = await startInspection(await stack.as('approval-bureau.clerk'), { acceptedAt: now.now });
  await deploy(`${FORM}.form`, form('意见'));
  first = (await deploy(`${PROCESS}.bpmn`, diagram('Task_Check', '决定'))).diagrams[0]!.definitionKey;
  await Promise.all([start({ caseId }), start({}), start({}), start({ each: true })]);
  await deploy(`${FORM}.form`, form('新的意见'));
  second = (await deploy(`${PROCESS}.bpmn`, diagram('Task_Examine', '作出决定'))).diagrams[0]!.definitionKey;
  await eventually(async () => expect((await preview()).cases?.flatMap((c) => c.at)).toHaveLength(4));
}, 600_000);
afterAll(async () => {
  await engine?.close();
  await pool?.end();
  await stack?.stop();
});

test('the preview says which cases can, which cannot and why; a renamed step is chosen', async () => {
  const { cases, elements } = await preview();
  expect(elements).toContainEqual(expect.objectContaining({ id: 'Task_Check', name: '核对', target: null, cases: 3 }));
  expect(cases.map((c) => c.why)).toEqual(
    expect.arrayContaining([
      ['环节“核对”在新版本中没有，请选择对应的环节。'],
      [expect.stringMatching(/^停在正在逐个办理的多实例环节“逐个核对”，引擎 8\.5\.8 不能迁移。$/)],
    ]),
  );
  const mapped = await preview({ Task_Check: 'Task_Examine' });
  expect(mapped.cases.filter(({ why }) => why.length === 0)).toHaveLength(3);
  expect(mapped.cases.find((c) => c.caseId === caseId)).toMatchObject({ at: ['核对'], why: [] });
  // The product's own procedures can be withdrawn by an event: the engine's version cannot move them.
  const shipped = (await owner.get('/api/models/on-site-inspection')).body.present;
  const { status } = await owner.post('/api/models/on-site-inspection/migrations/preview', {
    from: shipped,
    to: shipped,
  });
  expect(status).toBe(422);
  expect((await owner.post(`${AT}/preview`, { from: first, to: shipped })).status).toBe(404);
});

test('chosen cases move, once, with reason and record; the others stay as they were', async () => {
  const mapping = { Task_Check: 'Task_Examine' };
  const { cases } = await preview(mapping);
  const [mine, other, left] = [
    cases.find((c) => c.caseId === caseId)!,
    ...cases.filter((c) => c.caseId === null && c.why.length === 0),
  ] as [Movable, Movable, Movable];
  const stuck = cases.find((c) => c.why.length > 0)!;
  const order = {
    from: first,
    to: second,
    mapping,
    reason: '核对环节改名',
    instances: [mine, other, stuck].map((c) => c.instanceKey),
  };
  expect((await reviewer.post(AT, order)).status).toBe(403);
  expect((await owner.post(AT, { ...order, reason: '' })).status).toBe(422);
  expect((await owner.post(AT, { ...order, instances: [stuck.instanceKey] })).status).toBe(409);
  const before = await taskOf(mine.instanceKey);
  const twice = await Promise.all([owner.post(AT, order), owner.post(AT, order)]);
  expect(twice.filter(({ status }) => status === 201).length).toBeGreaterThan(0);
  const [{ body: made }] = twice.filter(({ status }) => status === 201) as [(typeof twice)[number]];
  expect(made.cases).toBe(2);
  const result = await finished(made.id);
  expect(result).toMatchObject({ moved: 2, failed: 0, reason: '核对环节改名', presentRules: false });
  // Same task, now of the new diagram, with the form that it had.
  await eventually(async () =>
    expect(await taskOf(mine.instanceKey)).toEqual({ key: before.key, element: 'Task_Examine', version: 2 }),
  );
  const openForm = async (key: string) => (await clerk.get(`/api/tasks/${key}`)).body.form.components[0].label;
  expect(await openForm(before.key)).toBe('意见');
  const { body: history } = await (await stack.as('monitor')).get(`/api/cases/${caseId}/history`);
  expect(history.items.filter((h: { kind: string }) => h.kind === 'case-migrated')).toMatchObject([
    { actor: 'process-owner', text: expect.stringContaining('核对环节改名') },
  ]);
  for (const instance of [left, stuck])
    expect(
      (await pool.query('SELECT version FROM read.instance WHERE instance_key = $1', [instance.instanceKey])).rows,
    ).toEqual([{ version: 1 }]);
  // What is there already is nobody's to move again.
  expect((await owner.post(AT, { ...order, instances: [mine.instanceKey] })).status).toBe(409);
  // It goes on by the new diagram; the next task has the form that was at work when it moved.
  await clerk.post(`/api/tasks/${before.key}/complete`, { variables: { opinion: '齐备' } });
  const next = await eventually(async () => {
    const t = await taskOf(mine.instanceKey);
    expect(t.element).toBe('Task_Decide');
    return t;
  });
  const { body: shown } = await clerk.get(`/api/tasks/${next.key}`);
  expect(shown.name).toBe('作出决定');
  expect(shown.form.components[0].label).toBe('新的意见');
});

test('what the engine refuses at the last moment stays as it was and says why; a stopped move moves no more', async () => {
  // The two that are left have gone on meanwhile: written straight into the order, past the preview.
  const rows = await eventually(async () => {
    const left = await pool.query<{ key: string }>(
      `SELECT instance_key::text AS key FROM read.instance WHERE definition_key = $1 AND state = 'active' ORDER BY 1`,
      [first],
    );
    // That the other has moved the read model may hear later than the result of its move.
    expect(left.rows).toHaveLength(2);
    return left.rows;
  });
  const { rows: made } = await pool.query<{ id: string }>(
    `INSERT INTO model_migration (process, from_key, to_key, mapping, present_rules, reason, ordered_by, ordered_at)
     VALUES ($1, $2, $3, '{}', false, '测试', 'process-owner', now()) RETURNING id`,
    [PROCESS, first, second],
  );
  await pool.query(
    `INSERT INTO model_migration_case (migration, instance_key, state) SELECT $1, unnest($2::bigint[]), 'waiting'`,
    [made[0]!.id, rows.map(({ key }) => key)],
  );
  const result = await finished(made[0]!.id);
  // From 8.6 on the engine itself moves what stands in a step for each of several; the preview offers it on neither.
  const moved = isNewerVersion(stack.engineVersion, '8.5.8') ? 1 : 0;
  expect(result).toMatchObject({ moved, failed: 2 - moved });
  for (const { state, message } of result.cases.filter((c: { state: string }) => c.state !== 'moved'))
    expect([state, message]).toEqual(['failed', expect.stringMatching(/[\u4e00-\u9fff]/)]);
  expect((await owner.post(`${AT}/${made[0]!.id}/stop`)).body.stopped).toBe(false);

  const { rows: halted } = await pool.query<{ id: string }>(
    `WITH m AS (INSERT INTO model_migration (process, from_key, to_key, mapping, present_rules, reason, ordered_by, ordered_at, stopped_by, stopped_at)
       VALUES ($1, $2, $3, '{}', false, '测试', 'process-owner', now(), 'process-owner', now()) RETURNING id),
     c AS (INSERT INTO model_migration_case (migration, instance_key, state) SELECT m.id, unnest($4::bigint[]), 'waiting' FROM m)
     SELECT id FROM m`,
    [PROCESS, first, second, rows.map(({ key }) => key)],
  );
  expect(await finished(halted[0]!.id)).toMatchObject({ moved: 0, failed: 0, stopped: 2 });
});

test('a move of many is stopped half-way: what was moved stays moved, the rest stays, and none is counted twice', async () => {
  const process = `stop-test-${Date.now()}`;
  const many = 300;
  const at = `/api/models/${process}/migrations`;
  const step = (name: string) => diagram('Task_Check', name).replaceAll(PROCESS, process);
  const before = (await deploy(`${process}.bpmn`, step('决定'))).diagrams[0]!;
  await Promise.all(
    Array.from({ length: many }, () =>
      engine.createInstance({ processId: process, version: before.version, start: ['Task_Check'], variables: {} }),
    ),
  );
  const after = (await deploy(`${process}.bpmn`, step('作出决定'))).diagrams[0]!;
  const versions = { from: before.definitionKey, to: after.definitionKey };
  const instances = await eventually(async () => {
    const { body } = await owner.post(`${at}/preview`, versions);
    expect(body.cases?.filter((c: Movable) => c.why.length === 0 && c.at.length === 1)).toHaveLength(many);
    return (body.cases as Movable[]).map((c) => c.instanceKey);
  });
  const { body: made } = await owner.post(at, { ...versions, instances, reason: '环节改名' });
  const progress = async () => (await owner.get(`${at}/${made.id}`)).body;
  await eventually(async () => expect((await progress()).moved).toBeGreaterThan(0), 90_000, 5);
  expect((await owner.post(`${at}/${made.id}/stop`)).body.stopped).toBe(true);
  const result = await eventually(async () => {
    const body = await progress();
    expect(body.finishedAt).not.toBeNull();
    return body;
  });
  expect(result).toMatchObject({ waiting: 0, failed: 0, stoppedByName: expect.any(String) });
  expect(result.stopped).toBeGreaterThan(0);
  expect(result.moved + result.stopped).toBe(many);
  const moved = (result.cases as { instanceKey: string; state: string }[]).filter((c) => c.state === 'moved');
  expect(moved).toHaveLength(result.moved);
  await eventually(async () => {
    const { rows } = await pool.query<{ key: string }>(
      `SELECT instance_key::text AS key FROM read.instance WHERE definition_key = $1 AND state = 'active' ORDER BY 1`,
      [after.definitionKey],
    );
    expect(rows.map(({ key }) => key)).toEqual(moved.map((c) => c.instanceKey));
  });
});

describe('re-homing: a case of a shipped procedure that the engine cannot migrate', () => {
  const INSPECTION = 'on-site-inspection';
  const MOVES = `/api/models/${INSPECTION}/migrations`;
  const shipped = readFileSync(`processes/${INSPECTION}/${INSPECTION}.bpmn`, 'utf8');
  // The step has another id, the limit another length, and after the inspection comes a step of another name.
  const changed = shipped
    .replaceAll('Task_ArrangeInspection', 'Task_BookInspection')
    .replace('<zeebe:input source="=2" target="workingDays"/>', '<zeebe:input source="=3" target="workingDays"/>')
    .replace('name="审查并提出意见"', 'name="审查并提出书面意见"');
  const mapping = { Task_ArrangeInspection: 'Task_BookInspection' };
  const CONFIRM = { answer: 'confirm', attendee: '联络员' };
  let from: string;
  let to: string;
  let bureau: Client;
  let monitor: Client;
  /** Both begun before the diagram changes. */
  let whole: string;
  let killed: string;

  const limitsOf = async (id: string): Promise<Record<string, unknown>[]> =>
    (await monitor.get(`/api/cases/${id}`)).body.deadlines;
  const instances = async (id: string) =>
    (
      await pool.query<{ key: string; state: string; version: number }>(
        `SELECT instance_key::text AS key, state, version FROM read.instance WHERE case_id = $1 AND process_id = $2 ORDER BY 1`,
        [id, INSPECTION],
      )
    ).rows;
  const planOf = async (id: string): Promise<{ way: string | null; why: string[]; whyNotRehomed: string[] }> => {
    const { body } = await owner.post(`${MOVES}/preview`, { from, to, mapping });
    return body.cases.find((c: Movable) => c.caseId === id);
  };
  const now = async () => (await monitor.get('/api/demo/clock')).body.now as string;
  const started = async (): Promise<string> => {
    const id = await startInspection(bureau, { acceptedAt: await now() });
    await taskAt(bureau, id, 'Task_ArrangeInspection');
    await eventually(async () => expect(await limitsOf(id)).toHaveLength(2));
    return id;
  };

  beforeAll(async () => {
    [bureau, monitor] = (await Promise.all(['approval-bureau.clerk', 'monitor'].map((name) => stack.as(name)))) as [
      Client,
      Client,
    ];
    const { body } = await owner.get(`/api/models/${INSPECTION}`);
    from = body.present;
    [whole, killed] = [await started(), await started()];
  });

  test('goes on as one case: task, taker, draft, limits and what waits at a join; it ends by the new diagram', async () => {
    const id = whole;
    const go = inspectionSteps(stack);
    await go.serve(id, 'Task_ServeReceipt', await now());
    const head = await stack.as('approval-bureau.head');
    expect(
      (
        await head.post(`/api/cases/${id}/extend`, {
          obligation: 'decide-licence',
          workingDays: 5,
          reason: '案情复杂，经负责人批准',
        })
      ).status,
    ).toBe(200);
    const task = await taskAt(bureau, id, 'Task_ArrangeInspection');
    await bureau.post(`/api/tasks/${task.key}/claim`);
    await bureau.put(`/api/tasks/${task.key}/draft`, { variables: { inspectionPlace: '二楼营业场所' } });
    const limits = await limitsOf(id);
    to = (await engine.deploy([{ name: `${INSPECTION}.bpmn`, content: Buffer.from(changed) }])).diagrams[0]!
      .definitionKey;
    await eventually(async () => expect(await planOf(id)).toMatchObject({ way: 'rehome', whyNotRehomed: [] }));
    const [old] = await instances(id);
    const { status, body: made } = await owner.post(MOVES, {
      from,
      to,
      mapping,
      reason: '预约环节改版',
      instances: [old!.key],
    });
    expect({ status, cases: made.cases }).toEqual({ status: 201, cases: 1 });
    const result = await eventually(async () => {
      const { body } = await owner.get(`${MOVES}/${made.id}`);
      expect(body.finishedAt).not.toBeNull();
      return body;
    });
    expect(result).toMatchObject({ moved: 1, failed: 0, cases: [{ caseId: id, way: 'rehome', state: 'moved' }] });

    const [left, present] = await eventually(async () => {
      const both = await instances(id);
      expect(both).toMatchObject([
        { key: old!.key, state: 'terminated' },
        { state: 'active', version: old!.version + 1 },
      ]);
      return both;
    });
    const again = await taskAt(bureau, id, 'Task_BookInspection');
    await eventually(async () =>
      expect(await openTasks(bureau, id)).toMatchObject([
        { element: 'Task_BookInspection', assignee: 'approval-bureau.clerk' },
      ]),
    );
    expect((await bureau.get(`/api/tasks/${again.key}`)).body.draft).toMatchObject({
      variables: { inspectionPlace: '二楼营业场所' },
    });
    // The same rounds with the same dates, extended as they were: two working days, not three.
    await eventually(async () => expect(await limitsOf(id)).toEqual(limits));
    const due = limits.find((l) => l.obligation === 'organise-inspection')!.dueAt;
    await eventually(async () => expect((await bureau.get(`/api/tasks/${again.key}`)).body.dueAt).toEqual(due));
    const { body: detail } = await monitor.get(`/api/cases/${id}`);
    expect(detail.status).toBe('running');
    const { body: diagram } = await monitor.get(`/api/cases/${id}/diagram`);
    expect(diagram.runs.map((r: { instanceKey: string }) => r.instanceKey)).toEqual([left!.key, present!.key]);
    expect(diagram.limits).toHaveLength(2);
    const { body: before } = await monitor.get(`/api/cases/${id}/diagram?run=${left!.key}`);
    expect(before.elements).toContainEqual(expect.objectContaining({ elementId: 'Task_ServeReceipt', completed: 1 }));
    const { body: history } = await monitor.get(`/api/cases/${id}/history`);
    expect(history.items).toContainEqual(
      expect.objectContaining({
        kind: 'case-rehomed',
        actor: 'process-owner',
        text: expect.stringContaining('预约环节改版'),
      }),
    );

    // Suspended and taken up again, the limit still listens, under its new watch.
    for (const act of ['suspend', 'resume'])
      expect(
        (
          await head.post(`/api/cases/${id}/${act}`, {
            reason: '等待检测结论',
            ...(act === 'suspend' ? { basis: '行政许可法第四十五条' } : {}),
          })
        ).status,
      ).toBe(200);
    await go.step(id, 'Task_BookInspection', {
      inspectionAt: await now(),
      inspectionPlace: '营业场所',
      inspectionChannel: 'platform',
    });
    for (const unit of ['housing-construction', 'market-regulation'])
      await doStep(stack, id, 'Task_AnswerAppointment', CONFIRM, `${unit}.liaison`);
    await go.inspected(id, await now());
    await eventually(async () =>
      expect(await limitsOf(id)).toContainEqual(
        expect.objectContaining({ obligation: 'organise-inspection', round: 1, state: 'met' }),
      ),
    );
    for (const unit of ['housing-construction', 'market-regulation'])
      await go.step(
        id,
        'Task_IssueInspectionOpinion',
        { inspectionOpinionResult: 'qualified', opinionChannel: 'platform' },
        unit,
      );
    expect(await taskAt(bureau, id, 'Task_ExamineApplication')).toMatchObject({ name: '审查并提出书面意见' });
    await go.decide(id);
    // The receipt was served before: nobody waits for it at the join.
    await go.serve(id, 'Task_ServeDecision', await now(), true);
    await go.step(id, 'Task_CompleteOriginals', { originalsNote: '受理通知书送达回证由窗口保存' });
    await eventually(async () => expect((await monitor.get(`/api/cases/${id}`)).body.status).toBe('completed'));
  });

  test('killed between any two steps it is taken up where it was: one instance, one round of each limit', async () => {
    const id = killed;
    const limits = await limitsOf(id);
    const [old] = await instances(id);
    await eventually(async () => expect(await planOf(id)).toMatchObject({ way: 'rehome' }));
    // Finished for the app's own keeper, which thus lets them alone.
    const orderOf = async (): Promise<Rehoming> => {
      const { rows } = await pool.query<{ id: string }>(
        `INSERT INTO model_migration (process, from_key, to_key, mapping, present_rules, reason, ordered_by, ordered_at, finished_at)
         VALUES ($1,$2,$3,$4,false,'测试','process-owner',now(),now()) RETURNING id`,
        [INSPECTION, from, to, mapping],
      );
      const [{ id: migration }] = rows as [{ id: string }];
      return {
        migration,
        process: INSPECTION,
        from,
        to,
        mapping,
        presentRules: false,
        reason: '测试',
        by: 'process-owner',
        caseId: id,
        instanceKey: old!.key,
      };
    };
    const lost = () => Promise.reject(new EngineError('unavailable', 'killed'));

    // It has gone on meanwhile: the engine knows one of the steps no more, and nothing has happened.
    const late = await orderOf();
    const gone: EngineClient = {
      ...engine,
      modifyInstance: (key, change) =>
        engine.modifyInstance(key, { ...change, terminate: [...change.terminate, '2251799813685249'] }),
    };
    const refused = { kind: 'failed', message: '事项正在前进，请稍后再移。' };
    expect(await rehome(pool, gone, late)).toEqual(refused);
    expect(await rehome(pool, engine, late)).toEqual(refused);
    expect(await instances(id)).toEqual([old]);
    expect(await limitsOf(id)).toEqual(limits);

    const order = await orderOf();
    // Killed before the engine is asked, after it has ended the old one, and after it has begun the new one.
    await expect(rehome(pool, { ...engine, modifyInstance: lost }, order)).rejects.toThrow('killed');
    expect(await instances(id)).toEqual([old]);
    await expect(
      rehome(pool, { ...engine, modifyInstance: (...its) => engine.modifyInstance(...its).then(lost) }, order),
    ).rejects.toThrow('killed');
    await eventually(async () => expect((await instances(id))[0]!.state).toBe('terminated'));
    // Between its instances it is neither failed nor are its limits over.
    expect((await monitor.get(`/api/cases/${id}`)).body).toMatchObject({ status: 'running', deadlines: limits });
    await expect(
      rehome(pool, { ...engine, createInstance: (version) => engine.createInstance(version).then(lost) }, order),
    ).rejects.toThrow('killed');
    await eventually(async () => expect(await rehome(pool, engine, order)).toEqual({ kind: 'moved' }));
    expect(await rehome(pool, engine, order)).toEqual({ kind: 'moved' });
    await taskAt(bureau, id, 'Task_BookInspection');
    // An instance's own row comes with the slower exporter.
    await eventually(async () =>
      expect(await instances(id)).toMatchObject([{ key: old!.key, state: 'terminated' }, { state: 'active' }]),
    );
    await eventually(async () => expect(await limitsOf(id)).toEqual(limits));
  });

  test('what would be done twice or get lost is not moved, and the preview says why', async () => {
    const id = await startInspection(bureau, { acceptedAt: await now() });
    await doStep(stack, id, 'Task_BookInspection', {
      inspectionAt: await now(),
      inspectionPlace: '营业场所',
      inspectionChannel: 'platform',
    });
    await taskAt(bureau, id, 'Task_AnswerAppointment', 'housing-construction.liaison');
    await eventually(async () => {
      const { body } = await owner.post(`${MOVES}/preview`, { from: to, to: from });
      const plan = body.cases.find((c: Movable) => c.caseId === id);
      expect(plan).toMatchObject({
        way: null,
        whyNotRehomed: [expect.stringMatching(/^停在正在逐个办理的多实例环节“部门联络员答复预约”/)],
      });
    });
  });
});
