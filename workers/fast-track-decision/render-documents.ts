import { now } from '../../domain/clock.ts';
import { storeDocument } from '../../domain/documents/store.ts';
import { PaperFacts, papersOf } from '../../domain/fast-track/papers.ts';
import { loadNames } from '../../domain/people/store.ts';
import { defineWorker } from '../run-job.ts';

/** The form and the meetings' papers as PDF, each once. */
export const renderDocuments = defineWorker({
  type: 'render-documents',
  timeoutMs: 300_000,
  input: PaperFacts,
  async perform(facts, job, { pool, dataDir }) {
    const names = await loadNames(pool);
    const papers = await papersOf(facts, { createdAt: now().toISO() ?? '' }, (id) => names.get(id) ?? id);
    for (const { name, kind, pdf } of papers) {
      const effectKey = `${job.elementInstanceKey}:${name}`;
      await storeDocument(pool, dataDir, { caseId: facts.caseId, name, pdf, effectKey, kind });
    }
    return {};
  },
});
