import { z } from 'zod';
import { now } from '../../domain/clock.ts';
import { storeDocument } from '../../domain/documents/store.ts';
import { decisionPaper } from '../../domain/on-site-inspection/papers.ts';
import { defineWorker } from '../run-job.ts';

const text = z.string().nullish();

export const renderLicenceDecision = defineWorker({
  type: 'render-licence-decision',
  timeoutMs: 120_000,
  input: z.object({
    caseId: z.string(),
    matter: z.string(),
    applicant: z.string(),
    acceptedAt: z.string(),
    decision: z.object({
      result: z.enum(['granted', 'refused']),
      date: z.string(),
      text,
      number: text,
      validUntil: text,
    }),
  }),
  async perform({ decision, ...facts }, job, { pool, dataDir }) {
    await storeDocument(pool, dataDir, {
      caseId: facts.caseId,
      name: `${decision.result === 'granted' ? '准予' : '不予'}行政许可决定书.pdf`,
      pdf: await decisionPaper({ ...facts, createdAt: now().toISO() ?? '' }, decision),
      effectKey: `${job.elementInstanceKey}:licence-decision`,
      kind: 'licence-decision',
    });
    return {};
  },
});
