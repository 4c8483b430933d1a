import pg from 'pg';
import { complete, startCase, taskAt } from '../support/fast-track.ts';
import { signIn } from '../support/client.ts';
import { eventually, world } from '../support/world.ts';

const stack = world();
const db = new pg.Client({ connectionString: stack.databaseUrl });
const username = `successor-${Date.now()}`;

beforeAll(async () => {
  await db.connect();
  await db.query(
    `INSERT INTO account (username, display_name, password_hash)
     SELECT $1, '接任人员', password_hash FROM account WHERE username = 'monitor'`,
    [username],
  );
});
afterAll(() => db.end());

test('rights follow the post: its holder of today has them, the one of yesterday and of tomorrow does not', async () => {
  const person = await signIn(stack.baseUrl, username);
  const { now } = (await (await stack.as('monitor')).get('/api/demo/clock')).body as { now: string };
  const day = (days: number) => new Date(Date.parse(now.slice(0, 10)) + days * 86_400_000).toISOString().slice(0, 10);
  const id = await startCase(await stack.as('commerce.clerk'), { departments: ['hotline-office'] });
  const bureau = await stack.as('investment-promotion.clerk');
  await complete(bureau, await taskAt(bureau, id, 'Task_ReviewMaterials'), { reviewResult: 'accept' });
  const task = await taskAt(await stack.as('monitor'), id, 'Task_GiveOpinion');
  const see = async () => (await person.get(`/api/tasks/${task.key}`)).status;
  const claimable = async () => (await person.get('/api/tasks?view=claimable')).body.total as number;

  expect([await see(), await claimable()]).toEqual([403, 0]);
  const hold = (from: string, until: string | null) =>
    db.query(`INSERT INTO post_holder VALUES ('hotline-office.liaison', $1, $2, $3)`, [username, from, until]);
  await hold(day(-30), day(0));
  await hold(day(1), null);
  expect([await see(), await claimable()]).toEqual([403, 0]);
  await db.query(`UPDATE post_holder SET from_date = $2 WHERE username = $1 AND until_date IS NULL`, [
    username,
    day(0),
  ]);
  expect([await see(), await claimable()]).toEqual([200, 1]);
  expect((await person.get('/api/session')).body.user.posts.map((p: { id: string }) => p.id)).toEqual([
    'hotline-office.liaison',
  ]);
  await complete(person, task, { opinion: 'agree' });
  await eventually(async () => {
    const { items } = (await bureau.get(`/api/cases/${id}/history`)).body;
    expect(items).toContainEqual(
      expect.objectContaining({ kind: 'task-completed', actor: username, actorName: '接任人员' }),
    );
  });
});
