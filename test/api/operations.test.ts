import { createZeebeClient } from '../../engine/zeebe-client.ts';
import type { EngineClient } from '../../engine/client.ts';
import { median } from '../../domain/operations/figures.ts';
import { causeOf } from '../../domain/operations/causes.ts';
import { createPool } from '../../db/pool.ts';
import type { Client } from '../support/client.ts';
import { startInspection } from '../support/inspection.ts';
import { openTasks, taskAt } from '../support/fast-track.ts';
import { eventually, world } from '../support/world.ts';

/** What happens on the diagrams, retrying what is stuck, moving a case by hand. */
const stack = world();
const PROCESS = `operations-test-${Date.now()}`;

// A question that no answer fits until somebody corrects the value.
const diagram = `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="Definitions_Operations" targetNamespace="http://lixia-flow/test">
  <bpmn:process id="${PROCESS}" name="运行情况测试" isExecutable="true">
    <bpmn:startEvent id="StartEvent_Begun" name="已开始"><bpmn:outgoing>Flow_Begun</bpmn:outgoing><bpmn:messageEventDefinition messageRef="Message_Begin"/></bpmn:startEvent>
    <bpmn:exclusiveGateway id="Gateway_Ready" name="齐备？"><bpmn:incoming>Flow_Begun</bpmn:incoming><bpmn:outgoing>Flow_Ready</bpmn:outgoing></bpmn:exclusiveGateway>
    <bpmn:serviceTask id="Task_Tell" name="通知核对"><bpmn:extensionElements><zeebe:taskDefinition type="send-notice" retries="3"/><zeebe:ioMapping><zeebe:input source="=[&quot;finance.clerk&quot;]" target="noticeTo"/><zeebe:input source="=&quot;请核对 ${PROCESS}&quot;" target="noticeTitle"/><zeebe:input source="=&quot;材料已齐备。&quot;" target="noticeText"/></zeebe:ioMapping></bpmn:extensionElements><bpmn:incoming>Flow_Ready</bpmn:incoming><bpmn:outgoing>Flow_Told</bpmn:outgoing></bpmn:serviceTask>
    <bpmn:userTask id="Task_Check" name="核对"><bpmn:extensionElements><zeebe:userTask/><zeebe:assignmentDefinition candidateGroups="=[&quot;finance.clerk&quot;]"/></bpmn:extensionElements><bpmn:incoming>Flow_Told</bpmn:incoming></bpmn:userTask>
    <bpmn:sequenceFlow id="Flow_Begun" sourceRef="StartEvent_Begun" targetRef="Gateway_Ready"/>
    <bpmn:sequenceFlow id="Flow_Ready" sourceRef="Gateway_Ready" targetRef="Task_Tell"><bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">=ready = true</bpmn:conditionExpression></bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="Flow_Told" sourceRef="Task_Tell" targetRef="Task_Check"/>
  </bpmn:process>
  <bpmn:message id="Message_Begin" name="${PROCESS}"/>
</bpmn:definitions>
`;
const at = `/api/operations/${PROCESS}`;
let engine: EngineClient;
let owner: Client;
let monitor: Client;

interface Stuck {
  key: string;
  elementId: string;
  text: string;
  advice: string;
}

beforeAll(async () => {
  [owner, monitor] = (await Promise.all(['process-owner', 'monitor'].map((name) => stack.as(name)))) as [
    Client,
    Client,
  ];
  engine = createZeebeClient({
    grpcAddress: `127.0.0.1:${stack.ports.grpc}`,
    restAddress: `http://127.0.0.1:${stack.ports.rest}`,
    engineVersion: stack.engineVersion,
  });
  await engine.deploy([{ name: `${PROCESS}.bpmn`, content: Buffer.from(diagram) }]);
  for (const n of [1, 2, 3])
    await engine.publishMessage({
      name: PROCESS,
      correlationKey: `${PROCESS}-${n}`,
      timeToLiveMs: 60_000,
      variables: { ready: n === 3 },
    });
}, 600_000);
afterAll(() => engine?.close());

const stuck = (count: number) =>
  eventually(async () => {
    const { body } = await owner.get(at);
    expect(body.stuck).toHaveLength(count);
    return body.stuck as Stuck[];
  });

test('who supervises or designs sees each step; nobody else', async () => {
  const clerk = await stack.as('commerce.clerk');
  expect((await clerk.get(at)).status).toBe(403);
  expect((await clerk.get('/api/operations')).body).toEqual({ items: [], total: 0 });
  await stuck(2);
  await eventually(async () => {
    const { body } = await monitor.get(at);
    expect(body.may).toEqual({ retry: false });
    expect(body.elements).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          elementId: 'Task_Check',
          name: '核对',
          running: 1,
          finished: 0,
          medianWorkingDays: null,
        }),
        expect.objectContaining({ elementId: 'Gateway_Ready', incidents: 2 }),
      ]),
    );
  });
  await eventually(async () => {
    const { body } = await monitor.get('/api/operations');
    expect(body.items).toContainEqual(expect.objectContaining({ id: PROCESS, running: 3, stuck: 2 }));
  });
  expect((await monitor.get(`${at}?version=x`)).status).toBe(400);
  expect((await monitor.get('/api/operations/no-such-process')).status).toBe(404);
});

