import { z } from 'zod';
import { storeDocument } from '../../domain/documents/store.ts';
import { noticePaper } from '../../domain/revocation/papers.ts';
import { revocationOf, verification } from '../../domain/revocation/variables.ts';
import { defineWorker } from '../run-job.ts';

export const issueRevocationNotice = defineWorker({
  type: 'issue-revocation-notice',
  timeoutMs: 120_000,
  input: z.object({ ...revocationOf, verification, procedure: z.enum(['statement', 'hearing-right', 'hearing']) }),
  async perform({ verification, procedure, ...of }, job, { pool, dataDir }) {
    await storeDocument(pool, dataDir, {
      caseId: of.caseId,
      name: '拟处理告知书',
      pdf: await noticePaper(of, verification, procedure),
      effectKey: `${job.elementInstanceKey}:revocation-notice`,
      kind: 'revocation-notice',
    });
    return {};
  },
});
