import pg from 'pg';
import { EngineLog, playCase } from '../../bench/records-log.ts';
import { addCase, type Fixture, startFixture } from './setup.ts';

describe('cases and their tasks', () => {
  let at: Fixture;
  beforeEach(async () => {
    at = await startFixture();
  });
  afterEach(() => at.close());
  const tasks = (): Promise<unknown[]> => at.rows('SELECT DISTINCT case_id FROM read.task');

  test('When the first worker has noted the instance, then the quick exporter alone places the task and lets its units take part', async () => {
    const log = new EngineLog(1);
    const { instanceKey, taskKeys } = playCase(log, {
      definitionKey: log.nextKey(),
      groups: ['finance.head', 'commerce', 'nobody.head'],
      unfinished: true,
      tasks: 1,
    });
    await addCase(at.pool, 'C-1', instanceKey);
    for (const line of log.lines.filter((l) => l.includes('"USER_TASK"') && l.includes('userTaskKey')))
      await at.post([line], 'live');
    expect(await tasks()).toEqual([{ case_id: 'C-1' }]);
    expect(await at.rows('SELECT unit FROM case_unit ORDER BY 1')).toEqual([{ unit: 'commerce' }, { unit: 'finance' }]);
    expect(at.changes).toContainEqual({ type: 'task', caseId: 'C-1', taskKey: String(taskKeys[0]) });
  });

  test('When a process is called, and when it calls another, then their tasks belong to the case', async () => {
    const log = new EngineLog(1);
    await addCase(at.pool, 'C-1');
    const definitionKey = log.nextKey();
    const root = playCase(log, { definitionKey, caseId: 'C-1', tasks: 0 });
    const called = playCase(log, { definitionKey, parent: root.instanceKey, tasks: 1 });
    playCase(log, { definitionKey, parent: called.instanceKey, tasks: 1 });
    // The deepest comes first.
    await at.post(log.lines.filter((l) => l.includes('USER_TASK')));
    expect(await tasks()).toEqual([{ case_id: null }]);
    await at.post([...log.lines].reverse());
    expect(await tasks()).toEqual([{ case_id: 'C-1' }]);
    expect(await at.rows('SELECT count(*)::int AS n FROM read.instance WHERE case_id IS NULL')).toEqual([{ n: 0 }]);
  });

  test('A variable that names no case places nothing', async () => {
    const log = new EngineLog(1);
    playCase(log, { definitionKey: log.nextKey(), caseId: 'x'.repeat(10_000) });
    expect(await at.post(log.lines)).toBe(200);
    expect(await tasks()).toEqual([{ case_id: null }]);
  });

  test('The state of a case follows from its root instance and its withdrawal', async () => {
    const log = new EngineLog(1);
    const definitionKey = log.nextKey();
    const done = playCase(log, { definitionKey });
    const open = playCase(log, { definitionKey, unfinished: true });
    const broken = playCase(log, { definitionKey, unfinished: true });
    log.write('PROCESS_INSTANCE', 'ELEMENT_TERMINATED', broken.instanceKey, {
      bpmnElementType: 'PROCESS',
      elementId: 'sample',
      bpmnProcessId: 'sample',
      version: 1,
      processDefinitionKey: definitionKey,
      processInstanceKey: broken.instanceKey,
      flowScopeKey: -1,
      parentProcessInstanceKey: -1,
    });
    await addCase(at.pool, 'done', done.instanceKey);
    await addCase(at.pool, 'open', open.instanceKey);
    await addCase(at.pool, 'broken', broken.instanceKey);
    await addCase(at.pool, 'new');
    await addCase(at.pool, 'withdrawn');
    await at.pool.query(`UPDATE cases SET withdrawn_at = created_at WHERE id = 'withdrawn'`);
    await at.post(log.lines);
    const states = await at.rows('SELECT case_id, status, ended_at IS NOT NULL AS ended FROM case_status ORDER BY 1');
    expect(states).toEqual([
      { case_id: 'broken', status: 'failed', ended: true },
      { case_id: 'done', status: 'completed', ended: true },
      { case_id: 'new', status: 'running', ended: false },
      { case_id: 'open', status: 'running', ended: false },
      { case_id: 'withdrawn', status: 'withdrawn', ended: true },
    ]);
  });

  test('Listeners of the channel hear each change once, and of too many only that there are many', async () => {
    const heard: string[] = [];
    const listener = new pg.Client(at.url);
    await listener.connect();
    listener.on('notification', (n) => heard.push(n.payload ?? ''));
    await listener.query('LISTEN changes');
    const log = new EngineLog(1);
    await addCase(at.pool, 'C-1');
    const { taskKeys } = playCase(log, { definitionKey: log.nextKey(), caseId: 'C-1', tasks: 1 });
    await at.post(log.lines);
    await at.post(log.lines);
    await listener.query('SELECT 1');
    expect(heard.map((h) => JSON.parse(h))).toEqual([
      { type: 'task', caseId: 'C-1', taskKey: String(taskKeys[0]) },
      { type: 'case', caseId: 'C-1' },
    ]);
    heard.length = 0;
    const many = new EngineLog(2);
    for (let i = 0; i < 201; i += 1) {
      await addCase(at.pool, `M-${i}`);
      playCase(many, { definitionKey: 1n, caseId: `M-${i}`, tasks: 0 });
    }
    await at.post(many.lines);
    await listener.query('SELECT 1');
    expect(heard).toEqual(['{"type":"all"}']);
    await listener.end();
  });
});
