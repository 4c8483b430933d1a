import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { recordEvent, setWithdrawn } from '../../domain/cases/lifecycle.ts';
import { defineWorker } from '../run-job.ts';

export const recordWithdrawal = defineWorker({
  type: 'record-withdrawal',
  timeoutMs: 60_000,
  input: z.object({
    caseId: z.string(),
    withdrawal: z.object({ by: z.string(), reason: z.string() }),
  }),
  async perform({ caseId, withdrawal: { by, reason } }, job, { pool }) {
    await inTransaction(pool, async (db) => {
      await setWithdrawn(db, caseId);
      const detail = { reason, text: `事项已撤回，理由：${reason}` };
      await recordEvent(db, { caseId, kind: 'case-withdrawn', actor: by, detail }, job);
    });
    return {};
  },
});
