import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { recordEvent } from '../../domain/cases/lifecycle.ts';
import { noteProgress } from '../../domain/consultation/decisions.ts';
import { defineWorker } from '../run-job.ts';

export const recordDecisionProgress = defineWorker({
  type: 'record-decision-progress',
  timeoutMs: 60_000,
  input: z.object({
    caseId: z.string(),
    decision: z.object({ number: z.number(), matter: z.string() }),
    decisionReport: z.object({ text: z.string(), by: z.string().nullish() }),
    decisionVerdict: z.object({ result: z.enum(['done', 'continue']) }),
  }),
  async perform({ caseId, decision, decisionReport, decisionVerdict }, job, { pool }) {
    const done = decisionVerdict.result === 'done';
    await inTransaction(pool, async (db) => {
      const progress = { report: decisionReport.text, by: decisionReport.by ?? null, done };
      await noteProgress(db, caseId, decision.number, progress);
      const text = `议定事项${decision.number}“${decision.matter}”${done ? '已落实' : '未到位，继续落实'}`;
      await recordEvent(db, { caseId, kind: 'decision-progress', detail: { number: decision.number, text } }, job);
    });
    return {};
  },
});
