import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { recordEvent, setOutcome } from '../../domain/cases/lifecycle.ts';
import { defineWorker } from '../run-job.ts';

const RESULTS = { approved: '通过', rejected: '不予通过', reargue: '退回再论证', 'hand-up': '提请上一级' };
/** After these nothing is withdrawn any more. */
const FINAL = new Set<string>(['approved', 'rejected']);

export const recordDecision = defineWorker({
  type: 'record-decision',
  timeoutMs: 60_000,
  input: z.object({
    caseId: z.string(),
    level: z.string(),
    decision: z.object({
      result: z.enum(['approved', 'rejected', 'reargue', 'hand-up']),
      level: z.string().nullish(),
      date: z.string().nullish(),
      by: z.string().nullish(),
    }),
  }),
  async perform({ caseId, level, decision }, job, { pool }) {
    const { result, date, by } = decision;
    const text = `决策结果：${RESULTS[result]}`;
    await inTransaction(pool, async (db) => {
      const detail = { result, level: decision.level ?? level, date: date ?? null, text };
      const first = await recordEvent(db, { caseId, kind: 'decision-recorded', actor: by ?? null, detail }, job);
      if (first && FINAL.has(result)) await setOutcome(db, caseId, result);
    });
    return {};
  },
});
