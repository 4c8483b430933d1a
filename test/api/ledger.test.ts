import { buffer } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import writeExcelFile, { type Row } from 'write-excel-file/node';
import { ZipFile } from 'yazl';
import { readLines } from '../../api/sheets/read.ts';
import type { Client } from '../support/client.ts';
import { readSheets } from '../support/sheet.ts';
import { world } from '../support/world.ts';

const stack = world();
let office: Client;
beforeAll(async () => {
  office = await stack.as('supervision-office.clerk');
});

const HEAD = [
  ...['编号', '来源文件', '文件名称', '印发日期', '任务序号', '部分', '任务', '措施序号'],
  ...['条款', '措施', '牵头单位', '配合单位', '其他单位', '责任岗位', '开始日期', '期限'],
];
const number = `历下测试〔2026〕${Date.now()}号`;
const LINE = [
  '',
  number,
  '测试方案',
  '2026-01-05',
  '1',
  '一',
  '任务一',
  '1',
  '一（一）',
  '措施一',
  '区财政局',
  '区发改局',
  '',
  '',
  '',
  '2026-12-31',
];
const over = (changes: Record<number, string>) => LINE.map((cell, at) => changes[at] ?? cell);
const sheet = (lines: (string | number | Date | null)[][], head: string[] = HEAD): Promise<Buffer> =>
  writeExcelFile([
    {
      sheet: '台账',
      data: [head, ...lines].map((l): Row =>
        l.map(
          (value) =>
            (value === null || value === ''
              ? null
              : value instanceof Date
                ? { value, type: Date, format: 'yyyy-mm-dd' }
                : { value }) as Row[number],
        ),
      ),
    },
  ]).toBuffer();
const send = (content: Buffer | string, preview = false, who = office) =>
  who.upload(`/api/ledger/import?preview=${preview}`, '台账.xlsx', content);
const total = async () => (await office.get(`/api/ledger?q=${encodeURIComponent(number)}`)).body.total as number;

/** A workbook put together by hand: what no spreadsheet would write. */
async function zipOf(parts: Record<string, Buffer | string>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(parts)) zip.addBuffer(Buffer.from(content), name);
  zip.end();
  return buffer(zip.outputStream as Readable);
}
const workbook = (sheetXml: string) => ({ '[Content_Types].xml': '<Types/>', 'xl/worksheets/sheet1.xml': sheetXml });

test('what is no workbook, too large, a bomb, or calculates is refused in words', async () => {
  const bomb = await zipOf({ ...workbook('<x/>'), 'xl/media/a.xml': Buffer.alloc(60 * 1024 * 1024) });
  expect(bomb.length).toBeLessThan(2 * 1024 * 1024);
  const formula =
    '<worksheet><sheetData><row r="1"><c r="B1" t="str"><f>WEBSERVICE("x")</f><v>1</v></c></row></sheetData></worksheet>';
  const cases: [Buffer, RegExp][] = [
    [Buffer.from('not a zip'), /不是 Excel 工作簿/],
    [Buffer.from('%PDF-1.4\n%%EOF\n'), /不是 Excel 工作簿/],
    [await zipOf({ 'word/document.xml': '<x/>' }), /不是 Excel 工作簿/],
    [bomb, /展开后过大/],
    [await zipOf(workbook(formula)), /单元格 B1 含有公式/],
    [await zipOf(workbook('<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>')), /不允许的声明/],
    [await zipOf(workbook('<worksheet>')), /已损坏|不是 Excel/],
    [await zipOf(Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`xl/${i}.xml`, '<x/>']))), /部件过多/],
    [(await sheet([LINE])).subarray(0, 900), /不是 Excel 工作簿/],
    [await sheet(Array.from({ length: 2001 }, (_, i) => over({ 7: String(i) }))), /至多导入 2000 行/],
  ];
  for (const [content, said] of cases) {
    await expect(readLines(content)).rejects.toThrow(said);
    const answer = await send(content);
    expect([answer.status, answer.body.errors?.[0]?.message]).toEqual([422, expect.stringMatching(said)]);
  }
  const large = await send(Buffer.alloc(2 * 1024 * 1024 + 1));
  expect(large.status).toBe(413);
  expect((await office.post('/api/ledger/import')).status).toBe(400);
});

