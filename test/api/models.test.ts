import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createPool, type Pool } from '../../db/pool.ts';
import { deployShipped } from '../../domain/models/deploy.ts';
import type { EngineClient } from '../../engine/client.ts';
import { createZeebeClient } from '../../engine/zeebe-client.ts';
import type { Client } from '../support/client.ts';
import { eventually, world } from '../support/world.ts';

/** Drafts, versions, approval, deployment at the API, with a process of our own: what others run stays as it is. */
const stack = world();
const PROCESS = `model-test-${Date.now()}`;
const SHIPPED = `model-shipped-${Date.now()}`;

let owner: Client;
let reviewer: Client;
let sysadmin: Client;
let pool: Pool;
let engine: EngineClient;

/** A step for the clerk of the finance bureau and a wait; `name` is what tests change. */
const diagram = (id: string, name = '核对材料', group = 'finance.clerk') => `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:modeler="http://camunda.org/schema/modeler/1.0" id="Definitions_Test" targetNamespace="http://lixia-flow/test" modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.5.0">
  <bpmn:process id="${id}" name="流程设计测试" isExecutable="true">
    <bpmn:startEvent id="StartEvent_Begun" name="已开始"><bpmn:outgoing>Flow_Begun</bpmn:outgoing></bpmn:startEvent>
    <bpmn:userTask id="Task_Check" name="${name}">
      <bpmn:documentation>历下政发〔2019〕1号 第四条</bpmn:documentation>
      <bpmn:extensionElements><zeebe:userTask/><zeebe:formDefinition formId="serve-document"/><zeebe:assignmentDefinition candidateGroups="=[&quot;${group}&quot;]"/></bpmn:extensionElements>
      <bpmn:incoming>Flow_Begun</bpmn:incoming><bpmn:outgoing>Flow_Checked</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:endEvent id="EndEvent_Done" name="已办结"><bpmn:incoming>Flow_Checked</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="Flow_Begun" sourceRef="StartEvent_Begun" targetRef="Task_Check"/>
    <bpmn:sequenceFlow id="Flow_Checked" sourceRef="Task_Check" targetRef="EndEvent_Done"/>
  </bpmn:process>
  <bpmndi:BPMNDiagram id="Diagram_Test"><bpmndi:BPMNPlane id="Plane_Test" bpmnElement="${id}">
    <bpmndi:BPMNShape id="Shape_Begun" bpmnElement="StartEvent_Begun"><dc:Bounds x="100" y="102" width="36" height="36"/></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="Shape_Check" bpmnElement="Task_Check"><dc:Bounds x="200" y="80" width="100" height="80"/></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="Shape_Done" bpmnElement="EndEvent_Done"><dc:Bounds x="362" y="102" width="36" height="36"/></bpmndi:BPMNShape>
    <bpmndi:BPMNEdge id="Edge_Begun" bpmnElement="Flow_Begun"><di:waypoint x="136" y="120"/><di:waypoint x="200" y="120"/></bpmndi:BPMNEdge>
    <bpmndi:BPMNEdge id="Edge_Checked" bpmnElement="Flow_Checked"><di:waypoint x="300" y="120"/><di:waypoint x="362" y="120"/></bpmndi:BPMNEdge>
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</bpmn:definitions>
`;

const at = (rest = '') => `/api/models/${PROCESS}${rest}`;
const model = async () => (await owner.get(at())).body;
async function version(name: string, xml: string): Promise<string> {
  const { draft } = await model();
  const saved = await owner.put(at('/draft'), { xml, revision: draft?.revision ?? 0 });
  expect(saved.status).toBe(200);
  const added = await owner.post(at('/versions'), { name, note: '测试', revision: saved.body.revision });
  expect(added.status).toBe(201);
  return added.body.id;
}
const presentOf = async (id: string) => (await owner.get(at(`/versions/${id}/preview`))).body.present;
const agree = async (id: string) => {
  expect((await owner.post(at(`/versions/${id}/review`))).status).toBe(200);
  expect((await reviewer.post(at(`/versions/${id}/decision`), { approve: true })).status).toBe(200);
};

