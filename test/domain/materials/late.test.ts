import { DateTime } from 'luxon';
import type { Calendar } from '../../../domain/calendar/core.ts';
import { lateMaterials } from '../../../domain/materials/late.ts';

const calendar: Calendar = { published: new Set([2026]), exceptions: new Map() };
// A Friday.
const now = DateTime.fromISO('2026-03-06T10:00', { zone: 'Asia/Shanghai' });
const overdue = (promisedBy: string | null) =>
  lateMaterials(calendar, now, [{ name: '审计报告', essential: false, provided: false, promisedBy }], '17:00')[0];

test('only what is missing and not essential follows, each with an id of its own', () => {
  const materials = [
    { name: '报告', essential: true, provided: true },
    { name: '资信', essential: false, provided: false },
    { name: '照片', essential: false, provided: true },
    { name: '审计', essential: false, provided: false },
  ];
  const late = lateMaterials(calendar, now, materials, '17:00');
  expect(late.map(({ id, name }) => [id, name])).toEqual([
    ['m2', '资信'],
    ['m4', '审计'],
  ]);
});

test.each([
  ['2026-03-10', 2, '2026-03-10T17:00:00+08:00'],
  // A Sunday: the first working day after it.
  ['2026-03-15', 6, '2026-03-16T17:00:00+08:00'],
  // Tomorrow, a Saturday.
  ['2026-03-07', 1, '2026-03-09T17:00:00+08:00'],
  [null, 10, '2026-03-20T17:00:00+08:00'],
  // Over already: overdue from the first minute.
  ['2026-03-04', 1, '2026-03-04T17:00:00+08:00'],
])('promised for %s', (promisedBy, workingDays, overdueAt) => {
  expect(overdue(promisedBy)).toMatchObject({ promisedBy, workingDays, overdueAt });
});

test('a promise beyond any limit is cut to the longest one', () => {
  expect(overdue('2099-01-01')?.workingDays).toBe(1000);
});
