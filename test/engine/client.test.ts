import pg from 'pg';
import { type EngineClient, type Job, type JobOutcome } from '../../engine/client.ts';
import { applyOffset, readOffset } from '../../engine/clock.ts';
import { createEngineLink } from '../../engine/link.ts';
import { createZeebeClient } from '../../engine/zeebe-client.ts';
import { eventually, world } from '../support/world.ts';

const { ports, databaseUrl, engineVersion } = world();
const monitoringUrl = `http://127.0.0.1:${ports.monitoring}`;
let engine: EngineClient;
let database: pg.Client;

beforeAll(async () => {
  engine = createZeebeClient({
    grpcAddress: `127.0.0.1:${ports.grpc}`,
    restAddress: `http://127.0.0.1:${ports.rest}`,
    engineVersion,
  });
  database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  await engine.deploy([{ name: 'engine-test.bpmn', content: Buffer.from(DIAGRAM) }]);
});
afterAll(async () => {
  await engine.close();
  await database.end();
});

let run = 0;
function start(variables: Record<string, unknown> = {}): Promise<'published' | 'already'> {
  const id = `engine-test-${process.pid}-${++run}`;
  return publish(id, { id, ...variables });
}
function publish(id: string, variables: Record<string, unknown>): Promise<'published' | 'already'> {
  return engine.publishMessage({
    name: 'engine-test-started',
    correlationKey: id,
    messageId: id,
    timeToLiveMs: 60_000,
    variables,
  });
}

async function oneJob(outcome: (job: Job) => JobOutcome): Promise<Job> {
  let stream: ReturnType<EngineClient['streamJobs']> | undefined;
  const job = await new Promise<Job>((resolve) => {
    stream = engine.streamJobs({
      type: 'engine-test',
      timeoutMs: 20_000,
      handle: async (taken) => {
        resolve(taken);
        return outcome(taken);
      },
    });
  });
  await stream!.close();
  return job;
}

function openTask(instanceKey: string): Promise<string> {
  return eventually(async () => {
    const { rows } = await database.query<{ task_key: string }>(
      `SELECT task_key::text FROM read.task WHERE instance_key = $1 AND state = 'open'`,
      [instanceKey],
    );
    if (!rows[0]) throw new Error('no task yet');
    return rows[0].task_key;
  });
}

const done: JobOutcome = { kind: 'complete', variables: {} };

describe('the engine client', () => {
  test('says that the engine is ready, and which', async () => {
    expect(await engine.ready()).toBe(true);
    expect(await engine.version()).toBe(engineVersion);
  });

  test('when a start message comes twice, then one case starts', async () => {
    const id = `engine-test-twice-${process.pid}`;
    expect(await publish(id, { id })).toBe('published');
    expect(await publish(id, { id })).toBe('already');
    expect((await oneJob(() => done)).variables.id).toBe(id);
  });

  test('a job brings its variables and headers, keys as text; one that waited before the stream was opened comes too', async () => {
    await start({ amount: '5000000.01', list: [1, 2.5, '中文'], key: 9007199254740993n.toString() });
    const job = await oneJob(() => done);
    expect(job.variables).toMatchObject({ amount: '5000000.01', list: [1, 2.5, '中文'], key: '9007199254740993' });
    expect(job.headers).toEqual({ note: '说明' });
    expect(job).toMatchObject({ type: 'engine-test', processId: 'engine-test', elementId: 'Task_Work', retries: 3 });
    for (const key of [job.key, job.instanceKey, job.elementInstanceKey]) expect(key).toMatch(/^\d{16,}$/);
  });

  test('a failed job comes again with one try less', async () => {
    await start();
    const first = await oneJob((job) => ({
      kind: 'fail',
      message: 'once more',
      retries: job.retries - 1,
      backOffMs: 0,
    }));
    const second = await oneJob(() => done);
    expect([first.retries, second.retries]).toEqual([3, 2]);
    expect(second.key).toBe(first.key);
  });

  test('a BPMN error goes the way the diagram has for it', async () => {
    await start();
    const { instanceKey } = await oneJob(() => ({ kind: 'bpmn-error', code: 'refused', message: '不予受理' }));
    await eventually(async () => {
      const { rows } = await database.query(
        `SELECT 1 FROM read.element WHERE instance_key = $1 AND element_id = 'End_Refused' AND state = 'completed'`,
        [instanceKey],
      );
      expect(rows).toHaveLength(1);
    });
  });

  test('a task is claimed once, moved, and completed once', async () => {
    await start();
    const { instanceKey } = await oneJob(() => done);
    const key = await openTask(instanceKey);
    const claim = (who: string) => engine.assignTask(key, who, { allowOverride: false, action: `claim;by=${who}` });
    await claim('finance.clerk');
    await expect(claim('commerce.clerk')).rejects.toMatchObject({ code: 'conflict' });
    await engine.unassignTask(key);
    await claim('commerce.clerk');
    await engine.updateTask(key, { dueDate: '2030-01-02T17:00:00+08:00' });
    await engine.completeTask(key, { opinion: '同意' }, 'complete;by=commerce.clerk');
    await expect(engine.completeTask(key, {}, 'complete')).rejects.toMatchObject({ code: 'not-found' });
    await eventually(async () => {
      const { rows } = await database.query(
        'SELECT state, assignee, completed_by, due_at FROM read.task WHERE task_key = $1',
        [key],
      );
      expect(rows[0]).toMatchObject({ state: 'completed', assignee: 'commerce.clerk', completed_by: 'commerce.clerk' });
      expect(Date.parse(rows[0].due_at)).toBe(Date.parse('2030-01-02T17:00:00+08:00'));
    });
  });

  test.each(['1', '9', 'abc', '../1', ''])('a key that is none (%p) is not found', async (key) => {
    await expect(engine.completeTask(key, {}, 'complete')).rejects.toMatchObject({ code: 'not-found' });
  });

  test('when the diagram is broken, then it is refused as invalid', async () => {
    const broken = { name: 'broken.bpmn', content: Buffer.from('<not-bpmn/>') };
    await expect(engine.deploy([broken])).rejects.toMatchObject({ code: 'invalid' });
  });

  test('when nobody answers, then the engine is unavailable', async () => {
    const nobody = createZeebeClient({ grpcAddress: '127.0.0.1:9', restAddress: 'http://127.0.0.1:9', engineVersion });
    expect(await nobody.ready()).toBe(false);
    await expect(nobody.completeTask('2251799813685281', {}, 'x')).rejects.toMatchObject({ code: 'unavailable' });
    await expect(nobody.cancelInstance('2251799813685281')).rejects.toMatchObject({ code: 'unavailable' });
    await nobody.close();
  });
});

