import { casesSeenBy, OF_ROUND } from '../../../domain/access.ts';
import { catchUpUnits } from '../../../domain/cases/joined.ts';
import { joinCase } from '../../../domain/cases/store.ts';
import { listDeadlines } from '../../../domain/deadlines/list.ts';
import type { Principal } from '../../../domain/people/store.ts';
import { listTasks } from '../../../domain/tasks/store.ts';
import { addCase, type Fixture, startFixture } from '../../projection/setup.ts';

/** What a post may claim is read another way where it is long: it must be the same list. */

let at: Fixture;
beforeAll(async () => {
  at = await startFixture();
  await addCase(at.pool, 'C-1');
  // Of one post, of another, of a unit, of both, of strangers; every seventh taken; due dates and times of arrival are shared by many.
  await at.pool.query(`
    INSERT INTO read.task (task_key, element_key, instance_key, definition_key, process_id, element_id, name, case_id, candidate_groups,
                           assignee, due_at, state, created_at, position)
    SELECT n, n, 1, 1, 'sample', 'Task_' || n % 4, '任务', CASE WHEN n % 3 > 0 THEN 'C-1' END,
           CASE n % 6 WHEN 0 THEN ARRAY['finance.clerk'] WHEN 1 THEN ARRAY['finance.liaison'] WHEN 2 THEN ARRAY['finance']
                      WHEN 3 THEN ARRAY['finance.clerk', 'finance.liaison'] WHEN 4 THEN ARRAY['commerce.clerk', 'finance']
                      ELSE ARRAY['commerce.clerk'] END,
           CASE WHEN n % 7 = 0 THEN 'finance.clerk' END,
           CASE WHEN n % 5 > 0 THEN timestamptz '2026-11-23T17:00+08:00' + make_interval(days => n * 37 % 11) END, 'open',
           timestamptz '2026-11-20T09:00+08:00' + make_interval(mins => n * 53 % 97), 0
      FROM generate_series(1, 2400) n`);
});
afterAll(() => at.close());

const clerk: Principal = {
  username: 'finance.clerk',
  name: '区财政局经办人',
  posts: [],
  units: ['finance'],
  groups: ['finance.clerk', 'finance.liaison', 'finance', 'finance.clerk'],
  represents: [],
  readingPosts: [],
};

test.each([{}, { element: 'Task_1' }])(
  'pages of a long list, one after the other, are all that the short way finds: %j',
  async (only) => {
    const filter = { view: 'claimable' as const, state: 'open' as const, ...only };
    const { rows } = await at.pool.query<{ key: string }>(
      `SELECT task_key AS key FROM read.task
      WHERE state = 'open' AND assignee IS NULL AND candidate_groups && $1 AND ($2::text IS NULL OR element_id = $2)
      ORDER BY due_at NULLS LAST, created_at DESC, task_key DESC`,
      [clerk.groups, filter.element ?? null],
    );
    const expected = rows.map(({ key }) => key);
    // The first look finds out how long it is; the others go by the posts.
    const whole = await listTasks(at.pool, clerk, { ...filter, limit: 3000, offset: 0 });
    expect([whole.total, whole.items.map(({ key }) => key)]).toEqual([expected.length, expected]);
    const pages = [];
    for (let offset = 0; offset < expected.length + 50; offset += 50)
      pages.push(await listTasks(at.pool, clerk, { ...filter, limit: 50, offset }));
    expect(pages.flatMap(({ items }) => items.map(({ key }) => key))).toEqual(expected);
    expect(new Set(pages.map(({ total }) => total))).toEqual(new Set([expected.length]));
  },
);

test('of many the total may be some seconds old; the last page says it exactly', async () => {
  const look = (offset: number) =>
    listTasks(at.pool, clerk, { view: 'claimable', state: 'open', element: 'Task_2', limit: 50, offset });
  const first = await look(0);
  expect(first.total).toBeGreaterThan(300);
  const lastPage = first.total - (first.total % 50);
  expect(lastPage).toBeLessThan(first.total);
  const gone = (await look(lastPage)).items.at(-1)!;
  await at.pool.query(`UPDATE read.task SET state = 'completed' WHERE task_key = $1`, [gone.key]);
  expect((await look(0)).total).toBe(first.total);
  expect((await look(lastPage)).total).toBe(first.total - 1);
});

