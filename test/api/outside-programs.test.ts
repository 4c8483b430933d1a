import { ZBClient } from 'zeebe-node';
import type { Client } from '../support/client.ts';
import { startInspection } from '../support/inspection.ts';
import { eventually, world } from '../support/world.ts';

/** A process that another tool brought, with a step that none of our programs does: it waits visibly, and goes on once somebody serves it. */
const stack = world();
const PROCESS = `outside-${Date.now()}`;
const TYPE = `print-label-${Date.now()}`;
const diagram = `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:modeler="http://camunda.org/schema/modeler/1.0" id="Definitions_Outside" targetNamespace="http://lixia-flow/test" modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.5.0">
  <bpmn:process id="${PROCESS}" name="外部程序测试" isExecutable="true">
    <bpmn:startEvent id="StartEvent_Begun" name="已开始"><bpmn:outgoing>Flow_Begun</bpmn:outgoing></bpmn:startEvent>
    <bpmn:serviceTask id="Task_PrintLabel" name="打印标签"><bpmn:extensionElements><zeebe:taskDefinition type="${TYPE}"/></bpmn:extensionElements><bpmn:incoming>Flow_Begun</bpmn:incoming><bpmn:outgoing>Flow_Done</bpmn:outgoing></bpmn:serviceTask>
    <bpmn:endEvent id="EndEvent_Done" name="已办结"><bpmn:incoming>Flow_Done</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="Flow_Begun" sourceRef="StartEvent_Begun" targetRef="Task_PrintLabel"/>
    <bpmn:sequenceFlow id="Flow_Done" sourceRef="Task_PrintLabel" targetRef="EndEvent_Done"/>
  </bpmn:process>
  <bpmndi:BPMNDiagram id="Diagram_Test"><bpmndi:BPMNPlane id="Plane_Test" bpmnElement="${PROCESS}">
    <bpmndi:BPMNShape id="Shape_Begun" bpmnElement="StartEvent_Begun"><dc:Bounds x="100" y="102" width="36" height="36"/></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="Shape_Print" bpmnElement="Task_PrintLabel"><dc:Bounds x="200" y="80" width="100" height="80"/></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="Shape_Done" bpmnElement="EndEvent_Done"><dc:Bounds x="362" y="102" width="36" height="36"/></bpmndi:BPMNShape>
    <bpmndi:BPMNEdge id="Edge_Begun" bpmnElement="Flow_Begun"><di:waypoint x="136" y="120"/><di:waypoint x="200" y="120"/></bpmndi:BPMNEdge>
    <bpmndi:BPMNEdge id="Edge_Done" bpmnElement="Flow_Done"><di:waypoint x="300" y="120"/><di:waypoint x="362" y="120"/></bpmndi:BPMNEdge>
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</bpmn:definitions>
`;
let owner: Client;
let reviewer: Client;
let clerk: Client;
let outside: ZBClient;

beforeAll(async () => {
  [owner, reviewer, clerk] = (await Promise.all(
    ['process-owner', 'process-reviewer', 'approval-bureau.clerk'].map((name) => stack.as(name)),
  )) as [Client, Client, Client];
  outside = new ZBClient(`127.0.0.1:${stack.ports.grpc}`, { useTLS: false, loglevel: 'NONE', retry: false });
}, 600_000);
afterAll(() => outside?.close());

const waits = async () => (await owner.get(`/api/operations/${PROCESS}`)).body.outside;

test('deployed straight to the engine it is a version of unknown author; its cases wait where everybody sees it', async () => {
  const { body: now } = await (await stack.as('monitor')).get('/api/demo/clock');
  const caseId = await startInspection(clerk, { acceptedAt: now.now });
  await outside.deployResource({ process: Buffer.from(diagram), name: 'from-elsewhere.bpmn' });
  await outside.createProcessInstance({ bpmnProcessId: PROCESS, variables: { caseId } });
  await eventually(async () =>
    expect(await waits()).toMatchObject([
      {
        elementId: 'Task_PrintLabel',
        elementName: '打印标签',
        jobType: TYPE,
        caseId,
        since: expect.stringMatching(/^20/),
      },
    ]),
  );
  const { body: model } = await owner.get(`/api/models/${PROCESS}`);
  expect(model.deployed).toMatchObject([{ version: 1, from: 'other', deployedBy: null, modelVersion: null }]);
  await eventually(async () => {
    const { body: found } = await clerk.get(`/api/cases/${caseId}`);
    expect(found.waiting).toContainEqual(
      expect.objectContaining({ text: `等待外部程序（作业类型“${TYPE}”）：打印标签`, since: expect.any(String) }),
    );
  });
  // Nothing is stuck: it waits.
  expect((await owner.get(`/api/operations/${PROCESS}`)).body.stuck).toEqual([]);
});

test('through the product it is deployed with a warning that the owner confirms', async () => {
  const at = `/api/models/${PROCESS}`;
  const xml = diagram.replace('打印标签', '打印封面标签');
  await owner.put(`${at}/draft`, { xml, revision: 0 });
  const { body: v } = await owner.post(`${at}/versions`, { name: '改名', note: '测试', revision: 1 });
  const { body: ahead } = await owner.get(`${at}/versions/${v.id}/preview`);
  expect(ahead.findings).toMatchObject([{ rule: 'job-type', severity: 'warning', elementId: 'Task_PrintLabel' }]);
  await owner.post(`${at}/versions/${v.id}/review`);
  await reviewer.post(`${at}/versions/${v.id}/decision`, { approve: true });
  const { present } = ahead;
  const deploy = (body: object) => owner.post(`${at}/versions/${v.id}/deployment`, body);
  const refused = await deploy({ present });
  expect(refused).toMatchObject({ status: 409, body: { detail: expect.stringContaining(TYPE) } });
  expect(await deploy({ present, acceptOutside: true })).toMatchObject({ status: 201, body: { engineVersion: 2 } });
});

test('it goes on as soon as any client serves it', async () => {
  const worker = outside.createWorker({ taskType: TYPE, taskHandler: (job) => job.complete({}), loglevel: 'NONE' });
  await eventually(async () => expect(await waits()).toEqual([]));
  await worker.close();
});
