import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { recordEvent, setOutcome } from '../../domain/cases/lifecycle.ts';
import { RESULTS } from '../../domain/on-site-inspection/results.ts';
import { defineWorker } from '../run-job.ts';

export const recordLicenceDecision = defineWorker({
  type: 'record-licence-decision',
  timeoutMs: 60_000,
  input: z.object({
    caseId: z.string(),
    decision: z.object({ result: z.enum(['granted', 'refused']), date: z.string(), by: z.string().nullish() }),
  }),
  async perform({ caseId, decision: { result, date, by } }, job, { pool }) {
    await inTransaction(pool, async (db) => {
      const detail = { result, date, text: `许可决定：${RESULTS[result]}` };
      if (await recordEvent(db, { caseId, kind: 'decision-recorded', actor: by ?? null, detail }, job))
        await setOutcome(db, caseId, result);
    });
    return {};
  },
});