beforeAll(async () => {
  [owner, reviewer, sysadmin] = (await Promise.all(
    ['process-owner', 'process-reviewer', 'sysadmin'].map((name) => stack.as(name)),
  )) as [Client, Client, Client];
  pool = createPool(stack.databaseUrl, 2);
  engine = createZeebeClient({
    grpcAddress: `127.0.0.1:${stack.ports.grpc}`,
    restAddress: `http://127.0.0.1:${stack.ports.rest}`,
    engineVersion: stack.engineVersion,
  });
  // As any other tool would.
  await engine.deploy([{ name: `${PROCESS}.bpmn`, content: Buffer.from(diagram(PROCESS)) }]);
  await eventually(async () => expect((await owner.get(at())).status).toBe(200));
}, 600_000);
afterAll(async () => {
  await engine?.close();
  await pool?.end();
});

test('what another tool deployed is a version like others, its author unknown', async () => {
  const { deployed, present, versions, draft } = await model();
  expect(deployed).toMatchObject([{ version: 1, from: 'other', deployedByName: null }]);
  expect({ present, versions, draft }).toEqual({ present: deployed[0].definitionKey, versions: [], draft: null });
});

test('only those who design, approve or switch may look; only owners change', async () => {
  const clerk = await stack.as('commerce.clerk');
  for (const path of ['/api/models', at(), at('/diagrams/draft'), '/api/models/catalogue', at('/compare?from=x')])
    expect((await clerk.get(path)).status).toBe(403);
  for (const client of [clerk, reviewer, sysadmin]) {
    expect((await client.put(at('/draft'), { nonsense: 1 })).status).toBe(403);
    expect((await client.post(at('/versions'), {})).status).toBe(403);
  }
  expect((await owner.put('/api/settings/model-approval', {})).status).toBe(403);
  expect((await owner.get('/api/models/no-such-process')).status).toBe(404);
  expect((await reviewer.get(at())).body.may).toEqual({ edit: false, approve: true });
});

