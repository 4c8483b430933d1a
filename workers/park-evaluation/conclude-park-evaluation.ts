import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { actuals, decided, evaluation, score, yearReview } from '../../domain/parks/evaluation-variables.ts';
import { concludeCheck, concludeEvaluation, sayHalfYears } from '../../domain/parks/evaluations.ts';
import { PermanentFault } from '../../domain/faults.ts';
import { defineWorker } from '../run-job.ts';

/** Remembers the result, and says what follows from it. */
export const concludeParkEvaluation = defineWorker({
  type: 'conclude-park-evaluation',
  timeoutMs: 60_000,
  input: z.object({
    ...evaluation,
    actuals: actuals.nullish(),
    score: score.nullish(),
    reportConfirmed: decided.nullish(),
    yearReview: yearReview.nullish(),
  }),
  async perform({ caseId, parkId, kind, period, actuals, score, reportConfirmed, yearReview }, job, { pool }) {
    const clawbackNeeded = (yearReview?.integrity ?? 'none') !== 'none';
    return inTransaction(pool, async (db) => {
      if (kind === 'special') {
        await concludeCheck(db, caseId, yearReview ?? null, job);
        return { consequence: 'none', clawbackNeeded };
      }
      if (!period || !actuals || !score)
        throw new PermanentFault(`事项 ${caseId} 没有考核数据，不能登记结果：请系统管理员核对。`);
      const by = yearReview?.by ?? reportConfirmed?.by ?? null;
      const concluded = { caseId, parkId, kind, period, actuals, score, by, review: yearReview ?? null };
      const { consequence, halfYears } = await concludeEvaluation(db, concluded, job);
      return { consequence, clawbackNeeded, halfYears: sayHalfYears(halfYears) || null };
    });
  },
});
