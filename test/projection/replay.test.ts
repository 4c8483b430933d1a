import fc from 'fast-check';
import { sweep } from '../../api/projection/ingest.ts';
import { rebuild } from '../../api/projection/rebuild.ts';
import { EngineLog, playCase } from '../../bench/records-log.ts';
import { addCase, dump, type Fixture, startFixture } from './setup.ts';

const XML = `<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"><bpmn:process id="sample" name="样例">
<bpmn:userTask id="Task_Check" name="核对材料"/></bpmn:process></bpmn:definitions>`;

/** Two cases on two partitions, one of which calls another process, and their diagram. */
function story(): string[] {
  const one = new EngineLog(1);
  const definitionKey = one.nextKey();
  one.write('PROCESS', 'CREATED', definitionKey, {
    bpmnProcessId: 'sample',
    version: 1,
    processDefinitionKey: definitionKey,
    resourceName: 'sample.bpmn',
    resource: Buffer.from(XML).toString('base64'),
  });
  const { instanceKey } = playCase(one, { definitionKey, caseId: 'C-1', groups: ['finance.clerk', 'commerce'] });
  playCase(one, { definitionKey, parent: instanceKey, tasks: 1, unfinished: true });
  const eight = new EngineLog(8);
  playCase(eight, { definitionKey, caseId: 'C-2', unfinished: true });
  return [...one.lines, ...eight.lines];
}

