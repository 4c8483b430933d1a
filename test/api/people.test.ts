import pg from 'pg';
import { text } from '../../api/sheets/cells.ts';
import { workbook } from '../../api/sheets/workbook.ts';
import { type Client } from '../support/client.ts';
import { complete, startCase, taskAt } from '../support/fast-track.ts';
import { newPeople } from '../support/people.ts';
import { readSheets } from '../support/sheet.ts';
import { eventually, world } from '../support/world.ts';

const stack = world();
const db = new pg.Client({ connectionString: stack.databaseUrl });
const mark = `${Date.now()}`.slice(-8);
let sysadmin: Client;
let secadmin: Client;
const { person, unit } = newPeople(stack, db);

beforeAll(async () => {
  await db.connect();
  [sysadmin, secadmin] = await Promise.all([stack.as('sysadmin'), stack.as('secadmin')]);
});
afterAll(() => db.end());

async function xlsx(titles: string[], rows: string[][]): Promise<Buffer> {
  return workbook(
    '表',
    titles.map((title) => ({ title, width: 20 })),
    rows.map((cells) => cells.map((cell) => text(cell))),
    [],
  );
}
const send = (who: Client, kind: string, file: Buffer, preview = false) =>
  who.upload(`/api/people/${kind}/import?preview=${preview}`, '名册.xlsx', file);

test('a renamed unit: what is old keeps its name, what is new has the new one', async () => {
  const id = await unit(`旧称局${mark}`);
  const { client } = await person(`${id}.clerk`);
  const old = await startCase(client, { filingUnit: id });
  const named = async (caseId: string) => (await client.get(`/api/cases/${caseId}`)).body.filingUnitName;
  expect(await named(old)).toBe(`旧称局${mark}`);
  expect(
    (await client.post(`/api/units/${id}/changes`, { kind: 'rename', name: '新称局', reason: '机构改革' })).status,
  ).toBe(403);
  expect(
    (await sysadmin.post(`/api/units/${id}/changes`, { kind: 'rename', name: '区财政局', reason: '机构改革' })).status,
  ).toBe(422);
  const change = { kind: 'rename', name: `新称局${mark}`, reason: '机构改革方案' };
  expect((await sysadmin.post(`/api/units/${id}/changes`, { ...change, from: '2000-01-01' })).status).toBe(422);
  expect((await sysadmin.post(`/api/units/${id}/changes`, change)).status).toBe(201);
  expect((await client.get('/api/session')).body.user.posts[0].name).toBe(`新称局${mark}经办人`);
  // A name counts for whole days: what began before that day has the old one.
  await db.query(`UPDATE cases SET created_at = created_at - interval '1 day' WHERE id = $1`, [old]);
  const fresh = await startCase(client, { filingUnit: id });
  expect([await named(old), await named(fresh)]).toEqual([`旧称局${mark}`, `新称局${mark}`]);
  const { items } = (await client.get('/api/cases')).body;
  const listed = (caseId: string) => items.find((c: { id: string }) => c.id === caseId).filingUnitName;
  expect([listed(old), listed(fresh)]).toEqual([`旧称局${mark}`, `新称局${mark}`]);
  const later = { kind: 'rename', name: `再称局${mark}`, from: '2099-01-01', reason: '以后再改' };
  expect((await sysadmin.post(`/api/units/${id}/changes`, later)).status).toBe(201);
  const row = (await sysadmin.get('/api/units/changes')).body.items.find((u: { id: string }) => u.id === id);
  expect(row).toMatchObject({
    name: `新称局${mark}`,
    changes: [{ done: false }, { done: true, before: `旧称局${mark}` }],
  });
  expect((await sysadmin.delete(`/api/unit-changes/${row.changes[0].id}`)).status).toBe(204);
  expect((await sysadmin.delete(`/api/unit-changes/${row.changes[1].id}`)).status).toBe(409);
});

