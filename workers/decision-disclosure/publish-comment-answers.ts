import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { recordEvent, setOutcome } from '../../domain/cases/lifecycle.ts';
import { countComments, shownComments, stillOpenToEdit } from '../../domain/disclosure/comments.ts';
import { adoption } from '../../domain/disclosure/draft.ts';
import { adoptionPaper } from '../../domain/disclosure/papers.ts';
import { publishAnswers } from '../../domain/disclosure/store.ts';
import { storeDocument } from '../../domain/documents/store.ts';
import { PermanentFault } from '../../domain/faults.ts';
import { loadNames } from '../../domain/people/store.ts';
import { defineWorker } from '../run-job.ts';

/** What became of each comment, for everybody, and as a document of the case. */
export const publishCommentAnswers = defineWorker({
  type: 'publish-comment-answers',
  timeoutMs: 120_000,
  input: z.object({ caseId: z.string(), filingUnit: z.string(), subject: z.string(), adoption }),
  async perform({ caseId, filingUnit, subject, adoption }, job, { pool, dataDir }) {
    await inTransaction(pool, async (db) => {
      if (await stillOpenToEdit(db, caseId)) {
        const { pending, unanswered } = await countComments(db, caseId);
        if (pending || unanswered)
          throw new PermanentFault('审签后意见的审核或答复有变动，不完整：请在“决策公开”页面补齐后重试。');
        await publishAnswers(db, caseId, adoption);
      }
      const event = { caseId, kind: 'answers-published', detail: { text: '意见收集采纳情况已公开' } };
      if (await recordEvent(db, event, job)) await setOutcome(db, caseId, 'answers-published');
    });
    const [counts, comments, names] = await Promise.all([
      countComments(pool, caseId),
      shownComments(pool, caseId),
      loadNames(pool),
    ]);
    await storeDocument(pool, dataDir, {
      caseId,
      name: '意见收集采纳情况',
      pdf: await adoptionPaper({
        ...{ caseId, subject, text: adoption.text, others: adoption.others, counts, comments },
        issuer: names.get(filingUnit) ?? filingUnit,
      }),
      effectKey: `${job.elementInstanceKey}:decision-adoption`,
      kind: 'decision-adoption',
    });
    return { commentCounts: counts };
  },
});
