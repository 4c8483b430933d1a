import { z } from 'zod';
import { PermanentFault } from '../faults.ts';

export const OUTCOME_NAMES = { excellent: '优秀', passed: '合格', failed: '不合格' } as const;
export type EvaluationOutcome = keyof typeof OUTCOME_NAMES;

const Scored = z.object({
  outcome: z.enum(['excellent', 'passed', 'failed']),
  total: z.number().min(0).max(100),
  scores: z.array(
    z.object({ indicator: z.string(), points: z.number(), full: z.number().nullable(), reason: z.string() }),
  ),
});
export type Score = z.output<typeof Scored>;

/** What the rule `park-score` answered; the total is cut to two decimals, so that it never looks better than its outcome. */
export function scoreFrom(output: unknown, version: number): Score {
  const found = Scored.safeParse(output);
  if (!found.success)
    throw new PermanentFault(
      `决策表 park-score（版本 ${version}）没有给出评价结果。请核对考核数据和决策表，更正后重试。`,
    );
  return { ...found.data, total: Math.trunc(found.data.total * 100) / 100 };
}

export const sayScore = ({ outcome, total, scores }: Score): string =>
  `得分${total}，${OUTCOME_NAMES[outcome]}。${scores
    .map(({ points, full, reason }) => (full === null ? reason : `${reason}（${points}/${full}分）`))
    .join('；')}`;
