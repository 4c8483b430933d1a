import { z } from 'zod';
import { summariseOpinions as summarise } from '../../domain/fast-track/summary.ts';
import { loadNames } from '../../domain/people/store.ts';
import { defineWorker } from '../run-job.ts';

export const summariseOpinions = defineWorker({
  type: 'summarise-opinions',
  timeoutMs: 60_000,
  input: z.object({
    caseId: z.string(),
    opinions: z.array(
      z.object({
        department: z.string(),
        opinion: z.enum(['agree', 'conditional', 'disagree']),
        text: z.string().nullish(),
      }),
    ),
  }),
  async perform({ opinions }, _job, { pool }) {
    const names = await loadNames(pool);
    return { opinionSummary: summarise(opinions, (unit) => names.get(unit) ?? unit) };
  },
});
