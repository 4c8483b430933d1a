import { z } from 'zod';
import { checkOriginals } from '../../domain/archive/check-originals.ts';
import { kindsOfCoalFiles, missingOfCoal } from '../../domain/coal/originals.ts';
import { defineWorker } from '../run-job.ts';

const files = z
  .array(z.string())
  .nullish()
  .transform((ids) => ids ?? []);
const withFiles = z
  .object({ files })
  .nullish()
  .transform((value) => value ?? null);

/** Before the file is sealed: what is missing is said in the history and on the case. */
export const checkCoalOriginals = defineWorker({
  type: 'check-coal-originals',
  timeoutMs: 60_000,
  input: z.object({
    caseId: z.string(),
    coalPower: z.boolean(),
    planReview: z
      .object({ result: z.string(), files })
      .nullish()
      .transform((value) => value ?? null),
    energyReview: withFiles,
    eia: withFiles,
  }),
  perform: ({ caseId, ...took }, job, { pool }) =>
    checkOriginals(pool, caseId, kindsOfCoalFiles(took), missingOfCoal(took), job),
});