test('a unit that joins a case sees its tasks at once, though they were written before; later the rows know it too', async () => {
  const stranger: Principal = { ...clerk, username: 'health.clerk', units: ['health'], groups: ['health.clerk'] };
  const { rows } = await at.pool.query<{ key: string }>(
    `SELECT task_key AS key FROM read.task WHERE state = 'open' AND case_id = 'C-1'
      ORDER BY due_at NULLS LAST, created_at DESC, task_key DESC`,
  );
  const expected = rows.map(({ key }) => key);
  const seen = async () => {
    const pages = [];
    for (let offset = 0; offset < expected.length; offset += 200)
      pages.push(await listTasks(at.pool, stranger, { view: 'all', state: 'open', limit: 200, offset }));
    return pages.flatMap(({ items }) => items.map(({ key }) => key));
  };
  const known = async () =>
    (
      await at.pool.query(
        `SELECT count(*)::int AS rows, count(*) FILTER (WHERE 'health' = ANY(units))::int AS known FROM read.task
          WHERE state = 'open' AND case_id = 'C-1'`,
      )
    ).rows[0];
  expect(await seen()).toEqual([]);
  await joinCase(at.pool, 'C-1', ['health']);
  // The first look finds out how long it is; the next ask each row.
  expect(await seen()).toEqual(expected);
  expect(await seen()).toEqual(expected);
  await catchUpUnits(at.pool);
  expect(await known()).toEqual({ rows: expected.length, known: 0 });
  await at.pool.query(`UPDATE unit_joined SET at = at - interval '2 minutes'`);
  await catchUpUnits(at.pool);
  expect(await known()).toEqual({ rows: expected.length, known: expected.length });
  expect((await at.pool.query('SELECT * FROM unit_joined')).rows).toEqual([]);
  expect(await seen()).toEqual(expected);
});

test('so do its limits', async () => {
  const stranger: Principal = { ...clerk, username: 'water.clerk', units: ['water'], groups: ['water.clerk'] };
  await addCase(at.pool, 'C-2');
  await at.pool.query(
    `INSERT INTO deadline (id, case_id, obligation, round) SELECT 'C-2:' || n, 'C-2', 'decide-' || n, 1 FROM generate_series(1000, 1399) n`,
  );
  await at.pool.query(`
    INSERT INTO deadline_round (deadline_id, round, case_id, watch_key, name, working_days, warn_days, started_at, warn_at, due_at, provisional)
    SELECT 'C-2:' || n, 1, 'C-2', -n, '会议决策', 5, 1, '2026-11-20T09:00+08:00', '2030-01-01T09:00+08:00',
           timestamptz '2030-01-01T17:00+08:00' + make_interval(mins => n), false FROM generate_series(1000, 1399) n`);
  const first = ['C-2:1000', 'C-2:1001', 'C-2:1002'];
  // Three of four hundred: each row is asked once the first look has told how many they are.
  const seen = async () => {
    const found = [];
    for (let look = 0; look < 2; look++)
      found.push(
        await listDeadlines(at.pool, casesSeenBy(stranger, 1, OF_ROUND), { state: ['running'], limit: 3, offset: 0 }),
      );
    return found.map(({ items }) => items.map(({ id }) => id));
  };
  const known = async () =>
    (
      await at.pool.query(
        `SELECT count(*)::int AS n FROM deadline_round WHERE case_id = 'C-2' AND 'water' = ANY(units)`,
      )
    ).rows[0];
  expect(await seen()).toEqual([[], []]);
  await joinCase(at.pool, 'C-2', ['water']);
  expect(await seen()).toEqual([first, first]);
  expect(await known()).toEqual({ n: 0 });
  await at.pool.query(`UPDATE unit_joined SET at = at - interval '2 minutes'`);
  await catchUpUnits(at.pool);
  expect(await known()).toEqual({ n: 400 });
  expect((await at.pool.query('SELECT * FROM unit_joined')).rows).toEqual([]);
  expect(await seen()).toEqual([first, first]);
});
