import { DateTime, FixedOffsetZone } from 'luxon';
import { ZONE } from '../clock.ts';

/** A day that differs from Monday to Friday. */
export interface Exception {
  works: boolean;
  /** 春节; of a local exception its reason. */
  name: string;
  local: boolean;
}

/** The calendar as the table holds it. Dates are ISO texts: a working day has no hour and no zone. */
export interface Calendar {
  /** Years whose holidays the State Council has published; in others a day is provisional. */
  published: ReadonlySet<number>;
  exceptions: ReadonlyMap<string, Exception>;
}

export interface Day {
  date: string;
  works: boolean;
  provisional: boolean;
  /** Why it works or not, in Chinese. */
  reason: string;
}

/** What a day is, for a calendar to show: by the week, by the State Council's notice, or by this district's own decision. */
export type DayKind = 'working' | 'weekend' | 'holiday' | 'makeup' | 'local-off' | 'local-on';

export interface CountedDay {
  date: string;
  counts: boolean;
  reason: string;
}

export interface Due {
  dueAt: DateTime;
  /** 暂定: a day between start and end lies in a year that is not published. */
  provisional: boolean;
  /** Every day from that of the event to the last one. */
  days: CountedDay[];
}

export const CLOSE_OF_BUSINESS = '17:00';
const WARN_AT = '09:00';
// Far beyond the longest limit (1,000 working days): a calendar without working days is an error, not a hang.
const MOST_DAYS = 5_000;
const MOST_ASKED = 4 * MOST_DAYS;

const UTC = FixedOffsetZone.utcInstance;
// Days are counted in UTC, where each has the same length; walking with DateTime.plus costs five times as much.
const DAY = 86_400_000;
const HOUR = 3_600_000;
const MINUTE = 60_000;
const numberOf = (at: DateTime): number => Math.floor((at.toMillis() + at.setZone(ZONE).offset * MINUTE) / DAY);
const moment = (date: string, time: string): DateTime => DateTime.fromISO(`${date}T${time}`, { zone: ZONE });

// What each day of a calendar is, once it was asked: a board of twenty dates asks for the same weeks twenty times.
const asked = new WeakMap<Calendar, Map<number, Day>>();

function look(calendar: Calendar, dayNumber: number): Day {
  let days = asked.get(calendar);
  // Whoever tries limits in all centuries does not fill the memory.
  if (!days || days.size >= MOST_ASKED) asked.set(calendar, (days = new Map()));
  let day = days.get(dayNumber);
  if (!day) days.set(dayNumber, (day = lookUp(calendar, dayNumber)));
  return day;
}

function lookUp(calendar: Calendar, dayNumber: number): Day {
  const day = DateTime.fromMillis(dayNumber * DAY, { zone: UTC });
  const date = day.toISODate() ?? '';
  const exception = calendar.exceptions.get(date);
  const works = exception?.works ?? day.weekday <= 5;
  const provisional = !calendar.published.has(day.year);
  const note = provisional ? '（暂定：该年度放假安排未公布）' : '';
  return { date, works, provisional, reason: why(exception, works) + note };
}

export const dayOf = (calendar: Calendar, date: string): Day =>
  look(calendar, DateTime.fromISO(date, { zone: UTC }).toMillis() / DAY);

export function kindOf(calendar: Calendar, date: string): DayKind {
  const exception = calendar.exceptions.get(date);
  const { works } = dayOf(calendar, date);
  if (!exception) return works ? 'working' : 'weekend';
  if (exception.local) return works ? 'local-on' : 'local-off';
  return works ? 'makeup' : 'holiday';
}

function why(exception: Exception | undefined, works: boolean): string {
  if (!exception) return works ? '工作日' : '周末';
  if (exception.local) return `${works ? '本区临时上班' : '本区临时放假'}（${exception.name}）`;
  return `${works ? '调休上班' : '法定节假日'}（${exception.name}）`;
}

/**
 * A limit of n working days (n >= 1) counted from an event: the day of the event does not count, whatever its hour; the limit ends
 * at close of business of the n-th working day after it.
 */
export function dueAfter(calendar: Calendar, start: DateTime, n: number, closeOfBusiness = CLOSE_OF_BUSINESS): Due {
  let number = numberOf(start);
  let last = look(calendar, number);
  const days: CountedDay[] = [{ date: last.date, counts: false, reason: '起算日不计入' }];
  let provisional = false;
  for (let left = n; left > 0;) {
    if (days.length > MOST_DAYS) throw new Error('工作日历中没有足够的工作日');
    last = look(calendar, ++number);
    provisional ||= last.provisional;
    if (last.works) left--;
    days.push({ date: last.date, counts: last.works, reason: last.reason });
  }
  return { dueAt: moment(last.date, closeOfBusiness), provisional, days };
}

/** Opening of the n-th working day before the day of `due`. */
export function warnBefore(calendar: Calendar, due: DateTime, workingDaysBefore: number): DateTime {
  const from = numberOf(due);
  let number = from;
  for (let left = workingDaysBefore; left > 0;) {
    if (from - number > MOST_DAYS) throw new Error('工作日历中没有足够的工作日');
    if (look(calendar, --number).works) left--;
  }
  return moment(look(calendar, number).date, WARN_AT);
}

/** Opening of the n-th working day after the day of `from` (n >= 1). */
export function openingAfter(calendar: Calendar, from: DateTime, n: number): DateTime {
  return dueAfter(calendar, from, n, WARN_AT).dueAt;
}

/** Working days after the day of `from` up to and including the day of `to`; negative when `to` lies on an earlier day. */
export function workingDaysBetween(calendar: Calendar, from: DateTime, to: DateTime): number {
  const last = numberOf(to);
  if (last < numberOf(from)) return -workingDaysBetween(calendar, to, from) || 0;
  let count = 0;
  for (let number = numberOf(from) + 1; number <= last; number++) if (look(calendar, number).works) count++;
  return count;
}

/**
 * Working days after today up to and including the due day. Negative as soon as the limit has passed: -1 until the end of the first
 * working day after it.
 */
export function remainingWorkingDays(calendar: Calendar, now: DateTime, due: DateTime): number {
  const days = workingDaysBetween(calendar, now, due);
  return now > due ? Math.min(days, -1) : days;
}

/** What is left: working days after today, and the hours of today until close of business when today is one. */
export function remainingTime(
  calendar: Calendar,
  now: DateTime,
  due: DateTime,
): { workingDays: number; hours: number } {
  const workingDays = Math.max(0, workingDaysBetween(calendar, now, due));
  if (now > due) return { workingDays: 0, hours: 0 };
  const today = look(calendar, numberOf(now));
  if (!today.works) return { workingDays, hours: 0 };
  // Close of business today is as long after its midnight as the date's. In milliseconds, not by luxon's units: a board asks for each of its dates.
  const close = due.toMillis() + (numberOf(now) - numberOf(due)) * DAY;
  return { workingDays, hours: Math.max(0, Math.floor((close - now.toMillis()) / HOUR)) };
}

/** Same hour, n working days on. */
export function addWorkingDays(calendar: Calendar, from: DateTime, n: number): DateTime {
  const local = from.setZone(ZONE);
  const { dueAt } = dueAfter(calendar, local, n);
  return local.set({ year: dueAt.year, month: dueAt.month, day: dueAt.day });
}
