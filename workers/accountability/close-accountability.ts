import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { writePart } from '../../domain/accountability/store.ts';
import { tellOutside } from '../../domain/accountability/tell.ts';
import { accountabilityOf, appeal, conclusion, type Appeal } from '../../domain/accountability/variables.ts';
import { recordEvent } from '../../domain/cases/lifecycle.ts';
import { now, toWire } from '../../domain/clock.ts';
import { defineWorker } from '../run-job.ts';

const SAID = { accept: '当事人接受', appeal: '申诉已复核', lapsed: '逾期未申诉，视为接受' } as const;

/** The end: who was held to account and did not answer has accepted. Whoever reported hears that it is dealt with, and no more. */
export const closeAccountability = defineWorker({
  type: 'close-accountability',
  timeoutMs: 60_000,
  input: z.object({ caseId: accountabilityOf.caseId, openedBy: z.string(), conclusion, appeal: appeal.nullish() }),
  async perform({ caseId, openedBy, conclusion, appeal }, job, { pool }) {
    const lapsed: Appeal = { choice: 'lapsed', text: null, files: [], by: null };
    const answered = conclusion.result === 'hold' ? (appeal ?? lapsed) : null;
    await inTransaction(pool, async (db) => {
      await writePart(db, caseId, { ...(answered ? { appeal: answered } : {}), closed_at: toWire(now()) });
      const detail = { text: `办结：${answered ? SAID[answered.choice] : '不予追究'}` };
      if (!(await recordEvent(db, { caseId, kind: 'accountability-closed', detail }, job))) return;
      await tellOutside(db, {
        caseId,
        effectKey: `${job.elementInstanceKey}:closed`,
        to: openedBy,
        title: '责任追究线索已办结',
        text: '您移送的线索已办结。',
      });
    });
    return { ...(answered ? { appeal: answered } : {}), closedOn: now().toISODate() };
  },
});
