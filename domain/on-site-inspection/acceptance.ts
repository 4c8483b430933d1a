import { DateTime } from 'luxon';
import { z } from 'zod';
import { now, toWire, ZONE } from '../clock.ts';
import { blankIsNothing, day, PHONE, text, unitsOf, unknownKeys, yesNo } from '../start-values.ts';

/** How long after the acceptance it may still be entered. */
const MOST_DAYS_LATE = 60;

/** A moment that may lie in the past, within reason, but not ahead: clocks of two machines differ by seconds. */
const acceptedAt = z.string({ error: '受理时间必须填写' }).transform((value, ctx) => {
  const whole = /^\d{4}-\d\d-\d\d(T\d\d:\d\d\S*)?$/.test(value);
  const at = whole ? DateTime.fromISO(value, { zone: ZONE }) : null;
  const fault = !at?.isValid
    ? '受理时间应为真实的日期时间，格式如 2026-02-13T09:30:00+08:00'
    : at > now().plus({ minutes: 1 })
      ? '受理时间不能晚于现在'
      : at < now().minus({ days: MOST_DAYS_LATE }).startOf('day')
        ? `受理时间早于${MOST_DAYS_LATE}日前，不能补录，请核对日期`
        : null;
  if (at && !fault) return toWire(at) ?? '';
  ctx.addIssue(fault ?? '受理时间必须填写');
  return z.NEVER;
});

const requirements = {
  technicalRequirement: z.enum(['low', 'high'], { error: '请选择技术标准要求是否较高' }),
  personnelRequirement: z.enum(['low', 'high'], { error: '请选择人员资质要求是否较高' }),
};

const optional = <T extends z.ZodType>(schema: T) => z.preprocess(blankIsNothing, schema.optional());

/** What is entered for the applicant when his application is accepted (历下政办发〔2019〕1号 附件2 三（一）; 行政许可法 32). */
export function acceptanceSchema({ units }: { units: ReadonlySet<string> }) {
  return z
    .strictObject(
      {
        matter: text('审批事项', 200),
        applicant: text('申请人', 200),
        acceptedAt,
        ...requirements,
        inspectionRequired: yesNo('现场勘验'),
        expertReviewRequired: yesNo('专家论证'),
        departments: unitsOf(units, '相关行政主管部门'),
        contactPhone: optional(
          text('联系电话', 30).pipe(z.string().regex(PHONE, '联系电话只能由数字、空格、括号、短横线和“转”组成')),
        ),
        correctionAskedOn: optional(day('一次告知补正日期')),
        correctionItems: optional(text('需补正的全部内容', 4000)),
        correctionCompletedOn: optional(day('材料补齐日期')),
      },
      { error: (issue) => unknownKeys(issue) ?? '受理内容应为一个对象' },
    )
    .superRefine(correctionFits)
    .transform((given) => Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)));
}

/** 行政许可法 32: the whole list once, and what was corrected is accepted on the day on which it is complete. */
function correctionFits(
  given: {
    acceptedAt: string;
    correctionAskedOn?: string | undefined;
    correctionItems?: string | undefined;
    correctionCompletedOn?: string | undefined;
  },
  ctx: z.RefinementCtx,
): void {
  const { correctionAskedOn: asked, correctionItems: items, correctionCompletedOn: completed } = given;
  if (!asked && !items && !completed) return;
  const say = (field: string, message: string) => ctx.addIssue({ code: 'custom', path: [field], message });
  if (!asked) return say('correctionAskedOn', '有补正的，应填写一次告知补正日期');
  if (!items) return say('correctionItems', '有补正的，应填写一次告知的全部内容');
  if (!completed) return say('correctionCompletedOn', '有补正的，应填写材料补齐日期；未补齐的不能受理');
  if (completed < asked) return say('correctionCompletedOn', '材料补齐日期不能早于告知补正日期');
  // acceptedAt is on the wire in +08:00; an earlier fault of its own is said at its field.
  if (typeof given.acceptedAt === 'string' && given.acceptedAt.slice(0, 10) !== completed)
    say('acceptedAt', '经补正的，材料补齐当日即为受理之日');
}

/** Only what the rule `inspection-mode` reads, with the same checks: for trying it without a case. */
export function modeFactsSchema(context: { units: ReadonlySet<string> }) {
  const others = Object.keys(acceptanceShape(context)).filter((key) => !(key in requirements));
  const ignored = Object.fromEntries(others.map((key) => [key, z.unknown().optional()]));
  return z
    .strictObject({ ...ignored, ...requirements }, { error: (issue) => unknownKeys(issue) ?? '试算内容应为一个对象' })
    .transform((facts) => Object.fromEntries(Object.entries(facts).filter(([key]) => !(key in ignored))));
}

/** Names of the start variables. */
export const acceptanceShape = (context: { units: ReadonlySet<string> }): Record<string, unknown> =>
  acceptanceSchema(context).in.shape;
