import { z } from 'zod';
import { weighItem } from '../../domain/ledger/items.ts';
import { defineWorker } from '../run-job.ts';

export const weighSupervisionItem = defineWorker({
  type: 'weigh-supervision-item',
  timeoutMs: 60_000,
  input: z.object({ caseId: z.string() }),
  perform: async ({ caseId }, _job, { pool }) => ({ weighed: await weighItem(pool, caseId) }),
});
