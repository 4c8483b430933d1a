import type { Client } from '../support/client.ts';
import { world } from '../support/world.ts';

const stack = world();
let owner: Client;

interface Group {
  group: string;
  revision: number;
  members: { role: string; title: string; post: string | null; holders?: string[] }[];
  edits: { actorName: string; reason: string }[];
}
const groupsOf = async (as: Client) => (await as.get('/api/members')).body.items as Group[];
const plain = (group: Group) => group.members.map(({ role, title, post }) => ({ role, title, post }));

beforeAll(async () => {
  owner = await stack.as('process-owner');
});

test('both groups are there as posts of annexes 1 and 2, with whoever holds the post today', async () => {
  const [leading, office] = await groupsOf(await stack.as('commerce.clerk'));
  expect(leading).toMatchObject({ group: 'leading-group', members: { length: 5 } });
  expect(office).toMatchObject({ group: 'leading-group-office', members: { length: 13 } });
  expect(leading?.members[0]).toEqual({ role: '组长', title: '区长', post: null, holders: [] });
  expect(leading?.members.find((m) => m.post === 'finance.head')).toMatchObject({
    role: '成员',
    title: '区财政局局长',
    holders: ['区财政局主要负责人'],
  });
});

test('a change needs a reason and the right; it is kept, and one made on an old list is refused', async () => {
  const office = (await groupsOf(owner))[1] as Group;
  const added = { role: '成员', title: '区住建局局长', post: 'housing-construction.head' };
  const body = { revision: office.revision, members: [...plain(office), added], reason: '职能调整' };
  const path = `/api/members/${office.group}`;

  expect((await (await stack.as('investment-promotion.clerk')).put(path, { nonsense: 1 })).status).toBe(403);
  expect((await owner.put('/api/members/other', body)).status).toBe(404);
  const wrong = async (over: object) => (await owner.put(path, { ...body, ...over })).body.errors;
  expect(await wrong({ reason: '' })).toMatchObject([{ path: 'reason' }]);
  expect(await wrong({ members: [] })).toEqual([{ path: 'members', message: '至少一名成员' }]);
  const unknown = [{ role: '成员', title: '甲', post: 'nobody.head' }];
  expect(await wrong({ members: unknown })).toEqual([{ path: 'members.0.post', message: '岗位不存在' }]);
  expect(await wrong({ members: [added, added] })).toEqual([{ path: 'members.1.title', message: '同一职务出现两次' }]);

  const both = await Promise.all([owner.put(path, body), owner.put(path, body)]);
  expect(both.map((answer) => answer.status).sort()).toEqual([200, 409]);
  const changed = (await groupsOf(owner))[1] as Group;
  expect(changed.members.at(-1)).toEqual({ ...added, holders: ['区住建局主要负责人'] });
  expect(changed.edits[0]).toMatchObject({ actorName: '流程设计员', reason: '职能调整' });

  const sysadmin = await stack.as('sysadmin');
  const back = { revision: changed.revision, members: plain(office), reason: '恢复原名单' };
  expect((await sysadmin.put(path, back)).body).toEqual({ group: office.group, revision: office.revision + 2 });
  expect(plain((await groupsOf(owner))[1] as Group)).toEqual(plain(office));
});

test('the chain of seals is shown and verified for those who supervise it, and nobody else', async () => {
  expect((await (await stack.as('commerce.clerk')).get('/api/archives')).status).toBe(403);
  expect((await (await stack.as('commerce.clerk')).get('/api/archives/verification')).status).toBe(403);
  for (const user of ['monitor', 'auditor', 'supervision-office.clerk']) {
    const as = await stack.as(user);
    const { status, body } = await as.get('/api/archives?limit=1');
    expect(status).toBe(200);
    const verdict = (await as.get('/api/archives/verification')).body;
    expect(verdict.checked).toBeGreaterThanOrEqual(body.total);
    expect(Array.isArray(verdict.faults)).toBe(true);
  }
  expect((await (await stack.as('auditor')).get('/api/archives?limit=0')).status).toBe(400);
});
