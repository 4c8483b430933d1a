import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { recordFeedback } from '../../domain/ledger/items.ts';
import { feedbackRound, feedbacks, issuedOrder } from '../../domain/ledger/variables.ts';
import { loadNames } from '../../domain/people/store.ts';
import { defineWorker } from '../run-job.ts';

/** Enters a round of feedback; the evidence of all rounds stays named with the case. */
export const recordSupervisionFeedback = defineWorker({
  type: 'record-supervision-feedback',
  timeoutMs: 60_000,
  input: z.object({
    caseId: z.string(),
    order: issuedOrder,
    feedbackRound,
    feedbacks,
    evidence: z.array(z.string()).nullish(),
  }),
  async perform({ caseId, order, feedbackRound, feedbacks, evidence }, job, { pool }) {
    const names = await loadNames(pool);
    await inTransaction(pool, (db) => recordFeedback(db, caseId, feedbackRound, order.lead, feedbacks, names, job));
    return { evidence: [...new Set([...(evidence ?? []), ...feedbacks.flatMap(({ files }) => files)])] };
  },
});
