import { DateTime } from 'luxon';
import { now, ZONE } from '../clock.ts';

/** First and last day of a comment period, both whole: YYYY-MM-DD. */
export interface Days {
  beginsOn: string;
  endsOn: string;
}

const at = (day: string): DateTime => DateTime.fromISO(day, { zone: ZONE }).startOf('day');
export const daysOf = ({ beginsOn, endsOn }: Days): number =>
  Math.round(at(endsOn).diff(at(beginsOn), 'days').days) + 1;

/** What is wrong with a period on this day; null: nothing. `least`: days that it must last. */
export function periodFault(days: Days, least: number, today: string): string | null {
  if (days.beginsOn < today) return `征集开始日期${days.beginsOn}已过，请从今天或以后开始。`;
  if (days.endsOn < days.beginsOn) return '征集结束日期不能早于开始日期。';
  const given = daysOf(days);
  return given < least ? `征集期为${given}日，按规定不少于${least}日，请延后结束日期或说明缩短的理由。` : null;
}

/** The instants of a period. One whose first day has passed since it was drafted begins now and keeps its length. */
export function instantsOf(days: Days): { beginsAt: DateTime; endsAt: DateTime } {
  const present = now();
  const late = Math.max(0, Math.round(present.startOf('day').diff(at(days.beginsOn), 'days').days));
  const beginsAt = DateTime.max(at(days.beginsOn).plus({ days: late }), present);
  return { beginsAt, endsAt: at(days.endsOn).plus({ days: late + 1 }) };
}
