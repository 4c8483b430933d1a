import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { recordEvaluation } from '../../domain/ledger/items.ts';
import { evaluation } from '../../domain/ledger/variables.ts';
import { defineWorker } from '../run-job.ts';

export const recordSupervisionEvaluation = defineWorker({
  type: 'record-supervision-evaluation',
  timeoutMs: 60_000,
  input: z.object({ caseId: z.string(), evaluation }),
  async perform({ caseId, evaluation }, job, { pool }) {
    await inTransaction(pool, (db) => recordEvaluation(db, caseId, evaluation, job));
    return {};
  },
});