test('every fault of every line is said, and nothing of the file is taken', async () => {
  const { status, body } = await send(
    await sheet([
      LINE,
      over({ 7: '2', 10: '区不存在局', 15: '2026-02-30' }),
      over({ 7: '3', 9: '', 10: '', 12: '' }),
      over({ 7: '1' }),
      over({ 0: 'none:1:1', 7: '4' }),
      over({ 7: '5', 11: '区财政局', 14: '2027-01-01' }),
      over({ 1: '历下政办发〔2019〕2号', 4: '35', 7: '1' }),
      over({ 0: 'zbf-2019-2:35:2', 1: '历下政办发〔2019〕2号', 4: '35', 7: '1' }),
      over({ 1: `${number}乙`, 2: '', 3: '', 6: '' }),
      over({ 4: '任 务', 7: '6' }),
      over({ 7: '7', 9: '长'.repeat(501) }),
    ]),
  );
  expect(status).toBe(422);
  expect(body.errors.map((e: { path: string; message: string }) => `${e.path} ${e.message}`)).toEqual([
    '第3行 期限“2026-02-30”应为真实日期，格式如 2026-02-13',
    '第3行 牵头单位“区不存在局”不在单位名录中',
    '第4行 措施必须填写',
    '第4行 牵头单位和其他单位至少填写一项',
    '第5行 与第2行重复',
    '第6行 编号“none:1:1”不在台账中，新增的措施请不要填写编号',
    '第7行 同一单位在牵头单位、配合单位中重复',
    '第7行 开始日期不能晚于期限',
    '第8行 这项措施已在台账中，修改它请填写编号“zbf-2019-2:35:1”',
    '第9行 编号与来源文件、任务序号、措施序号不符',
    '第9行 与第8行重复',
    '第10行 新的来源文件须填写文件名称和印发日期',
    '第10行 新的任务须填写任务名称',
    '第11行 任务序号“任 务”应为不超过20个字的序号',
    '第12行 措施不能超过500个字',
  ]);
  expect(await total()).toBe(0);
  const heads: [string[], string[]][] = [
    [HEAD.slice(0, 9), ['缺少列：措施、牵头单位、配合单位、期限，请使用导出的表头']],
    [[...HEAD, '备注'], ['没有“备注”这一列，请使用导出的表头']],
    [[...HEAD, '措施'], ['“措施”列重复']],
  ];
  for (const [head, said] of heads)
    expect((await send(await sheet([LINE], head))).body.errors.map((e: { message: string }) => e.message)).toEqual(
      said,
    );
  expect((await send(await sheet([]))).body.errors).toEqual([{ path: '表头', message: '表头下面没有数据行' }]);
});

test('looked at, taken, taken again: only the first changes something; two at once add once', async () => {
  const file = await sheet([LINE, over({ 7: '2', 9: '措施二', 10: '', 12: '区有关部门', 15: '' })]);
  const looked = await send(file, true);
  expect([looked.status, looked.body.added.length]).toEqual([200, 2]);
  expect(await total()).toBe(0);
  const both = await Promise.all([send(file), send(file)]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 422]);
  expect(await total()).toBe(2);

  const exported = await office.raw(`/api/ledger/export.xlsx?q=${encodeURIComponent(number)}`);
  const whole = Buffer.from(await exported.arrayBuffer());
  const [rows, asked] = await readSheets(whole);
  expect(rows?.formulas).toBe(0);
  expect(rows?.rows.map((row) => [row[7], row[9], row[10], row[16]])).toEqual([
    ['措施序号', '措施', '牵头单位', '状态'],
    ['1', '措施一', '区财政局', '○ 未立项'],
    ['2', '措施二', null, '○ 未立项'],
  ]);
  expect(asked?.rows).toContainEqual(['查找', number]);
  expect((await send(whole)).body).toMatchObject({ added: [], changed: [], unchanged: 2 });

  const id = rows?.rows[1]?.[0] as string;
  // A date that the spreadsheet made a date cell of.
  const line: (string | Date)[] = over({ 0: id, 9: '=1+1', 10: '区财政局、区商务局' });
  line[15] = new Date(Date.UTC(2027, 5, 30));
  const changed = await sheet([line]);
  expect((await send(changed)).body).toMatchObject({ added: [], changed: [id], unchanged: 0 });
  const measure = (await office.get(`/api/ledger/${id}`)).body;
  expect([measure.text, measure.leadNames, measure.dueOn]).toEqual(['=1+1', ['区财政局', '区商务局'], '2027-06-30']);
  // Who changed it, when, from what to what.
  const [edit, first] = measure.edits;
  expect(edit).toMatchObject({
    actor: 'supervision-office.clerk',
    first: false,
    at: expect.stringMatching(/\+08:00$/),
  });
  expect(edit.changes).toEqual(
    expect.arrayContaining([
      { field: 'text', name: '措施', from: '措施一', to: '=1+1' },
      { field: 'lead', name: '牵头单位', from: '区财政局', to: '区财政局、区商务局' },
    ]),
  );
  expect([measure.edits.length, first.first]).toEqual([2, true]);
});

test('only the office imports; a filter of the list is that of the file', async () => {
  for (const who of ['supervision-office.head', 'finance.clerk', 'monitor'])
    expect((await send(Buffer.from('x'), false, await stack.as(who))).status).toBe(403);
  expect((await stack.stranger().get('/api/ledger')).status).toBe(401);
  const rows = async (filter: string) => {
    const listed = (await office.get(`/api/ledger?limit=200&${filter}`)).body.items.map((m: { id: string }) => m.id);
    const file = await office.raw(`/api/ledger/export.xlsx?${filter}`);
    const [list] = await readSheets(Buffer.from(await file.arrayBuffer()));
    expect(list?.rows.slice(1).map((row) => row[0])).toEqual(listed);
    return listed as string[];
  };
  expect((await rows('source=zbf-2019-1')).length).toBe(8);
  expect(await rows('unit=power-supply&role=support')).toEqual(['zbf-2019-2:14:1']);
  expect(await rows('unit=power-supply&role=lead')).toEqual([]);
  expect((await rows('source=zbf-2019-1&state=due')).length).toBe(8);
  expect((await office.get('/api/ledger?state=done')).status).toBe(400);
});
