import { createRequire } from 'node:module';
import { buffer } from 'node:stream/consumers';
import PDFDocument from 'pdfkit';
import writeExcelFile from 'write-excel-file/node';
import { ZipFile } from 'yazl';
import { createPool } from '../../db/pool.ts';
import type { Client } from '../support/client.ts';
import { doStep, startCase, taskAt } from '../support/fast-track.ts';
import { eventually, world } from '../support/world.ts';

const stack = world();
const run = Date.now().toString(36);
const subject = `泉城商务楼宇${run}项目`;
let caseId: string;
let filer: Client;
beforeAll(async () => {
  filer = await stack.as('commerce.clerk');
  caseId = await startCase(filer, { subject, content: `引进珍珠泉${run}总部`, departments: ['water'] });
  await doStep(stack, caseId, 'Task_ReviewMaterials', { reviewResult: 'accept' });
  await taskAt(await stack.as('monitor'), caseId, 'Task_GiveOpinion', 'water');
}, 300_000);

const search = async (who: Client, q: string, more = '') =>
  (await who.get(`/api/search?limit=200&q=${encodeURIComponent(q)}${more}`)).body as {
    items: { kind: string; id: string; title: string; excerpt: string | null; caseId: string | null }[];
    total: number;
    kinds: Record<string, number>;
  };

const FONT = createRequire(import.meta.url).resolve(
  '@expo-google-fonts/noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf',
);
const pdf = (write: (doc: PDFKit.PDFDocument) => void, options: PDFKit.PDFDocumentOptions = {}) => {
  const doc = new PDFDocument({ font: FONT, ...options });
  write(doc);
  doc.end();
  return buffer(doc);
};
const WORD = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const docx = (body: string, before = ''): Promise<Buffer> => {
  const zip = new ZipFile();
  const xml = `${before}<w:document xmlns:w="${WORD}"><w:body>${body}</w:body></w:document>`;
  zip.addBuffer(Buffer.from(xml), 'word/document.xml');
  zip.end();
  return buffer(zip.outputStream);
};

