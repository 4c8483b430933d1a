import { execFile } from 'node:child_process';
import pg from 'pg';
import { migrate } from '../../db/migrate.ts';
import { createPool } from '../../db/pool.ts';
import { cutAudit } from '../../domain/audit/cut.ts';
import { recordAct } from '../../domain/audit/store.ts';
import { freshDatabase } from '../projection/setup.ts';
import { openTasks, startCase, taskAt } from '../support/fast-track.ts';
import { eventually, world } from '../support/world.ts';

const stack = world();
const db = new pg.Client({ connectionString: stack.databaseUrl });
beforeAll(() => db.connect());
afterAll(() => db.end());

test('every act is kept, refused ones too, and can be neither changed nor removed', async () => {
  const clerk = await stack.as('commerce.clerk');
  const id = await startCase(clerk);
  const task = await taskAt(clerk, id, 'Task_PrepareReport');
  await (await stack.as('taxation.head')).get(`/api/cases/${id}`);
  await (await stack.as('finance.clerk')).post(`/api/tasks/${task.key}/complete`, {});
  await eventually(async () => {
    const { rows } = await db.query(
      `SELECT actor, action, target, status FROM audit
        WHERE detail ->> 'case' = $1 OR target IN ($1, $2) ORDER BY id`,
      [id, task.key],
    );
    expect(rows).toEqual([
      { actor: 'commerce.clerk', action: 'POST /api/cases', target: null, status: 201 },
      { actor: 'taxation.head', action: 'GET /api/cases/:id', target: id, status: 403 },
      { actor: 'finance.clerk', action: 'POST /api/tasks/:id/complete', target: task.key, status: 403 },
    ]);
  });
  for (const sql of ['UPDATE audit SET status = 200', 'DELETE FROM audit', 'TRUNCATE audit'])
    await expect(db.query(sql)).rejects.toThrow('append-only');
  expect(await openTasks(clerk, id)).toHaveLength(1);
});

test('the auditor reads who did what, in words; nobody else does, the other administrators among them', async () => {
  const auditor = await stack.as('auditor');
  const clerk = await stack.as('commerce.clerk');
  const id = await startCase(clerk);
  const task = await taskAt(clerk, id, 'Task_PrepareReport');
  expect((await (await stack.as('finance.clerk')).post(`/api/tasks/${task.key}/complete`, {})).status).toBe(403);
  const acts = await eventually(async () => {
    const { body } = await auditor.get(`/api/audit?case=${id}`);
    const { items, total } = body as { items: Record<string, unknown>[]; total: number };
    // Page and total are two questions: an act may come between them.
    expect([items.length, total]).toEqual([2, 2]);
    return items;
  });
  expect(acts).toEqual([
    expect.objectContaining({
      name: '提交',
      actor: 'finance.clerk',
      target: task.key,
      status: 403,
      endingName: '被拒',
    }),
    expect.objectContaining({ name: '发起事项', actor: 'commerce.clerk', status: 201, endingName: '办成' }),
  ]);
  const refused = await auditor.get(`/api/audit?case=${id}&ending=refused&actor=finance.clerk&q=complete`);
  expect((refused.body as { total: number }).total).toBe(1);
  const sheet = await auditor.get(`/api/audit/export.xlsx?case=${id}`);
  expect(sheet.status).toBe(200);
  for (const path of ['/api/audit', '/api/audit/export.xlsx', '/api/audit/verification'])
    for (const other of ['sysadmin', 'secadmin', 'monitor', 'supervision-office.head', 'commerce.clerk'])
      expect((await (await stack.as(other)).get(path)).status).toBe(403);
  for (const bad of ['from=yesterday', 'ending=perhaps', 'limit=0'])
    expect((await auditor.get(`/api/audit?${bad}`)).status).toBe(400);
  expect((await auditor.get('/api/audit/verification?noted=1:abc')).status).toBe(400);
});

test('acts that come at once stand in one unbroken chain', async () => {
  const clerk = await stack.as('commerce.clerk');
  await Promise.all(Array.from({ length: 20 }, () => clerk.post('/api/tasks/1/claim', {})));
  const { body } = await (await stack.as('auditor')).get('/api/audit/verification');
  expect(body).toMatchObject({ faults: [], cutBefore: null, last: { hash: expect.stringMatching(/^[0-9a-f]{64}$/) } });
});

