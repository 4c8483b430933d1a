import { z } from 'zod';
import type { Procedure } from '../procedure.ts';
import { isStorable } from '../text.ts';
import { meetingFacts } from './facts.ts';

const LEADER = 'investment-promotion';

const text = (label: string, most: number) =>
  z
    .string({ error: `${label}必须填写` })
    .transform((value) => value.replace(/\r\n?/g, '\n').trim())
    .pipe(z.string().max(most, `${label}不能超过${most}个字`).refine(isStorable, `${label}含有不能保存的控制字符`));

/** A meeting that is called by hand, beside the one that opens by itself each month. */
const ExtraMeeting = z.strictObject(
  {
    subject: text('会议名称', 100).pipe(z.string().min(1, '会议名称必须填写')),
    topics: z.preprocess((v) => (v === null ? undefined : v), text('议题', 2_000).optional()),
  },
  {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `没有这些字段：${(issue.keys as string[]).join('、').slice(0, 200)}`
        : '请填写会议名称',
  },
);

/** 双招双引碰头会 (历下政发〔2019〕1号 第四条（一）). */
export const investmentMeeting: Procedure = {
  id: 'investment-meeting',
  startMessage: 'start-investment-meeting',
  startForm: 'call-extra-meeting',
  prefix: 'MTG',
  leadingUnit: LEADER,
  supervisingUnit: 'supervision-office',
  decisions: [],
  archives: true,
  facts: meetingFacts,
  mayStart: (who) => who.posts.some((post) => post.id === `${LEADER}.clerk`),
  startSchema: () => ExtraMeeting,
  decisionInput: () => z.strictObject({}),
  titleOf: (variables) => String(variables.subject),
  participatingUnits: () => [LEADER, 'leading-group', 'leading-group-office'],
};
