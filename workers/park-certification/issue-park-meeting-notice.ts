import { z } from 'zod';
import { storeDocument } from '../../domain/documents/store.ts';
import { noticePaper } from '../../domain/parks/papers.ts';
import { meeting, park } from '../../domain/parks/variables.ts';
import { loadNames } from '../../domain/people/store.ts';
import { defineWorker } from '../run-job.ts';

export const issueParkMeetingNotice = defineWorker({
  type: 'issue-park-meeting-notice',
  timeoutMs: 120_000,
  input: z.object({ ...park, meeting }),
  async perform({ meeting, ...facts }, job, { pool, dataDir }) {
    const names = await loadNames(pool);
    await storeDocument(pool, dataDir, {
      caseId: facts.caseId,
      name: '联席会议通知.pdf',
      pdf: await noticePaper(facts, meeting, (unit) => names.get(unit) ?? unit),
      effectKey: `${job.elementInstanceKey}:meeting-notice`,
      kind: 'meeting-notice',
    });
    return {};
  },
});
