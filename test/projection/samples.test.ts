import { readFileSync } from 'node:fs';
import { type Fixture, startFixture } from './setup.ts';

// Records of a real 8.5.8, one or two of each kind.
const lines = readFileSync(new URL('fixtures/zeebe-8.5.8.ndjson', import.meta.url), 'utf8')
  .trim()
  .split('\n');

describe('records of the real engine', () => {
  let at: Fixture;
  beforeAll(async () => {
    at = await startFixture();
    expect(await at.post(lines)).toBe(200);
    expect((await at.lag()).quarantined).toBe(0);
  });
  afterAll(() => at.close());

  test('user tasks', async () => {
    const [completed, canceled] = await at.rows('SELECT * FROM read.task ORDER BY state DESC');
    expect(completed).toMatchObject({
      task_key: '2251799813685281',
      element_id: 'Task_Check',
      candidate_groups: ['finance.clerk', 'finance'],
      assignee: 'finance.clerk',
      due_at: '2026-11-24T08:49:16.281+08:00',
      created_at: '2026-11-24T06:49:12.811+08:00',
      ended_at: '2026-11-24T07:50:58.009+08:00',
      state: 'completed',
      completed_by: 'finance.clerk',
    });
    expect(canceled).toMatchObject({ state: 'canceled', completed_by: null, due_at: '2027-01-01T00:00:00+08:00' });
  });

  test('what was deployed', async () => {
    const [process] = await at.rows('SELECT * FROM read.process');
    expect(process).toMatchObject({ process_id: 'child', name: '子流程', version: 1, resource_name: 'child.bpmn' });
    expect(
      await at.rows(`SELECT name, properties FROM read.process_element WHERE element_id = 'Task_ChildJob'`),
    ).toEqual([{ name: '子作业', properties: {} }]);
    expect(process.xml).toContain('<bpmn:process');
    const [decision] = await at.rows(
      'SELECT d.*, r.xml FROM read.decision d JOIN read.decision_requirements r ON r.key = d.drg_key',
    );
    expect(decision).toMatchObject({ decision_id: 'sample-level', name: '判定', version: 1 });
    expect(decision.xml).toContain('<decisionTable');
    expect(await at.rows(`SELECT form_id, schema #>> '{components,0,key}' AS first FROM read.form`)).toEqual([
      { form_id: 'sample-form', first: 'opinion' },
    ]);
  });

  test('called instance, timer, incidents', async () => {
    expect(await at.rows('SELECT process_id, state, parent_instance_key FROM read.instance')).toEqual([
      { process_id: 'child', state: 'completed', parent_instance_key: '2251799813685257' },
    ]);
    expect(await at.rows('SELECT element_id, state FROM read.timer')).toEqual([
      { element_id: 'Timer_Warn', state: 'triggered' },
    ]);
    // The engine names a made-up element for an error that nobody catches.
    expect(await at.rows('SELECT error_type, element_id, state FROM read.incident ORDER BY incident_key')).toEqual([
      { error_type: 'JOB_NO_RETRIES', element_id: 'Task_Bad', state: 'resolved' },
      { error_type: 'UNHANDLED_ERROR_EVENT', element_id: 'Task_Bad', state: 'open' },
    ]);
  });

  test('evaluated rules', async () => {
    const rows = await at.rows(
      'SELECT instance_key, output, matched_rules FROM read.decision_evaluation ORDER BY position',
    );
    expect(rows[0]).toEqual({
      instance_key: '2251799813685257',
      output: 'group',
      matched_rules: [{ ruleId: 'Rule_High', ruleIndex: 2, outputs: { level: 'group' } }],
    });
    expect(rows[1]).toMatchObject({ instance_key: '-1', output: 'office' });
  });

  test('commands are not kept', async () => {
    expect(await at.rows('SELECT count(*)::int AS n FROM engine_record')).toEqual([
      { n: lines.filter((l) => l.includes('"recordType":"EVENT"')).length },
    ]);
  });
});
