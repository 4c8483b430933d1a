import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createPool, inTransaction, type Pool } from '../../db/pool.ts';
import { archiveDir, sealCase } from '../../domain/archive/seal.ts';
import { verifyArchives } from '../../domain/archive/verify.ts';
import { partIn } from '../../domain/cases/people.ts';
import { storeDocument } from '../../domain/documents/store.ts';
import { listOriginals } from '../../domain/files/originals.ts';
import { jsonInZip } from '../e2e/zip.ts';
import type { Client } from '../support/client.ts';
import { startCase, taskAt } from '../support/fast-track.ts';
import { readSheets } from '../support/sheet.ts';
import { eventually, world } from '../support/world.ts';

const stack = world();
const everything = { sql: 'TRUE', each: 'TRUE', params: [] };
const FACTS = { kind: 'scan', stamped: true, signed: false, place: '3号柜12盒' };
let pool: Pool;
let clerk: Client;
let head: Client;
let liaison: Client;
let monitor: Client;
let stranger: Client;
let caseId: string;
let taskKey: string;

beforeAll(async () => {
  pool = createPool(stack.databaseUrl, 4);
  [clerk, head, liaison, monitor, stranger] = (await Promise.all(
    ['commerce.clerk', 'commerce.head', 'commerce.liaison', 'monitor', 'veterans-affairs.clerk'].map(stack.as),
  )) as [Client, Client, Client, Client, Client];
  caseId = await startCase(clerk, { subject: `原件登记 ${Date.now()}` });
  taskKey = (await taskAt(clerk, caseId, 'Task_PrepareReport')).key;
  expect((await clerk.post(`/api/tasks/${taskKey}/claim`)).status).toBe(200);
});
afterAll(() => pool.end());

const upload = async (name: string, replaces = ''): Promise<string> =>
  (
    await clerk.upload(
      `/api/tasks/${taskKey}/files${replaces && `?replaces=${replaces}`}`,
      name,
      `%PDF ${name}${replaces}`,
    )
  ).body.id;
const fileOf = async (who: Client, id: string) =>
  ((await who.get(`/api/cases/${caseId}/files`)).body.items as { id: string }[]).find((f) => f.id === id);
const texts = async (): Promise<string[]> =>
  ((await monitor.get(`/api/cases/${caseId}/history`)).body.items as { text: string }[]).map(({ text }) => text);

