import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { openCard } from '../../domain/escalation/life.ts';
import { defineWorker } from '../run-job.ts';

/** The card is out. A reason that has been recorded already stands as its explanation. */
export const issueCard = defineWorker({
  type: 'issue-card',
  timeoutMs: 60_000,
  input: z.object({ caseId: z.string() }),
  async perform({ caseId }, job, { pool }) {
    const reason = await inTransaction(pool, (db) => openCard(db, caseId, job));
    return { explanation: reason && { ...reason, files: [] } };
  },
});
