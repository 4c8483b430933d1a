import type { Client } from '../support/client.ts';
import { readPdf } from '../support/pdf.ts';
import { FOREIGN, GREEN, seedQuarter } from '../support/reports.ts';
import { readSheets } from '../support/sheet.ts';
import { eventually, world } from '../support/world.ts';

interface Cell {
  value: number | null;
  as?: string;
  text: string;
  list?: { of: 'limits' | 'tasks' | 'cases' | 'cards' | 'yellow'; query: Record<string, string> };
}
interface Section {
  id: string;
  title: string;
  columns: string[];
  rows: { key: string; name: string; cells: Cell[] }[];
}

const stack = world();
const QUERY = 'period=2011-Q1&process=fast-track-decision';
const ADDRESS = {
  limits: '/api/deadlines',
  tasks: '/api/tasks',
  cases: '/api/cases',
  cards: '/api/cards',
  yellow: '/api/cards/yellow',
};
let seeded: Awaited<ReturnType<typeof seedQuarter>>;
let monitor: Client;
let head: Client;

beforeAll(async () => {
  [monitor, head] = await Promise.all([stack.as('monitor'), stack.as(`${GREEN}.head`)]);
  seeded = await seedQuarter(stack, 2011);
}, 300_000);
afterAll(() => seeded?.remove());

async function sectionsFor(who: Client, query = QUERY): Promise<Map<string, Section>> {
  const { status, body } = await who.get(`/api/reports?${query}`);
  expect([status, body.detail]).toEqual([200, undefined]);
  return new Map((body.sections as Section[]).map((s) => [s.id, s]));
}
const figures = (section: Section | undefined, key: string): (number | null)[] | undefined =>
  section?.rows.find((r) => r.key === key)?.cells.map(({ value }) => value);

/** Every count that is not nothing is the total of its list; how many were compared. */
async function expectCountsOfLists(who: Client, query: string): Promise<number> {
  return eventually(async () => {
    const cells = [...(await sectionsFor(who, query)).values()].flatMap((s) => s.rows.flatMap((r) => r.cells));
    const counts = cells.filter((c) => c.as === undefined && c.list && c.value);
    const compared = new Map(counts.map((c) => [JSON.stringify(c.list), c]));
    for (const { value, list } of compared.values()) {
      const { status, body } = await who.get(
        `${ADDRESS[list!.of]}?${new URLSearchParams({ ...list!.query, limit: '1' })}`,
      );
      expect([list, status, body.total]).toEqual([list, 200, value]);
    }
    return compared.size;
  });
}

