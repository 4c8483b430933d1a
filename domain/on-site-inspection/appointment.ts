import type { DateTime } from 'luxon';
import { type Calendar, dueAfter } from '../calendar/core.ts';

/**
 * Until when a department's 联络员 answers: until the time that is proposed; where that is today or over, until the end of the next
 * working day, so that everybody has a time to answer in.
 */
export function answerBy(
  calendar: Calendar,
  sentAt: DateTime,
  proposedAt: DateTime,
  closeOfBusiness: string,
): DateTime {
  const tomorrow = sentAt.plus({ days: 1 }).startOf('day');
  return proposedAt >= tomorrow ? proposedAt : dueAfter(calendar, sentAt, 1, closeOfBusiness).dueAt;
}
