import { readFile } from 'node:fs/promises';
import { DateTime } from 'luxon';
import { createPool, type Pool } from '../../db/pool.ts';
import type { Client } from '../support/client.ts';
import { acceptance } from '../support/inspection.ts';
import { eventually, world } from '../support/world.ts';

/** A draft of the inspection is rehearsed: the owner does every post's task and moves its time; nothing of it reaches anybody. */
const stack = world();
const MODEL = '/api/models/on-site-inspection';

let owner: Client;
let reviewer: Client;
let monitor: Client;
let clerk: Client;
let pool: Pool;
let id: string;

interface State {
  state: string;
  clock: string;
  caseId: string;
  tasks: {
    key: string;
    elementId: string;
    name: string;
    groups: string[];
    groupNames: string[];
    dueAt: string | null;
  }[];
  limits: { obligation: string; workingDays: number; dueAt: string; state: string }[];
  timers: { elementId: string; dueAt: string | null }[];
  messages: { name: string }[];
  events: { text: string }[];
  notices: { title: string; recipients: string[] }[];
  documents: { id: string; name: string }[];
  stuck: unknown[];
  diagram: { elements: { elementId: string; completed: number }[]; flows: unknown[]; limits: { elementId: string }[] };
}
const at = (rest = '') => `/api/rehearsals/${id}${rest}`;
const state = async (): Promise<State> => (await owner.get(at())).body;
const when = (check: (s: State) => unknown) =>
  eventually(async () => {
    const s = await state();
    if (!check(s)) throw new Error(JSON.stringify({ ...s, diagram: undefined }).slice(0, 1500));
    return s;
  });
const still = () => when((s) => s.state === 'running');
async function task(elementId: string) {
  const s = await when(({ tasks }) => tasks.some((t) => t.elementId === elementId));
  return s.tasks.find((t) => t.elementId === elementId)!;
}
const complete = async (elementId: string, variables: object) =>
  owner.post(at(`/tasks/${(await task(elementId)).key}/complete`), { variables });

/** What everybody else sees of the product. */
async function outside() {
  const lists = [
    '/api/cases?limit=100',
    '/api/tasks?limit=100',
    '/api/deadlines?limit=100',
    '/api/cards?limit=100',
    '/api/notifications?limit=100',
    '/api/operations',
    '/api/processes',
  ];
  const answers = await Promise.all([
    ...lists.map((list) => monitor.get(list)),
    ...['/api/models', '/api/models/catalogue', '/api/notifications?limit=100'].map((list) => owner.get(list)),
  ]);
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  return JSON.stringify(answers.map(({ body }) => body));
}

beforeAll(async () => {
  [owner, reviewer, monitor, clerk] = (await Promise.all(
    ['process-owner', 'process-reviewer', 'monitor', 'approval-bureau.clerk'].map((name) => stack.as(name)),
  )) as [Client, Client, Client, Client];
  pool = createPool(stack.databaseUrl, 2);
}, 600_000);
afterAll(async () => {
  if (owner) await owner.delete(`${MODEL}/draft?revision=${(await owner.get(MODEL)).body.draft?.revision ?? 1}`);
  await pool?.end();
});

