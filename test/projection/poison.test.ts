import { isPoison } from '../../api/projection/project.ts';
import { listQuarantined, resolveQuarantined, retryQuarantined } from '../../api/projection/quarantine.ts';
import { EngineLog, playCase } from '../../bench/records-log.ts';
import { type Fixture, startFixture } from './setup.ts';

describe('records that cannot be projected', () => {
  let at: Fixture;
  beforeEach(async () => {
    at = await startFixture();
  });
  afterEach(() => at.close());

  test('When one record of a bulk is poison, then it alone goes to quarantine, once, and the rest goes on', async () => {
    const log = new EngineLog(1);
    playCase(log, { definitionKey: log.nextKey() });
    const bad = log.write('VARIABLE', 'CREATED', log.nextKey(), {
      name: 'x',
      value: '{broken',
      scopeKey: 1,
      processInstanceKey: 1,
    });
    log.write('TIMER', 'CREATED', log.nextKey(), {
      processInstanceKey: 1,
      elementInstanceKey: 2,
      targetElementId: 'T',
      dueDate: 'soon',
    });
    playCase(log, { definitionKey: log.nextKey() });
    expect(await at.post(log.lines)).toBe(200);
    expect(await at.post(log.lines)).toBe(200);
    expect(await at.rows('SELECT count(*)::int AS n FROM read.task')).toEqual([{ n: 4 }]);
    const kept = await listQuarantined(at.pool);
    expect(kept.map((q) => q.valueType)).toEqual(['VARIABLE', 'TIMER']);
    expect(kept[0]).toMatchObject({ partitionId: 1, record: bad });
    expect((await at.lag()).quarantined).toBe(2);
  });

  test('When a line is no record, then it is kept as it came and the rest goes on', async () => {
    const log = new EngineLog(1);
    playCase(log, { definitionKey: log.nextKey() });
    const first = log.lines[0] ?? '';
    const junk = [
      '{"half":',
      '[]',
      first.replace('"position":1,', ''),
      first.replace('"position":1,', '"position":"x",'),
    ];
    for (let i = 0; i < 2; i += 1) expect(await at.post([...junk, ...log.lines])).toBe(200);
    expect((await listQuarantined(at.pool)).map((q) => q.record)).toEqual(junk);
    expect(await at.rows('SELECT count(*)::int AS n FROM read.instance')).toEqual([{ n: 1 }]);
  });

  test('Text that PostgreSQL does not keep (NUL) loses its NUL, not the record', async () => {
    const log = new EngineLog(1);
    const value = JSON.stringify({ a: 'x\0y', b: '\\u0000' });
    log.write('VARIABLE', 'CREATED', log.nextKey(), { name: 'n\0', value, scopeKey: 1, processInstanceKey: 1 });
    expect(await at.post(log.lines)).toBe(200);
    expect(await at.rows('SELECT name, value FROM read.variable')).toEqual([
      { name: 'n\ufffd', value: { a: 'x\ufffdy', b: '\\u0000' } },
    ]);
  });

  test('A quarantined record can be tried again or set aside', async () => {
    const log = new EngineLog(1);
    await at.pool.query(`ALTER TABLE read.variable ADD CONSTRAINT short CHECK (length(name) < 5)`);
    log.write('VARIABLE', 'CREATED', log.nextKey(), {
      name: 'subject',
      value: '1',
      scopeKey: 1,
      processInstanceKey: 1,
    });
    log.write('VARIABLE', 'CREATED', log.nextKey(), { name: 'broken', value: '{', scopeKey: 1, processInstanceKey: 1 });
    expect(await at.post(log.lines)).toBe(200);
    const [first, second] = await listQuarantined(at.pool);
    await expect(retryQuarantined(at.pool, first?.id ?? '')).rejects.toThrow('short');
    await at.pool.query(`ALTER TABLE read.variable DROP CONSTRAINT short`);
    await retryQuarantined(at.pool, first?.id ?? '');
    expect(await resolveQuarantined(at.pool, second?.id ?? '')).toBe(true);
    expect(await listQuarantined(at.pool)).toEqual([]);
    expect(await at.rows('SELECT name FROM read.variable')).toEqual([{ name: 'subject' }]);
  });
});

test.each([
  ['data out of range', { code: '22003' }, true],
  ['a broken constraint', { code: '23502' }, true],
  ['an index row too large', { code: '54000' }, true],
  ['a field that is missing', new TypeError('x'), true],
  ['a deadlock', { code: '40P01' }, false],
  ['a lost connection', new Error('Connection terminated unexpectedly'), false],
  ['a shutdown', { code: '57P01' }, false],
  ['a full disk', { code: '53100' }, false],
  ['a schema that does not fit', { code: '42P01' }, false],
  ['no route', Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), false],
])('%s is poison: %p %p', (_, error, expected) => {
  expect(isPoison(error)).toBe(expected);
});
