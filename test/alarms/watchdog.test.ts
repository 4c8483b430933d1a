import { pino } from 'pino';
import { startWatchdog, type Watchdog } from '../../api/alarms/watchdog.ts';
import { migrate } from '../../db/migrate.ts';
import { createPool, type Pool } from '../../db/pool.ts';
import { recentAlarms } from '../../domain/alarms/store.ts';
import { freshDatabase } from '../projection/setup.ts';
import { eventually } from '../support/stack.ts';

let database: Awaited<ReturnType<typeof freshDatabase>>;
let pool: Pool;
const watchdogs: Watchdog[] = [];

beforeAll(async () => {
  database = await freshDatabase();
  await migrate(database.url);
  pool = createPool(database.url, 4);
});
afterAll(async () => {
  await Promise.all(watchdogs.map((w) => w.close()));
  await pool?.end();
  await database?.drop();
});
afterEach(async () => {
  await Promise.all(watchdogs.splice(0).map((w) => w.close()));
  // Some of what hangs on a case takes no change, a test's clearing away among them.
  await pool.query(
    `BEGIN; SET LOCAL session_replication_role = replica; TRUNCATE alarm, read.timer, setting, cases CASCADE; COMMIT`,
  );
});

function watch({ lateAfter = 3600, lagMs = 0 } = {}): Watchdog {
  const watchdog = startWatchdog({
    pool,
    logger: pino({ level: 'silent' }),
    config: {
      DATA_DIR: '/tmp',
      LATE_AFTER_SECONDS: lateAfter,
      PORT: 3000,
      gateways: [{ grpc: '', rest: '', monitoring: 'http://127.0.0.1:1' }],
    },
    health: {
      engine: () => ({ version: '8.5.8', ready: true }),
      projection: async () => ({ lagMs, quarantined: 0 }),
      workers: () => ({ healthy: true, silent: [] }),
      loaded: () => true,
    },
  });
  watchdogs.push(watchdog);
  return watchdog;
}

const looked = (watchdog: Watchdog, after: number) =>
  eventually(() => {
    const look = watchdog.last();
    if (!look || look.at <= after) throw new Error('has not looked');
    return look;
  });

const alarms = async () =>
  (await recentAlarms(pool, 20)).map(({ check, endedWall, detail }) => ({ check, open: endedWall === null, detail }));

const addTimer = () =>
  pool.query(
    `INSERT INTO read.timer (timer_key, instance_key, element_key, element_id, due_at, state, position)
     VALUES (1, 1, 1, 'Timer_NextRung', now() - interval '2 hours', 'waiting', 1)`,
  );
const clockMoved = (msAgo: number) =>
  pool.query(
    `INSERT INTO setting (key, value) VALUES ('clock-moved', to_jsonb($1::bigint)) ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value`,
    [Date.now() - msAgo],
  );

test('a timer that waits beyond its date is an alarm, once, until it fires', async () => {
  await addTimer();
  const watchdog = watch();
  const other = watch();
  const first = await looked(watchdog, 0);
  expect(first.failing).toEqual(['timers']);
  await looked(watchdog, first.at);
  await looked(other, 0);
  expect(await alarms()).toEqual([{ check: 'timers', open: true, detail: { count: 1, oldest: expect.any(String) } }]);

  await pool.query(`UPDATE read.timer SET state = 'triggered'`);
  await eventually(async () => expect((await alarms()).map(({ open }) => open)).toEqual([false]));
});

test('a date that the moved clock has jumped over is late only from that moment on', async () => {
  await addTimer();
  await clockMoved(1000);
  const watchdog = watch();
  const look = await looked(watchdog, 0);
  expect(look.failing).toEqual([]);
  expect(await alarms()).toEqual([]);

  await clockMoved(2 * 3600_000);
  await eventually(async () => expect(await alarms()).toMatchObject([{ check: 'timers', open: true }]));
});

test('a timer made with a date that has passed is late from its making, not from its date', async () => {
  await addTimer();
  await pool.query('UPDATE read.timer SET created_at = now()');
  const watchdog = watch();
  expect(await looked(watchdog, 0)).toMatchObject({ failing: [], timersLate: 0 });
  await pool.query(`UPDATE read.timer SET created_at = now() - interval '90 minutes'`);
  await eventually(async () => expect(await alarms()).toMatchObject([{ check: 'timers', open: true }]));
});

test('a limit whose dates ask for a rung that is not there is an alarm, whatever its watch says', async () => {
  await pool.query(
    `INSERT INTO cases (id, process, title, variables, created_by, leading_unit, created_at)
     VALUES ('W-1', 'sample', 'sample', '{}', 'finance.clerk', 'finance', now() - interval '9 days')`,
  );
  await pool.query(`INSERT INTO deadline (id, case_id, obligation, round) VALUES ('W-1:decide', 'W-1', 'decide', 1)`);
  await pool.query(
    `INSERT INTO deadline_round (deadline_id, round, case_id, watch_key, name, working_days, warn_days, started_at, warn_at, due_at,
                                 provisional, armed, touched_wall)
     VALUES ('W-1:decide', 1, 'W-1', 1, '会议决策', 5, 1, now() - interval '9 days', now() - interval '1 day', now() - interval '2 hours',
             false, 1, now() - interval '9 days')`,
  );
  const raise = (rung: string) =>
    pool.query(
      `INSERT INTO deadline_rung (deadline_id, round, rung, at, raised_at) VALUES ('W-1:decide', 1, $1, now(), now())`,
      [rung],
    );
  await raise('yellow');
  const watchdog = watch();
  expect(await looked(watchdog, 0)).toMatchObject({ failing: ['rungs'], rungsLate: 1 });
  await raise('red');
  await eventually(async () => expect(await alarms()).toMatchObject([{ check: 'rungs', open: false }]));
});

test('a projection that stays behind is an alarm of the process that sees it', async () => {
  watch({ lateAfter: 1, lagMs: 60_000 });
  await eventually(async () => {
    expect(await alarms()).toEqual([{ check: 'projection', open: true, detail: { lagMs: 60_000 } }]);
  });
});