test('a quarter in figures: on time, durations in working days, work, cards; restricted cases do not count', async () => {
  const found = await sectionsFor(monitor);
  // Rate, counted, met, late, still open, median, nine of ten.
  const onTime = found.get('on-time-unit');
  expect(figures(onTime, GREEN)).toEqual([0.5, 2, 1, 1, 0, 5, 7]);
  expect(figures(onTime, FOREIGN)).toEqual([1, 1, 1, 0, 0, 1, 1]);
  const whole = [0.6667, 3, 2, 1, 0, 3, 7];
  expect(figures(onTime, '')).toEqual(whole);
  // Two years up to this quarter; those without a limit stand in it empty.
  const trend = found.get('on-time-period');
  expect(trend?.rows.map(({ key }) => key)).toEqual([
    ...['2009-Q2', '2009-Q3', '2009-Q4', '2010-Q1', '2010-Q2', '2010-Q3', '2010-Q4', '2011-Q1'],
    '',
  ]);
  expect([figures(trend, '2010-Q4'), figures(trend, '2011-Q1'), figures(trend, '')]).toEqual([
    [null, 0, 0, 0, 0, null, null],
    whole,
    whole,
  ]);
  expect(figures(found.get('on-time-process'), 'fast-track-decision')).toEqual(whole);
  expect(found.get('on-time-process')?.rows[0]?.name).toBe('招商引资快速决策');
  expect(figures(found.get('on-time-obligation'), 'decide')).toEqual(whole);
  // Begun, completed, withdrawn; then what is open now.
  const cases = figures(found.get('cases'), 'fast-track-decision');
  expect([cases?.slice(0, 3), cases?.slice(5)]).toEqual([
    [3, 2, 1],
    [5, 8],
  ]);
  expect(figures(found.get('duration-step'), 'fast-track-decision Task_GiveOpinion')).toEqual([3, 1, 1, 7]);
  expect(figures(found.get('work-unit'), GREEN)?.slice(2)).toEqual([2, 1]);
  expect(figures(found.get('work-unit'), FOREIGN)?.slice(2)).toEqual([1, 0]);
  expect(figures(found.get('work-person'), `${GREEN}.clerk`)?.slice(2)).toEqual([2, 1]);
  // Yellow, red, to explain, to verify, upheld, revoked.
  expect(figures(found.get('cards'), GREEN)).toEqual([1, 2, 0, 0, 1, 1]);
  expect(figures(found.get('cards'), '')).toEqual([1, 2, 0, 0, 1, 1]);
  expect(figures(found.get('cards-attribution'), GREEN)).toEqual([1, 1, 0, 0]);
  // Rank, rate, counted, open late, median, upheld of its own fault, yellow.
  const evaluation = found.get('evaluation-2011-01-01');
  expect(evaluation?.title).toBe('季度考评（2011年第一季度）');
  expect(evaluation?.rows.map((r) => [r.key, r.cells.map((c) => c.value)])).toEqual([
    [FOREIGN, [1, 1, 1, 0, 1, 0, 0]],
    [GREEN, [2, 0.5, 2, 0, 5, 1, 1]],
  ]);
});

test('every figure is the total of the list that it opens: of all, of a unit, of the present quarter', async () => {
  expect(await expectCountsOfLists(monitor, QUERY)).toBeGreaterThan(20);
  expect(await expectCountsOfLists(head, 'period=2011')).toBeGreaterThan(15);
  // Of the present quarter one unit's, which moves as other tests go on.
  await expectCountsOfLists(monitor, 'unit=finance');
});

test('periods: month, year, days; what is none is refused at its field', async () => {
  for (const period of ['period=2011-03', 'period=2011', 'from=2011-03-08&to=2011-03-08'])
    expect([
      period,
      figures((await sectionsFor(monitor, `${period}&unit=${GREEN}`)).get('on-time-unit'), GREEN),
    ]).toEqual([period, [0.5, 2, 1, 1, 0, 5, 7]]);
  expect((await sectionsFor(monitor, `period=2011-02&unit=${GREEN}`)).get('on-time-unit')?.rows).toEqual([]);
  const months = (await sectionsFor(monitor, `period=2011-04&unit=${GREEN}`)).get('on-time-period');
  expect([months?.rows[0]?.key, months?.rows[7]?.key, figures(months, '2011-03')]).toEqual([
    '2010-09',
    '2011-04',
    [0.5, 2, 1, 1, 0, 5, 7],
  ]);
  const year = (await sectionsFor(monitor, 'period=2011')).keys();
  expect([...year].filter((id) => id.startsWith('evaluation'))).toHaveLength(4);
  for (const [query, path] of [
    ['period=2011-Q5', 'period'],
    ['period=heute', 'period'],
    ['from=2011-02-30', 'from'],
    ['from=2011-03-02&to=2011-03-01', 'to'],
  ]) {
    const refused = await monitor.get(`/api/reports?${query}`);
    expect([query, refused.status, refused.body.errors[0].path]).toEqual([query, 400, path]);
  }
});

