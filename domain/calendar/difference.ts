import { type Calendar, type Day, dayOf } from './core.ts';

export interface ChangedDay {
  date: string;
  before: Day;
  after: Day;
}

/** Days of which the two calendars say something else, in order. That a year is published is no change of its days. */
export function changedDays(before: Calendar, after: Calendar): ChangedDay[] {
  const published = new Set([...before.published, ...after.published]);
  const dates = [...new Set([...before.exceptions.keys(), ...after.exceptions.keys()])].sort();
  return dates
    .map((date) => ({
      date,
      before: dayOf({ ...before, published }, date),
      after: dayOf({ ...after, published }, date),
    }))
    .filter((d) => d.before.works !== d.after.works || d.before.reason !== d.after.reason);
}
