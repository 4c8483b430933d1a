import type { DateTime } from 'luxon';
import type { Db } from '../../db/pool.ts';
import { now, toWire } from '../clock.ts';
import { addWorkingDays as add, dueAfter } from './core.ts';
import { closeOfBusiness, loadCalendar } from './store.ts';

/** Same hour `days` working days on, by the calendar in force. */
export async function addWorkingDays(db: Db, from: DateTime, days: number): Promise<DateTime> {
  return add(await loadCalendar(db), from, days);
}

/** Close of business of the n-th working day after today at this unit, as a wire time: a date that gives a right, not a limit. */
export async function daysAfterNow(db: Db, days: number, unit: string): Promise<string> {
  const { dueAt } = dueAfter(await loadCalendar(db), now(), days, await closeOfBusiness(db, unit));
  return toWire(dueAt) ?? '';
}
