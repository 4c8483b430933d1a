import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { recordEvent, setOutcome } from '../../domain/cases/lifecycle.ts';
import { storeDocument } from '../../domain/documents/store.ts';
import { STANDINGS } from '../../domain/exchange/facts.ts';
import { pushResult } from '../../domain/exchange/push.ts';
import { changeStanding } from '../../domain/exchange/results.ts';
import { markFiles } from '../../domain/files/store.ts';
import { MEASURES } from '../../domain/revocation/measures.ts';
import { decisionPaper } from '../../domain/revocation/papers.ts';
import { decision, revocationOf, verification } from '../../domain/revocation/variables.ts';
import { defineWorker } from '../run-job.ts';

/** The decision and its paper; the approval's standing changes with it, and the departments are told anew. */
export const recordRevocationDecision = defineWorker({
  type: 'record-revocation-decision',
  timeoutMs: 120_000,
  input: z.object({
    ...revocationOf,
    verification,
    decision,
    hearing: z.object({ files: z.array(z.string()) }).nullish(),
  }),
  async perform({ verification, decision, hearing, ...of }, job, { pool, engine, dataDir }) {
    const taken = decision.result === 'take';
    const { caseId, approvalCase } = of;
    if (hearing) await markFiles(pool, caseId, hearing.files, 'revocation-hearing');
    if (taken)
      await storeDocument(pool, dataDir, {
        caseId,
        name: `${MEASURES[decision.measure]}行政许可决定书`,
        pdf: await decisionPaper(of, decision, verification.ground),
        effectKey: `${job.elementInstanceKey}:revocation-decision`,
        kind: 'revocation-decision',
      });
    await inTransaction(pool, async (db) => {
      const text = taken ? `决定${MEASURES[decision.measure]}行政许可` : '决定不予处理，维持许可';
      const detail = { result: decision.result, measure: decision.measure, text };
      if (!(await recordEvent(db, { caseId, kind: 'decision-recorded', actor: decision.by, detail }, job))) return;
      await setOutcome(db, caseId, taken ? decision.measure : 'maintained');
      if (!taken) return;
      await changeStanding(db, approvalCase, decision.measure, caseId);
      await recordEvent(
        db,
        {
          caseId: approvalCase,
          kind: 'approval-standing',
          detail: { by: caseId, text: `许可${STANDINGS[decision.measure]}（${caseId}）` },
        },
        { elementId: job.elementId, elementInstanceKey: `${job.elementInstanceKey}:approval` },
      );
    });
    if (taken)
      await pushResult(pool, engine, approvalCase, { key: caseId, change: `许可${STANDINGS[decision.measure]}` });
    return {};
  },
});
