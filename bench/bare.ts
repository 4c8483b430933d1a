import { Camunda8 } from '@camunda8/sdk';
import { performance } from 'node:perf_hooks';

const JOBS = ['bench-empty-a', 'bench-empty-b'];

// The automatic steps of a filing without their work: what the engine alone can do on this machine.
const DIAGRAM = `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="bench">
  <bpmn:process id="bench-bare" isExecutable="true">
    <bpmn:startEvent id="StartEvent_Begun"><bpmn:outgoing>Flow_1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:sequenceFlow id="Flow_1" sourceRef="StartEvent_Begun" targetRef="Task_A"/>
    <bpmn:serviceTask id="Task_A"><bpmn:extensionElements><zeebe:taskDefinition type="${JOBS[0]}"/></bpmn:extensionElements><bpmn:incoming>Flow_1</bpmn:incoming><bpmn:outgoing>Flow_2</bpmn:outgoing></bpmn:serviceTask>
    <bpmn:sequenceFlow id="Flow_2" sourceRef="Task_A" targetRef="Task_B"/>
    <bpmn:serviceTask id="Task_B"><bpmn:extensionElements><zeebe:taskDefinition type="${JOBS[1]}"/></bpmn:extensionElements><bpmn:incoming>Flow_2</bpmn:incoming><bpmn:outgoing>Flow_3</bpmn:outgoing></bpmn:serviceTask>
    <bpmn:sequenceFlow id="Flow_3" sourceRef="Task_B" targetRef="EndEvent_Done"/>
    <bpmn:endEvent id="EndEvent_Done"><bpmn:incoming>Flow_3</bpmn:incoming></bpmn:endEvent>
  </bpmn:process>
</bpmn:definitions>`;

/** Instances a second of the bare engine with empty workers: `count` of them, `atOnce` under way. */
export async function bareEngine(
  grpcPort: number,
  variables: Record<string, unknown>,
  count: number,
  atOnce: number,
): Promise<number> {
  const zeebe = new Camunda8({
    ZEEBE_GRPC_ADDRESS: `grpc://127.0.0.1:${grpcPort}`,
    CAMUNDA_OAUTH_DISABLED: true,
    zeebeGrpcSettings: { ZEEBE_CLIENT_LOG_LEVEL: 'NONE' },
  }).getZeebeGrpcApiClient();
  try {
    await zeebe.deployResource({ process: Buffer.from(DIAGRAM), name: 'bench-bare.bpmn' });
    for (const type of JOBS)
      await zeebe.streamJobs({
        type,
        worker: 'bench',
        timeout: 30_000,
        tenantIds: ['<default>'],
        taskHandler: (job: { complete(): unknown }) => job.complete(),
      } as never);
    const one = () =>
      zeebe.createProcessInstanceWithResult({
        bpmnProcessId: 'bench-bare',
        variables: variables as never,
        requestTimeout: 60_000,
      });
    await one();
    const began = performance.now();
    await inParallel(count, atOnce, one);
    return (count / (performance.now() - began)) * 1000;
  } finally {
    await zeebe.close();
  }
}

export async function inParallel(count: number, atOnce: number, work: (i: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (next < count) await work(next++);
    }),
  );
}
