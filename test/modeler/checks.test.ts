import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Catalogue } from '../../domain/models/catalogue.ts';
import { checkAside, readAside, rulesAside } from '../../domain/models/check/aside.ts';
import type { Finding } from '../../domain/models/check/finding.ts';
import { refuseFeel } from '../../domain/models/check/feel.ts';
import { refuseFile } from '../../domain/models/check/hostile.ts';
import { LINT_TEXTS } from '../../domain/models/check/lint-texts.ts';
import { RefusedFile } from '../../domain/models/check/refused.ts';
import { compareDiagrams } from '../../domain/models/compare.ts';
import { readDefinitions, writeDefinitions } from '../../domain/models/moddle.ts';
import { filesIn } from '../../scripts/models/load.ts';
import { shippedCatalogue } from './catalogue.ts';

const read = (file: string) => readFileSync(path.join('processes', file), 'utf8');
const FILES = filesIn('processes', '.bpmn');
const PROCESS = 'on-site-inspection';
const inspection = read('on-site-inspection/on-site-inspection.bpmn');

let catalogue: Catalogue;
beforeAll(async () => {
  catalogue = await shippedCatalogue();
});

/** Replaces once, and says when there is nothing to replace. */
function swap(xml: string, from: string | RegExp, to: string): string {
  const changed = xml.replace(from, to);
  if (changed === xml) throw new Error(`nothing to replace: ${from}`);
  return changed;
}
/** Changes the part of the diagram from this element on. */
function at(xml: string, id: string, from: string | RegExp, to: string): string {
  const start = xml.indexOf(` id="${id}"`);
  return xml.slice(0, start) + swap(xml.slice(start), from, to);
}

test.each(FILES)('%s: nothing to object to, and written anew it says the same', async (file) => {
  const xml = read(file);
  expect(await checkAside(xml, catalogue, path.basename(file, '.bpmn'))).toEqual([]);
  const { definitions, warnings } = await readDefinitions(xml);
  expect(warnings).toEqual([]);
  expect(await compareDiagrams(xml, await writeDefinitions(definitions))).toEqual([]);
});

const LOOP = `
  <bpmn:exclusiveGateway id="Gateway_Again" name="再来？" default="Flow_On"><bpmn:incoming>Flow_Turn</bpmn:incoming><bpmn:outgoing>Flow_Back</bpmn:outgoing><bpmn:outgoing>Flow_On</bpmn:outgoing></bpmn:exclusiveGateway>`;

