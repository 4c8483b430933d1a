import { z } from 'zod';
import { accountabilityOf, conclusion } from '../../domain/accountability/variables.ts';
import { recordEvent } from '../../domain/cases/lifecycle.ts';
import { defineWorker } from '../run-job.ts';

/** Not yet ripe for a conclusion: says in the history what is to be looked into. */
export const recordAccountabilityReturn = defineWorker({
  type: 'record-accountability-return',
  timeoutMs: 60_000,
  input: z.object({ caseId: accountabilityOf.caseId, conclusion }),
  async perform({ caseId, conclusion: { text, by } }, job, { pool }) {
    const detail = { text: `退回补充调查：${text}` };
    await recordEvent(pool, { caseId, kind: 'investigation-returned', actor: by, detail }, job);
    return {};
  },
});