test('two who edit at once do not overwrite each other, and a repeated request is no conflict', async () => {
  const first = { xml: diagram(PROCESS, '甲'), revision: 0 };
  const both = await Promise.all([
    owner.put(at('/draft'), first),
    owner.put(at('/draft'), { xml: diagram(PROCESS, '乙'), revision: 0 }),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  const refused = both.find(({ status }) => status === 409);
  expect(refused?.body.detail).toMatch(/草稿已由流程设计员保存为第 1 稿，您这一稿（依据第 0 稿）没有覆盖它/);
  const next = { xml: diagram(PROCESS, '丙'), revision: 1 };
  expect((await owner.put(at('/draft'), next)).body.revision).toBe(2);
  expect((await owner.put(at('/draft'), next)).body.revision).toBe(2);
  expect((await owner.put(at('/draft'), { ...next, xml: diagram(PROCESS, '丁') })).status).toBe(409);
  expect((await owner.get(at('/diagrams/draft'))).body).toEqual({ xml: next.xml, revision: 2 });
  expect((await owner.delete(at('/draft?revision=1'))).status).toBe(409);
  expect((await owner.delete(at('/draft?revision=2'))).status).toBe(204);
  expect((await model()).draft).toBeNull();
  // Who still has it open hears that it is gone.
  expect((await owner.put(at('/draft'), { xml: next.xml, revision: 2 })).body.detail).toMatch(/草稿已被放弃/);
});

test.each([
  ['an entity', () => `<!DOCTYPE x [<!ENTITY a "b">]>${diagram(PROCESS)}`, 422, /DOCTYPE/],
  ['a program in a name', () => diagram(PROCESS, '&lt;script&gt;alert(1)&lt;/script&gt;'), 422, /脚本/],
  ['no XML', () => 'hello', 422, /不是有效的 BPMN/],
  ['more than 2 MB', () => `${diagram(PROCESS)}<!--${'x'.repeat(2.5 * 1024 * 1024)}-->`, 422, /2 MB/],
  ['far more than that', () => 'x'.repeat(6 * 1024 * 1024), 413, /./],
])('%s never becomes a draft', async (_what, xml, status, said) => {
  for (const [method, path, body] of [
    ['put', '/draft', { xml: xml(), revision: 0 }],
    ['post', '/check', { xml: xml() }],
  ] as const) {
    const answer = await owner[method](at(path), body);
    expect(answer.status).toBe(status);
    expect(answer.body.detail).toMatch(said);
  }
  expect((await model()).draft).toBeNull();
});

test('the check names the element in Chinese', async () => {
  const { body } = await owner.post(at('/check'), { xml: diagram(PROCESS, '核对', 'finance.boss') });
  expect(body.items).toMatchObject([
    {
      rule: 'group',
      severity: 'error',
      elementId: 'Task_Check',
      message: expect.stringMatching(/办理岗位“finance.boss”不存在/),
    },
  ]);
});

test('a faulty version is neither reviewed nor deployed; a good one needs a second person', async () => {
  const faulty = await version('有问题的版本', diagram(PROCESS, '核对', 'finance.boss'));
  for (const act of ['review', 'deployment'] as const) {
    const answer = await owner.post(at(`/versions/${faulty}/${act}`), act === 'deployment' ? { present: null } : {});
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toMatchObject([{ path: 'Task_Check' }]);
  }

  const id = await version('核对改名', diagram(PROCESS, '核对申请材料'));
  const { body: preview } = await owner.get(at(`/versions/${id}/preview`));
  expect(preview).toMatchObject({
    findings: [],
    running: [],
    changes: [{ elementId: 'Task_Check', details: [{ label: '名称', before: '核对材料', after: '核对申请材料' }] }],
  });
  const deploy = (present = preview.present) => owner.post(at(`/versions/${id}/deployment`), { present });
  expect((await deploy()).body.detail).toMatch(/还没有经第二人审核同意/);
  expect((await owner.post(at(`/versions/${id}/review`))).body.review).toMatchObject({ approved: null });
  expect((await owner.post(at(`/versions/${id}/decision`), { approve: true })).status).toBe(403);
  expect((await reviewer.post(at(`/versions/${id}/decision`), { approve: false })).status).toBe(422);
  const twice = await Promise.all([1, 2].map(() => reviewer.post(at(`/versions/${id}/decision`), { approve: true })));
  expect(twice.map(({ status }) => status)).toEqual([200, 200]);
  expect((await reviewer.post(at(`/versions/${id}/decision`), { approve: false, comment: '反悔' })).status).toBe(409);

  // Another tool comes between the look and the deployment.
  await engine.deploy([{ name: `${PROCESS}.bpmn`, content: Buffer.from(diagram(PROCESS, '别处改的')) }]);
  await eventually(async () => expect((await model()).deployed).toHaveLength(2));
  expect((await deploy()).body.detail).toMatch(/预览之后，现行版本已经变化/);
  const present = await presentOf(id);
  const answers = await Promise.all([deploy(present), deploy(present)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 201]);
  const after = await model();
  expect(after.deployed.map((d: { version: number; from: string }) => [d.version, d.from])).toEqual([
    [3, 'owner'],
    [2, 'other'],
    [1, 'other'],
  ]);
  expect(after).toMatchObject({ draft: null, present: after.deployed[0].definitionKey });
});

test('rolling back is a new deployment of the old diagram', async () => {
  const { deployed } = await model();
  const body = { name: '回退到第 1 版', note: '改名不合适', from: `d${deployed.at(-1).definitionKey}` };
  expect((await owner.post(at('/versions'), { ...body, revision: 1 })).status).toBe(422);
  const { body: added } = await owner.post(at('/versions'), body);
  expect(added.origin).toBe('roll-back');
  await agree(added.id);
  const answer = await owner.post(at(`/versions/${added.id}/deployment`), { present: await presentOf(added.id) });
  expect(answer).toMatchObject({ status: 201, body: { engineVersion: 4 } });
  const { body: compared } = await owner.get(at(`/compare?from=${body.from}&to=d${answer.body.definitionKey}`));
  expect(compared.items).toEqual([]);
});

test('without the second person where that is switched off, with a reason and by the system administrator', async () => {
  const id = await version('不经审核', diagram(PROCESS, '核对二'));
  const turn = (required: boolean) =>
    sysadmin.put('/api/settings/model-approval', { required, reason: '测试第二人审核的开关' });
  try {
    expect((await sysadmin.put('/api/settings/model-approval', { required: false })).status).toBe(422);
    expect((await turn(false)).status).toBe(200);
    expect((await owner.get('/api/models')).body.approval).toMatchObject({
      required: false,
      changedByName: '系统管理员',
    });
    expect((await owner.post(at(`/versions/${id}/deployment`), { present: await presentOf(id) })).status).toBe(201);
  } finally {
    await turn(true);
  }
});

const FORM = `model-form-${Date.now()}.form`;
const RULE = `model-rule-${Date.now()}.dmn`;
const form = (label: string) =>
  JSON.stringify({
    id: FORM.replace('.form', ''),
    type: 'default',
    schemaVersion: 16,
    components: [{ type: 'textfield', id: 'Field_Opinion', key: 'opinion', label, validate: { required: true } }],
  });
const rule = (limit: number, id = RULE.replace('.dmn', '')) => `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="${id}" name="额度" namespace="http://lixia-flow/test">
  <decision id="${id}-size" name="额度档次"><variable id="Variable_Size" name="size"/><informationRequirement id="Needs"><requiredDecision href="#rate${id.replace(/\W/g, '')}"/></informationRequirement>
    <decisionTable id="Table_Size" hitPolicy="UNIQUE">
      <input id="Input_Amount" label="金额"><inputExpression id="Expression_Amount" typeRef="number"><text>rate${id.replace(/\W/g, '')} * 1</text></inputExpression></input>
      <output id="Output_Size" label="档次" name="size" typeRef="string"/>
      <rule id="Rule_Small"><description>历下政发〔2019〕1号 第四条 小额</description><inputEntry id="Small_In"><text>&lt; ${limit}</text></inputEntry><outputEntry id="Small_Out"><text>"small"</text></outputEntry></rule>
      <rule id="Rule_Large"><description>历下政发〔2019〕1号 第四条 大额</description><inputEntry id="Large_In"><text>&gt;= ${limit}</text></inputEntry><outputEntry id="Large_Out"><text>"large"</text></outputEntry></rule>
    </decisionTable>
  </decision>
  <decision id="rate${id.replace(/\W/g, '')}" name="折算"><literalExpression id="Expression_Rate"><text>amount * 2</text></literalExpression></decision>
</definitions>
`;
const atFile = (name: string, rest = '') => at(`/files/${name}${rest}`);
const withForm = (name: string) =>
  diagram(PROCESS, name).replace('formId="serve-document"', `formId="${FORM.replace('.form', '')}"`);

test('rules and forms have drafts of their own, checked and not overwritten', async () => {
  const clerk = await stack.as('commerce.clerk');
  expect((await clerk.get(atFile('serve-document.form'))).status).toBe(403);
  expect((await reviewer.put(atFile(FORM, '/draft'), { nonsense: 1 })).status).toBe(403);
  expect((await owner.get(atFile('no-such-file.form'))).status).toBe(404);
  expect((await owner.get(atFile('..%2Fsecret.form'))).status).toBe(404);
  expect((await owner.put(atFile(RULE, '/draft'), { content: '<!DOCTYPE x><x/>', revision: 0 })).status).toBe(422);
  const both = await Promise.all(
    ['甲', '乙'].map((label) => owner.put(atFile(FORM, '/draft'), { content: form(label), revision: 0 })),
  );
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  const content = form('意见');
  expect((await owner.put(atFile(FORM, '/draft'), { content, revision: 1 })).body.revision).toBe(2);
  expect((await owner.put(atFile(FORM, '/draft'), { content, revision: 1 })).body.revision).toBe(2);
  expect((await owner.put(atFile(RULE, '/draft'), { content: rule(10), revision: 0 })).status).toBe(200);
  expect((await owner.post(atFile(FORM, '/check'), { content })).body.items).toEqual([]);
  const { body } = await owner.post(atFile(RULE, '/check'), { content: rule(10) });
  expect(body.decisions[0].asks).toEqual([{ path: ['amount'], label: 'amount', type: '', values: '' }]);
  expect((await model()).files.map((f: { name: string }) => f.name)).toEqual(
    expect.arrayContaining([FORM, RULE, 'serve-document.form']),
  );
});

test('a drafted rule is tried on the engine and leaves nothing behind', async () => {
  const decision = `${RULE.replace('.dmn', '')}-size`;
  const attempt = (variables: object, content = rule(10)) =>
    owner.post(atFile(RULE, '/trial'), { content, decision, variables });
  expect((await attempt({ amount: 5 })).body).toMatchObject({
    output: 'large',
    matched: [
      {
        decision,
        row: 2,
        rowId: 'Rule_Large',
        annotation: expect.stringContaining('大额'),
        outputs: [['档次', 'large']],
      },
    ],
  });
  expect((await attempt({ amount: 4.9 })).body).toMatchObject({ output: 'small', matched: [{ row: 1 }] });
  expect((await attempt({})).body).toMatchObject({ output: null, matched: [] });
  expect((await attempt({}, rule(10).replace('amount * 2', 'amount *'))).status).toBe(422);
  // Taken as it is, but not with thousands of rows against each other: the engine does nothing else meanwhile.
  const pairs = rule(10).replace('amount * 2', 'count(for a in amounts, b in amounts return a) + amount * 2');
  expect((await attempt({ amount: 5, amounts: [1, 2] }, pairs)).body).toMatchObject({ output: 'large' });
  const many = await attempt({ amount: 5, amounts: Array.from({ length: 5000 }, (_, i) => i) }, pairs);
  expect([many.status, many.body.errors]).toEqual([
    422,
    [{ path: 'variables', message: expect.stringContaining('请减少其中清单的行数') }],
  ]);
  expect((await reviewer.post(atFile(RULE, '/trial'), { content: rule(10), decision })).status).toBe(403);
  const { body } = await owner.get('/api/models/catalogue');
  expect(JSON.stringify(body.decisions)).not.toMatch(/trial_|额度/);
});

test('a form is previewed with test data and answers as the server will', async () => {
  const content = form('意见');
  const ask = (values: object) => owner.post(atFile(FORM, '/preview'), { content, variables: {}, values });
  expect((await ask({})).body.errors).toEqual([{ path: 'opinion', message: '意见必须填写' }]);
  expect((await ask({ opinion: '同意' })).body).toMatchObject({
    errors: [],
    form: { components: [{ label: '意见' }] },
  });
  // A condition that passes twice over what is given, and very much is given.
  const { components, ...rest } = JSON.parse(content) as { components: object[] };
  const hide = '=some a in rows, b in rows satisfies a > b';
  const pairs = JSON.stringify({ ...rest, components: [{ ...components[0], conditional: { hide } }] });
  const preview = (rows: number[]) =>
    owner.post(atFile(FORM, '/preview'), { content: pairs, variables: { rows }, values: { opinion: '同意' } });
  expect((await preview([1, 1])).body.errors).toEqual([]);
  const many = await preview(Array.from({ length: 20_000 }, () => 1));
  expect([many.status, many.body.title, many.body.errors[0].path]).toEqual([422, '表单不能预览', 'variables']);
});

test('conditions and patterns that would never end are not run by the preview', async () => {
  const { components, ...rest } = JSON.parse(form('意见')) as { components: object[] };
  const endless = (more: object) => ({ ...components[0], ...more });
  for (const field of [
    endless({ conditional: { hide: '=count(for i in 1..1000000000 return i) > 1' } }),
    endless({ properties: { requiredWhen: '=some i in 1..1000000000 satisfies i < 0' } }),
    endless({ validate: { pattern: '^(a+)+$' } }),
  ]) {
    const content = JSON.stringify({ ...rest, components: [{ type: 'group', id: 'Group_All', components: [field] }] });
    const { status } = await owner.post(atFile(FORM, '/preview'), {
      ...{ content, variables: {} },
      values: { opinion: `${'a'.repeat(60)}!` },
    });
    expect(status).toBe(200);
    const checks = await owner.post(atFile(FORM, '/check'), { content });
    expect(checks.body.items.map(({ rule }: { rule: string }) => rule)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^form-(feel|rule)$/)]),
    );
  }
});