test('a draft with 3 working days runs on the engine, apart from everything', async () => {
  const xml = (await readFile('processes/on-site-inspection/on-site-inspection.bpmn', 'utf8'))
    .replace(
      /(target="name"\/>\s*<zeebe:input source=")=2(" target="workingDays"\/>\s*<zeebe:input source="=acceptedAt")/,
      '$1=3$2',
    )
    .replaceAll('组织现场勘验 · 2个工作日', '组织现场勘验 · 3个工作日');
  const { draft } = (await owner.get(MODEL)).body;
  expect((await owner.put(`${MODEL}/draft`, { xml, revision: draft?.revision ?? 0 })).status).toBe(200);

  const variables = acceptance({ acceptedAt: '2026-03-02T10:00:00+08:00' });
  const begin = { ref: 'draft', variables, clock: '2026-03-02T10:30:00+08:00' };
  expect((await reviewer.post(`${MODEL}/rehearsals`, begin)).status).toBe(403);
  expect((await owner.post(`${MODEL}/rehearsals`, { ...begin, variables: {} })).status).toBe(422);
  const begun = await owner.post(`${MODEL}/rehearsals`, begin);
  expect(begun).toMatchObject({ status: 201 });
  id = begun.body.id;

  const arrange = await task('Task_ArrangeInspection');
  expect(arrange).toMatchObject({ name: '预约现场勘验', groups: ['approval-bureau.clerk'] });
  const s = await when(
    ({ state, limits, timers, diagram }) =>
      state === 'running' && limits.length === 2 && timers.length === 2 && diagram.limits.length === 2,
  );
  expect(s.limits.find((l) => l.obligation === 'organise-inspection')).toMatchObject({
    workingDays: 3,
    dueAt: '2026-03-05T17:00:00+08:00',
    state: 'running',
  });
  expect(s.diagram.elements).toContainEqual(expect.objectContaining({ elementId: 'Task_OpenCase', completed: 1 }));
  expect(s.diagram.limits).toContainEqual(expect.objectContaining({ elementId: 'SubProcess_OrganiseInspection' }));
  expect(s.timers[0]?.dueAt).toMatch(/^2026-03-0[3-5]T/);
  expect(s.messages).toEqual([expect.objectContaining({ name: 'case-withdrawn' })]);

  // Its owner acts, others look; nobody else has it anywhere.
  expect((await reviewer.get(at())).body.may).toEqual({ act: false });
  expect((await reviewer.post(at(`/tasks/${arrange.key}/complete`), { variables: {} })).status).toBe(403);
  expect((await clerk.get(at())).status).toBe(403);
  expect([403, 404]).toContain((await clerk.get(`/api/tasks/${arrange.key}`)).status);
  expect((await clerk.get(`/api/cases/${s.caseId}`)).status).toBe(404);
  const seen = await outside();
  expect(seen).not.toMatch(/rehearsal_|演练事项/);
  expect(seen).not.toContain(s.caseId);
  const { rows } = await pool.query(`SELECT 1 FROM cases WHERE id LIKE 'YL%' 
     UNION ALL SELECT 1 FROM deadline WHERE case_id LIKE 'YL%' UNION ALL SELECT 1 FROM file WHERE case_id LIKE 'YL%'`);
  expect(rows).toEqual([]);
  const told = await pool.query('SELECT 1 FROM notification WHERE task_key = ANY ($1::bigint[])', [
    s.tasks.map(({ key }) => key),
  ]);
  expect(told.rows).toEqual([]);
});

test('its owner moves its time: the warning comes, then the red card, and nobody hears of them', async () => {
  expect((await owner.post(at('/clock'), { to: '2026-03-01T10:00:00+08:00' })).status).toBe(422);
  const [next] = (await state()).timers;
  expect((await owner.post(at('/clock'), { next: true })).status).toBe(200);
  let s = await when(({ clock, state, notices }) => clock === next!.dueAt && state === 'running' && notices.length > 0);
  expect(s.limits.find((l) => l.obligation === 'organise-inspection')?.state).toBe('warned');

  await owner.post(at('/clock'), { to: '2026-03-06T09:00:00+08:00' });
  s = await when(
    ({ clock, state }) =>
      DateTime.fromISO(clock) >= DateTime.fromISO('2026-03-06T09:00:00+08:00') && state === 'running',
  );
  expect(s.limits.find((l) => l.obligation === 'organise-inspection')?.state).toBe('overdue');
  expect(await outside()).not.toContain(s.caseId);
});

