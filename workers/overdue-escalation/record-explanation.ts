import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { explainCard } from '../../domain/escalation/life.ts';
import { defineWorker } from '../run-job.ts';

export const recordExplanation = defineWorker({
  type: 'record-explanation',
  timeoutMs: 60_000,
  input: z.object({
    caseId: z.string(),
    explanation: z.object({ text: z.string(), by: z.string().nullish(), revision: z.int().nullish() }),
  }),
  async perform({ caseId, explanation: { text, by, revision } }, job, { pool }) {
    const given = { text, by: by ?? null, revision: revision ?? 0 };
    await inTransaction(pool, (db) => explainCard(db, caseId, given, job));
    return {};
  },
});