const BROKEN: [what: string, broken: (xml: string) => string, rule: string, element: string, said: RegExp][] = [
  [
    'a job type that nobody serves',
    (xml) => swap(xml, 'type="render-acceptance"', 'type="render-nothing"'),
    'job-type',
    'Task_RenderReceipt',
    /作业类型“render-nothing”没有程序办理/,
  ],
  [
    'a form that does not exist',
    (xml) => swap(xml, 'formId="serve-document"', 'formId="no-such-form"'),
    'form',
    'Task_ServeReceipt',
    /表单“no-such-form”不存在/,
  ],
  [
    'a rule that does not exist',
    (xml) => swap(xml, 'value="inspection-mode"', 'value="no-such-rule"'),
    'decision',
    'Task_DetermineMode',
    /规则“no-such-rule”不存在/,
  ],
  [
    'a group that does not exist',
    (xml) => at(xml, 'Task_ServeReceipt', '"approval-bureau.clerk"', '"approval-bureau.boss"'),
    'group',
    'Task_ServeReceipt',
    /办理岗位“approval-bureau.boss”不存在/,
  ],
  [
    'a limit without legal basis',
    (xml) =>
      at(xml, 'Call_WatchOrganiseInspection', /source="[^"]*" target="legalBasis"/, 'source="" target="legalBasis"'),
    'limit-basis',
    'Call_WatchOrganiseInspection',
    /没有写明依据/,
  ],
  [
    'a limit of no days',
    (xml) => at(xml, 'Call_WatchOrganiseInspection', '"=2" target="workingDays"', '"=0" target="workingDays"'),
    'limit-days',
    'Call_WatchOrganiseInspection',
    /工作日数应为 1 到 1000/,
  ],
  [
    'a loop without a person or a date in it',
    (xml) =>
      swap(
        swap(
          swap(
            xml,
            '<bpmn:sequenceFlow id="Flow_Opened" sourceRef="Task_OpenCase" targetRef="Task_RecordAcceptance"/>',
            `${LOOP}<bpmn:sequenceFlow id="Flow_Turn" sourceRef="Task_OpenCase" targetRef="Gateway_Again"/><bpmn:sequenceFlow id="Flow_Back" sourceRef="Gateway_Again" targetRef="Task_OpenCase"><bpmn:conditionExpression>=again</bpmn:conditionExpression></bpmn:sequenceFlow><bpmn:sequenceFlow id="Flow_On" sourceRef="Gateway_Again" targetRef="Task_RecordAcceptance"/>`,
          ),
          '<bpmn:outgoing>Flow_Opened</bpmn:outgoing>',
          '<bpmn:incoming>Flow_Back</bpmn:incoming><bpmn:outgoing>Flow_Turn</bpmn:outgoing>',
        ),
        '<bpmn:incoming>Flow_Opened</bpmn:incoming>',
        '<bpmn:incoming>Flow_On</bpmn:incoming>',
      ),
    'restless-loop',
    'Task_OpenCase',
    /没有人工办理，也没有等待/,
  ],
  [
    'a step that no way leads to',
    (xml) =>
      swap(
        swap(xml, /<bpmn:sequenceFlow id="Flow_ReceiptRendered"[^>]*\/>/, ''),
        /<bpmn:incoming>Flow_ReceiptRendered<\/bpmn:incoming>|<bpmn:outgoing>Flow_ReceiptRendered<\/bpmn:outgoing>/g,
        '',
      ),
    'unreachable',
    'Task_ServeReceipt',
    /没有路线能到达“送达受理通知书”/,
  ],
  [
    'a date on a repeated step that is counted from the item',
    (xml) =>
      swap(
        at(
          xml,
          'Task_ArrangeInspection',
          /<bpmn:outgoing>(\w+)<\/bpmn:outgoing>/,
          '<bpmn:outgoing>$1</bpmn:outgoing><bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements><zeebe:loopCharacteristics inputCollection="=departments" inputElement="department"/></bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>',
        ),
        '<bpmn:exclusiveGateway id="Gateway_ToArrange">',
        '<bpmn:boundaryEvent id="Timer_EachLate" name="逾期" attachedToRef="Task_ArrangeInspection"><bpmn:timerEventDefinition id="TimerDefinition_EachLate"><bpmn:timeDate>=department.dueAt</bpmn:timeDate></bpmn:timerEventDefinition></bpmn:boundaryEvent><bpmn:exclusiveGateway id="Gateway_ToArrange">',
      ),
    'repeated-timer',
    'Timer_EachLate',
    /读取每一项的“department”/,
  ],
  [
    'an expression that is none',
    (xml) => at(xml, 'Flow_Refused', '=appointmentAnswer.answer = "refuse"', '=appointmentAnswer.answer = = "refuse'),
    'feel',
    'Flow_Refused',
    /条件：表达式无法识别/,
  ],
  [
    'an expression that runs for ever',
    (xml) =>
      at(xml, 'Flow_Refused', '=appointmentAnswer.answer = "refuse"', '=count(for i in 1..1000000000 return i) > 1'),
    'feel',
    'Flow_Refused',
    /循环超过 1000 次/,
  ],
  [
    'a gateway’s way without condition',
    (xml) => at(xml, 'Flow_Refused', /<bpmn:conditionExpression[^]*?<\/bpmn:conditionExpression>/, ''),
    'conditional-flows',
    'Flow_Refused',
    /缺少条件或默认路线/,
  ],
  [
    'what this engine does not know: a joining inclusive gateway',
    (xml) =>
      swap(xml, /bpmn:parallelGateway id="Gateway_AllServed"/, 'bpmn:inclusiveGateway id="Gateway_AllServed"').replace(
        /(<bpmn:inclusiveGateway[^]*?)<\/bpmn:parallelGateway>/,
        '$1</bpmn:inclusiveGateway>',
      ),
    'camunda-compat/inclusive-gateway',
    'Gateway_AllServed',
    /汇合的包容网关/,
  ],
  [
    'another process by its id',
    (xml) => xml.replaceAll('"on-site-inspection"', '"some-inspection"'),
    'process-id',
    'some-inspection',
    /应为“on-site-inspection”/,
  ],
];

test.each(BROKEN)('%s is told at its element', async (_what, broken, rule, element, said) => {
  const found = await checkAside(broken(inspection), catalogue, PROCESS);
  expect(found).toContainEqual(
    expect.objectContaining({ rule, severity: 'error', elementId: element, message: expect.stringMatching(said) }),
  );
  for (const { message } of found) expect(message).toMatch(/[\u4e00-\u9fff]/);
});

