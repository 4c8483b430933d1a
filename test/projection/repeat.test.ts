import { EngineLog, playCase } from '../../bench/records-log.ts';
import { dump, type Fixture, startFixture } from './setup.ts';

describe('records that come again', () => {
  let at: Fixture;
  beforeAll(async () => {
    at = await startFixture();
  });
  afterAll(() => at.close());

  test('When a bulk is repeated, also as a superset or with other bytes, then nothing changes', async () => {
    const log = new EngineLog(1);
    playCase(log, { definitionKey: log.nextKey() });
    const middle = log.lines.length - 5;
    expect(await at.post(log.lines.slice(0, middle))).toBe(200);
    expect(await at.post(log.lines)).toBe(200);
    const once = await dump(at.pool);
    expect(await at.post(log.lines)).toBe(200);
    expect(await at.post(log.lines.map((l) => l.replace('"brokerVersion":"8.5.8"', '"brokerVersion":"8.5.9"')))).toBe(
      200,
    );
    expect(await dump(at.pool)).toEqual(once);
    expect(once.flow).toHaveLength(3);
    expect(JSON.parse(once.flow?.find((f) => f.includes('Task_Check')) ?? '{}').taken).toBe(2);
  });

  test('When a record stands twice in one bulk, then it counts once', async () => {
    const log = new EngineLog(2);
    const { instanceKey } = playCase(log, { definitionKey: log.nextKey(), tasks: 1 });
    expect(await at.post([...log.lines, ...log.lines])).toBe(200);
    const flows = await at.rows('SELECT taken FROM read.flow WHERE instance_key = $1', [String(instanceKey)]);
    expect(flows.map((f) => f.taken)).toEqual([1, 1, 1]);
  });

  test.each([4, 8, 20])('Keys of partition %i, beyond 2^53, arrive digit by digit', async (partition) => {
    const log = new EngineLog(partition);
    const definitionKey = log.nextKey();
    const { instanceKey, taskKeys } = playCase(log, { definitionKey, unfinished: true });
    expect(await at.post(log.lines.slice(0, 20))).toBe(200);
    for (const line of log.lines.slice(20)) expect(await at.post([line], 'live')).toBe(200);
    expect(Number(instanceKey)).toBeGreaterThan(Number.MAX_SAFE_INTEGER);
    const tasks = await at.rows(
      'SELECT task_key, instance_key, definition_key FROM read.task WHERE instance_key = $1 ORDER BY 1',
      [String(instanceKey)],
    );
    expect(tasks).toEqual(
      taskKeys.map((k) => ({
        task_key: String(k),
        instance_key: String(instanceKey),
        definition_key: String(definitionKey),
      })),
    );
  });
});
