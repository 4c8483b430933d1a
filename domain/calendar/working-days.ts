import type { DateTime } from 'luxon';
import type { Db } from '../../db/pool.ts';
import { addWorkingDays as add } from './core.ts';
import { loadCalendar } from './store.ts';

/** Same hour `days` working days on, by the calendar in force. */
export async function addWorkingDays(db: Db, from: DateTime, days: number): Promise<DateTime> {
  return add(await loadCalendar(db), from, days);
}
