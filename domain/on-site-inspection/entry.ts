import type { DateTime } from 'luxon';
import { type Calendar, workingDaysBetween } from '../calendar/core.ts';
import { toWire } from '../clock.ts';

/** Facts that limits run from, as somebody enters them. */
export const FACTS = { acceptance: '受理', inspection: '现场勘验', review: '专家论证' } as const;
export type Fact = keyof typeof FACTS;

/** When something happened and when it was entered: later than on the same day is late, and said. */
export interface Entry {
  happenedAt: string;
  enteredAt: string;
  late: boolean;
  workingDaysLate: number;
  text: string;
}

export function entryOf(calendar: Calendar, fact: Fact, happenedAt: DateTime, enteredAt: DateTime): Entry {
  const late = happenedAt.toISODate() !== enteredAt.toISODate() && happenedAt < enteredAt;
  const days = late ? workingDaysBetween(calendar, happenedAt, enteredAt) : 0;
  const when = `${FACTS[fact]}时间${say(happenedAt)}`;
  return {
    happenedAt: toWire(happenedAt) ?? '',
    enteredAt: toWire(enteredAt) ?? '',
    late,
    workingDaysLate: days,
    text: late ? `${when}，${say(enteredAt)}补录，晚${days}个工作日` : `${when}，当日登记`,
  };
}

const say = (at: DateTime): string => at.toFormat('yyyy年M月d日 HH:mm');
