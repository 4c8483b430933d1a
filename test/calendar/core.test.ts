import fc from 'fast-check';
import { DateTime } from 'luxon';
import {
  addWorkingDays,
  type Calendar,
  dayOf,
  dueAfter,
  openingAfter,
  remainingTime,
  remainingWorkingDays,
  warnBefore,
  workingDaysBetween,
} from '../../domain/calendar/core.ts';
import { shippedDays } from '../../domain/calendar/seed.ts';
import { toWire, ZONE } from '../../domain/clock.ts';

const days = shippedDays();
const calendar: Calendar = {
  published: new Set(days.map((d) => d.notice)),
  exceptions: new Map(days.map(({ date, works, name }) => [date, { works, name, local: false }])),
};
const at = (text: string) => DateTime.fromISO(text, { zone: ZONE });
const due = (start: string, n: number) => {
  const { dueAt, provisional } = dueAfter(calendar, at(start), n);
  return [toWire(dueAt), provisional];
};

// Independent of the code under test: all working days of 2004-2026 in one list, made from epoch days.
const DAY = 86_400_000;
const FIRST = Date.UTC(2004, 0, 1) / DAY;
const LAST = Date.UTC(2026, 11, 31) / DAY;
const off = new Set(days.filter((d) => !d.works).map((d) => d.date));
const on = new Set(days.filter((d) => d.works).map((d) => d.date));
const iso = (epochDay: number) => new Date(epochDay * DAY).toISOString().slice(0, 10);
const works = (epochDay: number) => {
  const date = iso(epochDay);
  // 1970-01-01 was a Thursday.
  return on.has(date) || (!off.has(date) && (epochDay + 3) % 7 < 5);
};
const list = Array.from({ length: LAST - FIRST + 1 }, (_, i) => FIRST + i).filter(works);
const minute = fc.integer({ min: 0, max: 24 * 60 - 1 });
const moment = (epochDay: number, m: number) =>
  at(`${iso(epochDay)}T${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`);

