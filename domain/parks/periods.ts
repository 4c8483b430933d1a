import { DateTime } from 'luxon';
import { ZONE } from '../clock.ts';

export interface Period {
  kind: 'half-year' | 'annual';
  /** `2026-H1`, `2026-H2` or `2026`. */
  period: string;
  name: string;
  /** YYYY-MM-DD: the evaluation is opened on this day or the first working day after it. */
  opensOn: string;
}

const MONTHS_AT_LEAST = 3;

/**
 * The evaluations of a park one after the other, without end (历下政办发〔2019〕9号 第十条（一）（二）). A half-year counts when the park
 * was certified in its first three months, a year when both its half-years count. Half-years open when they are over, the year
 * in February, when its half-year reports should be there.
 */
export function* periodsFrom(certifiedOn: string): Generator<Period, never> {
  const on = DateTime.fromISO(certifiedOn, { zone: ZONE });
  const late = (on.month - 1) % 6 >= MONTHS_AT_LEAST ? 1 : 0;
  const first = on.year * 2 + (on.month > 6 ? 1 : 0) + late;
  for (let half = first; ; half += 1) {
    const year = Math.floor(half / 2);
    const second = half % 2 === 1;
    yield {
      kind: 'half-year',
      period: `${year}-H${second ? 2 : 1}`,
      name: `${year}年${second ? '下' : '上'}半年`,
      opensOn: second ? `${year + 1}-01-01` : `${year}-07-01`,
    };
    if (second && half > first)
      yield { kind: 'annual', period: `${year}`, name: `${year}年度`, opensOn: `${year + 1}-02-01` };
  }
}

export const halfYearsOf = (year: string): string[] => [`${year}-H1`, `${year}-H2`];
