import { z } from 'zod';
import { loadCalendar } from '../../domain/calendar/store.ts';
import { now } from '../../domain/clock.ts';
import { memberOptions } from '../../domain/meetings/members.ts';
import { planExtra, planMonthly } from '../../domain/meetings/plan.ts';
import { defineWorker } from '../run-job.ts';

/** The day, moved to a working day by the calendar, and who usually attends: proposals for whoever convenes. */
export const planMonthlyMeeting = defineWorker({
  type: 'plan-monthly-meeting',
  timeoutMs: 60_000,
  input: z.object({ month: z.string().nullish(), topics: z.string().nullish() }),
  async perform({ month, topics }, _job, { pool }) {
    const [calendar, members] = await Promise.all([loadCalendar(pool), memberOptions(pool)]);
    const { at, note } = month ? planMonthly(calendar, month, now()) : planExtra(calendar, now());
    const attendees = members.map((member) => member.value);
    return { plan: { at, note, chair: attendees[0] ?? null, attendees }, topics: topics ?? null };
  },
});
