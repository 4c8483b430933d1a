import { DateTime } from 'luxon';
import { addWorkingDays, type Calendar, dueAfter } from '../calendar/core.ts';
import { ZONE } from '../clock.ts';

/** The notice says monthly and no day: by default the 10th, 09:30. */
export const MEETING_DAY = 10;
const MEETING_TIME = '09:30';
/** A meeting is convened at least so many working days before. */
const NOTICE_DAYS = 1;
const EXTRA_DAYS = 3;

export interface Plan {
  at: string;
  /** Why it is not the usual day; null where it is. */
  note: string | null;
}

/** When the month's meeting is: the usual day or the next working day after it, never before it can still be convened. */
export function planMonthly(calendar: Calendar, month: string, now: DateTime): Plan {
  const usual = DateTime.fromISO(`${month}-${MEETING_DAY}`, { zone: ZONE });
  const day = onOrAfter(calendar, usual, MEETING_TIME);
  const soonest = dueAfter(calendar, now, NOTICE_DAYS, MEETING_TIME);
  const late = soonest.dueAt > day.dueAt;
  const chosen = late ? soonest : day;
  const moved = chosen.dueAt.toISODate() !== usual.toISODate();
  const reason = late ? '立案较晚，顺延至可通知的工作日' : '原定日期不是工作日，顺延';
  const notes = [moved ? `${reason}（原定${usual.month}月${MEETING_DAY}日）` : '', chosen.provisional ? '暂定' : ''];
  return { at: wire(chosen.dueAt), note: notes.filter(Boolean).join('，') || null };
}

/** A meeting called by hand: three working days on. */
export function planExtra(calendar: Calendar, now: DateTime): Plan {
  const day = addWorkingDays(calendar, now, EXTRA_DAYS);
  return { at: wire(DateTime.fromISO(`${day.toISODate()}T${MEETING_TIME}`, { zone: ZONE })), note: null };
}

/** Close of business of the day, or of the next working day where it is none. */
export function followUpDue(calendar: Calendar, day: string, closeOfBusiness: string): string {
  return wire(onOrAfter(calendar, DateTime.fromISO(day, { zone: ZONE }), closeOfBusiness).dueAt);
}

/** The day itself where it is a working day, else the next: the first one after the day before. */
const onOrAfter = (calendar: Calendar, day: DateTime, time: string) =>
  dueAfter(calendar, day.minus({ days: 1 }), 1, time);

const wire = (at: DateTime): string => at.toISO({ suppressMilliseconds: true }) ?? '';