test('a merged unit: its open work is done by its successor, also what was taken; its people see nothing any more', async () => {
  const [from, into] = [await unit(`并出局${mark}`), await unit(`并入局${mark}`)];
  const [before, after] = [await person(`${from}.clerk`), await person(`${into}.clerk`)];
  const caseId = await startCase(before.client, { filingUnit: from });
  const task = await taskAt(before.client, caseId, 'Task_PrepareReport');
  expect((await before.client.post(`/api/tasks/${task.key}/claim`)).status).toBe(200);
  expect((await after.client.get(`/api/cases/${caseId}`)).status).toBe(403);
  expect((await sysadmin.post(`/api/units/${from}/changes`, { kind: 'merge', into, reason: '机构合并' })).status).toBe(
    201,
  );
  await db.query(`UPDATE cases SET created_at = created_at - interval '1 day' WHERE id = $1`, [caseId]);

  await eventually(async () => {
    const { body } = await after.client.get(`/api/tasks/${task.key}`);
    expect(body).toMatchObject({ assignee: after.username, groupNames: [`并入局${mark}经办人`] });
  });
  expect((await before.client.get(`/api/cases/${caseId}`)).status).toBe(403);
  expect((await before.client.get(`/api/tasks/${task.key}`)).status).toBe(403);
  expect((await after.client.get(`/api/cases/${caseId}`)).body.filingUnitName).toBe(`并出局${mark}`);
  await complete(after.client, task, { screening: '项目真实可行。', reportText: '一、项目概况' });
  await taskAt(after.client, caseId, 'Task_GiveHeadOpinion');
  // Not chosen for anything new, not shown among the posts, its posts go with the successor's.
  const units = (await after.client.get('/api/units')).body.items.map((u: { id: string }) => u.id);
  expect([units.includes(from), units.includes(into)]).toEqual([false, true]);
  const post = `${from}.clerk`;
  expect(
    (await secadmin.post(`/api/posts/${post}/holders`, { username: before.username, reason: '再任' })).status,
  ).toBe(422);
  const next = await person(`${into}.clerk`);
  expect((await next.client.get(`/api/cases/${caseId}`)).status).toBe(200);
  await secadmin.post(`/api/posts/${into}.clerk/holders`, { username: null, former: after.username, reason: '离任' });
  expect((await after.client.get(`/api/cases/${caseId}`)).status).toBe(403);
  // Its limits are found and counted with the successor's; what was over keeps the name of its time.
  const limit = `${caseId}:merged`;
  await db.query(`INSERT INTO deadline (id, case_id, obligation, round) VALUES ($1, $2, 'merged', 1)`, [limit, caseId]);
  await db.query(
    `INSERT INTO deadline_round (deadline_id, round, case_id, watch_key, name, unit, working_days, warn_days, started_at, warn_at, due_at,
                                 provisional, armed, ended_at, ended_as)
     VALUES ($1, 1, $2, -$3::bigint, '并前时限', $4, 5, 1, '2011-03-01 09:00+08', '2011-03-07 09:00+08', '2011-03-08 17:00+08', false, 1,
             '2011-03-04 09:00+08', 'met')`,
    [limit, caseId, mark, from],
  );
  const monitor = await stack.as('monitor');
  const period = `dueFrom=2011-03-08&dueTo=2011-03-08&unit=${into}`;
  const { body: found } = await monitor.get(`/api/deadlines?${period}`);
  expect(found.items.map((d: { id: string; unit: string }) => [d.id, d.unit])).toEqual([[limit, from]]);
  const report = await monitor.get(`/api/reports?period=2011-03&unit=${into}`);
  const byUnit = report.body.sections.find((s: { id: string }) => s.id === 'on-time-unit').rows[0];
  expect([byUnit.key, byUnit.cells[1].value, byUnit.cells[1].list.query.unit]).toEqual([into, 1, into]);
  // So are its tasks and its work: what is open, as the list with the successor's name has it.
  const listed = (await monitor.get(`/api/tasks?view=all&state=done&unit=${into}`)).body.items;
  expect(listed.map((t: { key: string }) => t.key)).toContain(task.key);
  for (const asked of [into, from]) {
    const { body: made } = await monitor.get(`/api/reports?unit=${asked}`);
    expect(made.unit).toBe(into);
    const [work, whole] = made.sections.find((s: { id: string }) => s.id === 'work-unit').rows;
    expect([work.key, whole.name]).toEqual([into, '合计']);
    for (const { value, list } of [...work.cells, ...whole.cells]) {
      const { body: rows } = await monitor.get(`/api/tasks?${new URLSearchParams({ ...list.query, limit: '1' })}`);
      expect([list.query.unit, rows.total]).toEqual([into, value]);
    }
    expect(work.cells[2].value).toBeGreaterThan(0);
    const begun = made.sections.find((s: { id: string }) => s.id === 'cases').rows.at(-1).cells[0];
    expect((await monitor.get(`/api/cases?${new URLSearchParams(begun.list.query)}`)).body.items).toMatchObject([
      { id: caseId },
    ]);
  }
  await db.query('DELETE FROM deadline_round WHERE deadline_id = $1', [limit]);
  await db.query('DELETE FROM deadline WHERE id = $1', [limit]);
  // What the successor is called later, old diagrams say too.
  expect(
    (await sysadmin.post(`/api/units/${into}/changes`, { kind: 'rename', name: `大局${mark}`, reason: '更名' })).status,
  ).toBe(201);
  const names = (await next.client.get('/api/session')).body.user.posts.map((p: { name: string }) => p.name);
  expect(names).toEqual([`大局${mark}经办人`, `大局${mark}经办人`]);
});

