import fc from 'fast-check';
import { DateTime } from 'luxon';
import { type Calendar, dueAfter, workingDaysBetween } from '../../domain/calendar/core.ts';
import { shippedDays } from '../../domain/calendar/seed.ts';
import { toWire, ZONE } from '../../domain/clock.ts';
import { countLimit } from '../../domain/deadlines/compute.ts';

const days = shippedDays();
const calendar: Calendar = {
  published: new Set(days.map((d) => d.notice)),
  exceptions: new Map(days.map(({ date, works, name }) => [date, { works, name, local: false }])),
};
const at = (text: string) => DateTime.fromISO(text, { zone: ZONE });
const count = (startedAt: string, workingDays: number, pauses: [string, string | null][]) =>
  countLimit(calendar, {
    startedAt: at(startedAt),
    workingDays,
    warnDays: 1,
    closeOfBusiness: '17:00',
    pauses: pauses.map(([from, to]) => ({ from: at(from), to: to === null ? null : at(to) })),
  });

describe('a limit that is suspended', () => {
  test.each<[string, number, [string, string | null][], string | null, number]>([
    ['2026-03-02T10:00', 5, [], '2026-03-09T17:00:00+08:00', 5],
    // Wednesday: Tuesday is consumed, Wednesday is not.
    ['2026-03-02T10:00', 5, [['2026-03-04T10:00', null]], null, 4],
    ['2026-03-02T10:00', 5, [['2026-03-04T10:00', '2026-03-05T10:00']], '2026-03-11T17:00:00+08:00', 4],
    // On one day: that day is not consumed.
    ['2026-03-02T10:00', 5, [['2026-03-04T10:00', '2026-03-04T11:00']], '2026-03-10T17:00:00+08:00', 4],
    // On the day of the event: nothing is lost.
    ['2026-03-02T10:00', 5, [['2026-03-02T11:00', '2026-03-02T12:00']], '2026-03-09T17:00:00+08:00', 5],
    // Across a weekend, on the due day itself.
    ['2026-03-02T10:00', 5, [['2026-03-06T10:00', '2026-03-09T10:00']], '2026-03-11T17:00:00+08:00', 2],
    ['2026-03-02T10:00', 5, [['2026-03-09T16:59', '2026-03-12T10:00']], '2026-03-13T17:00:00+08:00', 1],
    // Across Spring Festival.
    ['2026-02-11T10:00', 5, [['2026-02-13T10:00', '2026-02-24T10:00']], '2026-02-28T17:00:00+08:00', 4],
    // Twice.
    [
      '2026-03-02T10:00',
      5,
      [
        ['2026-03-04T10:00', '2026-03-05T10:00'],
        ['2026-03-09T10:00', '2026-03-10T10:00'],
      ],
      '2026-03-13T17:00:00+08:00',
      3,
    ],
  ])('from %s, %i working days, suspended %j: ends %s', (start, n, pauses, due, left) => {
    const counted = count(start, n, pauses);
    expect([toWire(counted.dates?.dueAt), counted.left]).toEqual([due, left]);
  });

  test('every day from the first to the last is explained, and as many count as were given', () => {
    const day = fc.integer({ min: 0, max: 400 });
    const hour = fc.integer({ min: 0, max: 23 });
    fc.assert(
      fc.property(
        day,
        hour,
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 0, max: 30 }),
        hour,
        (d, h, n, gap, h2) => {
          const start = at('2025-06-01').plus({ days: d, hours: h });
          const plain = dueAfter(calendar, start, n).dueAt;
          // Suspended at some moment before it is over.
          const from = DateTime.min(start.plus({ days: d % 7, hours: 1 }), plain.minus({ minutes: 1 }));
          const to = from.plus({ days: gap, hours: h2 });
          const counted = countLimit(calendar, {
            startedAt: start,
            workingDays: n,
            warnDays: 1,
            closeOfBusiness: '17:00',
            pauses: from < start ? [] : [{ from, to }],
          });
          const { dates, days } = counted;
          expect(days.filter((x) => x.counts)).toHaveLength(n);
          expect(days.at(-1)?.date).toBe(dates?.dueAt.toISODate());
          const first = start.startOf('day');
          expect(days.map((x) => x.date)).toEqual(days.map((_, i) => first.plus({ days: i }).toISODate()));
          expect(dates && dates.dueAt >= plain).toBe(true);
          if (from >= start) expect(workingDaysBetween(calendar, to, dates?.dueAt as DateTime)).toBe(counted.left);
        },
      ),
      { numRuns: 100 },
    );
  });
});
