import { z } from 'zod';
import { PermanentFault } from '../faults.ts';

const Findings = z.object({
  eligible: z.boolean(),
  findings: z.array(z.object({ criterion: z.string(), met: z.boolean(), reason: z.string() })).min(1),
});
export type Criteria = z.output<typeof Findings>;

/** The rule's answer; anything else stops the case with a message that says what to look at. */
export function criteriaFrom(output: unknown, version: number): Criteria {
  const found = Findings.safeParse(output);
  if (found.success) return found.data;
  throw new PermanentFault(
    `决策表 park-criteria（版本 ${version}）没有给出每项条件的结果。请核对申报数据和决策表，更正后重试。`,
  );
}

export const sayCriteria = ({ eligible, findings }: Criteria): string =>
  `${eligible ? '符合' : '不符合'}认定条件：${findings.map(({ met, reason }) => `${met ? '√' : '×'}${reason}`).join('；')}`;