test('tasks of every post, with what their forms demand; documents are made in it alone', async () => {
  expect((await complete('Task_ArrangeInspection', {})).status).toBe(422);
  const given = {
    inspectionAt: '2026-03-06T14:00:00+08:00',
    inspectionPlace: '营业场所',
    inspectionChannel: 'platform',
  };
  const { key } = await task('Task_ArrangeInspection');
  const twice = await Promise.all([1, 2].map(() => owner.post(at(`/tasks/${key}/complete`), { variables: given })));
  expect(twice.map(({ status }) => status).sort()).toEqual([200, 409]);
  const s = await when(({ tasks }) => tasks.filter((t) => t.elementId === 'Task_AnswerAppointment').length === 2);
  expect(s.tasks.flatMap((t) => t.groupNames)).not.toContainEqual(expect.stringContaining('rehearsal'));
  for (const t of s.tasks.filter(({ elementId }) => elementId === 'Task_AnswerAppointment'))
    expect((await owner.post(at(`/tasks/${t.key}/complete`), { variables: { answer: 'confirm' } })).status).toBe(200);
  const { body: shown } = await owner.get(at(`/tasks/${(await task('Task_RecordInspection')).key}`));
  expect(shown.form.components.length).toBeGreaterThan(0);
  // The receipt was made by the product's own worker.
  const { documents } = await still();
  expect(documents.length).toBeGreaterThan(0);
  expect((await owner.get(at(`/files/${documents[0]!.id}`))).status).toBe(200);
  expect((await owner.get(`/api/files/${documents[0]!.id}`)).status).toBe(404);
});

test('withdrawn from outside, ended, and gone', async () => {
  const many = { name: 'case-withdrawn', variables: { rows: Array.from({ length: 6000 }, () => 1) } };
  expect((await owner.post(at('/messages'), many)).body.errors[0].path).toBe('variables');
  expect((await owner.post(at('/messages'), { name: 'case-withdrawn' })).status).toBe(200);
  const s = await when(({ state }) => state === 'ended');
  expect(s.events.at(-1)?.text).toContain('撤回');
  const { rows } = await pool.query(`SELECT 1 FROM pg_namespace WHERE nspname = $1`, [`rehearsal_${id}`]);
  expect(rows).toHaveLength(1);
  expect((await owner.delete(at())).status).toBe(204);
  expect((await owner.delete(at())).status).toBe(204);
  expect((await owner.get(at())).status).toBe(404);
  expect((await pool.query(`SELECT 1 FROM pg_namespace WHERE nspname LIKE 'rehearsal%'`)).rows).toEqual([]);
});

const OWN = `rehearsed-${Date.now()}`;
const ownDiagram = (wait: string) => `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:modeler="http://camunda.org/schema/modeler/1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="Definitions_Own" targetNamespace="http://lixia-flow/test" modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.5.0">
  <bpmn:process id="${OWN}" name="演练测试" isExecutable="true">
    <bpmn:startEvent id="StartEvent_Begun" name="已开始"><bpmn:outgoing>Flow_Begun</bpmn:outgoing></bpmn:startEvent>
    <bpmn:serviceTask id="Task_Weigh" name="称重"><bpmn:extensionElements><zeebe:taskDefinition type="weigh-outside"/></bpmn:extensionElements><bpmn:incoming>Flow_Begun</bpmn:incoming><bpmn:outgoing>Flow_Weighed</bpmn:outgoing></bpmn:serviceTask>
    <bpmn:intermediateCatchEvent id="Timer_Rest" name="静置期满"><bpmn:incoming>Flow_Weighed</bpmn:incoming><bpmn:outgoing>Flow_Rested</bpmn:outgoing><bpmn:timerEventDefinition id="Definition_Rest">${wait}</bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>
    <bpmn:userTask id="Task_Check" name="复核"><bpmn:documentation>历下政发〔2019〕1号 第四条</bpmn:documentation><bpmn:extensionElements><zeebe:userTask/><zeebe:formDefinition formId="serve-document"/><zeebe:assignmentDefinition candidateGroups="=[&quot;finance.clerk&quot;]"/></bpmn:extensionElements><bpmn:incoming>Flow_Rested</bpmn:incoming><bpmn:outgoing>Flow_Done</bpmn:outgoing></bpmn:userTask>
    <bpmn:endEvent id="EndEvent_Done" name="已办结"><bpmn:incoming>Flow_Done</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="Flow_Begun" sourceRef="StartEvent_Begun" targetRef="Task_Weigh"/>
    <bpmn:sequenceFlow id="Flow_Weighed" sourceRef="Task_Weigh" targetRef="Timer_Rest"/>
    <bpmn:sequenceFlow id="Flow_Rested" sourceRef="Timer_Rest" targetRef="Task_Check"/>
    <bpmn:sequenceFlow id="Flow_Done" sourceRef="Task_Check" targetRef="EndEvent_Done"/>
  </bpmn:process>
  <bpmndi:BPMNDiagram id="Diagram_Own"><bpmndi:BPMNPlane id="Plane_Own" bpmnElement="${OWN}">
    <bpmndi:BPMNShape id="Shape_Begun" bpmnElement="StartEvent_Begun"><dc:Bounds x="100" y="102" width="36" height="36"/></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="Shape_Weigh" bpmnElement="Task_Weigh"><dc:Bounds x="200" y="80" width="100" height="80"/></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="Shape_Rest" bpmnElement="Timer_Rest"><dc:Bounds x="362" y="102" width="36" height="36"/></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="Shape_Check" bpmnElement="Task_Check"><dc:Bounds x="460" y="80" width="100" height="80"/></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="Shape_Done" bpmnElement="EndEvent_Done"><dc:Bounds x="622" y="102" width="36" height="36"/></bpmndi:BPMNShape>
    <bpmndi:BPMNEdge id="Edge_Begun" bpmnElement="Flow_Begun"><di:waypoint x="136" y="120"/><di:waypoint x="200" y="120"/></bpmndi:BPMNEdge>
    <bpmndi:BPMNEdge id="Edge_Weighed" bpmnElement="Flow_Weighed"><di:waypoint x="300" y="120"/><di:waypoint x="362" y="120"/></bpmndi:BPMNEdge>
    <bpmndi:BPMNEdge id="Edge_Rested" bpmnElement="Flow_Rested"><di:waypoint x="398" y="120"/><di:waypoint x="460" y="120"/></bpmndi:BPMNEdge>
    <bpmndi:BPMNEdge id="Edge_Done" bpmnElement="Flow_Done"><di:waypoint x="560" y="120"/><di:waypoint x="622" y="120"/></bpmndi:BPMNEdge>
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</bpmn:definitions>
`;

