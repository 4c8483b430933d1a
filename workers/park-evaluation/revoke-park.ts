import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { storeDocument } from '../../domain/documents/store.ts';
import { revocationPaper } from '../../domain/parks/decision-papers.ts';
import { decided } from '../../domain/parks/evaluation-variables.ts';
import { revokePark as revoke } from '../../domain/parks/evaluations.ts';
import { loadNames } from '../../domain/people/store.ts';
import { defineWorker } from '../run-job.ts';

/** Takes the title, and files the decision as a document. */
export const revokePark = defineWorker({
  type: 'revoke-park',
  timeoutMs: 120_000,
  input: z.object({
    caseId: z.string(),
    parkId: z.string(),
    period: z.string().nullish(),
    revocationDecider: z.string(),
    revocation: decided,
  }),
  async perform({ caseId, parkId, period, revocationDecider, revocation }, job, { pool, dataDir }) {
    const { by, text } = revocation;
    await inTransaction(pool, (db) => revoke(db, { caseId, parkId, by, text }, job));
    const decision = { caseId, parkId, period: period ?? null, decider: revocationDecider, reason: text };
    await storeDocument(pool, dataDir, {
      caseId,
      name: '取消产业园区资格决定书.pdf',
      pdf: await revocationPaper(pool, decision, await loadNames(pool)),
      effectKey: `${job.elementInstanceKey}:park-revocation`,
      kind: 'park-revocation',
    });
    return {};
  },
});
