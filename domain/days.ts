import { DateTime } from 'luxon';
import { ZONE } from './clock.ts';

const dayStart = (date: string): DateTime => DateTime.fromISO(date, { zone: ZONE }).startOf('day');

/** SQL conditions: the instant in this column lies on these days of Asia/Shanghai (YYYY-MM-DD), both included; none where none is given. */
export function onDays(
  column: string,
  from: string | undefined,
  to: string | undefined,
  add: (value: unknown) => string,
): string[] {
  return [
    ...(from ? [`${column} >= ${add(dayStart(from).toISO())}::timestamptz`] : []),
    ...(to ? [`${column} < ${add(dayStart(to).plus({ days: 1 }).toISO())}::timestamptz`] : []),
  ];
}