test('a head reads of his own unit, without ranks; others read nothing', async () => {
  const own = await head.get(`/api/reports?${QUERY}`);
  expect(own.body).toMatchObject({ unit: GREEN, units: [GREEN], period: { from: '2011-01-01', to: '2011-03-31' } });
  const said = JSON.stringify(own.body);
  expect(said).not.toContain(FOREIGN);
  const found = new Map((own.body.sections as Section[]).map((s) => [s.id, s]));
  expect(figures(found.get('on-time-unit'), GREEN)).toEqual([0.5, 2, 1, 1, 0, 5, 7]);
  expect(figures(found.get('work-person'), `${GREEN}.clerk`)?.slice(2)).toEqual([2, 1]);
  expect(figures(found.get('evaluation-2011-01-01'), GREEN)?.[0]).toBeNull();
  for (const path of ['', '/export.xlsx', '/export.pdf']) {
    expect((await head.get(`/api/reports${path}?${QUERY}&unit=${FOREIGN}`)).status).toBe(403);
    for (const name of [`${GREEN}.clerk`, 'auditor', 'sysadmin'])
      expect([name, (await (await stack.as(name)).get(`/api/reports${path}?${QUERY}`)).status]).toEqual([name, 403]);
    expect((await stack.stranger().get(`/api/reports${path}`)).status).toBe(401);
  }
  // 区政府督查室 reads of all units, the head of another supervising unit in the procedures that it supervises.
  const office = await (await stack.as('supervision-office.head')).get(`/api/reports?${QUERY}`);
  expect([office.status, office.body.units]).toEqual([200, null]);
  const joint = await stack.as('joint-meeting-office.head');
  const supervised = await joint.get('/api/reports?period=2011&process=on-site-inspection');
  expect([supervised.status, supervised.body.unit]).toEqual([200, null]);
  expect(supervised.body.supervised).toContain('on-site-inspection');
  expect((await joint.get(`/api/reports?${QUERY}&unit=${FOREIGN}`)).status).toBe(403);
});

test('Excel and PDF have the same figures', async () => {
  const { body } = await monitor.get(`/api/reports?${QUERY}`);
  const sections = body.sections as Section[];
  const sheets = await readSheets(
    Buffer.from(await (await monitor.raw(`/api/reports/export.xlsx?${QUERY}`)).arrayBuffer()),
  );
  expect(sheets).toHaveLength(sections.length + 1);
  const rows = sheets.flatMap((s) => s.rows);
  expect(rows).toContainEqual(['区园林局', 0.5, 2, 1, 1, 0, 5, 7]);
  expect(rows).toContainEqual(['区园林局', 2, 0.5, 2, 0, 5, 1, 1]);
  expect(rows).toContainEqual(['统计期间', '2011年第一季度']);

  const answer = await monitor.raw(`/api/reports/export.pdf?${QUERY}`);
  expect(answer.headers.get('content-type')).toBe('application/pdf');
  const content = Buffer.from(await answer.arrayBuffer());
  const pdf = readPdf(content);
  expect(pdf.text).toContain('2011年第一季度');
  expect(pdf.text).toContain('区园林局');
  expect(pdf.text).toContain('66.7%');
  expect(pdf.text).toContain(`第 1 页 共 ${pdf.pages} 页`);
  expect(pdf.text).toMatch(/统计报表 \d{4}年\d+月\d+日 \d\d:\d\d 监控值守员/);
  for (const { title } of sections) expect(pdf.text.replaceAll('\n', '')).toContain(title);
  // The charts, drawn and with their figures: two limits in time beside one late, twice as high.
  for (const said of ['按期办结率与时限（单位：条）', '各流程用时（单位：工作日）', '超期未办'])
    expect(pdf.text).toContain(said);
  const standing = pdf.bars.filter(({ width }) => width === 18);
  expect(standing.map(({ color }) => color)).toEqual(['#1B7F3B', '#C62828']);
  expect(standing[0]!.height / standing[1]!.height).toBeCloseTo(2, 1);
  // Characters come with the file.
  expect(content.toString('latin1')).toMatch(/\/FontFile[23] /);
});
