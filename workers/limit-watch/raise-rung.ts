import { DateTime } from 'luxon';
import { z } from 'zod';
import { ZONE } from '../../domain/clock.ts';
import { ladderOf } from '../../domain/deadlines/ladder.ts';
import { raise } from '../../domain/deadlines/watch.ts';
import { defineWorker } from '../run-job.ts';

/** A date of the ladder has come. */
export const raiseRung = defineWorker({
  type: 'raise-rung',
  timeoutMs: 60_000,
  input: z.object({ limit: z.object({ nextAt: z.string().nullish() }) }),
  async perform({ limit }, job, { pool, engine }) {
    const ladder = await ladderOf(pool, engine, job.instanceKey);
    await raise(pool, job.instanceKey, limit.nextAt ? DateTime.fromISO(limit.nextAt, { zone: ZONE }) : null, ladder);
    return {};
  },
});
