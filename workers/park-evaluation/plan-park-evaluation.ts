import { z } from 'zod';
import { claimSchedule, nextEvaluation } from '../../domain/parks/schedule.ts';
import { defineWorker } from '../run-job.ts';

/** What the park's schedule waits for next; a second schedule of the same park ends here. */
export const planParkEvaluation = defineWorker({
  type: 'plan-park-evaluation',
  timeoutMs: 60_000,
  input: z.object({ parkId: z.string() }),
  async perform({ parkId }, job, { pool, logger }) {
    if (await claimSchedule(pool, parkId, job.instanceKey)) return { next: await nextEvaluation(pool, parkId) };
    logger.warn({ park: parkId, instance: job.instanceKey }, 'the park has a schedule already');
    return { next: null };
  },
});
