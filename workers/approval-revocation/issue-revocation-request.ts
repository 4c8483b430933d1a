import { z } from 'zod';
import { storeDocument } from '../../domain/documents/store.ts';
import { markFiles } from '../../domain/files/store.ts';
import { loadNames } from '../../domain/people/store.ts';
import { requestPaper } from '../../domain/revocation/papers.ts';
import { revocationOf } from '../../domain/revocation/variables.ts';
import { defineWorker } from '../run-job.ts';

export const issueRevocationRequest = defineWorker({
  type: 'issue-revocation-request',
  timeoutMs: 120_000,
  input: z.object({ ...revocationOf, request: z.object({ text: z.string(), evidence: z.array(z.string()) }) }),
  async perform({ request, ...of }, job, { pool, dataDir }) {
    const unit = (await loadNames(pool)).get(of.filingUnit) ?? of.filingUnit;
    await markFiles(pool, of.caseId, request.evidence, 'revocation-evidence');
    await storeDocument(pool, dataDir, {
      caseId: of.caseId,
      name: '提请处理行政许可的函',
      pdf: await requestPaper(of, of.requestedMeasure, request.text, unit),
      effectKey: `${job.elementInstanceKey}:revocation-request`,
      kind: 'revocation-request',
    });
    return {};
  },
});
