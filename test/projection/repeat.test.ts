import fc from 'fast-check';
import { sweep } from '../../api/projection/ingest.ts';
import { rebuild } from '../../api/projection/rebuild.ts';
import { EngineLog, playCase } from '../../bench/records-log.ts';
import { tellOfTasks } from '../../domain/notifications/of-tasks.ts';
import { eventually } from '../support/world.ts';
import { addCase, dump, type Fixture, startFixture } from './setup.ts';

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

  test('When two apps write the quick records in whatever order, then the read model is that of one app', async () => {
    await addCase(at.pool, 'C-order');
    const log = new EngineLog(3);
    playCase(log, { definitionKey: log.nextKey(), caseId: 'C-order', tasks: 3, unfinished: true });
    const quick = log.lines.filter((l) => /"valueType":"(USER_TASK|VARIABLE)"/.test(l));
    const empty = async () => {
      await at.pool.query('TRUNCATE engine_record');
      await rebuild(at.pool);
    };
    await empty();
    await at.post(log.lines);
    const once = await dump(at.pool);
    const order = fc.shuffledSubarray(quick, { minLength: quick.length });
    await fc.assert(
      fc.asyncProperty(order, fc.integer({ min: 0, max: quick.length }), async (lines, before) => {
        await empty();
        for (const line of lines.slice(0, before)) await at.post([line], 'live');
        await Promise.all([at.post(log.lines), ...lines.slice(before).map((line) => at.post([line], 'live'))]);
        await sweep(at.pool);
        expect(await dump(at.pool)).toEqual(once);
      }),
      { numRuns: 8 },
    );
  });

  test('When a quick record was lost with its app and comes later than those after it, then people are told all the same, once', async () => {
    await addCase(at.pool, 'C-lost');
    const log = new EngineLog(5);
    const definitionKey = log.nextKey();
    const [first, second] = [1, 2].map(
      () => playCase(log, { definitionKey, caseId: 'C-lost', tasks: 1, unfinished: true }).taskKeys[0],
    );
    const quick = log.lines.filter((l) => /"valueType":"(USER_TASK|VARIABLE)"/.test(l));
    const told = async () => {
      while (await tellOfTasks(at.pool, () => false));
      const { rows } = await at.pool.query(
        `SELECT task_key AS key FROM notification WHERE effect_key LIKE '%:created' AND case_id = 'C-lost' ORDER BY 1`,
      );
      return rows.map(({ key }: { key: string }) => key);
    };
    for (const line of quick.filter((l) => !l.includes(`"userTaskKey":${first}`))) await at.post([line], 'live');
    expect(await told()).toEqual([String(second)]);
    expect(await at.post(log.lines)).toBe(200);
    await eventually(async () => expect(await told()).toEqual([String(first), String(second)]));
    expect(await told()).toHaveLength(2);
  });

  test('When many tasks belong to no case, then they are waited for together, not one after the other', async () => {
    const log = new EngineLog(6);
    const definitionKey = log.nextKey();
    const keys = [1, 2, 3].flatMap(() =>
      playCase(log, { definitionKey, tasks: 1, unfinished: true }).taskKeys.map(String),
    );
    expect(await at.post(log.lines)).toBe(200);
    const asked = new Set<string>();
    await tellOfTasks(at.pool, (key) => Boolean(asked.add(key)));
    expect([...asked]).toEqual(expect.arrayContaining(keys));
  });
});