describe('what somebody with the database in his hands does to the log is found by the command', () => {
  let url: string;
  let drop: () => Promise<void>;
  let own: pg.Client;
  beforeEach(async () => {
    ({ url, drop } = await freshDatabase());
    await migrate(url);
    own = new pg.Client(url);
    await own.connect();
    for (let i = 1; i <= 6; i++) await recordAct(own as never, act(i));
  });
  afterEach(async () => {
    await own.end();
    await drop();
  });
  const act = (i: number) => ({
    actor: 'finance.clerk',
    ip: '10.0.0.1',
    action: 'POST /api/cases',
    target: null,
    status: 201,
    detail: { case: `案 "${i}"` },
  });
  /** Lines of `npm run audit:verify`. */
  const verify = (...args: string[]) =>
    new Promise<{ code: number; lines: string[] }>((resolve) => {
      const env = {
        ...process.env,
        DATABASE_URL: url,
        RECORDS_PASSWORD: 'x'.repeat(32),
        SESSION_SECRET: 'x'.repeat(32),
      };
      execFile(process.execPath, ['dist/scripts/verify-audit.js', ...args], { env }, (error, out, err) =>
        resolve({ code: Number(error?.code ?? 0), lines: `${err}${out}`.trim().split('\n') }),
      );
    });
  const tamper = async (sql: string) => {
    await own.query('ALTER TABLE audit DISABLE TRIGGER USER');
    await own.query(sql);
    await own.query('ALTER TABLE audit ENABLE TRIGGER USER');
  };
  const lastLine = async () => {
    const { rows } = await own.query('SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1');
    return `${rows[0].seq}:${rows[0].hash}`;
  };

  test('untouched', async () => {
    const last = await lastLine();
    expect(await verify()).toEqual({ code: 0, lines: ['6 条记录完好', `最后一条 ${last}`] });
    expect((await verify(last)).code).toBe(0);
    expect((await verify('nonsense')).code).toBe(2);
  });

  test.each([
    ['changed', `UPDATE audit SET actor = 'somebody' WHERE seq = 3`, ['第 3 条：内容被改动，或系事后插入']],
    ['removed', 'DELETE FROM audit WHERE seq = 3', ['第 4 条：此前缺少 1 条记录']],
    ['the first removed', 'DELETE FROM audit WHERE seq <= 2', ['第 3 条：此前缺少 2 条记录']],
    ['the last removed', 'DELETE FROM audit WHERE seq = 6', ['第 6 条：末尾的记录被删除或改动']],
    [
      'put in',
      `UPDATE audit SET seq = seq + 1 WHERE seq = 6;
       INSERT INTO audit (business_at, action, status, seq, hash) VALUES (now(), 'GET /x', 200, 6, '${'0'.repeat(64)}')`,
      ['第 6 条：内容被改动，或系事后插入', '第 7 条：内容被改动，或系事后插入', '第 6 条：末尾的记录被删除或改动'],
    ],
  ])('%s', async (_what, sql, faults) => {
    await tamper(sql);
    const { code, lines } = await verify();
    expect({ code, faults: lines.slice(0, faults.length) }).toEqual({ code: 1, faults });
  });

  test('the whole chain written anew: seen by the value noted before', async () => {
    const noted = await lastLine();
    await own.query('ALTER TABLE audit DISABLE TRIGGER audit_append_only');
    await own.query('DELETE FROM audit');
    await own.query(`UPDATE audit_head SET seq = 0, hash = ''`);
    for (let i = 1; i <= 7; i++) await recordAct(own as never, act(i + 10));
    expect((await verify()).code).toBe(0);
    const { code, lines } = await verify(noted);
    expect({ code, first: lines[0] }).toEqual({ code: 1, first: '第 6 条：与此前抄记的校验值不符，记录链被整体重写' });
  });

  test('what is older than it is kept for goes, says so, and the rest still verifies', async () => {
    await own.query(
      `INSERT INTO audit (at, business_at, action, status) SELECT now() - interval '200 days', now(), 'GET /old', 200 FROM generate_series(1, 3)`,
    );
    const pool = createPool(url, 1);
    try {
      // Behind what is younger: nothing is taken out of the middle.
      expect(await cutAudit(pool, 180)).toBe(0);
      await tamper(`UPDATE audit SET at = now() - interval '400 days' WHERE seq <= 4`);
      expect(await cutAudit(pool, 365)).toBe(4);
      expect(await cutAudit(pool, 365)).toBe(0);
      await expect(cutAudit(pool, 179)).rejects.toThrow('180');
    } finally {
      await pool.end();
    }
    const { code, lines } = await verify();
    expect({ code, lines: lines.slice(0, 2) }).toEqual({
      code: 0,
      lines: ['6 条记录完好', expect.stringMatching(/^\d{4}-\d\d-\d\d 以前的记录已到期清理$/)],
    });
    const { rows } = await own.query(
      `SELECT action, target, detail ->> 'acts' AS acts FROM audit ORDER BY seq DESC LIMIT 1`,
    );
    expect(rows).toEqual([{ action: 'CUT audit', target: '4', acts: '4' }]);
  });
});
