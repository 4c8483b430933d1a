import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { recordEvent } from '../../domain/cases/lifecycle.ts';
import { pushResult } from '../../domain/exchange/push.ts';
import { answerClaim } from '../../domain/exchange/results.ts';
import { loadNames } from '../../domain/people/store.ts';
import { defineWorker } from '../run-job.ts';

/** A department is let off; where another one is named, the result is pushed to it, with a limit of its own. */
export const settleResultClaim = defineWorker({
  type: 'settle-result-claim',
  timeoutMs: 60_000,
  input: z.object({
    caseId: z.string(),
    resultCase: z.string(),
    department: z.string(),
    claimDecision: z.object({ unit: z.string().nullish(), text: z.string().nullish() }),
  }),
  async perform({ caseId, resultCase, department, claimDecision: { unit, text: note } }, job, { pool, engine }) {
    const other = unit && unit !== department ? unit : null;
    const push = other
      ? await pushResult(pool, engine, resultCase, { key: `${caseId}:${other}`, departments: [other] })
      : null;
    await inTransaction(pool, async (db) => {
      const names = await loadNames(db);
      await answerClaim(db, caseId, department, { state: 'released', by: null, measures: null, note: note ?? null });
      const text = `不再推送${names.get(department) ?? department}${other ? `，改推${names.get(other) ?? other}（${push ?? ''}）` : ''}`;
      await recordEvent(db, { caseId, kind: 'result-released', detail: { department, push, text } }, job);
    });
    return {};
  },
});
