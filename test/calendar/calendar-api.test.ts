import type { Client } from '../support/client.ts';
import { world } from '../support/world.ts';

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

  test('only the system administrator edits, also before anything is checked', async () => {
    for (const path of ['days/2041-03-05', '2043', 'settings/close-of-business'])
      for (const user of ['monitor', 'process-owner', 'finance.head'])
        expect((await (await stack.as(user)).put(`/api/calendar/${path}`, {})).status).toBe(403);
  });
});
