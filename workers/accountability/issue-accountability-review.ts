import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { reviewPaper } from '../../domain/accountability/papers.ts';
import { unitOfPost } from '../../domain/accountability/posts.ts';
import { REVIEWS } from '../../domain/accountability/situations.ts';
import { writePart } from '../../domain/accountability/store.ts';
import { tellOutside } from '../../domain/accountability/tell.ts';
import { accountabilityOf, appeal, review } from '../../domain/accountability/variables.ts';
import { recordEvent, setOutcome } from '../../domain/cases/lifecycle.ts';
import { storeDocument } from '../../domain/documents/store.ts';
import { loadNames } from '../../domain/people/store.ts';
import { shareFile } from '../../domain/restricted/store.ts';
import { defineWorker } from '../run-job.ts';

/** What another person made of the appeal, for good. */
export const issueAccountabilityReview = defineWorker({
  type: 'issue-accountability-review',
  timeoutMs: 120_000,
  input: z.object({ ...accountabilityOf, appeal, review }),
  async perform({ appeal, review: { by, ...review }, ...of }, job, { pool, dataDir }) {
    const { caseId, person } = of;
    const unit = unitOfPost(of.reviewer);
    const names = await loadNames(pool);
    const paper = await storeDocument(pool, dataDir, {
      caseId,
      name: '责任追究申诉复核决定书',
      pdf: await reviewPaper({ caseId, person: names.get(person) ?? person, issuer: names.get(unit) ?? unit }, review),
      effectKey: `${job.elementInstanceKey}:accountability-review`,
      kind: 'accountability-review',
    });
    await inTransaction(pool, async (db) => {
      await writePart(db, caseId, { appeal, review });
      await shareFile(db, caseId, paper.id);
      const detail = { text: `申诉复核：${REVIEWS[review.result]}` };
      if (!(await recordEvent(db, { caseId, kind: 'appeal-reviewed', actor: by, detail }, job))) return;
      await setOutcome(db, caseId, review.result === 'revoke' ? 'not-held' : 'held-accountable');
      await tellOutside(db, {
        caseId,
        effectKey: `${job.elementInstanceKey}:reviewed`,
        to: person,
        title: '申诉已复核',
        text: `申诉复核决定：${REVIEWS[review.result]}。`,
      });
    });
    return { reviewPaper: [paper.id] };
  },
});
