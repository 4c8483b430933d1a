import { readFile } from 'node:fs/promises';
import { createPool } from '../../db/pool.ts';
import { createZeebeClient } from '../../engine/zeebe-client.ts';
import { taskAt } from '../support/fast-track.ts';
import { deadlinesOf } from '../support/limits.ts';
import { eventually, world } from '../support/world.ts';

const stack = world();
const CASE = `TST-2019-${Date.now()}`;
const engine = createZeebeClient({
  grpcAddress: `127.0.0.1:${stack.ports.grpc}`,
  restAddress: `http://127.0.0.1:${stack.ports.rest}`,
  engineVersion: stack.engineVersion,
});
const pool = createPool(stack.databaseUrl, 1);
afterAll(async () => {
  await engine.close();
  await pool.end();
});

test('two departments at once: each has its limit, its due date and its end; a limit in the past is overdue at once', async () => {
  const monitor = await stack.as('monitor');
  await pool.query(
    `INSERT INTO cases (id, process, title, variables, created_by, leading_unit, created_at)
     VALUES ($1, 'per-department-test', '各部门各有时限', '{}', 'approval-bureau.clerk', 'approval-bureau', '2019-04-30T10:00+08:00')`,
    [CASE],
  );
  const content = await readFile(new URL('per-department.bpmn', import.meta.url));
  await engine.deploy([{ name: 'per-department.bpmn', content }]);
  await engine.publishMessage({
    name: 'start-per-department-test',
    correlationKey: CASE,
    timeToLiveMs: 10_000,
    variables: { caseId: CASE, departments: ['finance', 'commerce'], acceptedAt: '2019-04-30T10:00:00+08:00' },
  });

  // Accepted on Tuesday 30 April 2019: 2 working days end on 6 May, 3 on 7 May.
  await eventually(async () => {
    expect(await deadlinesOf(monitor, CASE)).toMatchObject([
      {
        id: `${CASE}:issue-inspection-opinion:finance`,
        dueAt: '2019-05-06T17:00:00+08:00',
        state: 'overdue',
        unit: 'finance',
      },
      { id: `${CASE}:issue-inspection-opinion:commerce`, dueAt: '2019-05-07T17:00:00+08:00', subject: 'commerce' },
    ]);
  });
  await eventually(async () => {
    for (const [unit, day] of [
      ['finance', '06'],
      ['commerce', '07'],
    ] as const) {
      const task = await taskAt(monitor, CASE, 'Task_Opinion', unit);
      expect((task as { dueAt?: string }).dueAt).toBe(`2019-05-${day}T17:00:00+08:00`);
    }
  });

  // Every rung lies in the past: each is raised once, in order.
  await eventually(async () => {
    const { body } = await monitor.get(`/api/deadlines/${CASE}:issue-inspection-opinion:finance`);
    const rungs = body.rungs.map((r: { rung: string }) => r.rung);
    expect(rungs).toEqual(['yellow', 'red', 'overdue-1', 'overdue-2', 'overdue-3', 'overdue-5']);
    expect(body.nextRung).toBe(null);
  });

  const task = await taskAt(monitor, CASE, 'Task_Opinion', 'finance');
  await engine.completeTask(task.key, {}, 'complete;by=finance.clerk');
  await eventually(async () => {
    const states = new Map((await deadlinesOf(monitor, CASE)).map((d) => [d.subject, d.state]));
    expect([...states].sort()).toEqual([
      ['commerce', 'overdue'],
      ['finance', 'met-late'],
    ]);
  });
});
