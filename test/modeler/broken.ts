import { readFileSync } from 'node:fs';

export const inspection = readFileSync('processes/on-site-inspection/on-site-inspection.bpmn', 'utf8');

/** Replaces once, and says when there is nothing to replace. */
export function swap(xml: string, from: string | RegExp, to: string): string {
  const changed = xml.replace(from, to);
  if (changed === xml) throw new Error(`nothing to replace: ${from}`);
  return changed;
}
/** Changes the part of the diagram from this element on. */
export function at(xml: string, id: string, from: string | RegExp, to: string): string {
  const start = xml.indexOf(` id="${id}"`);
  return xml.slice(0, start) + swap(xml.slice(start), from, to);
}

const LOOP = `
  <bpmn:exclusiveGateway id="Gateway_Again" name="再来？" default="Flow_On"><bpmn:incoming>Flow_Turn</bpmn:incoming><bpmn:outgoing>Flow_Back</bpmn:outgoing><bpmn:outgoing>Flow_On</bpmn:outgoing></bpmn:exclusiveGateway>`;

const drawnTimer = (xml: string): string =>
  swap(
    xml,
    '<bpmndi:BPMNShape id="Shape_Task_ArrangeInspection"',
    '<bpmndi:BPMNShape id="Shape_Timer_EachLate" bpmnElement="Timer_EachLate"><dc:Bounds x="400" y="400" width="36" height="36"/></bpmndi:BPMNShape><bpmndi:BPMNShape id="Shape_Task_ArrangeInspection"',
  );

/** The inspection diagram, broken in one way each: what is wrong, the rule that says so, the element at which, the words. */
export const BROKEN: [what: string, broken: (xml: string) => string, rule: string, element: string, said: RegExp][] = [
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
        drawnTimer(
          at(
            xml,
            'Task_ArrangeInspection',
            /<bpmn:outgoing>(\w+)<\/bpmn:outgoing>/,
            '<bpmn:outgoing>$1</bpmn:outgoing><bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements><zeebe:loopCharacteristics inputCollection="=departments" inputElement="department"/></bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>',
          ),
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
