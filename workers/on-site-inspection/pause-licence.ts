import { z } from 'zod';
import { pauseLicence as pause } from '../../domain/on-site-inspection/excluded-time.ts';
import { defineWorker } from '../run-job.ts';

export const pauseLicence = defineWorker({
  type: 'pause-licence',
  timeoutMs: 60_000,
  input: z.object({
    caseId: z.string(),
    about: z.string(),
    notice: z.object({ workingDays: z.number(), on: z.string(), by: z.string().nullish() }),
  }),
  async perform(told, job, { pool, engine }) {
    await pause(pool, engine, told, job);
    return {};
  },
});
