import { z } from 'zod';
import { storeDocument } from '../../domain/documents/store.ts';
import { agreementPaper } from '../../domain/parks/papers.ts';
import { agreement, park } from '../../domain/parks/variables.ts';
import { loadNames } from '../../domain/people/store.ts';
import { defineWorker } from '../run-job.ts';

export const renderParkAgreement = defineWorker({
  type: 'render-park-agreement',
  timeoutMs: 120_000,
  input: z.object({ ...park, agreement }),
  async perform({ agreement, ...facts }, job, { pool, dataDir }) {
    const names = await loadNames(pool);
    await storeDocument(pool, dataDir, {
      caseId: facts.caseId,
      name: '园区建设协议草案.pdf',
      pdf: await agreementPaper(facts, names.get(facts.department) ?? facts.department, agreement),
      effectKey: `${job.elementInstanceKey}:park-agreement-draft`,
      kind: 'park-agreement-draft',
    });
    return {};
  },
});
