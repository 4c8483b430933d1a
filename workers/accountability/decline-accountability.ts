import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { writePart } from '../../domain/accountability/store.ts';
import { tellOutside } from '../../domain/accountability/tell.ts';
import { acceptance, accountabilityOf } from '../../domain/accountability/variables.ts';
import { recordEvent, setOutcome } from '../../domain/cases/lifecycle.ts';
import { now, toWire } from '../../domain/clock.ts';
import { defineWorker } from '../run-job.ts';

/** Whoever reported hears why; the person concerned was never asked and hears nothing. */
export const declineAccountability = defineWorker({
  type: 'decline-accountability',
  timeoutMs: 60_000,
  input: z.object({ caseId: accountabilityOf.caseId, openedBy: z.string(), acceptance }),
  async perform({ caseId, openedBy, acceptance: { text, by } }, job, { pool }) {
    await inTransaction(pool, async (db) => {
      const at = toWire(now());
      await writePart(db, caseId, { decided_at: at, declined: text ?? '未说明', closed_at: at });
      const detail = { text: `不予受理：${text ?? ''}` };
      if (!(await recordEvent(db, { caseId, kind: 'clue-declined', actor: by, detail }, job))) return;
      await setOutcome(db, caseId, 'declined');
      await tellOutside(db, {
        caseId,
        effectKey: `${job.elementInstanceKey}:declined`,
        to: openedBy,
        title: '责任追究线索不予受理',
        text: `您移送的线索不予受理：${text ?? ''}。`,
      });
    });
    return {};
  },
});
