import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { recordEvent, setOutcome } from '../../domain/cases/lifecycle.ts';
import { enterMatter } from '../../domain/disclosure/store.ts';
import { defineWorker } from '../run-job.ts';

/** Into the catalogue, as public or, with the reason, as secret: then no page of the public ever shows it. */
export const recordDecisionMatter = defineWorker({
  type: 'record-decision-matter',
  timeoutMs: 60_000,
  input: z.object({
    caseId: z.string(),
    filingUnit: z.string(),
    year: z.number(),
    subject: z.string(),
    decideOn: z.string(),
    ways: z.array(z.string()),
    review: z.object({ result: z.enum(['disclose', 'secret']), text: z.string().nullish(), by: z.string().nullish() }),
  }),
  async perform({ review, filingUnit, ...of }, job, { pool }) {
    const secret = review.result === 'secret';
    await inTransaction(pool, async (db) => {
      const secretReason = secret ? (review.text ?? '依法应当保密') : null;
      await enterMatter(db, { ...of, unit: filingUnit, secretReason });
      const detail = { text: secret ? `不公开，理由：${review.text ?? ''}` : '核定公开，列入年度目录' };
      const event = { caseId: of.caseId, kind: 'matter-recorded', actor: review.by ?? null, detail };
      if ((await recordEvent(db, event, job)) && secret) await setOutcome(db, of.caseId, 'disclosure-excluded');
    });
    return {};
  },
});
