import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { recordEvent, setOutcome } from '../../domain/cases/lifecycle.ts';
import { concludeDispute } from '../../domain/property/store.ts';
import { SATISFACTION } from '../../domain/property/words.ts';
import { defineWorker } from '../run-job.ts';

export const concludePropertyDispute = defineWorker({
  type: 'conclude-property-dispute',
  timeoutMs: 60_000,
  input: z.object({
    caseId: z.string(),
    settled: z.boolean(),
    satisfaction: z.object({ result: z.enum(['satisfied', 'basic', 'dissatisfied', 'unreachable']) }).nullish(),
  }),
  async perform({ caseId, settled, satisfaction }, job, { pool }) {
    await inTransaction(pool, async (db) => {
      await concludeDispute(db, caseId, satisfaction?.result ?? null);
      await setOutcome(db, caseId, settled ? 'dispute-settled' : 'dispute-directed');
      const found = satisfaction ? `，回访${SATISFACTION[satisfaction.result]}` : '，没有投诉人，不回访';
      const detail = { text: `${settled ? '纠纷已解决' : '已明确处理意见'}${found}` };
      await recordEvent(db, { caseId, kind: 'dispute-concluded', detail }, job);
    });
    return {};
  },
});
