import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import {
  bringToDecision,
  caseOf,
  complete,
  doStep,
  finishAfterDecision,
  filing,
  openTasks,
  startCase,
  taskAt,
} from '../support/fast-track.ts';
import { cardBecomes, cardsOf } from '../support/cards.ts';
import { caseAtDecision, limitBecomes, limitHistory, moveClock } from '../support/limits.ts';
import { attack, type Description, operationsOf } from '../../scripts/fuzz/attack.ts';
import { examplesOf } from '../../scripts/fuzz/examples.ts';
import { ATTACKERS, SKIPPED } from '../../scripts/fuzz/people.ts';
import { type Client, signIn } from '../support/client.ts';
import { eventually, startStack } from '../support/stack.ts';

// A stack of its own: its parts are killed in the middle of cases.
type Stack = Awaited<ReturnType<typeof startStack>>;
let stack: Stack;
let db: pg.Pool;

const MINUTES = 60_000;

beforeAll(async () => {
  stack = await startStack();
  db = new pg.Pool({ connectionString: stack.databaseUrl, max: 2 });
  db.on('error', () => undefined);
}, 6 * MINUTES);
afterAll(async () => {
  await db.end();
  await stack.stop();
}, MINUTES);

async function engineGone(): Promise<void> {
  await stack.killEngine();
  await eventually(async () => expect((await stack.stranger().get('/api/health')).status).toBe(503));
}

/** Nothing twice: one root instance, each effect once, one sealed file. */
async function expectOnce(caseId: string): Promise<void> {
  // Instances come with the slower exporter.
  await eventually(async () => {
    const { rows } = await db.query(
      `SELECT count(*)::int AS n FROM read.variable v JOIN read.instance i ON i.instance_key = v.scope_key
        WHERE v.name = 'caseId' AND v.value = to_jsonb($1::text) AND i.parent_instance_key IS NULL AND i.state <> 'terminated'`,
      [caseId],
    );
    expect(rows[0].n).toBe(1);
  });
  const events = await db.query(
    `SELECT kind, element, count(*)::int AS n FROM case_event WHERE case_id = $1 GROUP BY 1, 2, detail ->> 'limit' HAVING count(*) > 1`,
    [caseId],
  );
  expect(events.rows).toEqual([]);
}

async function finish(caseId: string): Promise<void> {
  await doStep(stack, caseId, 'Task_Decide', {
    decisionResult: 'approved',
    meetingDate: '2026-01-06',
    decisionText: '同意。',
  });
  await finishAfterDecision(stack, caseId);
  await expectOnce(caseId);
  const { rows } = await db.query('SELECT count(*)::int AS n FROM archive WHERE case_id = $1', [caseId]);
  expect(rows[0].n).toBe(1);
}

test(
  'when the app is killed in the middle of a case, then it goes on with nothing lost and nothing done twice',
  async () => {
    const clerk = await stack.as('commerce.clerk');
    const id = await startCase(clerk, { departments: ['finance', 'taxation'] });
    const review = await taskAt(clerk, id, 'Task_ReviewMaterials');
    const bureau = await stack.as('investment-promotion.clerk');
    await bureau.put(`/api/tasks/${review.key}/draft`, { variables: { reviewNote: '写到一半' } });
    // The answer may be lost with the app; the person clicks again when it is back.
    const lost = bureau
      .post(`/api/tasks/${review.key}/complete`, { variables: { reviewResult: 'accept' } })
      .catch(() => ({ status: 0 }));
    await stack.killApp();
    await lost;
    await stack.startApp();
    await stack.ready();
    const again = await bureau.post(`/api/tasks/${review.key}/complete`, { variables: { reviewResult: 'accept' } });
    expect([200, 409]).toContain(again.status);
    await doStep(stack, id, 'Task_GiveOpinion', { opinion: 'agree' }, 'finance');
    await doStep(stack, id, 'Task_GiveOpinion', { opinion: 'agree' }, 'taxation');
    await doStep(stack, id, 'Task_FormProposal', { proposalText: '建议引进。' });
    await finish(id);
    const { variables } = await caseOf(clerk, id);
    expect((variables.opinions as { department: string }[]).map((o) => o.department).sort()).toEqual([
      'finance',
      'taxation',
    ]);
  },
  4 * MINUTES,
);

