import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { addWorkingDays } from '../../domain/calendar/working-days.ts';
import { recordEvent } from '../../domain/cases/lifecycle.ts';
import { now } from '../../domain/clock.ts';
import { storeDocument } from '../../domain/documents/store.ts';
import { clawbackPaper } from '../../domain/parks/decision-papers.ts';
import { decideClawback, GROUNDS, moneyOf } from '../../domain/parks/ledger.ts';
import { loadNames } from '../../domain/people/store.ts';
import { defineWorker } from '../run-job.ts';

const text = z.string().nullish();

/** Enters what is due back and by when, and files the decision as a document. More than was paid is sent back to whoever decided. */
export const recordClawback = defineWorker({
  type: 'record-clawback',
  timeoutMs: 120_000,
  input: z.object({
    caseId: z.string(),
    parkId: z.string(),
    parkName: z.string(),
    operatorName: z.string(),
    yearReview: z.object({ integrity: z.enum(['fraud-application', 'fraud-evaluation', 'breach']) }),
    clawbackDecision: z.object({
      scope: z.enum(['all', 'part']),
      amount: text,
      days: z.number(),
      text: z.string(),
      by: text,
    }),
  }),
  async perform(
    { caseId, parkId, yearReview: { integrity: ground }, clawbackDecision, ...park },
    job,
    { pool, dataDir },
  ) {
    const { scope, amount, days, text: reason, by } = clawbackDecision;
    const dueOn = (await addWorkingDays(pool, now(), days)).toISODate() ?? '';
    const recorded = await inTransaction(pool, async (db) => {
      const asked = { parkId, caseId, ground, amount: scope === 'all' ? null : (amount ?? '0'), dueOn, reason };
      const clawback = await decideClawback(db, { ...asked, by: by ?? null });
      const said =
        clawback.refusal ??
        (clawback.amount === '0'
          ? `${GROUNDS[ground]}：没有已兑现而尚未追缴的产业资金`
          : `${GROUNDS[ground]}：追缴产业资金${clawback.amount}元，应于${clawback.dueOn}前缴回`);
      await recordEvent(
        db,
        { caseId, kind: 'clawback-decided', actor: by ?? null, detail: { ...clawback, text: said } },
        job,
      );
      return { clawback, money: await moneyOf(db, parkId) };
    });
    const { clawback, money } = recorded;
    if (clawback.dueOn && !clawback.refusal)
      await storeDocument(pool, dataDir, {
        caseId,
        name: '追缴产业资金决定书.pdf',
        pdf: await clawbackPaper({ caseId, ...park, ground, reason }, clawback, money, await loadNames(pool)),
        effectKey: `${job.elementInstanceKey}:park-clawback`,
        kind: 'park-clawback',
      });
    return recorded;
  },
});