describe('the same facts in any order of arrival', () => {
  let at: Fixture;
  const lines = story();
  const quick = lines.filter((l) => /"valueType":"(USER_TASK|VARIABLE)"/.test(l));
  beforeAll(async () => {
    at = await startFixture();
    await addCase(at.pool, 'C-1');
    await addCase(at.pool, 'C-2');
  });
  afterAll(() => at.close());

  async function empty(): Promise<void> {
    await at.pool.query('TRUNCATE engine_record, case_unit');
    await rebuild(at.pool);
  }

  test('Both exporters, in bulks of any size, at the same time, with repeats, give one read model', async () => {
    await at.post(lines);
    const expected = await dump(at.pool);
    expect(expected.task?.every((t) => t.includes('核对材料') && t.includes('"case_id": "C-'))).toBe(true);
    const units = await at.rows('SELECT * FROM case_unit ORDER BY 1, 2');

    const size = fc.integer({ min: 1, max: 40 });
    const step = fc.record({
      live: fc.integer({ min: 0, max: 3 }),
      full: fc.integer({ min: 0, max: 40 }),
      back: fc.integer({ min: 0, max: 5 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), size, async (steps, last) => {
        await empty();
        let live = 0;
        let full = 0;
        for (const s of steps) {
          const sent = await Promise.all([
            at.post(quick.slice(Math.max(0, live - s.back), live + s.live), 'live'),
            at.post(lines.slice(Math.max(0, full - s.back), full + s.full), 'full'),
          ]);
          expect(sent).toEqual([200, 200]);
          live += s.live;
          full += s.full;
        }
        for (; full < lines.length; full += last) await at.post(lines.slice(full, full + last), 'full');
        await sweep(at.pool);
        expect(await dump(at.pool)).toEqual(expected);
        expect(await at.rows('SELECT * FROM case_unit ORDER BY 1, 2')).toEqual(units);
      }),
      { numRuns: 20 },
    );
  });

  test('The quick exporter alone, then the rest backwards by type: names and cases are filled in', async () => {
    await empty();
    await at.post(lines);
    const expected = await dump(at.pool);
    await empty();
    for (const line of quick) await at.post([line], 'live');
    expect((await at.rows('SELECT name FROM read.task')).every((t) => t.name === null)).toBe(true);
    const types = [...new Set(lines.map((l) => /"valueType":"(\w+)"/.exec(l)?.[1]))].reverse();
    for (const type of types) await at.post(lines.filter((l) => l.includes(`"valueType":"${type}"`)));
    await sweep(at.pool);
    expect(await dump(at.pool)).toEqual(expected);
  });

  test('The timer of a start event learns its instance when it fires, in one bulk or in two', async () => {
    const log = new EngineLog(1);
    const [timer, instance] = [log.nextKey(), log.nextKey()];
    const value = { elementInstanceKey: -1, targetElementId: 'StartEvent_Monthly', dueDate: 1_795_474_152_000 };
    const created = log.write('TIMER', 'CREATED', timer, { ...value, processInstanceKey: -1 });
    const triggered = log.write('TIMER', 'TRIGGERED', timer, { ...value, processInstanceKey: instance });
    const dumps = [];
    for (const bulks of [[[created, triggered]], [[created], [triggered]]]) {
      await empty();
      for (const bulk of bulks) await at.post(bulk);
      dumps.push((await dump(at.pool)).timer);
    }
    expect(JSON.parse(dumps[0]?.[0] ?? '{}')).toMatchObject({ state: 'triggered', instance_key: Number(instance) });
    expect(dumps[1]).toEqual(dumps[0]);
  });

  test('A task that ends with its element ends in the same way, whichever of the two records comes first', async () => {
    const log = new EngineLog(1);
    const { instanceKey, taskKeys } = playCase(log, { definitionKey: log.nextKey(), caseId: 'C-1', unfinished: true });
    const created = log.lines.findLast((l) => l.includes('"valueType":"USER_TASK"')) ?? '';
    const element = BigInt(/"elementInstanceKey":(\d+)/.exec(created)?.[1] ?? 0);
    const value = (JSON.parse(created) as { value: object }).value;
    const before = [...log.lines];
    const exact = { processInstanceKey: instanceKey, elementInstanceKey: element, userTaskKey: taskKeys.at(-1) };
    log.write('USER_TASK', 'CANCELED', taskKeys.at(-1) ?? 0n, { ...value, ...exact });
    log.write('PROCESS_INSTANCE', 'ELEMENT_TERMINATED', element, {
      bpmnProcessId: 'sample',
      bpmnElementType: 'USER_TASK',
      elementId: 'Task_Check',
      flowScopeKey: instanceKey,
      processInstanceKey: instanceKey,
      processDefinitionKey: 1,
      version: 1,
    });
    const [canceled, terminated] = log.lines.slice(before.length) as [string, string];
    const dumps = [];
    for (const order of [[canceled, terminated], [terminated, canceled], null]) {
      await empty();
      await at.post(before);
      for (const line of order ?? []) await at.post([line]);
      if (!order) await at.post([canceled, terminated]);
      dumps.push(await dump(at.pool));
    }
    expect(dumps[0]?.task?.filter((t) => t.includes('"state": "canceled"'))).toHaveLength(1);
    expect(dumps[1]).toEqual(dumps[0]);
    expect(dumps[2]).toEqual(dumps[0]);
  });

  test('A rebuild gives what was there, and readers never see it half-done', async () => {
    await empty();
    await at.post(lines);
    const expected = await dump(at.pool);
    let seen = 0;
    const count = await rebuild(at.pool, {
      batch: 7,
      onProgress: () => {
        void at.rows('SELECT count(*)::int AS n FROM read.task').then(([r]) => (seen += r.n === 5 ? 0 : 1));
      },
    });
    expect(count).toBe(lines.length);
    expect(seen).toBe(0);
    expect(await dump(at.pool)).toEqual(expected);
  });

  test('While a rebuild runs, bulks are refused and written afterwards', async () => {
    await empty();
    await at.post(lines.slice(0, 50));
    let answered: Promise<number> | undefined;
    await rebuild(at.pool, {
      batch: 5,
      onProgress: () => {
        answered ??= at.post(lines);
      },
    });
    const status = await answered;
    expect([200, 503]).toContain(status);
    expect(await at.post(lines)).toBe(200);
    expect(await at.rows('SELECT count(*)::int AS n FROM read.task')).toEqual([{ n: 5 }]);
  });
});
