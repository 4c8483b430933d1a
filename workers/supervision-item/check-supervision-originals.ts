import { z } from 'zod';
import { checkOriginals } from '../../domain/archive/check-originals.ts';
import { kindsOfFiles, missingOfItem } from '../../domain/ledger/originals.ts';
import { defineWorker } from '../run-job.ts';

export const checkSupervisionOriginals = defineWorker({
  type: 'check-supervision-originals',
  timeoutMs: 60_000,
  input: z.object({ caseId: z.string(), evidence: z.array(z.string()).nullish() }),
  perform: ({ caseId, evidence }, job, { pool }) =>
    checkOriginals(pool, caseId, kindsOfFiles(evidence ?? []), missingOfItem, job),
});
