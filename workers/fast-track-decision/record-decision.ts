import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { recordEvent, setOutcome } from '../../domain/cases/lifecycle.ts';
import { defineWorker } from '../run-job.ts';

export const recordDecision = defineWorker({
  type: 'record-decision',
  timeoutMs: 60_000,
  input: z.object({
    caseId: z.string(),
    level: z.string(),
    decision: z.object({
      result: z.enum(['approved', 'rejected']),
      date: z.string().nullish(),
      by: z.string().nullish(),
    }),
  }),
  async perform({ caseId, level, decision }, job, { pool }) {
    const { result, date, by } = decision;
    const text = `决策结果：${result === 'approved' ? '通过' : '不予通过'}`;
    await inTransaction(pool, async (db) => {
      const detail = { result, level, date: date ?? null, text };
      if (await recordEvent(db, { caseId, kind: 'decision-recorded', actor: by ?? null, detail }, job))
        await setOutcome(db, caseId, result);
    });
    return {};
  },
});
