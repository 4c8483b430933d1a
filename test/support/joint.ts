import { randomUUID } from 'node:crypto';
import type { EngineClient } from '../../engine/client.ts';
import { JOINT_WAYS } from '../../modeler/templates.ts';

/** 会签, 或签 and 票签 as the modeler's templates make them, in a process of the test's own. */

const WAYS = { all: '会签', any: '或签', vote: '票签' } as const;
export type Way = keyof typeof WAYS;
export const STEP: Record<Way, string> = { all: 'Task_SignAll', any: 'Task_SignAny', vote: 'Task_Vote' };

/** A step for each department, until its template's condition holds. */
function joint(way: Way, formId: string): string {
  const { condition } = JOINT_WAYS.find(({ name }) => name === WAYS[way])!;
  const votes = way === 'vote' ? ' outputCollection="votes" outputElement="=agreed"' : '';
  const until = condition?.replaceAll('>', '&gt;');
  return `<bpmn:userTask id="${STEP[way]}" name="${WAYS[way]}">
      <bpmn:extensionElements><zeebe:userTask/><zeebe:formDefinition formId="${formId}"/><zeebe:assignmentDefinition candidateGroups="=[department + &quot;.clerk&quot;]"/><zeebe:properties><zeebe:property name="bulk" value="yes"/></zeebe:properties></bpmn:extensionElements>
      <bpmn:incoming>Flow_${way}</bpmn:incoming><bpmn:outgoing>Flow_${way}Done</bpmn:outgoing>
      <bpmn:multiInstanceLoopCharacteristics>
        <bpmn:extensionElements><zeebe:loopCharacteristics inputCollection="=departments" inputElement="department"${votes}/></bpmn:extensionElements>
        ${until ? `<bpmn:completionCondition xsi:type="bpmn:tFormalExpression">${until}</bpmn:completionCondition>` : ''}
      </bpmn:multiInstanceLoopCharacteristics>
    </bpmn:userTask>
    <bpmn:sequenceFlow id="Flow_${way}" sourceRef="Gateway_Way" targetRef="${STEP[way]}"><bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">=way = "${way}"</bpmn:conditionExpression></bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="Flow_${way}Done" sourceRef="${STEP[way]}" targetRef="Gateway_Outcome"/>`;
}
const after = (id: string, name: string) =>
  `<bpmn:userTask id="${id}" name="${name}"><bpmn:extensionElements><zeebe:userTask/><zeebe:assignmentDefinition candidateGroups="=[&quot;commerce.clerk&quot;]"/></bpmn:extensionElements><bpmn:incoming>Flow_${id}</bpmn:incoming></bpmn:userTask>`;
const diagram = (processId: string, formId: string): string => `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="Definitions_Joint" targetNamespace="http://lixia-flow/test">
  <bpmn:process id="${processId}" name="会签测试" isExecutable="true">
    <bpmn:startEvent id="StartEvent_Begun" name="已开始"><bpmn:outgoing>Flow_Begun</bpmn:outgoing><bpmn:messageEventDefinition messageRef="Message_Begin"/></bpmn:startEvent>
    <bpmn:exclusiveGateway id="Gateway_Way" name="方式？"><bpmn:incoming>Flow_Begun</bpmn:incoming><bpmn:outgoing>Flow_all</bpmn:outgoing><bpmn:outgoing>Flow_any</bpmn:outgoing><bpmn:outgoing>Flow_vote</bpmn:outgoing></bpmn:exclusiveGateway>
    <bpmn:sequenceFlow id="Flow_Begun" sourceRef="StartEvent_Begun" targetRef="Gateway_Way"/>
    ${joint('all', formId)}${joint('any', formId)}${joint('vote', formId)}
    <bpmn:exclusiveGateway id="Gateway_Outcome" name="通过？" default="Flow_Task_Carried"><bpmn:incoming>Flow_allDone</bpmn:incoming><bpmn:incoming>Flow_anyDone</bpmn:incoming><bpmn:incoming>Flow_voteDone</bpmn:incoming><bpmn:outgoing>Flow_Task_Carried</bpmn:outgoing><bpmn:outgoing>Flow_Task_Rejected</bpmn:outgoing></bpmn:exclusiveGateway>
    ${after('Task_Carried', '通过后办理')}${after('Task_Rejected', '未通过后办理')}
    <bpmn:sequenceFlow id="Flow_Task_Carried" sourceRef="Gateway_Outcome" targetRef="Task_Carried"/>
    <bpmn:sequenceFlow id="Flow_Task_Rejected" sourceRef="Gateway_Outcome" targetRef="Task_Rejected"><bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">=way = "vote" and count(votes[item = true]) &lt;= count(departments) / 2</bpmn:conditionExpression></bpmn:sequenceFlow>
  </bpmn:process>
  <bpmn:message id="Message_Begin" name="${processId}"/>
</bpmn:definitions>
`;
const yesNo = (formId: string, hide?: string): object => ({
  type: 'default',
  id: formId,
  executionPlatform: 'Camunda Cloud',
  executionPlatformVersion: '8.5.0',
  schemaVersion: 16,
  components: [
    {
      ...{ type: 'radio', key: 'agreed', id: 'Field_Agreed', label: '是否同意', validate: { required: true } },
      ...(hide && { conditional: { hide } }),
      values: [
        { label: '是', value: true },
        { label: '否', value: false },
      ],
    },
  ],
});

/** `hide`: FEEL condition of the only field. */
export const deployJoint = (engine: EngineClient, processId: string, hide?: string): Promise<unknown> =>
  engine.deploy([
    { name: `${processId}.bpmn`, content: Buffer.from(diagram(processId, `${processId}-form`)) },
    { name: `${processId}-form.form`, content: Buffer.from(JSON.stringify(yesNo(`${processId}-form`, hide))) },
  ]);

/** Begun beside a case, so that its history has it. */
export const beginJoint = (
  engine: EngineClient,
  processId: string,
  variables: { caseId: string; way: Way; departments: string[] },
): Promise<unknown> =>
  engine.publishMessage({ name: processId, correlationKey: randomUUID(), timeToLiveMs: 60_000, variables });