// A span as the engine reckons it, and one that a step gives; then the hour of which a step knows nothing.
test.each([
  ['P2D', '<bpmn:timeDuration xsi:type="bpmn:tFormalExpression">P2D</bpmn:timeDuration>', '2026-03-04T10:30:00+08:00'],
  [
    'a span of a variable',
    '<bpmn:timeDuration xsi:type="bpmn:tFormalExpression">=duration("PT" + string(hours) + "H")</bpmn:timeDuration>',
    '2026-03-02T15:30:00+08:00',
  ],
  [
    'now()',
    '<bpmn:timeDate xsi:type="bpmn:tFormalExpression">=now() + duration("P1D")</bpmn:timeDate>',
    '2026-03-03T10:30:00+08:00',
  ],
])(
  'a procedure that is only drafted: an outside step is done by hand, %s is reckoned from the rehearsal’s time',
  async (_what, wait, due) => {
    await owner.post('/api/models', { id: OWN, name: '演练测试' });
    const { draft } = (await owner.get(`/api/models/${OWN}`)).body;
    await owner.put(`/api/models/${OWN}/draft`, { xml: ownDiagram(wait), revision: draft.revision });
    const begun = await owner.post(`/api/models/${OWN}/rehearsals`, {
      clock: '2026-03-02T10:30:00+08:00',
      variables: {},
    });
    expect(begun).toMatchObject({ status: 201 });
    id = begun.body.id;
    const weigh = await task('Task_Weigh');
    expect(weigh).toMatchObject({ name: '称重', jobType: 'weigh-outside' });
    expect((await complete('Task_Weigh', { hours: 5 })).status).toBe(200);
    const { timers } = await when((s) => s.timers.length === 1);
    expect(timers).toMatchObject([{ elementId: 'Timer_Rest', name: '静置期满', dueAt: due }]);
    await owner.post(at('/clock'), { next: true });
    expect(await task('Task_Check')).toMatchObject({ groups: ['finance.clerk'] });
    expect((await state()).clock).toBe(due);
    expect((await owner.delete(at())).status).toBe(204);
  },
);
