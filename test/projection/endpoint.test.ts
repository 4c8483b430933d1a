import { connect } from 'node:net';
import { bulkBody, EngineLog, playCase } from '../../bench/records-log.ts';
import { eventually } from '../support/stack.ts';
import { type Fixture, PASSWORD, send, startFixture } from './setup.ts';

describe('the endpoint of the exporters', () => {
  let at: Fixture;
  beforeAll(async () => {
    at = await startFixture({ maxBytes: 100_000 });
  });
  afterAll(() => at.close());

  const headers = { authorization: `Basic ${Buffer.from(`zeebe:${PASSWORD}`).toString('base64')}` };
  const url = (path: string): string => `http://127.0.0.1:${at.port}${path}`;
  const stored = async (): Promise<number> => (await at.rows('SELECT count(*)::int AS n FROM engine_record'))[0].n;

  test('agrees to templates and settings, and says it is Elasticsearch', async () => {
    for (const path of ['/_component_template/zeebe-record', '/_index_template/full_job_8.5.8', '/full*/_settings']) {
      const answer = await fetch(url(path), { method: 'PUT', headers, body: '{"a":1}' });
      expect(answer.status).toBe(200);
      expect(await answer.json()).toEqual({ acknowledged: true });
      expect(answer.headers.get('x-elastic-product')).toBe('Elasticsearch');
    }
    expect((await fetch(url('/'), { headers })).status).toBe(200);
  });

  test.each([
    ['no password', undefined],
    ['a wrong password', 'zeebe:guess'],
    ['another user', `elastic:${PASSWORD}`],
  ])('When %s comes, then nothing is written', async (_, auth) => {
    const log = new EngineLog(1);
    playCase(log, { definitionKey: log.nextKey() });
    expect(await send(at.port, bulkBody(log.lines), auth ?? ':')).toBe(401);
    expect(await stored()).toBe(0);
  });

  test('When the body is longer than allowed, then 413 and nothing is written', async () => {
    const log = new EngineLog(1);
    for (let i = 0; i < 5; i += 1) playCase(log, { definitionKey: log.nextKey() });
    // The answer may come while we still write: a reset is the same refusal.
    const status = await at.post(log.lines).catch(() => 413);
    expect(status).toBe(413);
    expect(await stored()).toBe(0);
  });

  test('When the sender dies half-way, then nothing is written', async () => {
    const log = new EngineLog(1);
    playCase(log, { definitionKey: log.nextKey() });
    const half = bulkBody(log.lines.slice(0, 10));
    const head = `POST /_bulk HTTP/1.1\r\nHost: x\r\nAuthorization: ${headers.authorization}\r\nTransfer-Encoding: chunked\r\n\r\n`;
    await new Promise<void>((resolve) => {
      const socket = connect(at.port, '127.0.0.1', () => {
        socket.write(`${head}${Buffer.byteLength(half).toString(16)}\r\n${half}\r\n`, () =>
          setTimeout(() => socket.destroy(), 100),
        );
      });
      socket.on('close', () => resolve());
    });
    expect(await stored()).toBe(0);
  });

  test('When the database refuses, then 503, and the repeated bulk is written', async () => {
    const log = new EngineLog(1);
    playCase(log, { definitionKey: log.nextKey() });
    await at.pool.query('ALTER TABLE read.task RENAME TO task_away');
    expect(await at.post(log.lines)).toBe(503);
    expect(await stored()).toBe(0);
    expect((await at.lag()).lagMs).toBeGreaterThanOrEqual(0);
    await at.pool.query('ALTER TABLE read.task_away RENAME TO task');
    expect(await at.post(log.lines)).toBe(200);
    expect(await stored()).toBe(log.lines.length);
  });

  test('When old records come again after a crash, then they are a lag only until nothing more comes', async () => {
    const log = new EngineLog(3);
    playCase(log, { definitionKey: log.nextKey() });
    expect(await at.post(log.lines)).toBe(200);
    expect((await at.lag()).lagMs).toBeGreaterThan(60_000);
    await eventually(async () => expect((await at.lag()).lagMs).toBe(0));
  });

  test('When the connection is cut between insert and commit, then the whole bulk is undone and comes again', async () => {
    const log = new EngineLog(2);
    const { taskKeys } = playCase(log, { definitionKey: log.nextKey() });
    const before = await stored();
    const blocker = await at.pool.connect();
    await blocker.query('BEGIN; LOCK TABLE read.task IN EXCLUSIVE MODE');
    const answer = at.post(log.lines);
    // The record rows are in, the tasks wait for the lock.
    let waiting: { pid: number }[] = [];
    while (waiting.length === 0) {
      waiting = await at.rows(`SELECT pid FROM pg_locks WHERE NOT granted AND relation = 'read.task'::regclass`);
    }
    await at.pool.query('SELECT pg_terminate_backend($1)', [waiting[0]?.pid]);
    expect(await answer).toBe(503);
    await blocker.query('ROLLBACK');
    blocker.release();
    expect(await stored()).toBe(before);
    expect(await at.post(log.lines)).toBe(200);
    expect(await at.rows('SELECT 1 FROM read.task WHERE task_key = ANY ($1)', [taskKeys.map(String)])).toHaveLength(2);
  });
});