describe('due date', () => {
  test.each([
    ['2019-04-30T10:00', 2, '2019-05-06T17:00:00+08:00', 'holidays of 1-4 May, Sunday 5 May made up'],
    ['2026-02-13T16:00', 5, '2026-02-27T17:00:00+08:00', 'Spring Festival, Saturday 14 February made up'],
    ['2026-03-02T10:00', 1, '2026-03-03T17:00:00+08:00', 'plain'],
    ['2026-03-02T17:00', 1, '2026-03-03T17:00:00+08:00', 'at close of business'],
    ['2026-03-02T23:59', 1, '2026-03-03T17:00:00+08:00', 'after close of business'],
    ['2026-03-07T10:00', 1, '2026-03-09T17:00:00+08:00', 'event on a Saturday'],
    ['2026-02-17T10:00', 1, '2026-02-24T17:00:00+08:00', 'event on a holiday'],
    ['2025-12-31T10:00', 1, '2026-01-04T17:00:00+08:00', 'year end, Sunday 4 January made up'],
    ['2024-02-09T10:00', 1, '2024-02-18T17:00:00+08:00', 'Sunday made up'],
    ['2024-02-28T10:00', 1, '2024-02-29T17:00:00+08:00', 'leap day'],
  ])('%s and %i working days end %s (%s)', (start, n, expected) => {
    expect(due(start, n)).toEqual([expected, false]);
  });

  test('an instant is a day in China, whatever its offset', () => {
    expect(due('2026-03-02T16:30Z', 1)).toEqual(['2026-03-04T17:00:00+08:00', false]);
    expect(due('2026-03-02T15:30Z', 1)).toEqual(['2026-03-03T17:00:00+08:00', false]);
  });

  test('a limit that reaches a year without a notice is provisional', () => {
    expect(due('2026-12-30T10:00', 1)).toEqual(['2026-12-31T17:00:00+08:00', false]);
    expect(due('2026-12-30T10:00', 2)).toEqual(['2027-01-01T17:00:00+08:00', true]);
    expect(due('2003-12-31T10:00', 1)).toEqual(['2004-01-02T17:00:00+08:00', false]);
    expect(dueAfter(calendar, at('2026-12-31T10:00'), 3).days.map((d) => d.reason)).toEqual([
      '起算日不计入',
      '工作日（暂定：该年度放假安排未公布）',
      '周末（暂定：该年度放假安排未公布）',
      '周末（暂定：该年度放假安排未公布）',
      '工作日（暂定：该年度放假安排未公布）',
      '工作日（暂定：该年度放假安排未公布）',
    ]);
  });

  test('every day is explained', () => {
    expect(dueAfter(calendar, at('2019-04-30T10:00'), 2).days).toEqual([
      { date: '2019-04-30', counts: false, reason: '起算日不计入' },
      ...['01', '02', '03', '04'].map((d) => ({ date: `2019-05-${d}`, counts: false, reason: '法定节假日（劳动节）' })),
      { date: '2019-05-05', counts: true, reason: '调休上班（劳动节）' },
      { date: '2019-05-06', counts: true, reason: '工作日' },
    ]);
  });

  test('a local exception stands over the notice, close of business is the unit’s', () => {
    const local = new Map(calendar.exceptions);
    local.set('2026-03-03', { works: false, name: '暴雪停工', local: true });
    const { dueAt, days } = dueAfter({ ...calendar, exceptions: local }, at('2026-03-02T10:00'), 1, '17:30');
    expect(toWire(dueAt)).toBe('2026-03-04T17:30:00+08:00');
    expect(days[1]).toEqual({ date: '2026-03-03', counts: false, reason: '本区临时放假（暴雪停工）' });
  });

  test('agrees with an independent list of working days', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: FIRST, max: LAST - 1500 }),
        minute,
        fc.integer({ min: 1, max: 1000 }),
        (day, m, n) => {
          const after = list.findIndex((d) => d > day);
          const { dueAt, days, provisional } = dueAfter(calendar, moment(day, m), n);
          expect(toWire(dueAt)).toBe(`${iso(list[after + n - 1] as number)}T17:00:00+08:00`);
          expect(provisional).toBe(false);
          expect(days.filter((d) => d.counts)).toHaveLength(n);
          expect(days.map((d) => d.date)).toEqual(days.map((_, i) => iso(day + i)));
          expect(days.slice(1).every((d, i) => d.counts === works(day + 1 + i))).toBe(true);
        },
      ),
      { numRuns: 100 },
    );
  });

  test('every day of 2004-2026 agrees', () => {
    const wrong = [];
    for (let day = FIRST; day <= LAST; day++) if (dayOf(calendar, iso(day)).works !== works(day)) wrong.push(iso(day));
    expect(wrong).toEqual([]);
    expect(list).toHaveLength(5744);
  });
});

