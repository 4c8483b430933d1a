import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { recordEvent } from '../../domain/cases/lifecycle.ts';
import { notify } from '../../domain/notifications/notify.ts';
import { revocationOf, verification } from '../../domain/revocation/variables.ts';
import { defineWorker } from '../run-job.ts';

export const askRevocationEvidence = defineWorker({
  type: 'ask-revocation-evidence',
  timeoutMs: 60_000,
  input: z.object({
    caseId: revocationOf.caseId,
    filingUnit: revocationOf.filingUnit,
    matter: revocationOf.matter,
    verification,
  }),
  async perform({ caseId, filingUnit, matter, verification }, job, { pool }) {
    await inTransaction(pool, async (db) => {
      const text = `证据不足，请提请单位补充：${verification.text}`;
      await notify(db, {
        effectKey: `evidence:${job.elementInstanceKey}`,
        kind: 'exchange',
        title: `补充依据材料：${matter}`,
        text,
        recipients: [`${filingUnit}.clerk`, `${filingUnit}.liaison`],
        caseId,
      });
      await recordEvent(db, { caseId, kind: 'evidence-asked', detail: { text } }, job);
    });
    return {};
  },
});