test(
  'when the engine is killed in the middle of a case, then it goes on; what is filed meanwhile starts when it is back',
  async () => {
    const clerk = await stack.as('commerce.clerk');
    const monitor = await stack.as('monitor');
    const id = await startCase(clerk);
    await bringToDecision(stack, id);
    await taskAt(monitor, id, 'Task_Decide');
    await engineGone();
    // Read pages go on; acts say what to do; a filing is kept.
    expect((await openTasks(monitor, id)).map((t) => t.element)).toEqual(['Task_Decide']);
    const meanwhile = await clerk.post('/api/cases', {
      process: 'fast-track-decision',
      variables: filing({ subject: '引擎停机时的申报' }),
    });
    expect(meanwhile.status).toBe(201);
    const [task] = await openTasks(monitor, id);
    const group = await stack.as('leading-group-office.clerk');
    const refused = await group.post(`/api/tasks/${task!.key}/complete`, {
      variables: { decisionResult: 'approved', meetingDate: '2026-01-06', decisionText: '同意。' },
    });
    expect([refused.status, refused.body.title]).toEqual([503, '流程引擎暂不可用']);
    await stack.startEngine();
    await stack.ready();
    await finish(id);
    await taskAt(monitor, meanwhile.body.id, 'Task_ReviewMaterials');
    await expectOnce(meanwhile.body.id);
  },
  4 * MINUTES,
);

test(
  'a case whose start message was never sent is started once, also when the start is repeated an hour later',
  async () => {
    const clerk = await stack.as('commerce.clerk');
    const monitor = await stack.as('monitor');
    // As after a crash between the row and the message: the row alone.
    const model = await startCase(clerk);
    await taskAt(monitor, model, 'Task_ReviewMaterials');
    const id = `FTD-2026-9${String(Date.now()).slice(-5)}`;
    await db.query(
      `INSERT INTO cases (id, process, title, variables, rule_keys, created_by, filing_unit, leading_unit, created_at, started_wall)
     SELECT $1, process, title, variables, rule_keys, created_by, filing_unit, leading_unit, created_at, now() - interval '1 minute'
       FROM cases WHERE id = $2`,
      [id, model],
    );
    await db.query(`INSERT INTO case_unit SELECT $1, unit FROM case_unit WHERE case_id = $2`, [id, model]);
    await taskAt(monitor, id, 'Task_ReviewMaterials');
    await expectOnce(id);

    // An hour later (the message's time to live is over) the row looks unstarted again: the start is repeated, the
    // second root instance is refused by the first worker.
    const { rows } = await db.query<{ key: string }>('SELECT instance_key AS key FROM cases WHERE id = $1', [id]);
    const now = (await monitor.get('/api/demo/clock')).body.now as string;
    const later = new Date(Date.parse(now) + 60 * MINUTES).toISOString();
    expect((await monitor.post('/api/demo/clock', { advanceTo: later })).status).toBe(200);
    await stack.as('commerce.clerk').then((c) => c.get(`/api/cases/${id}`));
    await db.query(`UPDATE cases SET instance_key = NULL, started_wall = now() - interval '1 hour' WHERE id = $1`, [
      id,
    ]);
    // The sweep publishes again; the correlation key is taken by the running instance, so no second one begins.
    await eventually(async () => {
      const { rows: tried } = await db.query(
        `SELECT started_wall > now() - interval '1 minute' AS tried FROM cases WHERE id = $1`,
        [id],
      );
      expect(tried[0].tried).toBe(true);
    });
    await db.query('UPDATE cases SET instance_key = $2 WHERE id = $1 AND instance_key IS NULL', [id, rows[0]!.key]);
    expect(await openTasks(monitor, id)).toHaveLength(1);
    await expectOnce(id);
  },
  4 * MINUTES,
);

