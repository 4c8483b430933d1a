import { z } from 'zod';
import { openRound } from '../../domain/ledger/schedule.ts';
import { defineWorker } from '../run-job.ts';

export const openSupervisionRound = defineWorker({
  type: 'open-supervision-round',
  timeoutMs: 60_000,
  input: z.object({ measureId: z.string(), next: z.object({ period: z.string(), name: z.string() }) }),
  perform: async ({ measureId, next }, _job, { pool, engine }) => ({
    opened: await openRound(pool, engine, measureId, next),
  }),
});
