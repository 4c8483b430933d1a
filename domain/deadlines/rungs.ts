import type { DateTime } from 'luxon';
import { type Calendar, openingAfter } from '../calendar/core.ts';
import type { LadderStep } from './ladder.ts';

/** A step of the ladder: what happens when, and which posts hear of it. */
export interface Rung {
  /** yellow | red | overdue-<working days> */
  rung: string;
  at: DateTime;
  recipients: string[];
}

export function rungName(rung: string): string {
  if (rung === 'yellow') return '黄牌预警';
  if (rung === 'red') return '红牌超期';
  return `超期${rung.replace('overdue-', '')}个工作日提醒`;
}

/** All rungs of a limit in order. Yellow reminds who does the work, red also who answers for it, the others are the rule's. */
export function rungsOf(
  calendar: Calendar,
  limit: { warnAt: DateTime; dueAt: DateTime; unit: string | null },
  ladder: LadderStep[],
): Rung[] {
  const post = (kind: string) => (limit.unit ? [`${limit.unit}.${kind}`] : []);
  return [
    { rung: 'yellow', at: limit.warnAt, recipients: post('clerk') },
    { rung: 'red', at: limit.dueAt, recipients: [...post('clerk'), ...post('head')] },
    ...ladder.map(({ workingDaysOverdue, recipients }) => ({
      rung: `overdue-${workingDaysOverdue}`,
      at: openingAfter(calendar, limit.dueAt, workingDaysOverdue),
      recipients,
    })),
  ];
}