test('Excel of units, accounts and holders: out and in changes nothing; faults stand at their lines and nothing is taken', async () => {
  const sheet = async (who: Client, kind: string) =>
    Buffer.from(await (await who.raw(`/api/people/${kind}/export.xlsx`)).arrayBuffer());
  for (const [who, kind] of [
    [sysadmin, 'units'],
    [sysadmin, 'accounts'],
    [secadmin, 'holders'],
  ] as const) {
    const file = await sheet(who, kind);
    expect([kind, (await send(who, kind, file)).body]).toEqual([
      kind,
      { preview: false, added: [], changed: [], unchanged: expect.any(Number), passwords: [] },
    ]);
    expect((await readSheets(file))[0]!.rows.length).toBeGreaterThan(50);
  }
  expect((await send(secadmin, 'accounts', await sheet(sysadmin, 'accounts'))).status).toBe(403);
  expect((await sysadmin.get('/api/people/holders/export.xlsx')).status).toBe(403);

  const id = `imported-${mark}`;
  const units = await xlsx(['单位编号', '单位名称'], [[id, `导入局${mark}`]]);
  expect((await send(sysadmin, 'units', units, true)).body.added).toEqual([id]);
  expect((await send(sysadmin, 'units', units)).body.added).toEqual([id]);
  expect((await send(sysadmin, 'units', units)).body).toMatchObject({ added: [], unchanged: 1 });

  const [a, b] = [`imp${mark}-a`, `imp${mark}-b`];
  const accounts = await xlsx(
    ['用户名', '姓名或名称', '类别'],
    [
      [a, '甲', '人员'],
      [b, '乙', ''],
    ],
  );
  const { body } = await send(sysadmin, 'accounts', accounts);
  expect(body.passwords.map((p: { username: string }) => p.username)).toEqual([a, b]);
  expect((await stack.stranger().post('/api/session', body.passwords[0])).body).toMatchObject({ mustChange: 'given' });
  expect((await send(sysadmin, 'accounts', accounts)).body).toMatchObject({ added: [], unchanged: 2, passwords: [] });

  const titles = ['岗位编号', '用户名', '任职日期', '离任日期'];
  const bad = await xlsx(titles, [
    [`${id}.clerk`, a, '2026-01-01', ''],
    [`${id}.nothing`, a, '2026-01-01', ''],
    [`${id}.head`, 'nobody-here', '2026-01-01', ''],
    [`${id}.head`, b, '2026-02-30', ''],
    [`${id}.head`, b, '2026-03-01', '2026-02-01'],
    ['auditor', a, '2026-01-01', ''],
    [`${id}.clerk`, a, '2026-01-01', ''],
  ]);
  const refused = await send(secadmin, 'holders', bad);
  const said = refused.body.errors.map((e: { path: string; message: string }) => `${e.path} ${e.message}`);
  expect(said).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^第3行 没有岗位/),
      expect.stringMatching(/^第4行 没有账户/),
      expect.stringMatching(/^第5行 任职日期/),
      expect.stringMatching(/^第6行 离任日期不能早于/),
      expect.stringMatching(/^第7行 .*不得兼任/),
      expect.stringMatching(/^第8行 与第2行重复/),
    ]),
  );
  const held = () =>
    db.query('SELECT post, until_date::text AS until FROM post_holder WHERE username = ANY ($1) ORDER BY 1', [[a, b]]);
  expect((await held()).rows).toEqual([]);
  const good = await xlsx(titles, [
    [`${id}.clerk`, a, '2026-01-01', ''],
    [`${id}.head`, b, '2020-01-01', '2021-01-01'],
    [`${id}.liaison`, '', '', ''],
  ]);
  expect((await send(secadmin, 'holders', good)).body.added).toHaveLength(2);
  expect((await send(secadmin, 'holders', good)).body).toMatchObject({ added: [], changed: [], unchanged: 2 });
  expect((await held()).rows).toEqual([
    { post: `${id}.clerk`, until: null },
    { post: `${id}.head`, until: '2021-01-01' },
  ]);
});