test('a version holds diagram, rules and forms; they are deployed at once, and alone where only they have changed', async () => {
  const saved = await owner.put(at('/draft'), {
    xml: withForm('按新表单核对'),
    revision: (await model()).draft?.revision ?? 0,
  });
  const { revision } = saved.body;
  const body = { name: '新表单和规则', note: '测试', revision };
  expect((await owner.post(at('/versions'), { ...body, files: { [FORM]: 1, [RULE]: 1 } })).status).toBe(409);
  expect((await owner.post(at('/versions'), body)).status).toBe(409);
  const { body: added } = await owner.post(at('/versions'), { ...body, files: { [FORM]: 2, [RULE]: 1 } });
  const { body: ahead } = await owner.get(at(`/versions/${added.id}/preview`));
  expect(ahead.findings).toEqual([]);
  expect(ahead.files).toMatchObject([
    { name: FORM, kind: 'form', newest: false },
    { name: RULE, kind: 'dmn', title: '额度' },
  ]);
  expect(ahead.changes).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ kind: 'added', file: FORM }),
      expect.objectContaining({ elementId: 'Task_Check' }),
    ]),
  );
  await agree(added.id);
  const deploy = (id: string, present: string) => owner.post(at(`/versions/${id}/deployment`), { present });
  const twice = await Promise.all([deploy(added.id, ahead.present), deploy(added.id, ahead.present)]);
  expect(twice.map(({ status }) => status).sort()).toEqual([200, 201]);
  const after = await model();
  expect(after.draft).toBeNull();
  expect(after.files).toMatchObject([{ name: FORM, title: '按新表单核对', draft: null }]);
  // The rule's record comes a moment after the engine's answer.
  await eventually(async () =>
    expect((await owner.get('/api/models/catalogue')).body.decisions).toContainEqual(
      expect.objectContaining({ name: '额度档次' }),
    ),
  );

  // Only the form: the diagram keeps its number.
  expect((await owner.put(atFile(FORM, '/draft'), { content: form('审核意见'), revision: 0 })).status).toBe(200);
  const { body: second } = await owner.post(at('/versions'), { name: '只改表单', note: '测试', files: { [FORM]: 1 } });
  await agree(second.id);
  const present = await presentOf(second.id);
  // Another tool comes between.
  await engine.deploy([{ name: FORM, content: Buffer.from(form('别处改的')) }]);
  await eventually(async () => expect(await presentOf(second.id)).not.toBe(present));
  expect((await deploy(second.id, present)).status).toBe(409);
  const answer = await deploy(second.id, await presentOf(second.id));
  expect(answer.body.engineVersion).toBe(after.deployed[0].version);
  expect((await model()).deployed.slice(0, 2)).toMatchObject([
    { modelVersion: second.id, version: after.deployed[0].version },
    { modelVersion: added.id },
  ]);
  expect(JSON.parse((await owner.get(atFile(FORM))).body.content).components[0].label).toBe('审核意见');

  // Back to the first: its form comes back with it.
  const back = { name: '回退', note: '测试', from: `v${added.id}` };
  const { body: third } = await owner.post(at('/versions'), back);
  await agree(third.id);
  expect((await deploy(third.id, await presentOf(third.id))).status).toBe(201);
  expect(JSON.parse((await owner.get(atFile(FORM))).body.content).components[0].label).toBe('意见');
  const { body: compared } = await owner.get(at(`/compare?from=v${second.id}&to=v${third.id}`));
  expect(compared.items[0]).toMatchObject({
    kind: 'changed',
    type: 'Form',
    file: FORM,
    details: [{ before: '审核意见', after: '意见' }],
  });
});

