import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { claimRootInstance, recordEvent } from '../../domain/cases/lifecycle.ts';
import { PermanentFault } from '../../domain/faults.ts';
import { defineWorker } from '../run-job.ts';

/** First worker of every procedure: ties the instance to its case, and ends a second instance of the same case. */
export const openCase = defineWorker({
  type: 'open-case',
  timeoutMs: 60_000,
  input: z.object({ caseId: z.string() }),
  async perform({ caseId }, job, { pool, engine, logger }) {
    // Committed before the job is completed: the tasks that follow are placed by the key of the instance.
    const first = await inTransaction(pool, async (db) => {
      const claimed = await claimRootInstance(db, caseId, job.instanceKey);
      if (claimed)
        await recordEvent(db, { caseId, kind: 'case-opened', detail: { text: `立案，编号 ${caseId}` } }, job);
      return claimed;
    });
    if (!first) {
      // A start message that was repeated after its time to live. The job ends with its instance.
      await engine.cancelInstance(job.instanceKey);
      logger.warn({ instance: job.instanceKey }, 'second instance of a case cancelled');
      throw new PermanentFault(`事项 ${caseId} 已在办理，重复启动的流程实例已取消。`);
    }
    return { rounds: [] };
  },
});