test('a step whose name says another number of days than its limit is doubtful, with the name that it should have', async () => {
  const three = at(
    inspection,
    'Call_WatchOrganiseInspection',
    '"=2" target="workingDays"',
    '"=3" target="workingDays"',
  );
  expect(await checkAside(three, catalogue, PROCESS)).toEqual([
    expect.objectContaining<Partial<Finding>>({
      rule: 'limit-label',
      severity: 'warning',
      elementId: 'SubProcess_OrganiseInspection',
      message: expect.stringContaining('请把名称改为“组织现场勘验 · 3个工作日”') as string,
    }),
  ]);
});

test('every rule of the linter has its Chinese', async () => {
  expect((await rulesAside()).filter((rule) => !/[\u4e00-\u9fff]/.test(LINT_TEXTS[rule] ?? ''))).toEqual([]);
});

test.each([
  ['an entity that grows', '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>', /DOCTYPE 或实体/],
  ['a file from outside', '<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>', /DOCTYPE 或实体/],
  ['more than 2 MB', `<x>${'长'.repeat(800_000)}</x>`, /超过 2 MB/],
  ['a tower of elements', '<a>'.repeat(50_000), /嵌套层次过深/],
  ['very many elements', `<a>${'<b/>'.repeat(70_000)}</a>`, /内容过多/],
  ['an outside style', '<?xml-stylesheet href="http://example.org/x"?><x/>', /外部/],
  ['nothing', '  ', /空的/],
  ['signs that nobody types', '<x>\u0001</x>', /控制字符/],
])('%s is refused before anything reads it', async (_what, xml, said) => {
  expect(refuseFile(xml)).toMatch(said);
  await expect(readAside(xml)).rejects.toThrow(RefusedFile);
});

test('what is no diagram, or carries a program in a name, is refused too', async () => {
  await expect(readAside('<html></html>')).rejects.toThrow(/流程/);
  await expect(readAside('not xml')).rejects.toThrow(RefusedFile);
  await expect(
    readAside(swap(inspection, 'name="立案"', 'name="&lt;script&gt;alert(1)&lt;/script&gt;"')),
  ).rejects.toThrow(/脚本/);
});

test.each([
  ['1 +', false],
  ['', false],
  ['if a then b', false],
  ['function(x) x', false],
  ['for i in 1..100, j in 1..100 return i', false],
  ['for i in 1..10 return partial + partial', false],
  [`${'('.repeat(60)}1${')'.repeat(60)}`, false],
  [`"${'x'.repeat(5000)}"`, false],
  ['[1, 2]', true],
  ['for i in 1..10 return i * 2', true],
  ['if a = null then [] else a[answer = "propose"][1].at', true],
  ['department + ".clerk"', true],
])('expressions are taken or refused (%#)', (text, fine) => {
  expect(refuseFeel(text) === null).toBe(fine);
});

test('a comparison tells what was added, removed, changed in words, and moved', async () => {
  const changed = at(
    swap(
      swap(inspection, 'name="立案"', 'name="登记立案"'),
      /(<bpmndi:BPMNShape [^>]*bpmnElement="Task_RenderReceipt"[^>]*>\s*<dc:Bounds x=")\d+/,
      '$11',
    ),
    'Call_WatchOrganiseInspection',
    '"=2" target="workingDays"',
    '"=3" target="workingDays"',
  );
  const changes = await compareDiagrams(inspection, changed);
  expect(changes).toEqual([
    expect.objectContaining({
      kind: 'changed',
      elementId: 'Task_OpenCase',
      details: [{ label: '名称', before: '立案', after: '登记立案' }],
    }),
    expect.objectContaining({
      kind: 'changed',
      elementId: 'Call_WatchOrganiseInspection',
      details: [{ label: '工作日数', before: '2', after: '3' }],
    }),
    expect.objectContaining({ kind: 'moved', elementId: 'Task_RenderReceipt' }),
  ]);
  const without = swap(inspection, /<bpmn:endEvent id="EndEvent_LicenceLimitClosed"[^]*?<\/bpmn:endEvent>/, '');
  expect(await compareDiagrams(inspection, without)).toContainEqual(
    expect.objectContaining({ kind: 'removed', elementId: 'EndEvent_LicenceLimitClosed' }),
  );
  expect(await compareDiagrams(without, inspection)).toContainEqual(
    expect.objectContaining({ kind: 'added', elementId: 'EndEvent_LicenceLimitClosed', elementName: '时限已了结' }),
  );
});