test(
  'when the engine restarts after the clock was moved, then business time goes on from there',
  async () => {
    const monitor = await stack.as('monitor');
    const before = (await monitor.get('/api/demo/clock')).body as { now: string; offsetMs: number };
    expect((await monitor.post('/api/demo/clock', { workingDays: 1 })).status).toBe(200);
    const moved = (await monitor.get('/api/demo/clock')).body.now as string;
    expect(Date.parse(moved) - Date.parse(before.now)).toBeGreaterThan(23 * 60 * MINUTES);
    await engineGone();
    await stack.startEngine();
    await stack.ready();
    // The engine's time lies between what the app says before and after, however long the asking takes.
    const app = async () => Date.parse((await monitor.get('/api/demo/clock')).body.now as string);
    const earlier = await app();
    const engine = await fetch(`http://127.0.0.1:${stack.ports.monitoring}/actuator/clock`);
    const { epochMilli } = (await engine.json()) as { epochMilli: number };
    const later = await app();
    expect(epochMilli).toBeGreaterThan(earlier - 5_000);
    expect(epochMilli).toBeLessThan(later + 5_000);
  },
  4 * MINUTES,
);

test(
  'engine and app die while red cards are being issued: each limit has one card with one instance',
  async () => {
    const [clerk, monitor] = await Promise.all([stack.as('commerce.clerk'), stack.as('monitor')]);
    const ids: string[] = [];
    for (let i = 0; i < 4; i++) ids.push(await caseAtDecision(stack, clerk, monitor));
    const { dueAt } = await limitBecomes(monitor, ids[0] as string, { state: 'running' });
    await moveClock(monitor, dueAt);
    // The first rows are there; their messages, the other rungs and the jobs in hand are not through.
    await eventually(
      async () => {
        const { rowCount } = await db.query('SELECT 1 FROM card WHERE parent_case_id = ANY ($1)', [ids]);
        expect(rowCount).toBeGreaterThan(0);
      },
      90_000,
      1,
    );
    await Promise.all([stack.killEngine(), stack.killApp()]);
    await Promise.all([stack.startEngine(), stack.startApp()]);
    await stack.ready();
    // Jobs that the dead app held are given out again when their time is over.
    await moveClock(monitor, new Date(Date.parse(dueAt) + 3 * 60_000).toISOString());

    for (const id of ids) {
      const card = await eventually(() => cardBecomes(monitor, id, { state: 'issued' }));
      await taskAt(monitor, card.caseId, 'Task_ExplainCard');
      expect(await cardsOf(monitor, id)).toHaveLength(1);
      expect((await limitHistory(monitor, id)).filter((kind) => kind === 'limit-red')).toHaveLength(1);
    }
    // Instances come with the slower exporter.
    await eventually(async () => {
      const { rows } = await db.query(
        `SELECT k.case_id AS id, count(*)::int AS n FROM read.variable v JOIN read.instance i ON i.instance_key = v.scope_key
           JOIN card k ON to_jsonb(k.case_id) = v.value
          WHERE v.name = 'caseId' AND i.process_id = 'overdue-escalation' AND k.parent_case_id = ANY ($1)
          GROUP BY 1`,
        [ids],
      );
      expect(rows.map((row) => row.n)).toEqual([1, 1, 1, 1]);
    });
  },
  4 * MINUTES,
);

