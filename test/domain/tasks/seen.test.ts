import { migrate } from '../../../db/migrate.ts';
import { createPool, type Pool } from '../../../db/pool.ts';
import type { Principal } from '../../../domain/people/store.ts';
import { countTasks, listTasks } from '../../../domain/tasks/store.ts';
import { freshDatabase } from '../../projection/setup.ts';

let database: Awaited<ReturnType<typeof freshDatabase>>;
let pool: Pool;

beforeAll(async () => {
  database = await freshDatabase();
  await migrate(database.url);
  pool = createPool(database.url, 4);
  await pool.query(
    `INSERT INTO cases (id, process, title, variables, created_by, leading_unit, created_at)
     SELECT 'C-' || n, 'sample', '事项', '{}', 'finance.clerk', 'finance', '2026-11-23T09:00:00+08:00' FROM generate_series(1, 3) n`,
  );
  await pool.query(
    `INSERT INTO case_unit (case_id, unit) VALUES ('C-1', 'finance'), ('C-2', 'finance'), ('C-2', 'commerce')`,
  );
  const tasks: [key: number, caseId: string | null, group: string, state: string][] = [
    [1, 'C-1', 'finance.clerk', 'open'],
    [2, 'C-1', 'finance.head', 'open'],
    [3, 'C-2', 'commerce.clerk', 'open'],
    // Of a post outside the units: taking part does not tell.
    [4, 'C-3', 'process-owner', 'open'],
    [5, null, 'finance.clerk', 'open'],
    [6, null, 'commerce.clerk', 'open'],
    [7, 'C-2', 'finance.clerk', 'completed'],
  ];
  for (const [key, caseId, group, state] of tasks) {
    await pool.query(
      `INSERT INTO read.task (task_key, element_key, instance_key, definition_key, process_id, element_id, case_id, candidate_groups, state, created_at, position)
       VALUES ($1, $1, 1, 1, 'sample', 'Task', $2, ARRAY[$3], $4, '2026-11-23T09:00:00+08:00', 1)`,
      [key, caseId, group, state],
    );
  }
});
afterAll(async () => {
  await pool?.end();
  await database?.drop();
});

const post = (id: string): Principal => {
  const [unit, kind] = id.includes('.') ? (id.split('.') as [string, string]) : [null, id];
  const units = unit ? [unit] : [];
  return {
    username: id,
    name: id,
    posts: [{ id, name: id, kind, unit, unitName: unit }],
    units,
    groups: [id, ...units],
    represents: [],
    readingPosts: [],
  } as Principal;
};

test.each([
  ['finance.clerk', ['1', '2', '3', '5']],
  ['commerce.head', ['3']],
  ['commerce.clerk', ['3', '6']],
  ['process-owner', ['4']],
  ['monitor', ['1', '2', '3', '4']],
  ['supervision-office.clerk', ['1', '2', '3', '4']],
])('%s sees the open tasks of his cases and his own, and the count says as many', async (who, keys) => {
  const principal = post(who);
  const { items, total } = await listTasks(pool, principal, { view: 'all', state: 'open', limit: 50, offset: 0 });
  expect(items.map((t) => t.key).sort()).toEqual(keys);
  expect(total).toBe(keys.length);
  expect((await countTasks(pool, principal)).all).toBe(keys.length);
  const page = await listTasks(pool, principal, { view: 'all', state: 'open', limit: 1, offset: 0 });
  expect([page.items.length, page.total]).toEqual([1, keys.length]);
  const inCase = await listTasks(pool, principal, { view: 'all', state: 'open', caseId: 'C-2', limit: 50, offset: 0 });
  expect(inCase.total).toBe(inCase.items.length);
});
