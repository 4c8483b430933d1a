import { z } from 'zod';
import { storeDocument } from '../../domain/documents/store.ts';
import { certificatePaper } from '../../domain/parks/papers.ts';
import { certificate, park } from '../../domain/parks/variables.ts';
import { loadNames } from '../../domain/people/store.ts';
import { defineWorker } from '../run-job.ts';

export const renderParkCertificate = defineWorker({
  type: 'render-park-certificate',
  timeoutMs: 120_000,
  input: z.object({ ...park, certificate }),
  async perform({ certificate, ...facts }, job, { pool, dataDir }) {
    const names = await loadNames(pool);
    await storeDocument(pool, dataDir, {
      caseId: facts.caseId,
      name: '产业园区认定证书.pdf',
      pdf: await certificatePaper(facts, names.get(facts.department) ?? facts.department, certificate),
      effectKey: `${job.elementInstanceKey}:park-certificate`,
      kind: 'park-certificate',
    });
    return {};
  },
});