test('who works on the case records a paper original, another person checks it once, a correction gives its reason', async () => {
  const id = await upload('合同扫描件.pdf');
  const url = `/api/files/${id}/original`;
  // Nobody else, and who only watches over everything neither.
  for (const who of [stranger, monitor]) expect((await who.post(url, FACTS)).status).toBe(403);
  expect(await fileOf(monitor, id)).toMatchObject({ paper: null, may: { recordPaper: false, checkPaper: false } });
  for (const [wrong, at] of [
    [{ ...FACTS, stamped: '是' }, 'stamped'],
    [{ ...FACTS, place: ' ' }, 'place'],
    [{ ...FACTS, place: '柜'.repeat(101) }, 'place'],
    [{ ...FACTS, kind: 'copy' }, 'kind'],
    [{ kind: 'none', stamped: false, signed: false, place: '' }, 'kind'],
    [{ ...FACTS, previous: '1' }, 'reason'],
  ] as const) {
    const answer = await clerk.post(url, wrong);
    expect([answer.status, answer.body.errors[0].path]).toEqual([422, at]);
  }
  expect((await clerk.post(url, { ...FACTS, place: '\u0000柜' })).status).toBe(400);
  const twice = await Promise.all([1, 2].map(() => clerk.post(url, FACTS)));
  expect(twice.map(({ status }) => status).sort()).toEqual([200, 201]);
  const original = twice[0]!.body.id as string;
  expect(twice[1]!.body.id).toBe(original);

  const own = await clerk.post(`${url}/check`, { original });
  expect([own.status, own.body.detail]).toEqual([403, '您是该文件的上传人，请由其他人员对照纸质原件核对。']);
  expect(await fileOf(clerk, id)).toMatchObject({ may: { recordPaper: true, checkPaper: false } });
  expect(await fileOf(head, id)).toMatchObject({ may: { recordPaper: true, checkPaper: true } });
  const checks = await Promise.all([1, 2].map(() => head.post(`${url}/check`, { original })));
  expect(checks.map(({ status }) => status).sort()).toEqual([200, 201]);
  expect((await liaison.post(`${url}/check`, { original })).status).toBe(409);
  expect(await fileOf(head, id)).toMatchObject({
    paper: { ...FACTS, byName: '区商务局经办人', checked: { byName: '区商务局主要负责人' } },
    may: { checkPaper: false },
  });

  // Seen before somebody else recorded it: nothing is written over.
  expect((await liaison.post(url, { ...FACTS, place: '5号柜' })).status).toBe(409);
  expect((await liaison.post(url, { ...FACTS, previous: original, reason: '重新登记' })).status).toBe(409);
  const moved = { ...FACTS, place: '5号柜', previous: original, reason: '移库' };
  const next = await liaison.post(url, moved);
  expect([next.status, (await liaison.post(url, moved)).status]).toEqual([201, 200]);
  expect((await head.post(`${url}/check`, { original })).status).toBe(409);
  // Nor does who recorded it check it, whoever uploaded the file.
  const recorded = await liaison.post(`${url}/check`, { original: next.body.id });
  expect([recorded.status, recorded.body.detail]).toEqual([
    403,
    '该文件的纸质原件由您登记，请由其他人员对照纸质原件核对。',
  ]);
  for (const who of [liaison, clerk]) expect(await fileOf(who, id)).toMatchObject({ may: { checkPaper: false } });
  expect(await fileOf(head, id)).toMatchObject({
    paper: { place: '5号柜', reason: '移库', checked: null },
    earlierPapers: [{ id: original, place: '3号柜12盒', checked: { byName: '区商务局主要负责人' } }],
    may: { checkPaper: true },
  });
  const gone = { kind: 'none', stamped: false, signed: false, place: '', previous: next.body.id, reason: '误登' };
  expect((await liaison.post(url, gone)).status).toBe(201);
  expect(await fileOf(head, id)).toMatchObject({ paper: { kind: 'none' }, may: { checkPaper: false } });
  expect((await texts()).filter((text) => text.includes('合同扫描件.pdf'))).toEqual([
    '登记“合同扫描件.pdf”的纸质原件：扫描自纸质原件，已盖章、无签字，存放于3号柜12盒',
    '对照纸质原件核对“合同扫描件.pdf”：内容一致，已盖章、无签字',
    '更正“合同扫描件.pdf”的纸质原件登记：扫描自纸质原件，已盖章、无签字，存放于5号柜（理由：移库）',
    '更正“合同扫描件.pdf”的纸质原件登记：没有纸质原件（理由：误登）',
  ]);
  const auditor = await stack.as('auditor');
  await eventually(async () => {
    const { body } = await auditor.get(`/api/audit?q=${id}&limit=100`);
    const names = (body.items as { name: string; status: number }[]).map((act) => `${act.name} ${act.status}`);
    expect(names).toEqual(expect.arrayContaining(['登记纸质原件 201', '核对纸质原件 201', '核对纸质原件 403']));
  });
  await expect(pool.query(`UPDATE paper_original SET place = '' WHERE file_id = $1`, [id])).rejects.toThrow(
    'append-only',
  );
});

test('an entry belongs to one version; of a document that a step made nobody checks what he recorded', async () => {
  const first = await upload('报告扫描件.pdf');
  expect((await clerk.post(`/api/files/${first}/original`, FACTS)).status).toBe(201);
  const second = await upload('报告扫描件.pdf', first);
  expect(await fileOf(clerk, second)).toMatchObject({ paper: null, may: { recordPaper: true } });
  expect(await fileOf(clerk, first)).toMatchObject({ paper: FACTS, may: { recordPaper: false } });
  const late = { ...FACTS, place: '6号柜', reason: '移库' };
  const { paper } = (await fileOf(clerk, first)) as unknown as { paper: { id: string } };
  const refused = await clerk.post(`/api/files/${first}/original`, { ...late, previous: paper.id });
  expect([refused.status, refused.body.detail]).toEqual([409, '该文件已有更新的版本，请刷新后对最新版本登记。']);
  // What is another file's entry is none of this one.
  expect((await head.post(`/api/files/${second}/original/check`, { original: paper.id })).status).toBe(422);

  const made = await storeDocument(pool, stack.dataDir, {
    caseId,
    name: '会议通知',
    pdf: Buffer.from('%PDF-1.4\n%%EOF\n'),
    effectKey: `originals-test:${caseId}`,
  });
  const url = `/api/files/${made.id}/original`;
  const original = (await head.post(url, { ...FACTS, kind: 'print', signed: true })).body.id as string;
  expect((await head.post(`${url}/check`, { original })).status).toBe(403);
  expect((await clerk.post(`${url}/check`, { original })).status).toBe(201);
});

