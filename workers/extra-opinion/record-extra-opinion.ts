import { z } from 'zod';
import { recordExtra } from '../../domain/tasks/extra.ts';
import { defineWorker } from '../run-job.ts';

/** Writes the opinion; where it was the last one that a submitted task waited for, completes that task. */
export const recordExtraOpinion = defineWorker({
  type: 'record-extra-opinion',
  timeoutMs: 60_000,
  input: z.object({
    extraId: z.string(),
    extraOpinion: z.object({ verdict: z.enum(['agree', 'disagree', 'note']), text: z.string(), by: z.string() }),
  }),
  async perform({ extraId, extraOpinion: { verdict, text, by } }, _job, { pool, engine }) {
    await recordExtra(pool, engine, { id: extraId, verdict, opinion: text, by });
    return {};
  },
});
