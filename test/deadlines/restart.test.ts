import { deadlinesOf, limitHistory, moveClock } from '../support/limits.ts';
import { type Limits, manyLimits } from '../support/many-limits.ts';
import { eventually, startStack } from '../support/stack.ts';
import type { Client } from '../support/client.ts';

// Each red starts a card's case of its own; a thousand of them take a small machine some minutes: MANY_LIMITS=1000.
const MANY = Number(process.env.MANY_LIMITS ?? 100);
const LATE_AFTER_SECONDS = 3;
// A thousand of anything takes its time on a machine that does much else.
const PATIENCE = 180_000;

let stack: Awaited<ReturnType<typeof startStack>>;
let monitor: Client;
let limits: Limits;

beforeAll(async () => {
  stack = await startStack({ env: { LATE_AFTER_SECONDS: String(LATE_AFTER_SECONDS) } });
  monitor = await stack.as('monitor');
  limits = await manyLimits(stack);
}, 300_000);
afterAll(async () => {
  await limits?.close();
  await stack?.stop();
});

interface Alarm {
  id: string;
  check: string;
  beganWall: string;
  endedWall: string | null;
  detail: { count: number; oldest?: string };
}
const alarmsOf = async (check: string): Promise<Alarm[]> =>
  ((await monitor.get('/api/status')).body.recentAlarms as Alarm[]).filter((a) => a.check === check);

async function rungsOf(prefix: string): Promise<Record<string, { limits: number; raised: number }>> {
  const { rows } = await limits.pool.query<{ rung: string; limits: number; raised: number }>(
    `SELECT rung, count(DISTINCT deadline_id)::int AS limits, count(*)::int AS raised
       FROM deadline_rung WHERE deadline_id LIKE $1 || '-%' GROUP BY rung`,
    [prefix],
  );
  return Object.fromEntries(rows.map(({ rung, ...n }) => [rung, n]));
}