test('a substitute records in the place of somebody who takes part, not because he reads a case that everybody reads', async () => {
  const until = { absence: '1', username: '', name: '', groups: [], untilAt: '' };
  const inPlaceOf = (unit: string, processes: string[] | null = null) => ({
    username: 'veterans-affairs.clerk',
    represents: [{ ...until, processes, post: { id: `${unit}.clerk`, name: '', kind: 'clerk', unit, unitName: null } }],
  });
  const part = (who: ReturnType<typeof inPlaceOf>) => partIn(pool, who, { id: caseId, process: 'fast-track-decision' });
  expect(await part(inPlaceOf('commerce'))).toBe('commerce.clerk');
  expect(await part(inPlaceOf('commerce', ['monthly-meeting']))).toBeNull();
  expect(await part(inPlaceOf('veterans-affairs'))).toBeNull();
});

test('a scan says of which file its paper is; who sees the case finds what has its original and what lacks it', async () => {
  const named = `土地证明${Date.now()}`;
  const other = await startCase(clerk, {
    subject: `原件清单 ${named}`,
    materials: [
      { name: '项目报告书', essential: true, provided: true },
      { name: named, essential: true, provided: true },
      { name: `承诺书（${named}）`, essential: true, provided: true },
      { name: '效果图', essential: false, provided: false },
    ],
  });
  const task = await taskAt(clerk, other, 'Task_PrepareReport');
  expect((await clerk.post(`/api/tasks/${task.key}/claim`)).status).toBe(200);
  const add = async (name: string) =>
    (await clerk.upload(`/api/tasks/${task.key}/files`, name, `%PDF ${name}`)).body.id as string;
  const made = await storeDocument(pool, stack.dataDir, {
    caseId: other,
    name: '会议通知',
    pdf: Buffer.from('%PDF-1.4\n%%EOF\n'),
    effectKey: `originals-list:${other}`,
    kind: 'meeting-notice',
  });
  const material = await add(`${named}.pdf`);
  const scan = await add('盖章件.pdf');
  const files = async (who: Client) => (await who.get(`/api/cases/${other}/files`)).body;
  const standingOf = async (id: string) =>
    ((await files(head)).items as { id: string; original: { standing: string } }[]).find((f) => f.id === id)?.original;
  // Documents of the procedure and essential materials need one; of a material without a file the name is told.
  expect(await standingOf(made.id)).toMatchObject({ required: true, standing: 'lacking' });
  expect(await standingOf(material)).toMatchObject({ required: true, standing: 'lacking' });
  expect(await standingOf(scan)).toMatchObject({ required: false, standing: null });
  expect((await files(head)).missing).toEqual([`承诺书（${named}）`]);

  const url = `/api/files/${scan}/original`;
  const ofMade = { ...FACTS, of: made.id };
  const wrongKind = await clerk.post(url, { ...ofMade, kind: 'print' });
  expect([wrongKind.status, wrongKind.body.errors[0].path]).toEqual([422, 'of']);
  for (const file of [scan, await upload('别的事项.pdf'), 'no-such-file']) {
    const refused = await clerk.post(url, { ...FACTS, of: file });
    expect([refused.status, refused.body.detail]).toEqual([
      409,
      '所选的文件不在本事项的现有材料中，或者已有更新的版本。请刷新后重新选择。',
    ]);
  }
  const original = (await clerk.post(url, ofMade)).body.id as string;
  expect((await clerk.post(url, ofMade)).status).toBe(200);
  const circle = await clerk.post(`/api/files/${material}/original`, { ...FACTS, of: scan });
  expect([circle.status, circle.body.detail]).toEqual([
    409,
    '所选的文件本身登记为另一份文件原件的扫描件，请选择那一份文件。',
  ]);
  expect(await standingOf(made.id)).toEqual({
    required: true,
    standing: 'unchecked',
    scan: { id: scan, name: '盖章件.pdf' },
  });
  expect((await head.post(`${url}/check`, { original })).status).toBe(201);
  expect(await standingOf(made.id)).toMatchObject({ standing: 'checked' });
  expect(
    ((await monitor.get(`/api/cases/${other}/history`)).body.items as { text: string }[]).map(({ text }) => text),
  ).toContain('登记“盖章件.pdf”的纸质原件：扫描自纸质原件（“会议通知.pdf”的原件），已盖章、无签字，存放于3号柜12盒');

  const list = async (who: Client, query: string) => {
    const { status, body } = await who.get(`/api/papers?case=${other}&${query}`);
    expect([status, body.partial]).toEqual([200, false]);
    return [body.total, body.counts, (body.items as { name: string }[]).map(({ name }) => name)];
  };
  const counts = { lacking: 2, unchecked: 0, checked: 2 };
  const lacking = [`${named}.pdf`, `承诺书（${named}）`];
  for (const who of [head, monitor, liaison])
    expect(await list(who, '')).toEqual([
      4,
      counts,
      ['会议通知.pdf', `${named}.pdf`, '盖章件.pdf', `承诺书（${named}）`],
    ]);
  expect(await list(head, 'standing=lacking&unit=commerce&process=fast-track-decision&sealed=false')).toEqual([
    2,
    counts,
    lacking,
  ]);
  expect(await list(head, `place=${encodeURIComponent('3号柜')}`)).toEqual([
    2,
    { lacking: 0, unchecked: 0, checked: 2 },
    ['会议通知.pdf', '盖章件.pdf'],
  ]);
  expect((await list(head, 'place=%25'))[0]).toBe(0);
  // Name of a file, of a material without one, title and number of the case, in either case of letters; nothing by a wildcard.
  const all = ['会议通知.pdf', `${named}.pdf`, '盖章件.pdf', `承诺书（${named}）`];
  for (const [q, names] of [
    ['会议通知', all.slice(0, 1)],
    ['章件.PDF', all.slice(2, 3)],
    [`承诺书（${named}`, all.slice(3)],
    [`原件清单 ${named}`, all],
    [other.toLowerCase(), all],
    [named.slice(1), all],
    [`${named}%`, []],
    ['_'.repeat(5), []],
    [`${named}${named}`, []],
  ] as const) {
    expect([q, (await list(head, `q=${encodeURIComponent(q)}`))[2]]).toEqual([q, names]);
    expect([q, (await list(stranger, `q=${encodeURIComponent(q)}`))[0]]).toEqual([q, 0]);
    // A text that many cases have is looked for case by case.
    const listed = await listOriginals(pool, everything, { q, case: other, limit: 20, offset: 0 }, 0);
    expect([q, listed.items.map(({ name }) => name)]).toEqual([q, names]);
  }
  expect((await list(head, `q=${named}&standing=checked`)).slice(0, 2)).toEqual([2, counts]);
  expect((await list(head, 'sealed=true'))[0]).toBe(0);
  expect((await list(stranger, ''))[0]).toBe(0);
  expect((await head.get('/api/papers?standing=gone')).status).toBe(400);
  const xlsx = await head.raw(`/api/papers/export.xlsx?case=${other}&standing=lacking`);
  const [sheet] = await readSheets(Buffer.from(await xlsx.arrayBuffer()));
  expect(sheet?.rows.slice(1).map((row) => row.slice(0, 3))).toEqual(lacking.map((name) => ['■ 缺原件', name, '是']));

  // What the sealed case file says of it.
  const archive = await sealCase(pool, stack.dataDir, other, {});
  const zip = await readFile(path.join(archiveDir(stack.dataDir), archive.path));
  const register = (await jsonInZip(zip, 'originals.json')) as Record<string, unknown>[];
  const entry = (id: string) => `files/${id}/`;
  expect(register.find(({ file }) => (file as string).startsWith(entry(made.id)))).toMatchObject({
    ...{ required: true, standing: 'checked', scan: `${entry(scan)}盖章件.pdf`, entries: [] },
  });
  expect(register.find(({ file }) => (file as string).startsWith(entry(scan)))).toMatchObject({
    entries: [{ of: `${entry(made.id)}会议通知.pdf` }],
  });
  expect(register.at(-1)).toEqual({
    ...{ file: null, material: `承诺书（${named}）`, required: true, standing: 'lacking', entries: [] },
  });
  expect((await list(head, 'sealed=true'))[0]).toBe(4);
});

