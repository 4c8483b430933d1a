import { z } from 'zod';
import { recordEvent } from '../../domain/cases/lifecycle.ts';
import { now } from '../../domain/clock.ts';
import { draft } from '../../domain/disclosure/draft.ts';
import { daysOf, periodFault } from '../../domain/disclosure/period.ts';
import { PermanentFault } from '../../domain/faults.ts';
import { evaluateForCase } from '../../domain/rules/evaluate.ts';
import { defineWorker } from '../run-job.ts';

/** Whether comments are taken for long enough, by the rule. */
export const checkCommentPeriod = defineWorker({
  type: 'check-comment-period',
  timeoutMs: 60_000,
  input: z.object({ caseId: z.string(), draft }),
  async perform({ caseId, draft }, job, { pool, engine }) {
    const decisionId = job.headers.decisionId ?? 'comment-period';
    const { output, basis } = await evaluateForCase(pool, engine, caseId, decisionId, { urgent: draft.urgent });
    if (typeof output !== 'number' || !Number.isInteger(output) || output < 1)
      throw new PermanentFault(
        `决策表 ${decisionId}（版本 ${basis.version}）没有给出最少天数。请核对决策表，更正后重试。`,
      );
    const fault = periodFault(draft, output, now().toISODate() ?? '');
    const text = fault ?? `征集期${daysOf(draft)}日，不少于${output}日`;
    await recordEvent(pool, { caseId, kind: 'period-checked', detail: { basis, fault, text } }, job);
    return { periodFault: fault };
  },
});
