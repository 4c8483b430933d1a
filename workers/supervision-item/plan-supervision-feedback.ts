import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { planFeedback } from '../../domain/ledger/items.ts';
import { feedbackRound, issuedOrder, review } from '../../domain/ledger/variables.ts';
import { defineWorker } from '../run-job.ts';

export const planSupervisionFeedback = defineWorker({
  type: 'plan-supervision-feedback',
  timeoutMs: 60_000,
  input: z.object({
    caseId: z.string(),
    order: issuedOrder,
    feedbackRound: feedbackRound.nullish(),
    review: review.nullish(),
  }),
  async perform({ caseId, order, feedbackRound, review }, job, { pool }) {
    const before = feedbackRound ?? null;
    return {
      feedbackRound: await inTransaction(pool, (db) => planFeedback(db, caseId, order, before, review ?? null, job)),
    };
  },
});
