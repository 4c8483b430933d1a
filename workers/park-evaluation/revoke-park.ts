import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { decided } from '../../domain/parks/evaluation-variables.ts';
import { revokePark as revoke } from '../../domain/parks/evaluations.ts';
import { defineWorker } from '../run-job.ts';

export const revokePark = defineWorker({
  type: 'revoke-park',
  timeoutMs: 60_000,
  input: z.object({ caseId: z.string(), parkId: z.string(), revocation: decided }),
  async perform({ caseId, parkId, revocation: { by, text } }, job, { pool }) {
    await inTransaction(pool, (db) => revoke(db, { caseId, parkId, by, text }, job));
    return {};
  },
});
