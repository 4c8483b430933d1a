import { z } from 'zod';
import { recordEvent } from '../../domain/cases/lifecycle.ts';
import { levelFrom } from '../../domain/fast-track/level.ts';
import { evaluateForCase } from '../../domain/rules/evaluate.ts';
import { defineWorker } from '../run-job.ts';

/** The rule judges the facts as they are: what it cannot judge must become a clear message, so nothing is refused before. */
export const determineDecisionLevel = defineWorker({
  type: 'determine-decision-level',
  timeoutMs: 60_000,
  input: z.object({
    caseId: z.string(),
    itemsBeyondPolicy: z.unknown().optional(),
    annualRewardBeyondPolicy: z.unknown().optional(),
    districtWideMajor: z.unknown().optional(),
    beyondLeadingGroup: z.unknown().optional(),
  }),
  async perform({ caseId, ...facts }, job, { pool, engine }) {
    const decisionId = job.headers.decisionId ?? 'decision-level';
    const { output, basis } = await evaluateForCase(pool, engine, caseId, decisionId, facts);
    const level = levelFrom(output, facts, basis.version);
    const articles = basis.rules.map((rule) => rule.annotation ?? `第${rule.index}行`).join('；');
    const detail = { level, levelBasis: basis, text: `决策层级已判定，依据：${articles}` };
    await recordEvent(pool, { caseId, kind: 'level-determined', detail }, job);
    return { level, levelBasis: basis };
  },
});
