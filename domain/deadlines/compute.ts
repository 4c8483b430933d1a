import type { DateTime } from 'luxon';
import { type Calendar, type CountedDay, dayOf, dueAfter, warnBefore, workingDaysBetween } from '../calendar/core.ts';

export interface Pause {
  from: DateTime;
  /** null: still suspended. */
  to: DateTime | null;
}

export interface Counting {
  startedAt: DateTime;
  /** With the days of an extension. */
  workingDays: number;
  warnDays: number;
  closeOfBusiness: string;
  /** Oldest first. */
  pauses: Pause[];
}

export interface Counted {
  /** null while suspended. */
  dates: { dueAt: DateTime; warnAt: DateTime; provisional: boolean } | null;
  /** Working days left at the beginning of the last (or present) stretch. */
  left: number;
  days: CountedDay[];
}

/**
 * Counts a limit from its start through its suspensions. The days of suspension and of resumption are not consumed; after it the
 * limit ends with what remained, counted from the day of resumption. Always from the beginning, so that an edited calendar counts.
 */
export function countLimit(
  calendar: Calendar,
  { startedAt, workingDays, warnDays, closeOfBusiness, pauses }: Counting,
): Counted {
  let from = startedAt;
  let left = workingDays;
  const days: CountedDay[] = [];
  for (const pause of pauses) {
    const dayBefore = pause.from.minus({ days: 1 });
    days.push(...explain(calendar, from, dayBefore, days.length > 0));
    left = Math.max(1, left - Math.max(0, workingDaysBetween(calendar, from, dayBefore)));
    if (!pause.to) return { dates: null, left, days };
    days.push(...datesBetween(pause.from, pause.to).map((date) => ({ date, counts: false, reason: '中止计时' })));
    from = pause.to;
  }
  const due = dueAfter(calendar, from, left, closeOfBusiness);
  const [first, ...rest] = due.days;
  if (first) days.push(pauses.length ? { ...first, reason: '恢复计时当日不计入' } : first, ...rest);
  const { dueAt, provisional } = due;
  return { dates: { dueAt, provisional, warnAt: warnBefore(calendar, dueAt, warnDays) }, left, days };
}

/** Days of a stretch that a suspension ended: its first does not count, none of it reaches the day of suspension. */
function explain(calendar: Calendar, from: DateTime, until: DateTime, resumed: boolean): CountedDay[] {
  const [first, ...rest] = datesBetween(from, until.plus({ days: 1 }));
  if (!first) return [];
  return [
    { date: first, counts: false, reason: resumed ? '恢复计时当日不计入' : '起算日不计入' },
    ...rest.map((date) => {
      const { works, reason } = dayOf(calendar, date);
      return { date, counts: works, reason };
    }),
  ];
}

/** Days from that of `from` to the one before that of `to`. */
function datesBetween(from: DateTime, to: DateTime): string[] {
  const dates: string[] = [];
  for (let day = from.startOf('day'); day < to.startOf('day'); day = day.plus({ days: 1 }))
    dates.push(day.toISODate() ?? '');
  return dates;
}
