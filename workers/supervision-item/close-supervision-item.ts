import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { closeItem } from '../../domain/ledger/items.ts';
import { closure } from '../../domain/ledger/variables.ts';
import { defineWorker } from '../run-job.ts';

export const closeSupervisionItem = defineWorker({
  type: 'close-supervision-item',
  timeoutMs: 60_000,
  input: z.object({ caseId: z.string(), closure }),
  async perform({ caseId, closure }, job, { pool }) {
    await inTransaction(pool, (db) => closeItem(db, caseId, closure, job));
    return {};
  },
});
