import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { pushResult } from '../../domain/exchange/push.ts';
import { publishResult } from '../../domain/on-site-inspection/results.ts';
import { defineWorker } from '../run-job.ts';

const text = z.string().nullish();

export const publishApprovalResult = defineWorker({
  type: 'publish-approval-result',
  timeoutMs: 60_000,
  input: z.object({
    caseId: z.string(),
    matter: z.string(),
    applicant: z.string(),
    departments: z.array(z.string()),
    decision: z.object({ result: z.enum(['granted', 'refused']), date: z.string(), number: text, validUntil: text }),
  }),
  async perform({ caseId, matter, applicant, departments, decision }, job, { pool, engine }) {
    const { result, date, number, validUntil } = decision;
    const handed = { result, decisionNumber: number ?? null, decidedOn: date, validUntil: validUntil ?? null };
    await inTransaction(pool, (db) => publishResult(db, { caseId, matter, applicant, departments, ...handed }, job));
    await pushResult(pool, engine, caseId, { key: 'result' });
    return {};
  },
});
