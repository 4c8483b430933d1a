import { z } from 'zod';
import { now } from '../../domain/clock.ts';
import { storeDocument } from '../../domain/documents/store.ts';
import { acceptancePaper } from '../../domain/on-site-inspection/papers.ts';
import { defineWorker } from '../run-job.ts';

export const renderAcceptance = defineWorker({
  type: 'render-acceptance',
  timeoutMs: 120_000,
  input: z.object({
    caseId: z.string(),
    matter: z.string(),
    applicant: z.string(),
    acceptedAt: z.string(),
    inspectionRequired: z.boolean(),
    expertReviewRequired: z.boolean(),
  }),
  async perform({ inspectionRequired, expertReviewRequired, ...facts }, job, { pool, dataDir }) {
    const common = { ...facts, createdAt: now().toISO() ?? '' };
    await storeDocument(pool, dataDir, {
      caseId: facts.caseId,
      name: '行政许可受理通知书.pdf',
      pdf: await acceptancePaper(common, { inspectionRequired, expertReviewRequired }),
      effectKey: `${job.elementInstanceKey}:acceptance-notice`,
      kind: 'acceptance-notice',
    });
    return {};
  },
});