test('a new shipped diagram is not deployed over an owner’s: it waits as a version', async () => {
  const dir = await mkdtemp(path.join(tmpdir(), 'lixia-shipped-'));
  try {
    await mkdir(path.join(dir, SHIPPED));
    const ship = (name: string) => writeFile(path.join(dir, SHIPPED, `${SHIPPED}.bpmn`), diagram(SHIPPED, name));
    await ship('出厂一');
    expect(await deployShipped(pool, engine, dir)).toEqual({ deployed: [SHIPPED], heldBack: [] });
    expect(await deployShipped(pool, engine, dir)).toEqual({ deployed: [], heldBack: [] });
    await ship('出厂二');
    expect(await deployShipped(pool, engine, dir)).toEqual({ deployed: [SHIPPED], heldBack: [] });

    const own = `/api/models/${SHIPPED}`;
    await eventually(async () =>
      expect((await owner.get(own)).body.deployed).toMatchObject([{ version: 2, from: 'product' }, { version: 1 }]),
    );
    await owner.put(`${own}/draft`, { xml: diagram(SHIPPED, '本单位改'), revision: 0 });
    const { body: v } = await owner.post(`${own}/versions`, { name: '本单位改', note: '测试', revision: 1 });
    await owner.post(`${own}/versions/${v.id}/review`);
    await reviewer.post(`${own}/versions/${v.id}/decision`, { approve: true });
    const { present } = (await owner.get(`${own}/versions/${v.id}/preview`)).body;
    const { status } = await owner.post(`${own}/versions/${v.id}/deployment`, { present });
    expect(status).toBe(201);

    await ship('出厂三');
    const shippedForm = path.join(dir, SHIPPED, 'any-name.form');
    await writeFile(shippedForm, form('出厂表单'));
    expect(await deployShipped(pool, engine, dir)).toEqual({ deployed: [SHIPPED], heldBack: [SHIPPED] });
    // An owner's form stands: the shipped one is not deployed over it.
    expect(JSON.parse((await owner.get(atFile(FORM))).body.content).components[0].label).toBe('意见');
    expect(await deployShipped(pool, engine, dir)).toEqual({ deployed: [], heldBack: [] });
    const { body: after } = await owner.get(own);
    expect(after.deployed[0]).toMatchObject({ version: 3, from: 'owner' });
    expect(after.versions[0]).toMatchObject({ origin: 'shipped', authorName: null, deployment: null });
  } finally {
    await rm(dir, { recursive: true });
  }
});

