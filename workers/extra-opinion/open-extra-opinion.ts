import { z } from 'zod';
import { PermanentFault } from '../../domain/faults.ts';
import { openExtra } from '../../domain/tasks/extra.ts';
import { defineWorker } from '../run-job.ts';

/** Ties the instance to the opinion that was asked for; a second one, and one that is wanted no more, ends. */
export const openExtraOpinion = defineWorker({
  type: 'open-extra-opinion',
  timeoutMs: 60_000,
  input: z.object({ extraId: z.string() }),
  async perform({ extraId }, job, { pool, engine }) {
    if (await openExtra(pool, extraId, job.instanceKey)) return {};
    await engine.cancelInstance(job.instanceKey);
    throw new PermanentFault('该加签已撤销或已在办理，重复启动的流程实例已取消。');
  },
});