describe('clock and link', () => {
  test('an offset that is there already is applied again without moving the clock', async () => {
    const before = (await readOffset(monitoringUrl))!;
    expect(await applyOffset(monitoringUrl, before)).toBe('applied');
    expect(Math.abs((await readOffset(monitoringUrl))! - before)).toBeLessThan(1_000);
  });

  test('what must come before the workers is awaited', async () => {
    const order: string[] = [];
    const link = createEngineLink({
      client: engine,
      monitoringUrls: [monitoringUrl],
      beforeUp: async () => {
        await new Promise((resolve) => setTimeout(resolve, 100));
        order.push('before');
      },
      onUp: () => void order.push('up'),
      onDown: () => void order.push('down'),
      intervalMs: 50,
    });
    await eventually(() => expect(link.up()).toBe(true));
    link.close();
    expect(order).toEqual(['before', 'up']);
  });
});

const DIAGRAM = `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="test">
  <bpmn:process id="engine-test" isExecutable="true">
    <bpmn:startEvent id="Start"><bpmn:messageEventDefinition messageRef="Message_Started" /></bpmn:startEvent>
    <bpmn:sequenceFlow id="f1" sourceRef="Start" targetRef="Task_Work" />
    <bpmn:serviceTask id="Task_Work">
      <bpmn:extensionElements>
        <zeebe:taskDefinition type="engine-test" />
        <zeebe:taskHeaders><zeebe:header key="note" value="说明" /></zeebe:taskHeaders>
      </bpmn:extensionElements>
    </bpmn:serviceTask>
    <bpmn:boundaryEvent id="Error_Refused" attachedToRef="Task_Work"><bpmn:outgoing>f2</bpmn:outgoing><bpmn:errorEventDefinition errorRef="Error_1" /></bpmn:boundaryEvent>
    <bpmn:sequenceFlow id="f2" sourceRef="Error_Refused" targetRef="End_Refused" />
    <bpmn:endEvent id="End_Refused" />
    <bpmn:sequenceFlow id="f3" sourceRef="Task_Work" targetRef="Task_Check" />
    <bpmn:userTask id="Task_Check">
      <bpmn:extensionElements>
        <zeebe:userTask />
        <zeebe:assignmentDefinition candidateGroups="=[&quot;finance&quot;]" />
      </bpmn:extensionElements>
    </bpmn:userTask>
    <bpmn:sequenceFlow id="f4" sourceRef="Task_Check" targetRef="End" />
    <bpmn:endEvent id="End" />
  </bpmn:process>
  <bpmn:message id="Message_Started" name="engine-test-started" />
  <bpmn:error id="Error_1" errorCode="refused" />
</bpmn:definitions>`;
