import { z } from 'zod';
import { openEvaluation } from '../../domain/parks/schedule.ts';
import { defineWorker } from '../run-job.ts';

export const openParkEvaluation = defineWorker({
  type: 'open-park-evaluation',
  timeoutMs: 60_000,
  input: z.object({
    parkId: z.string(),
    next: z.object({
      kind: z.enum(['half-year', 'annual']),
      period: z.string(),
      name: z.string(),
      opensOn: z.string(),
    }),
  }),
  async perform({ parkId, next }, _job, { pool, engine }) {
    return { opened: await openEvaluation(pool, engine, parkId, next) };
  },
});
