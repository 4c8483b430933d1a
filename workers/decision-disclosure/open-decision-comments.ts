import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { recordEvent } from '../../domain/cases/lifecycle.ts';
import { setState } from '../../domain/disclosure/store.ts';
import { defineWorker } from '../run-job.ts';

export const openDecisionComments = defineWorker({
  type: 'open-decision-comments',
  timeoutMs: 60_000,
  input: z.object({ caseId: z.string() }),
  async perform({ caseId }, job, { pool }) {
    await inTransaction(pool, async (db) => {
      await setState(db, caseId, 'announced', 'open');
      await recordEvent(db, { caseId, kind: 'comments-opened', detail: { text: '开始征集公众意见' } }, job);
    });
    return {};
  },
});