test('the index is what finds the text', async () => {
  const one = createPool(stack.databaseUrl, 1);
  try {
    await one.query('SET enable_seqscan = off');
    for (const [from, text, index, indexed = ''] of [
      ['cases c', 'paper_text(c.id, c.title, c.variables)', 'cases_paper_search', 'c.instance_key IS NOT NULL AND'],
      ['file f', 'f.name', 'file_name_search'],
    ]) {
      const { rows } = await one.query<{ 'QUERY PLAN': string }>(
        `EXPLAIN SELECT 1 FROM ${from} WHERE ${indexed} search_grams(${text}) @> search_grams('泉城')`,
      );
      expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain(index);
    }
  } finally {
    await one.end();
  }
});

test('the seal holds the register, also what came while it was made; afterwards nothing changes', async () => {
  const id = await upload('决定书扫描件.pdf');
  const url = `/api/files/${id}/original`;
  const sealing = createPool(stack.databaseUrl, 4, ['application_name=sealing-originals']);
  const seal = () => sealCase(sealing, stack.dataDir, caseId, {});
  try {
    let late: Promise<unknown> = Promise.resolve();
    await inTransaction(pool, async (db) => {
      await db.query('SELECT pg_advisory_xact_lock(7201901)');
      late = seal().then(
        () => null,
        (error: Error) => error.message,
      );
      await eventually(async () => {
        const { rows } = await pool.query(
          `SELECT 1 FROM pg_stat_activity WHERE application_name = 'sealing-originals' AND wait_event = 'advisory'`,
        );
        expect(rows).toHaveLength(1);
      });
      expect((await clerk.post(url, FACTS)).status).toBe(201);
    });
    expect(await late).toContain('稍后自动重试');
    const { paper } = (await fileOf(head, id)) as unknown as { paper: { id: string } };
    expect((await head.post(`${url}/check`, { original: paper.id })).status).toBe(201);
    const archive = await seal();

    const again = { ...FACTS, place: '6号柜', previous: paper.id, reason: '移库' };
    const refused = await clerk.post(url, again);
    expect([refused.status, refused.body.detail]).toEqual([
      409,
      '案卷已封存，纸质原件登记不能再改。封存时的登记见案卷目录。',
    ]);
    // A repeated click is still told that it was done.
    expect((await clerk.post(url, FACTS)).status).toBe(200);
    expect(await fileOf(head, id)).toMatchObject({ paper: FACTS, may: { recordPaper: false, checkPaper: false } });

    const zip = await readFile(path.join(archiveDir(stack.dataDir), archive.path));
    const { files } = (await jsonInZip(zip, 'manifest.json')) as { files: { name: string; paper?: unknown }[] };
    expect(files.find(({ name }) => name.startsWith(`files/${id}/`))?.paper).toMatchObject({
      ...FACTS,
      recorded: { by: 'commerce.clerk', post: 'commerce.clerk' },
      checked: { by: 'commerce.head', post: 'commerce.head' },
    });
    const register = (await jsonInZip(zip, 'originals.json')) as { file: string; entries: { kind: string }[] }[];
    // With what was corrected, newest first.
    expect(register.find(({ file }) => file.endsWith('/合同扫描件.pdf'))?.entries.map(({ kind }) => kind)).toEqual([
      'none',
      'scan',
      'scan',
    ]);
    const { faults } = await verifyArchives(pool, archiveDir(stack.dataDir));
    expect(faults.filter((fault) => fault.caseId === caseId)).toEqual([]);
  } finally {
    await sealing.end();
  }
});
