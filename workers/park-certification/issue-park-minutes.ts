import { z } from 'zod';
import { storeDocument } from '../../domain/documents/store.ts';
import { minutesPaper } from '../../domain/parks/papers.ts';
import { meeting, minutes, park, votes } from '../../domain/parks/variables.ts';
import { loadNames } from '../../domain/people/store.ts';
import { defineWorker } from '../run-job.ts';

export const issueParkMinutes = defineWorker({
  type: 'issue-park-minutes',
  timeoutMs: 120_000,
  input: z.object({ ...park, meeting, votes, minutes }),
  async perform({ meeting, votes, minutes, ...facts }, job, { pool, dataDir }) {
    const names = await loadNames(pool);
    await storeDocument(pool, dataDir, {
      caseId: facts.caseId,
      name: '联席会议纪要.pdf',
      pdf: await minutesPaper(facts, meeting, minutes, votes, (unit) => names.get(unit) ?? unit),
      effectKey: `${job.elementInstanceKey}:minutes`,
      kind: 'minutes',
    });
    return {};
  },
});