/** Whether the case is to be found at each of the ways to it. */
async function ways(who: Client, caseId: string, subject: string, fileId: string): Promise<Record<string, boolean>> {
  const listed = async (path: string) => JSON.stringify((await who.get(path)).body).includes(caseId);
  const open = async (path: string) => (await who.get(path)).status === 200;
  const limits = Buffer.from(await (await who.raw(`/api/deadlines/export.xlsx?case=${caseId}`)).arrayBuffer());
  return {
    read: await open(`/api/cases/${caseId}`),
    history: await open(`/api/cases/${caseId}/history`),
    files: await open(`/api/cases/${caseId}/files`),
    file: await open(`/api/files/${fileId}`),
    list: await listed(`/api/cases?q=${caseId}`),
    count: (await who.get(`/api/cases?q=${caseId}&limit=1`)).body.total === 1,
    search: await listed(`/api/search?q=${encodeURIComponent(subject)}`),
    tasks: await listed(`/api/tasks?view=all&case=${caseId}`),
    limits: await listed(`/api/deadlines?case=${caseId}`),
    limitCount: (await who.get(`/api/deadlines/summary?case=${caseId}`)).body.total > 0,
    export: (await readSheets(limits))[0]!.rows.some((row) => row.includes(caseId)),
  };
}
const all = (of: Record<string, boolean>, value: boolean) => Object.fromEntries(Object.keys(of).map((k) => [k, value]));

test('a case is its units’ own: nobody else finds it by any way; 公开 opens them all for reading, 涉密 has no place', async () => {
  const [clerk, head] = await Promise.all([stack.as('commerce.clerk'), stack.as('investment-promotion.head')]);
  const stranger = await stack.as('veterans-affairs.clerk');
  const subject = `标识事项${mark}`;
  const caseId = await startCase(clerk, { subject });
  const first = await taskAt(clerk, caseId, 'Task_PrepareReport');
  await clerk.post(`/api/tasks/${first.key}/claim`);
  const file = (await clerk.upload(`/api/tasks/${first.key}/files`, '论证附件.pdf', '%PDF-1.4\n%%EOF\n')).body
    .id as string;
  const task = await taskAt(clerk, caseId, 'Task_ReviewMaterials');
  const own = await eventually(async () => {
    const found = await ways(clerk, caseId, subject, file);
    const missing = Object.keys(found).filter((way) => !found[way] && !/limit|export/.test(way));
    expect(missing).toEqual([]);
    return found;
  });
  expect(await ways(stranger, caseId, subject, file)).toEqual(all(own, false));

  const mark_ = (who: Client, marking: string) =>
    who.put(`/api/cases/${caseId}/marking`, { marking, reason: '供各单位参考' });
  expect((await mark_(stranger, 'public')).status).toBe(403);
  expect((await mark_(clerk, 'public')).status).toBe(403);
  const secret = await mark_(clerk, 'secret');
  expect([secret.status, secret.body.detail]).toEqual([422, expect.stringContaining('涉密载体')]);
  expect((await clerk.get(`/api/cases/${caseId}`)).body.marking).toBe('internal');
  expect((await mark_(head, 'public')).status).toBe(200);
  // Whatever its units see.
  expect(await ways(stranger, caseId, subject, file)).toEqual(own);
  expect((await stranger.get(`/api/cases?marking=public&q=${caseId}`)).body.items[0].markingName).toBe('公开');
  // To be read, and no more than that.
  const { may, tasks } = (await stranger.get(`/api/cases/${caseId}`)).body;
  // Whoever sees how a case was handled may report what was wrong with it.
  expect(Object.keys(may).filter((act) => may[act])).toEqual(['referAccountability']);
  expect(Object.values(tasks[0].may)).not.toContain(true);
  for (const [path, body] of [
    [`/api/cases/${caseId}/comments`, { id: crypto.randomUUID(), text: '旁观', mentions: [] }],
    [`/api/cases/${caseId}/withdraw`, { reason: '旁观者' }],
    [`/api/tasks/${task.key}/claim`, {}],
    [`/api/tasks/${task.key}/complete`, {}],
    [`/api/tasks/${task.key}/files`, {}],
  ] as const)
    expect([path, (await stranger.post(path, body)).status]).toEqual([path, 403]);
  expect((await stack.stranger().get(`/api/cases/${caseId}`)).status).toBe(401);
  const { items } = (await clerk.get(`/api/cases/${caseId}/history`)).body;
  expect(items).toContainEqual(expect.objectContaining({ kind: 'case-marked', actor: 'investment-promotion.head' }));
  expect((await mark_(await stack.as('commerce.head'), 'internal')).status).toBe(200);
  expect(await ways(stranger, caseId, subject, file)).toEqual(all(own, false));
  await expect(
    db.query(
      `WITH r AS (INSERT INTO restricted_case (case_id) VALUES ($1)) INSERT INTO public_case VALUES ($1, 'x', now())`,
      [caseId],
    ),
  ).rejects.toThrow('not public');
});
