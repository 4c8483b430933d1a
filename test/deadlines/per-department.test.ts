import { readFile } from 'node:fs/promises';
import type { PoolClient } from 'pg';
import { createPool } from '../../db/pool.ts';
import { now } from '../../domain/clock.ts';
import { lockDueRounds } from '../../domain/deadlines/store.ts';
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
    timeToLiveMs: 60_000,
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

/** A round that waits for this rung, in a partition that there is not, and undone again: nobody else ever sees it. */
async function withLateRound(
  partition: number,
  rung: 'yellow' | 'red',
  check: (db: PoolClient, watch: string, found: (watches?: string[]) => Promise<string[]>) => Promise<void>,
): Promise<void> {
  const watch = String((BigInt(partition) << 51n) + 1n);
  const db = await pool.connect();
  try {
    await db.query('BEGIN');
    await db.query(`INSERT INTO deadline (id, case_id, obligation, round) VALUES ($1 || ':late', $1, 'late', 1)`, [
      CASE,
    ]);
    await db.query(
      `INSERT INTO deadline_round (deadline_id, round, case_id, watch_key, name, working_days, warn_days, started_at, warn_at, due_at, provisional,
                                   armed, next_rung, next_at)
       SELECT $1 || ':late', 1, $1, $2, '测试', 2, 1, at - interval '9 days', at - interval '1 day', at, false, 1, $3,
              CASE $3 WHEN 'red' THEN at ELSE at - interval '1 day' END
         FROM (VALUES ('2001-01-05T17:00+08:00'::timestamptz)) v(at)`,
      [CASE, watch, rung],
    );
    await check(db, watch, async (watches = []) =>
      (await lockDueRounds(db, { present: now(), watches, limit: 1 })).map(({ round }) => round.watchKey),
    );
  } finally {
    await db.query('ROLLBACK');
    db.release();
  }
}

const heardUpTo = (db: PoolClient, partition: number, at: string) =>
  db.query(
    `INSERT INTO exporter_progress (exporter, partition_id, position, record_at, received_at) VALUES ('full', $1, 1, $2, now())
     ON CONFLICT (exporter, partition_id) DO UPDATE SET record_at = excluded.record_at`,
    [partition, Date.parse(at)],
  );

test('red follows yellow as soon as its date is known to have passed, also before the watch has come back from yellow', async () => {
  const partition = 997;
  await withLateRound(partition, 'yellow', async (db, watch, found) => {
    const raised = (rung: string) =>
      db.query(
        `INSERT INTO deadline_rung (deadline_id, round, rung, at, raised_at, recipients) VALUES ($1, 1, $2, now(), now(), '{}')`,
        [`${CASE}:late`, rung],
      );
    await heardUpTo(db, partition, '2001-01-04T16:59+08:00');
    expect(await found()).toEqual([]);
    await heardUpTo(db, partition, '2001-01-04T17:01+08:00');
    expect(await found()).toEqual([watch]);
    await raised('yellow');
    expect(await found()).toEqual([]);
    await heardUpTo(db, partition, '2001-01-05T17:01+08:00');
    expect(await found()).toEqual([watch]);
    await raised('red');
    expect(await found()).toEqual([]);
  });
});

test('while a record that may be the end of a step lies in quarantine, only who has a job of the watch raises its rung', async () => {
  const partition = 998;
  await withLateRound(partition, 'red', async (db, watch, found) => {
    await heardUpTo(db, partition, '2001-01-06T10:00+08:00');
    expect(await found()).toEqual([watch]);
    for (const [type, of, raises] of [
      ['PROCESS_INSTANCE', partition, false],
      [null, null, false],
      ['TIMER', partition, true],
      ['PROCESS_INSTANCE', partition - 1, true],
    ] as const) {
      await db.query('SAVEPOINT before');
      await db.query(`INSERT INTO quarantine (partition_id, value_type, reason, record) VALUES ($1, $2, 'test', $3)`, [
        of,
        type,
        CASE,
      ]);
      expect([type, of, (await found()).includes(watch)]).toEqual([type, of, raises]);
      expect(await found([watch])).toEqual([watch]);
      await db.query(`UPDATE quarantine SET resolved_at = now() WHERE record = $1`, [CASE]);
      expect(await found()).toEqual([watch]);
      await db.query('ROLLBACK TO before');
    }
  });
});
