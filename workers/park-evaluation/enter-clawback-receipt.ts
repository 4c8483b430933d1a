import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { recordEvent } from '../../domain/cases/lifecycle.ts';
import { moneyOf, receiveClawback } from '../../domain/parks/ledger.ts';
import { defineWorker } from '../run-job.ts';

const text = z.string().nullish();

/** Enters what has come in; the step goes on until nothing is outstanding. */
export const enterClawbackReceipt = defineWorker({
  type: 'enter-clawback-receipt',
  timeoutMs: 60_000,
  input: z.object({
    caseId: z.string(),
    parkId: z.string(),
    receipt: z.object({ scope: z.enum(['rest', 'part']), amount: text, on: z.string(), by: text }),
  }),
  async perform({ caseId, parkId, receipt: { scope, amount, on, by } }, job, { pool }) {
    return inTransaction(pool, async (db) => {
      const clawback = await receiveClawback(db, {
        ...{ caseId, amount: scope === 'rest' ? null : (amount ?? '0'), on, by: by ?? null },
        effectKey: job.elementInstanceKey,
      });
      const said = clawback.refusal ?? `追缴资金已收${clawback.received}元，尚欠${clawback.outstanding}元`;
      const event = { caseId, kind: 'clawback-received', actor: by ?? null, detail: { ...clawback, on, text: said } };
      await recordEvent(db, event, job);
      return { clawback, money: await moneyOf(db, parkId) };
    });
  },
});
