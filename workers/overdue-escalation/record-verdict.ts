import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { daysAfterNow } from '../../domain/calendar/working-days.ts';
import { Judgement } from '../../domain/escalation/facts.ts';
import { verifyCard } from '../../domain/escalation/life.ts';
import { defineWorker } from '../run-job.ts';

const AppealDays = z.coerce.number().int().min(1).max(100).catch(3);

/** What the supervising unit found, and until when the responsible unit may appeal: a date of the working-day calendar. */
export const recordVerdict = defineWorker({
  type: 'record-verdict',
  timeoutMs: 60_000,
  input: z.object({ caseId: z.string(), unit: z.string(), verification: Judgement }),
  async perform({ caseId, unit, verification }, job, { pool }) {
    const days = AppealDays.parse(job.headers.appealWorkingDays);
    const until = await inTransaction(pool, async (db) => {
      await verifyCard(db, caseId, verification, job);
      return daysAfterNow(db, days, unit);
    });
    return { appealUntil: until };
  },
});