test('1,000 limits end at the same minute while engine and app are dead: one alarm, then each rung once, and the alarm is over', async () => {
  const { now } = (await monitor.get('/api/demo/clock')).body as { now: string };
  await limits.start('MANY', MANY, { startsAt: now, workingDays: 3 });
  const [limit] = await deadlinesOf(monitor, 'MANY-1');
  expect(limit).toMatchObject({ state: 'running', nextRung: 'yellow' });
  const { warnAt, dueAt } = limit!;
  expect(dueAt).toMatch(/T17:00:00\+08:00$/);
  // Page by page, by whatever way a page is found: each once, and the number is theirs. Once more when it is known that they are many.
  for (let time = 0; time < 2; time++) {
    const seen: string[] = [];
    for (let offset = 0; ; offset += 30) {
      const { items, total } = (await monitor.get(`/api/deadlines?state=open&limit=30&offset=${offset}`)).body;
      expect(total).toBe(MANY);
      seen.push(...(items as { caseId: string }[]).map(({ caseId }) => caseId));
      if (items.length < 30) break;
    }
    expect(seen.sort()).toEqual(Array.from({ length: MANY }, (_, n) => `MANY-${n + 1}`).sort());
  }

  await moveClock(monitor, warnAt);
  await eventually(
    async () => expect((await rungsOf('MANY')).yellow).toEqual({ limits: MANY, raised: MANY }),
    PATIENCE,
    300,
  );
  await eventually(
    async () => {
      const { rows } = await limits.pool.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM read.timer t JOIN read.instance i USING (instance_key)
        WHERE t.state = 'waiting' AND t.due_at = $1 AND i.case_id LIKE 'MANY-%'`,
        [dueAt],
      );
      expect(rows[0]!.n).toBe(MANY);
    },
    PATIENCE,
    300,
  );

  // What else the engine has to do until then, such as to begin a month, it does before.
  const shortly = new Date(Date.parse(dueAt) - 600_000).toISOString();
  await moveClock(monitor, shortly);
  await eventually(
    async () => {
      const { rows } = await limits.pool.query(`SELECT 1 FROM read.timer WHERE state = 'waiting' AND due_at <= $1`, [
        shortly,
      ]);
      expect(rows).toEqual([]);
    },
    PATIENCE,
    300,
  );

  // A machine that was slow with the yellow ones may have said so: that is over first, else it would be the same alarm.
  const sofar = async () => [...(await alarmsOf('timers')), ...(await alarmsOf('rungs'))];
  await eventually(async () => expect((await sofar()).filter((a) => a.endedWall === null)).toEqual([]), PATIENCE, 300);
  const before = new Set((await sofar()).map((a) => a.id));
  // Both die within the last seconds before the minute; the app comes back first and sees an engine that lets it pass.
  await moveClock(monitor, new Date(Date.parse(dueAt) - 4000).toISOString());
  const fresh = async (check: string) => (await alarmsOf(check)).filter((a) => !before.has(a.id));
  await Promise.all([stack.killEngine(), stack.killApp()]);
  await stack.startApp();
  await eventually(async () => {
    for (const check of ['timers', 'rungs'])
      expect(await fresh(check)).toMatchObject([{ endedWall: null, detail: { count: MANY } }]);
  }, PATIENCE);
  const health = await stack.stranger().get('/api/health');
  expect(health.body.alarms).toContainEqual({
    check: 'timers',
    name: '流程引擎未按时触发定时器',
    since: expect.stringMatching(/\+08:00$/),
  });
  expect(await rungsOf('MANY')).toEqual({ yellow: { limits: MANY, raised: MANY } });

  await stack.startEngine();
  await stack.ready();
  await eventually(
    async () => {
      const { red } = await rungsOf('MANY');
      expect(red).toEqual({ limits: MANY, raised: MANY });
    },
    PATIENCE,
    300,
  );

  // Every watch waits for its next rung: nothing is under way any more that could raise one twice.
  await eventually(
    async () => {
      const { rows } = await limits.pool.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM deadline_round WHERE case_id LIKE 'MANY-%' AND next_rung = 'overdue-1'`,
      );
      expect(rows[0]!.n).toBe(MANY);
    },
    PATIENCE,
    300,
  );
  expect(await rungsOf('MANY')).toEqual({
    yellow: { limits: MANY, raised: MANY },
    red: { limits: MANY, raised: MANY },
  });
  // The red card is written with its rung; its own case starts from that row (test/escalation).
  const cards = await limits.pool.query<{ limits: number; cards: number }>(
    `SELECT count(DISTINCT deadline_id)::int AS limits, count(*)::int AS cards FROM card WHERE deadline_id LIKE 'MANY-%'`,
  );
  expect(cards.rows).toEqual([{ limits: MANY, cards: MANY }]);
  const events = await limits.pool.query<{ kind: string; n: number }>(
    `SELECT kind, count(*)::int AS n FROM case_event WHERE case_id LIKE 'MANY-%' AND kind LIKE 'limit-%' GROUP BY kind ORDER BY kind`,
  );
  expect(events.rows).toEqual([
    { kind: 'limit-red', n: MANY },
    { kind: 'limit-started', n: MANY },
    { kind: 'limit-yellow', n: MANY },
  ]);
  expect(await limitHistory(monitor, 'MANY-1', 'alone')).toEqual(['limit-started', 'limit-yellow', 'limit-red']);
  const { body } = await monitor.get('/api/deadlines?state=overdue&obligation=alone&limit=1');
  expect(body.total).toBe(MANY);

  // The same alarm from one look to the next, and over by itself. What follows the minute (the cards' own cases) may be late by
  // seconds for a while on a slow machine, and is said to be: that is another alarm, not this one again.
  await eventually(async () => {
    for (const check of ['timers', 'rungs']) {
      const all = await fresh(check);
      expect(all.filter((a) => a.endedWall === null)).toEqual([]);
      expect(all.filter((a) => a.detail.oldest === dueAt)).toHaveLength(1);
    }
    const { body } = await stack.stranger().get('/api/health');
    expect(body.alarms.map((a: Alarm) => a.check).filter((c: string) => c === 'timers' || c === 'rungs')).toEqual([]);
  }, PATIENCE);
}, 600_000);

test('a quarantined record raises an alarm; only the administrator retries or dismisses it, and with that the alarm is over', async () => {
  const reason = `测试 ${Date.now()}`;
  const { rows } = await limits.pool.query<{ id: string }>(
    `INSERT INTO quarantine (value_type, reason, record) VALUES ('TIMER', $1, '{"broken' || $1) RETURNING id`,
    [reason],
  );
  const id = rows[0]!.id;
  const admin = await stack.as('sysadmin');
  const alarm = async () => (await alarmsOf('quarantine'))[0];
  await eventually(async () => expect((await alarm())?.endedWall).toBe(null));
  const listed = (await monitor.get('/api/status')).body.quarantine as { id: string; reason: string }[];
  expect(listed.find((q) => q.id === id)).toMatchObject({ reason, valueType: 'TIMER' });
  expect(JSON.stringify(listed)).not.toContain('broken');

  expect((await monitor.post(`/api/status/quarantine/${id}/retry`)).status).toBe(403);
  expect((await admin.post('/api/status/quarantine/x/retry')).status).toBe(404);
  const retried = await admin.post(`/api/status/quarantine/${id}/retry`);
  expect(retried.status).toBe(409);
  expect(retried.body.detail).toMatch(/^记录仍不能写入：/);
  expect((await admin.post(`/api/status/quarantine/${id}/dismiss`)).status).toBe(200);
  expect((await admin.post(`/api/status/quarantine/${id}/dismiss`)).status).toBe(404);
  await eventually(async () => expect((await alarm())?.endedWall).not.toBe(null));
});