test('a new procedure begins as a draft and is one like others when it is deployed', async () => {
  const id = `model-new-${Date.now()}`;
  const begin = (as: Client, body: object) => as.post('/api/models', body);
  expect((await begin(reviewer, { id, name: '设备领用' })).status).toBe(403);
  expect((await begin(owner, { id: 'On Site', name: '设备领用' })).status).toBe(422);
  expect((await begin(owner, { id: 'limit-watch', name: '设备领用' })).status).toBe(409);
  const both = await Promise.all([1, 2].map(() => begin(owner, { id, name: '设备领用 <1>' })));
  expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
  const listed = async () =>
    (await owner.get('/api/models')).body.items.find((item: { id: string }) => item.id === id) as object;
  expect(await listed()).toMatchObject({ name: '设备领用 <1>', version: null });
  const own = `/api/models/${id}`;
  const { body: version } = await owner.post(`${own}/versions`, { name: '第一版', note: '新流程', revision: 1 });
  const { body: ahead } = await owner.get(`${own}/versions/${version.id}/preview`);
  expect(ahead).toMatchObject({ present: null, findings: [], running: [] });
  await owner.post(`${own}/versions/${version.id}/review`);
  // The reviewer is told, once.
  const told = (await reviewer.get('/api/notifications?limit=100')).body.items as { title: string }[];
  expect(told.filter(({ title }) => title === '版本待审核：设备领用 <1>')).toHaveLength(1);
  await reviewer.post(`${own}/versions/${version.id}/decision`, { approve: true });
  expect((await owner.get('/api/notifications?limit=100')).body.items).toContainEqual(
    expect.objectContaining({ title: '审核同意：设备领用 <1>' }),
  );
  const answer = await owner.post(`${own}/versions/${version.id}/deployment`, { present: null });
  expect(answer).toMatchObject({ status: 201, body: { engineVersion: 1 } });
  expect(await listed()).toMatchObject({ version: 1, draft: null });
  expect((await owner.get('/api/processes')).body.items).toContainEqual(expect.objectContaining({ id }));
});

test('every diagram of the product is accepted as its own draft without a difference', async () => {
  const { body } = await owner.get('/api/models');
  const shipped = (body.items as { id: string }[]).filter(
    ({ id }) => id === 'on-site-inspection' || id === 'limit-watch',
  );
  expect(shipped).toHaveLength(2);
  for (const { id } of shipped) {
    const { present } = (await owner.get(`/api/models/${id}`)).body;
    const { xml } = (await owner.get(`/api/models/${id}/diagrams/d${present}`)).body;
    expect(xml).toBe(await readFile(`processes/${id}/${id}.bpmn`, 'utf8'));
    expect((await owner.post(`/api/models/${id}/check`, { xml })).body.items).toEqual([]);
  }
});
