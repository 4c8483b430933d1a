import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { closeTakenBack } from '../../domain/escalation/life.ts';
import { defineWorker } from '../run-job.ts';

export const takeBackCard = defineWorker({
  type: 'take-back-card',
  timeoutMs: 60_000,
  input: z.object({ caseId: z.string() }),
  async perform({ caseId }, job, { pool }) {
    await inTransaction(pool, (db) => closeTakenBack(db, caseId, job));
    return {};
  },
});
