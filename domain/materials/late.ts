import { DateTime } from 'luxon';
import { type Calendar, dayOf, dueAfter, workingDaysBetween } from '../calendar/core.ts';
import { toWire, ZONE } from '../clock.ts';
import type { Material } from './check.ts';

/** A material that was accepted as missing and is to follow (容缺受理). */
export interface LateMaterial {
  /** Short and stable: the subject of its limit. */
  id: string;
  name: string;
  promisedBy: string | null;
  /** What its limit is counted from and by. */
  countsFrom: string;
  workingDays: number;
  overdueAt: string;
}

/** Where nobody promised a date. */
export const DEFAULT_DAYS = 10;
const MOST_DAYS = 1000;

/** Non-essential materials that are missing, each with the end of business of the promised day, or of the first working day after it. */
export function lateMaterials(
  calendar: Calendar,
  now: DateTime,
  materials: readonly Material[],
  closeOfBusiness: string,
): LateMaterial[] {
  return materials.flatMap((material, i) => {
    if (material.essential || material.provided) return [];
    const { from, days } = counting(calendar, now, material.promisedBy ?? null);
    return {
      id: `m${i + 1}`,
      name: material.name,
      promisedBy: material.promisedBy ?? null,
      countsFrom: toWire(from) ?? '',
      workingDays: days,
      overdueAt: toWire(dueAfter(calendar, from, days, closeOfBusiness).dueAt) ?? '',
    };
  });
}

function counting(calendar: Calendar, now: DateTime, promisedBy: string | null): { from: DateTime; days: number } {
  if (!promisedBy) return { from: now, days: DEFAULT_DAYS };
  const promised = DateTime.fromISO(promisedBy, { zone: ZONE });
  // A promise that is over already: the limit is overdue from its first minute.
  if (promised < now) return { from: promised.minus({ days: 1 }), days: 1 };
  const days = workingDaysBetween(calendar, now, promised) + (dayOf(calendar, promisedBy).works ? 0 : 1);
  return { from: now, days: Math.min(MOST_DAYS, Math.max(1, days)) };
}
