import { DateTime } from 'luxon';
import { type Calendar, dayOf } from '../calendar/core.ts';
import { ZONE } from '../clock.ts';

const OPENING = '09:00';
// A calendar without working days is an error, not a hang.
const MOST_DAYS = 400;

/** The moment after so many working hours, counted between opening and close of business of working days. */
export function addWorkingHours(calendar: Calendar, from: DateTime, hours: number, closeOfBusiness: string): DateTime {
  const start = from.setZone(ZONE);
  let left = hours * 3_600_000;
  for (let i = 0; i < MOST_DAYS; i++) {
    const date = start.plus({ days: i }).toISODate() ?? '';
    if (!dayOf(calendar, date).works) continue;
    const at = (time: string) => DateTime.fromISO(`${date}T${time}`, { zone: ZONE });
    const opens = DateTime.max(at(OPENING), start);
    const today = at(closeOfBusiness).toMillis() - opens.toMillis();
    if (left <= today) return opens.plus({ milliseconds: left });
    left -= Math.max(0, today);
  }
  throw new Error('工作日历中没有足够的工作日');
}
