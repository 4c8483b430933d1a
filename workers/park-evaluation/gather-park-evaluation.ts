import { z } from 'zod';
import { evaluation } from '../../domain/parks/evaluation-variables.ts';
import { groundsOf } from '../../domain/parks/evaluations.ts';
import { listParkSettings } from '../../domain/parks/settings.ts';
import { defineWorker } from '../run-job.ts';

/** What an evaluation rests on, and who decides about a revocation: as it is set now. */
export const gatherParkEvaluation = defineWorker({
  type: 'gather-park-evaluation',
  timeoutMs: 60_000,
  input: z.object(evaluation),
  async perform({ parkId, kind, period }, _job, { pool }) {
    const [grounds, settings] = await Promise.all([groundsOf(pool, parkId, kind, period), listParkSettings(pool)]);
    return { ...grounds, revocationDecider: settings[0]?.revocationDecider ?? 'key-industry-office.head' };
  },
});