test('what is stuck says why in Chinese; it is tried again one by one, by whoever may', async () => {
  const [first, second] = await stuck(2);
  expect(first).toMatchObject({
    elementId: 'Gateway_Ready',
    text: expect.stringContaining('没有一条路线符合') as string,
    advice: expect.stringContaining('重试') as string,
  });
  const retry = (as: Client, incidents: unknown) => as.post(`${at}/retries`, { incidents });
  expect((await retry(monitor, [first!.key])).status).toBe(403);
  expect((await retry(owner, [])).status).toBe(422);
  expect((await retry(owner, ['x'])).status).toBe(422);

  // Nothing was mended: it is stuck again, under another key.
  expect((await retry(owner, [first!.key])).body.items).toEqual([{ key: first!.key, done: true, message: '已重试。' }]);
  const again = await eventually(async () => {
    const now = await stuck(2);
    expect(now.map(({ key }) => key)).not.toContain(first!.key);
    return now;
  });
  // Mended: both go on, and what is gone already is no fault.
  for (const key of await instances()) await engine.setVariables(key, { ready: true }, false);
  const sysadmin = await stack.as('sysadmin');
  const keys = [...again.map(({ key }) => key), first!.key, '2251799813685249'];
  const { body } = await retry(sysadmin, keys);
  expect(body.items.map(({ done }: { done: boolean }) => done)).toEqual([true, true, true, false]);
  await stuck(0);
  expect(second).toBeDefined();
  await eventually(async () =>
    expect((await monitor.get(at)).body.elements).toContainEqual(
      expect.objectContaining({ elementId: 'Task_Check', running: 3 }),
    ),
  );
});

test('a step of an owner’s diagram tells a post what he wrote', async () => {
  const clerk = await stack.as('finance.clerk');
  await eventually(async () => {
    const { body } = await clerk.get('/api/notifications?limit=100');
    expect(body.items.filter(({ title }: { title: string }) => title === `请核对 ${PROCESS}`)).toHaveLength(3);
  });
});

/** Instances of the test's process, from the tasks and incidents that people see. */
async function instances(): Promise<string[]> {
  const pool = createPool(stack.databaseUrl, 1);
  try {
    const { rows } = await pool.query<{ key: string }>(
      `SELECT instance_key AS key FROM read.instance WHERE process_id = $1`,
      [PROCESS],
    );
    return rows.map(({ key }) => key);
  } finally {
    await pool.end();
  }
}

test('a case is moved by the head of the leading unit, once, with its reason in the history', async () => {
  const clerk = await stack.as('approval-bureau.clerk');
  const head = await stack.as('approval-bureau.head');
  const { now } = (await monitor.get('/api/demo/clock')).body;
  const id = await startInspection(clerk, { acceptedAt: now });
  await taskAt(clerk, id, 'Task_ArrangeInspection');
  const moves = `/api/cases/${id}/moves`;
  expect((await clerk.get(moves)).status).toBe(403);
  expect((await clerk.post(moves, {})).status).toBe(403);
  const places = await eventually(async () => {
    const { body } = await head.get(moves);
    expect(body.from.map((f: { elementId: string }) => f.elementId)).toContain('SubProcess_OrganiseInspection');
    return body as {
      from: { elementKey: string; elementId: string; scope: string | null }[];
      to: { elementId: string; scope: string | null }[];
    };
  });
  expect((await head.get(`/api/cases/${id}`)).body.may.move).toBe(true);
  const from = places.from.find(({ elementId }) => elementId === 'SubProcess_OrganiseInspection')!;
  // Neither the limit beside the work nor what is done for each department may be chosen.
  expect(places.to.map(({ elementId }) => elementId)).not.toContain('Call_WatchOrganiseInspection');
  const to = places.to.find(({ elementId }) => elementId === 'Task_ExamineApplication')!;
  expect(to.scope).toBe(from.scope);
  const move = (over: object = {}) =>
    head.post(moves, { from: from.elementKey, to: to.elementId, reason: '现场情况已由另案查明', ...over });
  expect((await move({ reason: '' })).status).toBe(422);
  expect((await move({ to: 'Call_WatchOrganiseInspection' })).status).toBe(409);
  expect((await move({ to: 'SubProcess_OrganiseInspection' })).body.detail).toMatch(/无需移动/);
  const twice = await Promise.all([move(), move()]);
  expect(twice.map(({ status }) => status)).toEqual([200, 200]);

  await taskAt(clerk, id, 'Task_ExamineApplication');
  await eventually(async () => {
    const tasks = await openTasks(clerk, id);
    expect(tasks.map(({ element }) => element)).not.toContain('Task_ArrangeInspection');
    expect(tasks.filter(({ element }) => element === 'Task_ExamineApplication')).toHaveLength(1);
    const { body } = await head.get(`/api/deadlines?case=${id}&obligation=organise-inspection`);
    expect(body.items).toMatchObject([{ state: 'cancelled' }]);
  });
  const { body } = await head.get(`/api/cases/${id}/history`);
  expect(body.items.filter(({ kind }: { kind: string }) => kind === 'case-moved')).toMatchObject([
    { actor: 'approval-bureau.head', text: expect.stringMatching(/移到“审查并提出意见”：现场情况已由另案查明/) },
  ]);
});

test.each([
  [[], null],
  [[3], 3],
  [[5, 1, 3], 3],
  [[4, 1], 2.5],
])('the median is the one in the middle (%#)', (values, expected) => {
  expect(median(values)).toBe(expected);
});

test('what our own programs say is said as it is, the engine’s English is not', () => {
  expect(causeOf('JOB_NO_RETRIES', '盖章服务没有应答').text).toBe('盖章服务没有应答');
  expect(causeOf('IO_MAPPING_ERROR', 'Assertion failure on evaluate').text).toMatch(/取不到需要的内容/);
  expect(causeOf('SOMETHING_NEW', 'x').text).toMatch(/[\u4e00-\u9fff]/);
});
