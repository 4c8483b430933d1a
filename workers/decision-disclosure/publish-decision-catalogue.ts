import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { recordEvent, setOutcome } from '../../domain/cases/lifecycle.ts';
import { cataloguePaper } from '../../domain/disclosure/papers.ts';
import { OFFICE } from '../../domain/disclosure/procedures.ts';
import { publicCatalogue, publishCatalogue } from '../../domain/disclosure/store.ts';
import { storeDocument } from '../../domain/documents/store.ts';
import { loadNames } from '../../domain/people/store.ts';
import { defineWorker } from '../run-job.ts';

/** Everybody reads the catalogue from now on; what is found public later in the year is added as it comes. */
export const publishDecisionCatalogue = defineWorker({
  type: 'publish-decision-catalogue',
  timeoutMs: 120_000,
  input: z.object({ caseId: z.string(), year: z.number() }),
  async perform({ caseId, year }, job, { pool, dataDir }) {
    await inTransaction(pool, async (db) => {
      await publishCatalogue(db, year, caseId);
      const { length } = await publicCatalogue(db, year);
      const detail = { text: `年度目录已公开，共${length}项` };
      const fresh = await recordEvent(db, { caseId, kind: 'catalogue-published', detail }, job);
      if (fresh) await setOutcome(db, caseId, 'catalogue-published');
    });
    const [matters, names] = await Promise.all([publicCatalogue(pool, year), loadNames(pool)]);
    await storeDocument(pool, dataDir, {
      caseId,
      name: `${year}年度重大决策事项目录`,
      pdf: await cataloguePaper({ caseId, year, matters, issuer: names.get(OFFICE) ?? OFFICE }),
      effectKey: `${job.elementInstanceKey}:decision-catalogue`,
      kind: 'decision-catalogue',
    });
    return {};
  },
});
