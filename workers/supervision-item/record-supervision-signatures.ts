import { z } from 'zod';
import { recordSignatures } from '../../domain/ledger/items.ts';
import { signatures } from '../../domain/ledger/variables.ts';
import { loadNames } from '../../domain/people/store.ts';
import { defineWorker } from '../run-job.ts';

export const recordSupervisionSignatures = defineWorker({
  type: 'record-supervision-signatures',
  timeoutMs: 60_000,
  input: z.object({ caseId: z.string(), signatures }),
  perform: async ({ caseId, signatures }, job, { pool }) =>
    recordSignatures(pool, caseId, signatures, await loadNames(pool), job),
});
