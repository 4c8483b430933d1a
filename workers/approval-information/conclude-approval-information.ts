import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { recordEvent, setOutcome } from '../../domain/cases/lifecycle.ts';
import { defineWorker } from '../run-job.ts';

export const concludeApprovalInformation = defineWorker({
  type: 'conclude-approval-information',
  timeoutMs: 60_000,
  input: z.object({ caseId: z.string(), kind: z.enum(['result', 'supervision']) }),
  async perform({ caseId, kind }, job, { pool }) {
    await inTransaction(pool, async (db) => {
      await setOutcome(db, caseId, kind === 'result' ? 'claimed' : 'acknowledged');
      const text = kind === 'result' ? '各部门均已答复' : '监管信息已签收';
      await recordEvent(db, { caseId, kind: 'information-concluded', detail: { text } }, job);
    });
    return {};
  },
});
