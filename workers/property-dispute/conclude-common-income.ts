import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { recordEvent, setOutcome } from '../../domain/cases/lifecycle.ts';
import { defineWorker } from '../run-job.ts';

export const concludeCommonIncome = defineWorker({
  type: 'conclude-common-income',
  timeoutMs: 60_000,
  input: z.object({ caseId: z.string() }),
  async perform({ caseId }, job, { pool }) {
    await inTransaction(pool, async (db) => {
      await setOutcome(db, caseId, 'income-published');
      await recordEvent(db, { caseId, kind: 'income-concluded', detail: { text: '公示期满，异议已处理' } }, job);
    });
    return {};
  },
});