/** Acts on tasks that wait to be killed: their requests, where they show, and what the history says of each. */
async function actsOnTasks() {
  const [clerk, bureau, lead, monitor] = (await Promise.all(
    ['commerce.clerk', 'investment-promotion.clerk', 'investment-promotion.head', 'monitor'].map((n) => stack.as(n)),
  )) as [Client, Client, Client, Client];
  const [given, returned, takenBack, asked] = await Promise.all(
    [0, 1, 2, 3].map(async (n) => {
      const id = await startCase(clerk, { departments: ['finance'] });
      // Eight cases at once: a slow machine takes its time.
      const review = await eventually(() => taskAt(monitor, id, 'Task_ReviewMaterials'), 4 * MINUTES);
      if (n === 0 || n === 3) return { id, review, next: review };
      await complete(bureau, review, { reviewResult: 'accept' });
      const next = await taskAt(monitor, id, 'Task_GiveBureauOpinion');
      await eventually(async () => expect((await bureau.get(`/api/tasks/${review.key}`)).body.takeBack).not.toBeNull());
      return { id, review, next };
    }),
  );
  const send = { to: 'Task_ReviewMaterials', reason: '材料第三页不清' };
  const hand = { to: 'investment-promotion.liaison', person: 'investment-promotion.liaison', reason: '外出调研' };
  const ask = { when: 'before', to: 'finance.clerk', question: '请提出意见' };
  return [
    {
      ...given!,
      row: `SELECT 1 FROM task_act WHERE task_key = ${given!.review.key}`,
      inEngine: `SELECT 1 FROM read.task WHERE task_key = ${given!.review.key} AND assignee = '${hand.person}'`,
      act: () => bureau.post(`/api/tasks/${given!.review.key}/transfer`, hand),
      says: '转由',
      opens: { element: 'Task_ReviewMaterials', assignee: hand.person },
    },
    {
      ...returned!,
      row: `SELECT 1 FROM case_modification WHERE case_id = '${returned!.id}'`,
      inEngine: `SELECT 1 FROM read.task WHERE task_key = ${returned!.next.key} AND state = 'canceled'`,
      act: () => lead.post(`/api/tasks/${returned!.next.key}/return`, send),
      says: '退回',
      opens: { element: 'Task_ReviewMaterials', assignee: 'investment-promotion.clerk' },
    },
    {
      ...takenBack!,
      row: `SELECT 1 FROM case_modification WHERE case_id = '${takenBack!.id}'`,
      inEngine: `SELECT 1 FROM read.task WHERE task_key = ${takenBack!.next.key} AND state = 'canceled'`,
      act: () => bureau.post(`/api/tasks/${takenBack!.review.key}/take-back`, { reason: '结论选错' }),
      says: '拿回',
      opens: { element: 'Task_ReviewMaterials', assignee: 'investment-promotion.clerk' },
    },
    {
      ...asked!,
      row: `SELECT 1 FROM extra_opinion WHERE task_key = ${asked!.review.key}`,
      inEngine: `SELECT 1 FROM read.instance i JOIN read.variable v ON v.scope_key = i.instance_key AND v.name = 'extraId'
         JOIN extra_opinion x ON v.value = to_jsonb(x.id) WHERE x.task_key = ${asked!.review.key}`,
      act: () => bureau.post(`/api/tasks/${asked!.review.key}/extras`, ask),
      says: '前加签',
      opens: { element: 'Task_GiveExtraOpinion', assignee: null },
    },
  ];
}

/** Done, once, told once; whoever had no answer clicks again and hears that it is done. */
async function expectDoneOnce(acts: Awaited<ReturnType<typeof actsOnTasks>>): Promise<void> {
  const monitor = await stack.as('monitor');
  const told = async ({ id, says }: { id: string; says: string }) => {
    const { items } = (await monitor.get(`/api/cases/${id}/history`)).body as { items: { text: string }[] };
    return [says, items.filter(({ text }) => text.includes(says)).length];
  };
  for (const one of acts) {
    await eventually(async () => {
      expect(await told(one)).toEqual([one.says, 1]);
      const open = await openTasks(monitor, one.id);
      expect(open).toContainEqual(expect.objectContaining(one.opens));
      expect(open.filter((t) => t.element === one.opens.element)).toHaveLength(1);
    });
    expect([one.says, (await one.act()).status]).toEqual([one.says, 200]);
  }
  for (const one of acts) expect(await told(one)).toEqual([one.says, 1]);
}

