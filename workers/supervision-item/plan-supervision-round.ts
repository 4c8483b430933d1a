import { z } from 'zod';
import { claimSchedule, nextRound } from '../../domain/ledger/schedule.ts';
import { defineWorker } from '../run-job.ts';

/** What the measure's schedule waits for next; a second schedule of the same measure ends here. */
export const planSupervisionRound = defineWorker({
  type: 'plan-supervision-round',
  timeoutMs: 60_000,
  input: z.object({ measureId: z.string() }),
  async perform({ measureId }, job, { pool, logger }) {
    if (await claimSchedule(pool, measureId, job.instanceKey)) return { next: await nextRound(pool, measureId) };
    logger.warn({ measure: measureId, instance: job.instanceKey }, 'the measure has a schedule already');
    return { next: null };
  },
});
