import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { recordEvent, setOutcome } from '../../domain/cases/lifecycle.ts';
import { convening } from '../../domain/consultation/variables.ts';
import { defineWorker } from '../run-job.ts';

export const concludeJointMeeting = defineWorker({
  type: 'conclude-joint-meeting',
  timeoutMs: 60_000,
  input: z.object({ caseId: z.string(), convening: convening.nullish() }),
  async perform({ caseId, convening }, job, { pool }) {
    const declined = convening?.result === 'decline';
    await inTransaction(pool, async (db) => {
      await setOutcome(db, caseId, declined ? 'not-convened' : 'carried-out');
      const text = declined ? '召集人批示不召开' : '议定事项均已落实';
      await recordEvent(db, { caseId, kind: 'meeting-concluded', detail: { text } }, job);
    });
    return {};
  },
});
