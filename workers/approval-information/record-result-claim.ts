import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { recordEvent } from '../../domain/cases/lifecycle.ts';
import { answerClaim } from '../../domain/exchange/results.ts';
import { loadNames } from '../../domain/people/store.ts';
import { defineWorker } from '../run-job.ts';

export const recordResultClaim = defineWorker({
  type: 'record-result-claim',
  timeoutMs: 60_000,
  input: z.object({
    caseId: z.string(),
    department: z.string(),
    claim: z.object({
      answer: z.enum(['claimed', 'not-ours']),
      measures: z.string().nullish(),
      text: z.string().nullish(),
      by: z.string().nullish(),
    }),
  }),
  async perform({ caseId, department, claim: { answer, measures, text: note, by } }, job, { pool }) {
    await inTransaction(pool, async (db) => {
      const unit = (await loadNames(db)).get(department) ?? department;
      const given = { by: by ?? null, measures: measures ?? null, note: note ?? null };
      await answerClaim(db, caseId, department, { state: answer, ...given });
      const text = answer === 'claimed' ? `${unit}已认领` : `${unit}退回：${note ?? ''}`;
      await recordEvent(db, { caseId, kind: 'result-claim', detail: { department, answer, text } }, job);
    });
    return {};
  },
});
