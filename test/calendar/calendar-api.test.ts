import type { Client } from '../support/client.ts';
import { eventually, world } from '../support/world.ts';

const stack = world();
let anybody: Client;
let sysadmin: Client;

beforeAll(async () => {
  anybody = await stack.as('community.clerk');
  sysadmin = await stack.as('sysadmin');
});

const due = (query: string) => anybody.get(`/api/calendar/due?${query}`);

describe('GET /api/calendar/due', () => {
  test.each([
    ['start=2019-04-30T10:00%2B08:00&workingDays=2', '2019-05-06T17:00:00+08:00', 7],
    ['start=2019-04-30T10:00+08:00&workingDays=2', '2019-05-06T17:00:00+08:00', 7],
    ['start=2026-02-13T16:00&workingDays=5', '2026-02-27T17:00:00+08:00', 15],
    ['start=2026-02-13T08:00:00.000Z&workingDays=5', '2026-02-27T17:00:00+08:00', 15],
    ['start=2026-02-13&workingDays=5', '2026-02-27T17:00:00+08:00', 15],
  ])('%s ends %s', async (query, dueAt, days) => {
    const { status, body } = await due(query);
    expect(status).toBe(200);
    expect(body).toMatchObject({ dueAt, provisional: false });
    expect(Object.keys(body)).toEqual(['dueAt', 'provisional', 'days']);
    expect(body.days).toHaveLength(days);
    expect(body.days[0]).toEqual({ date: query.slice(6, 16), counts: false, reason: '起算日不计入' });
  });

  test('1,000 working days reach years without a notice: provisional', async () => {
    const { status, body } = await due('start=2026-02-13&workingDays=1000');
    expect([status, body.provisional]).toEqual([200, true]);
    expect(body.days.filter((d: { counts: boolean }) => d.counts)).toHaveLength(1000);
    expect(body.days.at(-1).reason).toContain('暂定');
  });

  test.each([
    '',
    'workingDays=1',
    'start=2026-02-13',
    'start=&workingDays=1',
    'start=tomorrow&workingDays=1',
    'start=2026-02-30&workingDays=1',
    'start=2026-02-13T25:00&workingDays=1',
    'start=2026-W07&workingDays=1',
    'start=9999-12-31&workingDays=1',
    'start=2026-02-13&workingDays=0',
    'start=2026-02-13&workingDays=-1',
    'start=2026-02-13&workingDays=1.5',
    'start=2026-02-13&workingDays=1e2',
    'start=2026-02-13&workingDays=1001',
    'start=2026-02-13&workingDays=five',
    'start=2026-02-13&workingDays=1&workingDays=2',
    'start=2026-02-13&workingDays=1&unit=finance',
  ])('"%s" is refused: 400', async (query) => {
    const { status, headers, body } = await due(query);
    expect(status).toBe(400);
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(body.detail).toMatch(/[一-鿿]/);
  });

  test('needs a session', async () => {
    const { status } = await stack.stranger().get('/api/calendar/due?start=2026-02-13&workingDays=5');
    expect(status).toBe(401);
  });
});

