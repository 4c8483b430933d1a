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
  // Those that come together are raised together.
  mostInHand: 1_000,
  input: z.object({ limit: z.object({ nextAt: z.string().nullish() }) }),
  async perform({ limit }, job, { pool, engine }) {
    const promised = limit.nextAt ? DateTime.fromISO(limit.nextAt, { zone: ZONE }) : null;
    await raise(pool, job.instanceKey, promised, () => ladderOf(pool, engine, job.instanceKey));
    return {};
  },
});
