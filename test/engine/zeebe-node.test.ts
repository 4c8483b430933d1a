import { ZBClient } from 'zeebe-node';
import { world } from '../support/world.ts';

/** Units may still have workers on the older client: the engine must go on serving them. */
test('a worker made with zeebe-node takes and completes a job', async () => {
  const client = new ZBClient(`127.0.0.1:${world().ports.grpc}`, { useTLS: false, loglevel: 'NONE', retry: false });
  await client.deployResource({ process: Buffer.from(DIAGRAM), name: 'zeebe-node-test.bpmn' });
  const worker = client.createWorker({
    taskType: 'zeebe-node-test',
    taskHandler: (job) => job.complete({ answer: `你好，${String(job.variables.name)}` }),
    loglevel: 'NONE',
  });
  const result = await client.createProcessInstanceWithResult({
    bpmnProcessId: 'zeebe-node-test',
    variables: { name: '历下' },
    requestTimeout: 20_000,
  });
  expect(result.variables).toEqual({ name: '历下', answer: '你好，历下' });
  await worker.close();
  await client.close();
});

const DIAGRAM = `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="test">
  <bpmn:process id="zeebe-node-test" isExecutable="true">
    <bpmn:startEvent id="Start" />
    <bpmn:sequenceFlow id="f1" sourceRef="Start" targetRef="Task_Work" />
    <bpmn:serviceTask id="Task_Work">
      <bpmn:extensionElements><zeebe:taskDefinition type="zeebe-node-test" /></bpmn:extensionElements>
    </bpmn:serviceTask>
    <bpmn:sequenceFlow id="f2" sourceRef="Task_Work" targetRef="End" />
    <bpmn:endEvent id="End" />
  </bpmn:process>
</bpmn:definitions>`;
