import { DateTime } from 'luxon';
import { z } from 'zod';
import { closeOfBusiness, loadCalendar } from '../../domain/calendar/store.ts';
import { now, toWire, ZONE } from '../../domain/clock.ts';
import { answerBy } from '../../domain/on-site-inspection/appointment.ts';
import { defineWorker } from '../run-job.ts';

export const planAppointment = defineWorker({
  type: 'plan-appointment',
  timeoutMs: 60_000,
  input: z.object({ appointment: z.looseObject({ at: z.string() }) }),
  async perform({ appointment }, _job, { pool }) {
    const proposed = DateTime.fromISO(appointment.at, { zone: ZONE });
    const until = answerBy(await loadCalendar(pool), now(), proposed, await closeOfBusiness(pool, null));
    return { appointment: { ...appointment, answerBy: toWire(until) } };
  },
});
