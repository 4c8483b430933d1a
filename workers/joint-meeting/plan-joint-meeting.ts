import { z } from 'zod';
import { loadCalendar } from '../../domain/calendar/store.ts';
import { now } from '../../domain/clock.ts';
import { chairOf, organiserOf } from '../../domain/consultation/joint-procedure.ts';
import { meetingOf } from '../../domain/consultation/variables.ts';
import { planExtra } from '../../domain/meetings/plan.ts';
import { defineWorker } from '../run-job.ts';

/** Who prepares and who chairs it follows from its kind; the day is a proposal. */
export const planJointMeeting = defineWorker({
  type: 'plan-joint-meeting',
  timeoutMs: 60_000,
  input: z.object({ kind: meetingOf.kind }),
  async perform({ kind }, _job, { pool }) {
    const plan = planExtra(await loadCalendar(pool), now());
    return { organiser: organiserOf(kind), chairPost: chairOf(kind), plan };
  },
});
