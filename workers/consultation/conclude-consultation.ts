import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { recordEvent, setOutcome } from '../../domain/cases/lifecycle.ts';
import { defineWorker } from '../run-job.ts';

export const concludeConsultation = defineWorker({
  type: 'conclude-consultation',
  timeoutMs: 60_000,
  input: z.object({ caseId: z.string(), meetingCase: z.string().nullish() }),
  async perform({ caseId, meetingCase }, job, { pool }) {
    await inTransaction(pool, async (db) => {
      await setOutcome(db, caseId, meetingCase ? 'referred' : 'settled');
      const text = meetingCase ? `会商转由会议 ${meetingCase} 研究` : '会商协商一致';
      await recordEvent(db, { caseId, kind: 'consultation-concluded', detail: { text } }, job);
    });
    return {};
  },
});