test(
  'killed before or after the engine has heard of it: 转办, 退回, 拿回 and 加签 are done once and stand in the history once',
  async () => {
    const isThere = (sql: string) =>
      eventually(async () => expect([sql, (await db.query(sql)).rows.length]).toEqual([sql, 1]));
    const [before, after] = await Promise.all([actsOnTasks(), actsOnTasks()]);

    // Written down, and the engine has not heard of it.
    await engineGone();
    const lost = before.map(({ act }) => act().catch(() => ({ status: 0 })));
    for (const { row } of before) await isThere(row);
    await stack.killApp();
    await Promise.all(lost);
    await Promise.all([stack.startEngine(), stack.startApp()]);
    await stack.ready();
    await expectDoneOnce(before);

    // Done by the engine, and the app dies before it has said so: its last write waits for us.
    await db.query(`CREATE FUNCTION wait_for_test() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN PERFORM pg_advisory_xact_lock_shared(20260); RETURN NEW; END $$`);
    for (const [table, column] of [
      ['task_act', 'done_at'],
      ['case_modification', 'done_at'],
      ['extra_opinion', 'instance_key'],
    ])
      await db.query(`CREATE TRIGGER wait_for_test BEFORE UPDATE OF ${column} ON ${table} FOR EACH ROW
        WHEN (NEW.${column} IS NOT NULL) EXECUTE FUNCTION wait_for_test()`);
    const hold = await db.connect();
    try {
      await hold.query('SELECT pg_advisory_lock(20260)');
      const unsaid = after.map(({ act }) => act().catch(() => ({ status: 0 })));
      for (const { inEngine } of after) await isThere(inEngine);
      await stack.killApp();
      await Promise.all(unsaid);
      // What the worker was writing would still be carried out for the dead.
      await db.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'advisory' AND query LIKE '%extra_opinion%'`,
      );
    } finally {
      await hold.query('SELECT pg_advisory_unlock(20260)');
      hold.release();
    }
    await db.query('DROP FUNCTION wait_for_test CASCADE');
    await stack.startApp();
    await stack.ready();
    // The dead app's jobs are given out again when their time is over.
    const monitor = await stack.as('monitor');
    const now = (await monitor.get('/api/demo/clock')).body.now as string;
    await moveClock(monitor, new Date(Date.parse(now) + 3 * 60_000).toISOString());

    await expectDoneOnce(after);
  },
  10 * MINUTES,
);

test(
  'a backup taken while people work is one set; restored elsewhere, every case goes on from it',
  async () => {
    const [clerk, monitor] = await Promise.all(['commerce.clerk', 'monitor'].map((name) => stack.as(name)));
    const folder = mkdtempSync(join(tmpdir(), 'lixia-backup-'));
    const [target, newData] = [join(folder, 'backup'), join(folder, 'data')];
    try {
      const decided = await caseAtDecision(stack, clerk!, monitor!);
      const limit = await limitBecomes(monitor!, decided, { state: 'running' });
      const review = await startCase(clerk!);
      const reviewTask = await taskAt(monitor!, review, 'Task_ReviewMaterials');

      // One that is killed while the engine stands still: it goes on by itself, and nothing is left that looks like a backup.
      const partitions = `http://127.0.0.1:${stack.ports.monitoring}/actuator/partitions`;
      const killed = command('backup', stack.dataDir, target);
      await eventually(
        async () => expect(await (await fetch(partitions)).text()).toContain('"PAUSED"'),
        2 * MINUTES,
        5,
      );
      killed.kill('SIGKILL');
      await eventually(async () => expect(await (await fetch(partitions)).text()).not.toContain('"PAUSED"'));
      expect(existsSync(target)).toBe(false);

      let goOn = true;
      const during: string[] = [];
      const work = (async () => {
        while (goOn) during.push(await startCase(clerk!));
      })();
      const taken = await command('backup', stack.dataDir, target).ended;
      goOn = false;
      await work;
      expect(taken).toMatchObject({ code: 0, text: expect.stringContaining('备份完成') });
      expect(await command('backup', stack.dataDir, target).ended).toMatchObject({
        code: 1,
        text: expect.stringContaining('已存在'),
      });

      // Not whole: refused before anything is touched.
      const table = join(target, 'database/public.unit.copy.gz');
      const whole = readFileSync(table);
      writeFileSync(table, whole.subarray(1));
      expect(await command('restore', newData, target).ended).toMatchObject({
        code: 1,
        text: expect.stringContaining('备份已损坏：database/public.unit.copy.gz'),
      });
      writeFileSync(table, whole);
      expect(await command('restore', newData, target).ended).toMatchObject({
        code: 0,
        text: expect.stringContaining('恢复完成'),
      });
      expect(await command('restore', newData, target).ended).toMatchObject({
        code: 1,
        text: expect.stringContaining('已有数据'),
      });

      const restored = await startStack({ dataDir: newData });
      try {
        const [clerkThere, monitorThere] = await Promise.all(
          ['commerce.clerk', 'monitor'].map((name) => restored.as(name)),
        );
        expect(await limitBecomes(monitorThere!, decided, { state: 'running' })).toMatchObject({ dueAt: limit.dueAt });
        expect((await taskAt(monitorThere!, review, 'Task_ReviewMaterials')).key).toBe(reviewTask.key);
        // Begun during the backup: there with their first task, or not at all.
        for (const id of during) {
          const { status } = await monitorThere!.get(`/api/cases/${id}`);
          if (status !== 404) await taskAt(monitorThere!, id, 'Task_ReviewMaterials');
        }
        await doStep(restored, decided, 'Task_Decide', {
          decisionResult: 'approved',
          meetingDate: '2026-01-06',
          decisionText: '同意。',
        });
        await limitBecomes(monitorThere!, decided, { state: 'met' });
        await startCase(clerkThere!);
        expect(await command('audit:verify', newData).ended).toMatchObject({ code: 0 });
        expect(await command('archives:verify', newData).ended).toMatchObject({ code: 0 });
      } finally {
        await restored.stop();
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
  10 * MINUTES,
);

/** `npm run …` beside the stack of a data folder. */
function command(name: 'backup' | 'restore' | 'audit:verify' | 'archives:verify', dataDir: string, ...args: string[]) {
  const file = {
    backup: 'backup',
    restore: 'restore',
    'audit:verify': 'verify-audit',
    'archives:verify': 'verify-archives',
  };
  // What a machine with settings of its own would have in its environment must not lead elsewhere.
  const env = { ...process.env };
  delete env.DATABASE_URL;
  const noted = existsSync(join(dataDir, 'settings.json'))
    ? (JSON.parse(readFileSync(join(dataDir, 'settings.json'), 'utf8')) as Record<string, string>)
    : {};
  const child = spawn(process.execPath, [`dist/scripts/${file[name]}.js`, ...args], {
    env: { ...env, ...(name.endsWith('verify') ? noted : {}), DATA_DIR: dataDir },
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const ended = new Promise<{ code: number | null; text: string }>((resolve) =>
    child.once('close', (code) => resolve({ code, text })),
  );
  return { ended, kill: (signal: NodeJS.Signals) => child.kill(signal) };
}

test(
  'hostile requests of every kind: nothing is a fault of ours, and everything stands afterwards',
  async () => {
    const people = [...(await Promise.all(ATTACKERS.map((name) => stack.as(name)))), stack.stranger()];
    const description = (await people[0]!.get<Description>('/api/openapi.json')).body;
    const found = await attack(description, {
      requests: 5 * operationsOf(description),
      seed: 1,
      people,
      skip: SKIPPED,
    });
    expect(found.faults).toEqual([]);
    // An attack that is refused at the door everywhere would prove nothing.
    expect(found.reached.size).toBeGreaterThan(found.operations.length / 4);
    // The long form knows a right request for most operations; one that is gone would never be sent.
    expect(Object.keys(examplesOf(stack)).filter((name) => !found.operations.includes(name))).toEqual([]);
    expect((await stack.stranger().get('/api/health')).body).toMatchObject({ database: 'ok', engine: { ready: true } });
    // The clerk's session of before may have been attacked away.
    await startCase(await signIn(stack.baseUrl, 'commerce.clerk'));
  },
  10 * MINUTES,
);
