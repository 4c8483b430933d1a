import { z } from 'zod';
import { countComments } from '../../domain/disclosure/comments.ts';
import { defineWorker } from '../run-job.ts';

/** Every comment is judged, and every one that is shown has its answer. */
export const checkCommentAnswers = defineWorker({
  type: 'check-comment-answers',
  timeoutMs: 60_000,
  input: z.object({ caseId: z.string() }),
  async perform({ caseId }, _job, { pool }) {
    const commentCounts = await countComments(pool, caseId);
    const missing = [
      ...(commentCounts.pending ? [`${commentCounts.pending}条意见待审核`] : []),
      ...(commentCounts.unanswered ? [`${commentCounts.unanswered}条意见没有采纳情况`] : []),
    ].join('，');
    return { commentCounts, answersFault: missing ? `${missing}，请在“决策公开”页面办理后再提交。` : null };
  },
});
