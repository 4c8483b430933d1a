import { z } from 'zod';
import { recordClue as record } from '../../domain/on-site-inspection/clues.ts';
import { loadNames } from '../../domain/people/store.ts';
import { defineWorker } from '../run-job.ts';

/** A department refused, or did not answer in time: then there is no answer. */
export const recordClue = defineWorker({
  type: 'record-clue',
  timeoutMs: 60_000,
  input: z.object({
    caseId: z.string(),
    department: z.string(),
    appointmentAnswer: z.object({ reason: z.string().nullish(), by: z.string().nullish() }).nullish(),
  }),
  async perform({ caseId, department, appointmentAnswer }, job, { pool }) {
    const what = appointmentAnswer ? 'refused' : 'silent';
    const names = await loadNames(pool);
    const reason = appointmentAnswer?.reason ?? null;
    const clue = { department, name: names.get(department) ?? department, what, reason } as const;
    await record(pool, { caseId, ...clue, by: appointmentAnswer?.by ?? null }, job);
    return appointmentAnswer ? {} : { appointmentAnswer: { department, answer: 'silent' } };
  },
});
