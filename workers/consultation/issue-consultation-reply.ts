import { z } from 'zod';
import { replyPaper } from '../../domain/consultation/papers.ts';
import { consultationOf, reply } from '../../domain/consultation/variables.ts';
import { storeDocument } from '../../domain/documents/store.ts';
import { loadNames } from '../../domain/people/store.ts';
import { defineWorker } from '../run-job.ts';

export const issueConsultationReply = defineWorker({
  type: 'issue-consultation-reply',
  timeoutMs: 120_000,
  input: z.object({ ...consultationOf, reply, letterRound: z.number() }),
  async perform({ reply, letterRound, ...of }, job, { pool, dataDir }) {
    await storeDocument(pool, dataDir, {
      caseId: of.caseId,
      name: `复函${letterRound > 1 ? `（第${letterRound}次）` : ''}`,
      pdf: await replyPaper(of, reply, letterRound, await loadNames(pool)),
      effectKey: `${job.elementInstanceKey}:consultation-reply`,
      kind: 'consultation-reply',
    });
    return {};
  },
});
