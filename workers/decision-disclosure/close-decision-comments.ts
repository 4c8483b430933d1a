import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { recordEvent } from '../../domain/cases/lifecycle.ts';
import { countComments } from '../../domain/disclosure/comments.ts';
import { setState } from '../../domain/disclosure/store.ts';
import { defineWorker } from '../run-job.ts';

/** No comment is taken any more; waits for the one that is being entered. */
export const closeDecisionComments = defineWorker({
  type: 'close-decision-comments',
  timeoutMs: 60_000,
  input: z.object({ caseId: z.string() }),
  async perform({ caseId }, job, { pool }) {
    return inTransaction(pool, async (db) => {
      await setState(db, caseId, 'open', 'closed');
      const commentCounts = await countComments(db, caseId);
      const detail = { ...commentCounts, text: `征集结束，收到意见${commentCounts.received}条` };
      await recordEvent(db, { caseId, kind: 'comments-closed', detail }, job);
      return { commentCounts };
    });
  },
});
