import { DateTime } from 'luxon';
import { now, ZONE } from '../clock.ts';

/** Days of Asia/Shanghai, YYYY-MM-DD, both included. */
export interface Period {
  from: string;
  to: string;
  name: string;
}

/** A year, a quarter or a month: 2026, 2026-Q4, 2026-11. */
export const PERIOD = /^(?:19|20|21)\d\d(?:-Q[1-4]|-(?:0[1-9]|1[0-2]))?$/;
/** Evaluations of more quarters would not fit on a page. */
const MOST_QUARTERS = 4;
/** Two years of quarters; more bars would not fit on a phone. */
const TREND = 8;

const spoken = (day: DateTime): string => day.toFormat('yyyy年M月d日');
const whole = (first: DateTime, unit: 'year' | 'quarter' | 'month', name: string): Period => ({
  from: first.toISODate()!,
  to: first.endOf(unit).toISODate()!,
  name,
});
const quarterOf = (day: DateTime): Period =>
  whole(day.startOf('quarter'), 'quarter', `${day.year}年第${'一二三四'[day.quarter - 1]}季度`);

/** From and to win over a period; one of them alone, or nothing: the present quarter fills what is missing. */
export function periodOf(asked: {
  period?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}): Period {
  const at = (text: string) => DateTime.fromISO(text, { zone: ZONE });
  if (asked.from || asked.to) {
    const from = at(asked.from ?? at(asked.to!).startOf('quarter').toISODate()!);
    const to = at(asked.to ?? DateTime.max(from, now().endOf('quarter')).toISODate()!);
    return { from: from.toISODate()!, to: to.toISODate()!, name: `${spoken(from)}至${spoken(to)}` };
  }
  const [year, part] = (asked.period ?? '').split('-');
  if (!year) return quarterOf(now());
  if (!part) return whole(at(`${year}-01-01`), 'year', `${year}年`);
  if (part.startsWith('Q')) return quarterOf(at(`${year}-01-01`).plus({ quarters: Number(part[1]) - 1 }));
  return whole(at(`${year}-${part}-01`), 'month', `${year}年${Number(part)}月`);
}

/** Those that end with the one in which the period ends, the latest last: months of a month or less, else quarters. */
export function trendOf({ from, to }: Period): { by: 'month' | 'quarter'; periods: (Period & { key: string })[] } {
  const last = DateTime.fromISO(to, { zone: ZONE });
  const by = DateTime.fromISO(from, { zone: ZONE }).hasSame(last, 'month') ? 'month' : 'quarter';
  const periods = Array.from({ length: TREND }, (_, i) => {
    const day = last.startOf(by).minus({ [by]: TREND - 1 - i });
    return by === 'month'
      ? { ...whole(day, by, `${day.year}年${day.month}月`), key: day.toFormat('yyyy-MM') }
      : { ...quarterOf(day), key: day.toFormat("yyyy-'Q'q") };
  });
  return { by, periods };
}

/** The last quarters that the period touches, each whole, the latest first. */
export function quartersOf({ from, to }: Period): Period[] {
  const quarters: Period[] = [];
  const first = DateTime.fromISO(from, { zone: ZONE }).startOf('quarter');
  let day = DateTime.fromISO(to, { zone: ZONE }).startOf('quarter');
  while (day >= first && quarters.length < MOST_QUARTERS) {
    quarters.push(quarterOf(day));
    day = day.minus({ quarters: 1 });
  }
  return quarters;
}
