import pg from 'pg';
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