describe('search', () => {
  test('finds Chinese in title, content, number and document, by any part of a word and several words', async () => {
    for (const q of [run, `泉城商务楼宇${run}`, `珍珠泉${run}`, `${run} 总部 楼宇`, caseId]) {
      const found = (await search(filer, q, '&kind=case')).items;
      expect([q, found.map(({ id }) => id)]).toEqual([q, [caseId]]);
    }
    const [hit] = (await search(filer, `珍珠泉${run}`, '&kind=case')).items;
    expect(hit).toMatchObject({ title: expect.stringContaining(subject), excerpt: `引进珍珠泉${run}总部` });
    // Two characters, in this order and together.
    expect((await search(filer, `宇楼${run}`)).items).toEqual([]);
    expect((await search(filer, `楼宇 ${run}`, '&kind=case')).total).toBe(1);
    // The 项目报告书 that the product made is found by what is written in it.
    const papers = await eventually(async () => {
      const { items } = await search(filer, `商务楼宇${run}`, '&kind=document');
      expect(items.length).toBeGreaterThan(0);
      return items;
    });
    expect(papers.every((paper) => paper.caseId === caseId && paper.title.endsWith('.pdf'))).toBe(true);
    expect((await filer.raw(`/api/files/${papers[0]?.id}`)).status).toBe(200);
  });

  test('finds an upload by what is written in it: text of either encoding, and Excel; what cannot be read by its name', async () => {
    const department = await stack.as('water.clerk');
    const task = await taskAt(department, caseId, 'Task_GiveOpinion');
    const gb = Buffer.concat([Buffer.from(`ab${run} `), Buffer.from([0xd6, 0xd0, 0xd0, 0xc4])]); // 中心 in GB 18030
    const book = await writeExcelFile([{ sheet: '一', data: [[{ value: `管网里程${run}` }]] }]).toBuffer();
    const upload = (name: string, content: Uint8Array | string) =>
      department.upload(`/api/tasks/${task.key}/files`, name, content);
    for (const [name, content] of [
      [`甲${run}.txt`, `供水管线${run}改造\u0000`],
      [`乙${run}.txt`, gb],
      [`丙${run}.xlsx`, book],
      [`丁${run}.xlsx`, '%不是工作簿'],
      [`戊${run}.pdf`, '%PDF-1.4\n%%EOF\n'],
    ] as const)
      expect([name, (await upload(name, content)).status]).toEqual([name, 201]);
    const found = async (who: Client, q: string) =>
      (await search(who, q, '&kind=document')).items.map(({ title }) => title);
    expect(await found(department, `供水管线${run}`)).toEqual([`甲${run}.txt`]);
    expect(await found(department, `ab${run} 中心`)).toEqual([`乙${run}.txt`]);
    expect(await found(filer, `管网里程${run}`)).toEqual([`丙${run}.xlsx`]);
    expect(await found(department, `丁${run}`)).toEqual([`丁${run}.xlsx`]);
    expect(await found(department, `戊${run}`)).toEqual([`戊${run}.pdf`]);
    expect(await found(await stack.as('archives.clerk'), `供水管线${run}`)).toEqual([]);
  });

  test('finds Word and PDF by what is written in them; what is broken, locked or a bomb is kept and found by its name', async () => {
    const department = await stack.as('water.clerk');
    const task = await taskAt(department, caseId, 'Task_GiveOpinion');
    const paragraph = (text: string) => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`;
    const word = await docx(
      `${paragraph(`水厂迁建${run} &amp; 扩容`)}<w:p><w:del><w:r><w:delText>删去${run}</w:delText></w:r></w:del></w:p>`,
    );
    const plan = await pdf((doc) => doc.text(`泵站选址${run}方案`).addPage().text(`第二页验收${run}`));
    const locked = await pdf((doc) => doc.text(`加密${run}`), { userPassword: 'x' });
    const files = {
      [`己${run}.docx`]: word,
      [`庚${run}.PDF`]: plan,
      [`辛${run}.docx`]: word.subarray(0, word.length / 2),
      [`壬${run}.docx`]: await docx(paragraph(' ').repeat(1_300_000)),
      [`癸${run}.pdf`]: plan.subarray(0, plan.length / 2),
      [`子${run}.pdf`]: locked,
      [`丑${run}.docx`]: await docx(paragraph(`&a;实体${run}`), '<!DOCTYPE x [<!ENTITY a "b">]>'),
    };
    for (const [name, content] of Object.entries(files))
      expect([name, (await department.upload(`/api/tasks/${task.key}/files`, name, content)).status]).toEqual([
        ...[name, 201],
      ]);
    const found = async (q: string) => (await search(department, q, '&kind=document')).items.map(({ title }) => title);
    // Read one after the other, the newest first; but one that is looked at as soon as it is stored comes before its followers.
    for (const [q, name] of [
      [`水厂迁建${run} 扩容`, `己${run}.docx`],
      [`泵站选址${run}`, `庚${run}.PDF`],
      [`第二页验收${run}`, `庚${run}.PDF`],
    ] as const)
      await eventually(async () => expect([q, await found(q)]).toEqual([q, [name]]), 240_000);
    for (const q of [`删去${run}`, `加密${run}`, `实体${run}`]) expect([q, await found(q)]).toEqual([q, []]);
    for (const name of Object.keys(files)) {
      const stem = name.replace(/\.\w+$/, '');
      expect(await found(stem)).toEqual([name]);
    }
    const { items } = (await search(department, `泵站选址${run}`, '&kind=document')) as { items: { id: string }[] };
    const kept = Buffer.from(await (await department.raw(`/api/files/${items[0]?.id}`)).arrayBuffer());
    expect(kept.equals(plan)).toBe(true);
  });

  test('finds the ledger and the register; each sees what lists show him', async () => {
    const office = await stack.as('supervision-office.clerk');
    expect((await search(office, '电价 改革')).items).toMatchObject([{ kind: 'measure', id: 'zbf-2019-2:14:1' }]);
    const outsider = await stack.as('archives.clerk');
    for (const q of [run, '电价 改革', caseId]) expect([q, (await search(outsider, q)).total]).toEqual([q, 0]);
    const department = await stack.as('water.clerk');
    expect((await search(department, run)).kinds.case).toBe(1);
    // A word that stands nowhere, wildcards, and what is no question.
    for (const q of ['%', '_', '\\', `${run}%`])
      expect([q, (await search(filer, q, '&kind=case')).total]).toEqual([q, 0]);
    expect((await filer.get('/api/search?q=%20')).status).toBe(400);
    expect((await filer.get('/api/search?q=a&kind=people')).status).toBe(400);
    expect((await stack.stranger().get('/api/search?q=a')).status).toBe(401);
  });

  test('finds a case that waits for its instance, as while the engine is away', async () => {
    const pool = createPool(stack.databaseUrl, 1);
    const id = `WAIT-${run}`;
    try {
      await pool.query(
        `INSERT INTO cases (id, process, title, variables, created_by, leading_unit, created_at)
         VALUES ($1, 'none', $2, '{}', 'commerce.clerk', 'investment-promotion', now())`,
        [id, `候办${run}`],
      );
      expect((await search(await stack.as('monitor'), `候办${run}`)).items.map((hit) => hit.id)).toEqual([id]);
      expect((await search(await stack.as('monitor'), `办候${run}`)).items).toEqual([]);
    } finally {
      await pool.query('DELETE FROM cases WHERE id = $1', [id]);
      await pool.end();
    }
  });

  test('the index is what finds a case', async () => {
    const pool = createPool(stack.databaseUrl, 1);
    try {
      await pool.query('SET enable_seqscan = off');
      const { rows } = await pool.query<{ 'QUERY PLAN': string }>(
        `EXPLAIN SELECT 1 FROM cases c WHERE c.instance_key IS NULL
            OR c.instance_key IS NOT NULL AND search_grams(case_text(c.id, c.title, c.variables)) @> search_grams('泉城')`,
      );
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      expect(plan).toContain('cases_search');
      // Those without an instance are not in it.
      expect(plan).toContain('cases_unstarted');
    } finally {
      await pool.end();
    }
  });
});

describe('home', () => {
  test('says what waits for me, and what my unit owes whom', async () => {
    const department = await stack.as('water.clerk');
    const home = await eventually(async () => {
      const { body } = await department.get('/api/home');
      expect(body.tasks.map((t: { caseId: string }) => t.caseId)).toContain(caseId);
      expect(body.debts.owes).toMatchObject([
        { unit: 'investment-promotion', unitName: '区投资促进局', open: 1, late: 0 },
      ]);
      return body;
    });
    expect(home).toMatchObject({
      unit: 'water',
      unitName: '区水务局',
      late: { total: 0, items: [] },
      debts: { owed: [] },
    });
    const leading = (await (await stack.as('investment-promotion.head')).get('/api/home')).body;
    expect(leading.debts.owed).toContainEqual(expect.objectContaining({ unit: 'water', open: 1 }));
    const nobody = (await (await stack.as('sysadmin')).get('/api/home')).body;
    expect([nobody.unit, nobody.debts.owes, nobody.late.total]).toEqual([null, [], 0]);
    expect((await stack.stranger().get('/api/home')).status).toBe(401);
  });
});
