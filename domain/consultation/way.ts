import { z } from 'zod';
import { PermanentFault } from '../faults.ts';
import { unknownKeys } from '../start-values.ts';

/** How a matter is consulted on (历下政办发〔2019〕1号 附件2 一（三）、附件1 三（三）). */
export const WAYS = {
  letter: '往来函',
  docking: '工作对接会',
  coordination: '协调会',
  joint: '联席会议',
} as const;
export type Way = keyof typeof WAYS;

const yesOrNo = (label: string) => z.enum(['yes', 'no'], { error: `${label}只能是 yes 或 no` });

/** What the rule `consultation-way` reads. */
export const wayFacts = {
  disputed: yesOrNo('部门间有分歧'),
  hot: yesOrNo('热点难点'),
};

/** For trying the rule without a case. */
export const wayTrial = z.strictObject(
  {
    ...wayFacts,
    departmentCount: z.int({ error: '涉及部门数应为整数' }).min(1, '至少涉及一个部门').max(30, '至多30个部门'),
  },
  { error: (issue) => unknownKeys(issue) ?? '试算内容应为一个对象' },
);

/** The rule's answer as a way; anything else stops the case with a message that says what to look at. */
export function wayFrom(output: unknown, version: number): Way {
  if (typeof output === 'string' && Object.hasOwn(WAYS, output)) return output as Way;
  throw new PermanentFault(
    `决策表 consultation-way（版本 ${version}）没有给出可用的会商方式。请核对会商事项的数据和决策表，更正后重试。`,
  );
}
