import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { Judgement } from '../../domain/escalation/facts.ts';
import { concludeCard as conclude } from '../../domain/escalation/life.ts';
import { defineWorker } from '../run-job.ts';

/** The end of a card: accepted, not answered in time, revoked by the verification, or as the review of the appeal says. */
export const concludeCard = defineWorker({
  type: 'conclude-card',
  timeoutMs: 60_000,
  input: z.object({
    caseId: z.string(),
    verification: Judgement,
    answer: z.object({ choice: z.enum(['accept', 'appeal']) }).nullish(),
    review: Judgement.nullish(),
  }),
  async perform({ caseId, verification, answer, review }, job, { pool }) {
    const end = { verification, answer: answer?.choice ?? null, review: review ?? null };
    await inTransaction(pool, (db) => conclude(db, caseId, end, job));
    return {};
  },
});
