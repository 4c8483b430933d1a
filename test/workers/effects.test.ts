import { createPool, type Pool } from '../../db/pool.ts';
import {
  claimRootInstance,
  keepRule,
  recordEvent,
  ruleKey,
  setOutcome,
  setWithdrawn,
} from '../../domain/cases/lifecycle.ts';
import { PermanentFault } from '../../domain/faults.ts';
import { createZeebeClient } from '../../engine/zeebe-client.ts';
import { caseOf, doStep, startCase, taskAt } from '../support/fast-track.ts';
import { eventually, world } from '../support/world.ts';

const stack = world();
let pool: Pool;
let number = Date.now();

beforeAll(() => {
  pool = createPool(stack.databaseUrl, 4);
});
afterAll(() => pool.end());

/** A case of our own, with an instance that the engine does not know. */
async function newCase(): Promise<{ id: string; instanceKey: string }> {
  const id = `TEST-${number}`;
  const instanceKey = `9${number++}`;
  await pool.query(
    `INSERT INTO cases (id, process, title, variables, created_by, leading_unit, instance_key, created_at)
     VALUES ($1, 'test', '测试', '{}', 'finance.clerk', 'finance', $2, '2026-01-05T09:00:00+08:00')`,
    [id, instanceKey],
  );
  return { id, instanceKey };
}

test('an effect is recorded once, however often its job is delivered and however many at a time', async () => {
  const { id } = await newCase();
  const origin = { elementId: 'Task_X', elementInstanceKey: String(number) };
  const once = () => recordEvent(pool, { caseId: id, kind: 'case-opened', detail: { text: '立案' } }, origin);
  const added = await Promise.all([once(), once(), once(), once()]);
  expect(added.filter(Boolean)).toHaveLength(1);
  expect(await once()).toBe(false);
  const { rows } = await pool.query('SELECT kind, element FROM case_event WHERE case_id = $1', [id]);
  expect(rows).toEqual([{ kind: 'case-opened', element: 'Task_X' }]);
});

test('a case has one root instance: its own again, never another; an unknown case is a fault for people', async () => {
  const { id, instanceKey } = await newCase();
  expect(await claimRootInstance(pool, id, instanceKey)).toBe(true);
  expect(await claimRootInstance(pool, id, '4711')).toBe(false);
  await expect(claimRootInstance(pool, 'TEST-none', '4711')).rejects.toThrow(PermanentFault);
});

test('a withdrawal takes the outcome away, and a late decision does not bring it back', async () => {
  const { id } = await newCase();
  await setOutcome(pool, id, 'approved');
  await setWithdrawn(pool, id);
  await setOutcome(pool, id, 'approved');
  const { rows } = await pool.query('SELECT outcome, withdrawn_at IS NOT NULL AS withdrawn FROM cases WHERE id = $1', [
    id,
  ]);
  expect(rows).toEqual([{ outcome: null, withdrawn: true }]);
});

test('a case keeps the first version of a rule that it met', async () => {
  const { id } = await newCase();
  expect(await ruleKey(pool, id, 'decision-level')).toBeNull();
  await keepRule(pool, id, 'decision-level', '1');
  await keepRule(pool, id, 'decision-level', '2');
  expect(await ruleKey(pool, id, 'decision-level')).toBe('1');
});

describe('on the engine', () => {
  const engine = createZeebeClient({
    grpcAddress: `127.0.0.1:${stack.ports.grpc}`,
    restAddress: `http://127.0.0.1:${stack.ports.rest}`,
    engineVersion: stack.engineVersion,
  });
  afterAll(() => engine.close());

  test('a start that is repeated long after makes no second case: its instance is cancelled, the first goes on', async () => {
    const monitor = await stack.as('monitor');
    const id = await startCase(await stack.as('commerce.clerk'));
    const task = await taskAt(monitor, id, 'Task_ReviewMaterials');
    const { rows } = await pool.query<{ variables: Record<string, unknown>; instance: string }>(
      'SELECT variables, instance_key AS instance FROM cases WHERE id = $1',
      [id],
    );
    const [own] = rows;
    // Other message id and correlation key: the engine has forgotten the first.
    await engine.publishMessage({
      name: 'start-fast-track-decision',
      correlationKey: `${id}:again`,
      timeToLiveMs: 10_000,
      variables: { ...own?.variables, caseId: id },
    });
    await eventually(async () => {
      const second = await pool.query<{ state: string }>(
        `SELECT i.state FROM read.variable v JOIN read.instance i ON i.instance_key = v.scope_key
          WHERE v.name = 'caseId' AND v.value = to_jsonb($1::text) AND i.instance_key <> $2`,
        [id, own?.instance],
      );
      expect(second.rows).toEqual([{ state: 'terminated' }]);
    });
    expect(await caseOf(monitor, id)).toMatchObject({ status: 'running', tasks: [{ key: task.key }] });
    await doStep(stack, id, 'Task_ReviewMaterials', { reviewResult: 'accept' });
    await taskAt(monitor, id, 'Task_GiveOpinion');
  });

  test('facts that no row of the rule fits stop the case with a message that a person can act on', async () => {
    const monitor = await stack.as('monitor');
    const id = await startCase(await stack.as('commerce.clerk'));
    await doStep(stack, id, 'Task_ReviewMaterials', { reviewResult: 'accept' });
    await doStep(stack, id, 'Task_GiveOpinion', { opinion: 'agree' }, 'finance');
    await taskAt(monitor, id, 'Task_FormProposal');
    const { rows } = await pool.query<{ instance: string }>(
      'SELECT instance_key AS instance FROM cases WHERE id = $1',
      [id],
    );
    await engine.setVariables(rows[0]?.instance ?? '', { annualRewardBeyondPolicy: '五百万' }, false);
    await doStep(stack, id, 'Task_FormProposal', { proposalText: '建议' });
    await eventually(async () => {
      const { waiting } = (await caseOf(monitor, id)) as unknown as { waiting: { text: string }[] };
      expect(waiting).toMatchObject([{ text: expect.stringMatching(/没有与本事项相符的行.*五百万.*重试/) }]);
    });
  });
});