describe('the calendar and its editor', () => {
  test('2004 to 2026 are published, a year shows every day', async () => {
    const { body } = await anybody.get('/api/calendar/years');
    const years = body.items.map((y: { year: number }) => y.year);
    expect(years).toEqual(expect.arrayContaining(Array.from({ length: 23 }, (_, i) => 2004 + i)));
    const year = await anybody.get('/api/calendar/2026');
    expect(year.body).toMatchObject({ year: 2026, published: true, workingDays: 248 });
    expect(year.body.days).toHaveLength(365);
    expect((await anybody.get('/api/calendar/2999')).body.published).toBe(false);
    expect((await anybody.get('/api/calendar/26')).status).toBe(400);
  });

  test('a local exception is set and taken away again, with its history', async () => {
    const path = '/api/calendar/days/2041-03-05';
    const set = await sysadmin.put(path, { works: false, reason: '暴雪停工' });
    expect(set.body).toMatchObject({ works: false, reason: expect.stringContaining('本区临时放假（暴雪停工）') });
    expect((await due('start=2041-03-04&workingDays=1')).body.dueAt).toBe('2041-03-06T17:00:00+08:00');
    await sysadmin.put(path, { works: null, reason: '恢复上班' });
    expect((await due('start=2041-03-04&workingDays=1')).body.dueAt).toBe('2041-03-05T17:00:00+08:00');
    const { body } = await anybody.get('/api/calendar/2041');
    expect(body.edits.slice(0, 2)).toMatchObject([
      { actor: 'sysadmin', target: '2041-03-05', before: { works: false }, after: null, reason: '恢复上班' },
      { actor: 'sysadmin', target: '2041-03-05', before: null, after: { works: false }, reason: '暴雪停工' },
    ]);
  });

  test('an imported year is published; a second import replaces the first', async () => {
    const notice = (days: object[]) => ({ source: '放假安排通知', reason: '年度放假安排', days });
    const off = (date: string) => ({ date, works: false, name: '元旦' });
    const before = await due('start=2042-12-29&workingDays=3');
    expect(before.body).toMatchObject({ dueAt: '2043-01-01T17:00:00+08:00', provisional: true });
    expect((await sysadmin.put('/api/calendar/2042', notice([off('2042-01-01')]))).status).toBe(200);
    expect((await sysadmin.put('/api/calendar/2043', notice(['2042-12-31', '2043-01-01'].map(off)))).status).toBe(200);
    const after = await due('start=2042-12-29&workingDays=3');
    expect(after.body).toMatchObject({ dueAt: '2043-01-05T17:00:00+08:00', provisional: false });
    await sysadmin.put('/api/calendar/2043', notice([off('2043-01-01')]));
    expect((await due('start=2042-12-29&workingDays=3')).body.dueAt).toBe('2043-01-02T17:00:00+08:00');
  });

  test.each<[string, object, number]>([
    ['2043', { source: 's', reason: '年度安排', days: [] }, 422],
    ['2043', { source: '通知', reason: '年度安排', days: [{ date: '2044-01-01', works: false, name: '元旦' }] }, 422],
    ['2043', { source: '通知', reason: '年度安排', days: [{ date: '2043-02-30', works: false, name: '元旦' }] }, 422],
    [
      '2043',
      { source: '通知', reason: '年度安排', days: Array(2).fill({ date: '2043-01-01', works: false, name: '元旦' }) },
      422,
    ],
    ['days/2041-03-05', { works: false }, 422],
    ['days/2041-03-05', { works: 'no', reason: '暴雪停工' }, 422],
    ['days/2041-02-30', { works: false, reason: '暴雪停工' }, 400],
    ['settings/close-of-business', { unit: 'no-such-unit', at: '17:30', reason: '夏季作息' }, 422],
    ['settings/close-of-business', { at: null, reason: '夏季作息' }, 422],
    ['settings/close-of-business', { at: '25:00', reason: '夏季作息' }, 422],
  ])('PUT %s with %j is refused: %i', async (path, body, status) => {
    expect((await sysadmin.put(`/api/calendar/${path}`, body)).status).toBe(status);
  });

  test('a preview says what would differ and changes nothing', async () => {
    const path = '/api/calendar/days/2044-03-07';
    const edits = async () => (await anybody.get('/api/calendar/2044')).body.edits;
    const { status, body } = await sysadmin.put(`${path}?preview=true`, { works: false, reason: '暴雪停工' });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      preview: true,
      changedDays: [
        {
          date: '2044-03-07',
          before: { works: true, reason: expect.stringContaining('工作日') },
          after: { works: false, reason: expect.stringContaining('本区临时放假（暴雪停工）') },
        },
      ],
      deadlines: [],
    });
    expect(await edits()).toEqual([]);
    expect((await due('start=2044-03-04&workingDays=1')).body.dueAt).toBe('2044-03-07T17:00:00+08:00');
    expect((await sysadmin.put(`${path}?preview=perhaps`, { works: false, reason: '暴雪停工' })).status).toBe(400);
  });

  test('two administrators look at the same calendar: the second is told to look again', async () => {
    const put = (date: string, body: object, query = '') => sysadmin.put(`/api/calendar/days/${date}${query}`, body);
    const off = (reason: string) => ({ works: false, reason });
    // Other files may edit this calendar at the same time: looked at again until nobody came between.
    const answers = await eventually(async () => {
      const { revision } = (await put('2045-03-06', off('第一位'), '?preview=true')).body;
      const both = await Promise.all([
        put('2045-03-06', { ...off('第一位'), revision }),
        put('2045-03-07', { ...off('第二位'), revision }),
      ]);
      if (both.every((a) => a.status === 409)) throw new Error('somebody else was faster');
      return both;
    });
    expect(answers.map((a) => a.status).sort()).toEqual([200, 409]);
    const refused = answers.find((a) => a.status === 409);
    expect(refused?.body.detail).toContain('重新预览');
    expect((await anybody.get('/api/calendar/2045')).body.edits).toHaveLength(1);
    for (const revision of [1, '', 'x', '1'.repeat(20)])
      expect((await put('2045-03-08', { ...off('不对'), revision })).status).toBe(422);
  });

  test('many edits of one day at once: one after the other, each begins where the one before ended', async () => {
    const path = '/api/calendar/days/2046-03-06';
    const edit = (n: number) => sysadmin.put(path, { works: n % 3 ? false : null, reason: `第${n}次` });
    const answers = await Promise.all(Array.from({ length: 9 }, (_, n) => edit(n)));
    expect(answers.map((a) => a.status)).toEqual(Array(9).fill(200));
    const edits = (await anybody.get('/api/calendar/2046')).body.edits.toReversed();
    expect(edits.length).toBeGreaterThan(0);
    expect(edits[0].before).toBeNull();
    for (let i = 1; i < edits.length; i++) expect(edits[i].before).toEqual(edits[i - 1].after);
  });

  test('the same said again is no edit', async () => {
    const notice = {
      source: '放假安排通知',
      reason: '年度放假安排',
      days: ['2047-01-02', '2047-01-01'].map((date) => ({ date, works: false, name: '元旦' })),
    };
    for (const days of [notice.days, notice.days.toReversed()])
      expect((await sysadmin.put('/api/calendar/2047', { ...notice, days })).status).toBe(200);
    for (let i = 0; i < 2; i++)
      await sysadmin.put('/api/calendar/days/2047-03-06', { works: false, reason: '暴雪停工' });
    expect((await anybody.get('/api/calendar/2047')).body.edits).toHaveLength(2);
  });

  test('a notice that arranges days of the December before is in the history of both years', async () => {
    const days = ['2048-12-31', '2049-01-01'].map((date) => ({ date, works: false, name: '元旦' }));
    await sysadmin.put('/api/calendar/2049', { source: '放假安排通知', reason: '年度放假安排', days });
    for (const year of [2048, 2049])
      expect((await anybody.get(`/api/calendar/${year}`)).body.edits).toMatchObject([{ kind: 'year', target: '2049' }]);
    const { body } = await anybody.get('/api/calendar/2048');
    expect(body.days.at(-1)).toMatchObject({ date: '2048-12-31', works: false, kind: 'holiday' });
    expect(body).toMatchObject({ published: false, source: null });
  });

  test('every kind of day is told apart', async () => {
    const { body } = await anybody.get('/api/calendar/2026');
    const kind = (date: string) => body.days.find((d: { date: string }) => d.date === date).kind;
    expect(['2026-02-13', '2026-02-08', '2026-02-17', '2026-02-14'].map(kind)).toEqual([
      'working',
      'weekend',
      'holiday',
      'makeup',
    ]);
    expect(body.source).toContain('国务院办公厅');
    expect(body.may).toEqual({ edit: false });
    expect((await sysadmin.get('/api/calendar/2026')).body.may).toEqual({ edit: true });
  });

  test('close of business is read by everybody; looked at before it is changed', async () => {
    const read = () => anybody.get('/api/calendar/settings/close-of-business');
    const before = await read();
    expect(before.body).toMatchObject({ everybody: '17:00', units: expect.any(Array), edits: expect.any(Array) });
    const path = '/api/calendar/settings/close-of-business?preview=true';
    const looked = await sysadmin.put(path, { unit: 'archives', at: '17:30', reason: '夏季作息' });
    expect(looked.body).toMatchObject({ preview: true, changedDays: [], deadlines: [] });
    expect((await read()).body).toEqual(before.body);
    expect((await stack.stranger().get('/api/calendar/settings/close-of-business')).status).toBe(401);
  });

  test('only the system administrator edits, also before anything is checked', async () => {
    for (const path of ['days/2041-03-05', '2043', 'settings/close-of-business'])
      for (const user of ['monitor', 'process-owner', 'finance.head'])
        expect((await (await stack.as(user)).put(`/api/calendar/${path}`, {})).status).toBe(403);
  });
});
