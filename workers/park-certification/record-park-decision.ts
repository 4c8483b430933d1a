import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { recordEvent, setOutcome } from '../../domain/cases/lifecycle.ts';
import { defineWorker } from '../run-job.ts';

const text = z.string().nullish();

/** A refusal is the outcome of the case; a certified park becomes one when it is registered. */
export const recordParkDecision = defineWorker({
  type: 'record-park-decision',
  timeoutMs: 60_000,
  input: z.object({
    caseId: z.string(),
    departmentReview: z.object({ result: z.enum(['pass', 'refuse']), text, by: text }),
    certification: z.object({ result: z.enum(['certified', 'not-certified']), text, by: text }).nullish(),
  }),
  async perform({ caseId, departmentReview, certification }, job, { pool }) {
    const refusedBefore = departmentReview.result === 'refuse';
    const decided = refusedBefore || !certification ? departmentReview : certification;
    const certified = !refusedBefore && certification?.result === 'certified';
    const said = certified ? '予以认定' : refusedBefore ? '初审不通过，不予认定' : '不予认定';
    await inTransaction(pool, async (db) => {
      const detail = {
        certified,
        reason: decided.text ?? null,
        text: `${said}${decided.text ? `：${decided.text}` : ''}`,
      };
      const event = { caseId, kind: 'decision-recorded', actor: decided.by ?? null, detail };
      if ((await recordEvent(db, event, job)) && !certified) await setOutcome(db, caseId, 'not-certified');
    });
    return {};
  },
});