describe('any calendar', () => {
  // Holidays, make-up days and local exceptions at random, in years of which any may be published.
  const ANY = fc.record({
    published: fc.subarray([2030, 2031, 2032, 2033]),
    notice: fc.array(fc.tuple(fc.integer({ min: 0, max: 1200 }), fc.boolean()), { maxLength: 200 }),
    local: fc.array(fc.tuple(fc.integer({ min: 0, max: 1200 }), fc.boolean()), { maxLength: 20 }),
    start: fc.integer({ min: 0, max: 1000 }),
    minute,
    days: fc.integer({ min: 1, max: 60 }),
    close: fc.constantFrom('12:00', '17:00', '17:30', '18:00'),
  });
  const BASE = Date.UTC(2030, 0, 1) / DAY;

  test('due date, provisional, warning, what remains and the ladder agree with a count on the fingers', () => {
    fc.assert(
      fc.property(ANY, ({ published, notice, local, start, minute: m, days: n, close }) => {
        const exceptions = new Map<string, { works: boolean; name: string; local: boolean }>();
        for (const [day, works] of notice) exceptions.set(iso(BASE + day), { works, name: '节日', local: false });
        for (const [day, works] of local) exceptions.set(iso(BASE + day), { works, name: '临时', local: true });
        const random: Calendar = { published: new Set(published), exceptions };
        // Independent: a table of all days, then counting in it.
        const table = Array.from({ length: 1600 }, (_, i) => {
          const own =
            [...local].reverse().find(([day]) => day === i) ?? [...notice].reverse().find(([day]) => day === i);
          return { works: own ? own[1] : (BASE + i + 3) % 7 < 5, year: Number(iso(BASE + i).slice(0, 4)) };
        });
        const after = table.flatMap((d, i) => (i > start && d.works ? [i] : []));
        const end = after[n - 1] as number;
        const { dueAt, provisional } = dueAfter(random, moment(BASE + start, m), n, close);
        expect(toWire(dueAt)).toBe(`${iso(BASE + end)}T${close}:00+08:00`);
        expect(provisional).toBe(table.slice(start + 1, end + 1).some((d) => !published.includes(d.year)));
        const before = table.flatMap((d, i) => (i < end && d.works ? [i] : [])).at(-1);
        if (before !== undefined)
          expect(toWire(warnBefore(random, dueAt, 1))).toBe(`${iso(BASE + before)}T09:00:00+08:00`);
        expect(workingDaysBetween(random, moment(BASE + start, m), dueAt)).toBe(n);
        const next = after.find((i) => i > end) as number;
        expect(toWire(openingAfter(random, dueAt, 1))).toBe(`${iso(BASE + next)}T09:00:00+08:00`);
      }),
      { numRuns: 150 },
    );
  });
});

describe('what remains', () => {
  test('counts the days between any two days, also backwards', () => {
    fc.assert(
      fc.property(fc.integer({ min: FIRST, max: LAST }), fc.integer({ min: FIRST, max: LAST }), minute, (a, b, m) => {
        const low = Math.min(a, b);
        const count = list.filter((d) => d > low && d <= Math.max(a, b)).length;
        expect(workingDaysBetween(calendar, moment(a, m), moment(b, 17 * 60))).toBe(a <= b ? count : -count || 0);
      }),
      { numRuns: 60 },
    );
  });

  test.each([
    ['2026-02-13T16:00', 5],
    ['2026-02-14T08:00', 4],
    ['2026-02-20T12:00', 4],
    ['2026-02-26T12:00', 1],
    ['2026-02-27T00:01', 0],
    ['2026-02-27T17:00', 0],
    ['2026-02-27T17:01', -1],
    ['2026-02-28T17:01', -1],
    ['2026-03-01T09:00', -1],
    ['2026-03-02T09:00', -2],
  ])('at %s, due 27 February 2026: %i', (now, expected) => {
    expect(remainingWorkingDays(calendar, at(now), at('2026-02-27T17:00'))).toBe(expected);
  });

  test.each([
    ['2026-02-26T14:00', { workingDays: 1, hours: 3 }],
    ['2026-02-27T09:30', { workingDays: 0, hours: 7 }],
    ['2026-02-21T09:30', { workingDays: 4, hours: 0 }],
    ['2026-02-27T18:00', { workingDays: 0, hours: 0 }],
  ])('at %s: %j', (now, expected) => {
    expect(remainingTime(calendar, at(now), at('2026-02-27T17:00'))).toEqual(expected);
  });
});

describe('warning', () => {
  test.each([
    ['2026-02-27T17:00', 1, '2026-02-26T09:00:00+08:00'],
    ['2026-02-24T17:00', 1, '2026-02-14T09:00:00+08:00'],
    ['2026-02-27T17:00', 2, '2026-02-25T09:00:00+08:00'],
    ['2026-02-27T17:00', 0, '2026-02-27T09:00:00+08:00'],
  ])('for a limit due %s, %i working days before: %s', (end, n, expected) => {
    expect(toWire(warnBefore(calendar, at(end), n))).toBe(expected);
  });
});

test('adding working days keeps the hour', () => {
  expect(toWire(addWorkingDays(calendar, at('2026-02-13T16:05:06'), 5))).toBe('2026-02-27T16:05:06+08:00');
});
