import { DateTime } from 'luxon';
import { z } from 'zod';
import { now, ZONE } from '../../domain/clock.ts';
import { ladderOf } from '../../domain/deadlines/ladder.ts';
import { arm } from '../../domain/deadlines/watch.ts';
import { defineWorker } from '../run-job.ts';

/** The engine writes 2026-02-13T16:00:00.123+08:00[Asia/Shanghai]; luxon knows no name in brackets. */
const Moment = z.string().transform((text, ctx) => {
  const at = DateTime.fromISO(text.replace(/\[.*\]$/, ''), { zone: ZONE });
  if (at.isValid) return at;
  ctx.addIssue({ code: 'custom', message: '起算时间不是有效的日期时间' });
  return z.NEVER;
});
const text = z
  .string()
  .nullish()
  .transform((v) => v || null);

/** Counts the limit (the first time: starts its round) and says what to wait for next. */
export const computeDeadline = defineWorker({
  type: 'compute-deadline',
  timeoutMs: 60_000,
  input: z.object({
    caseId: z.string(),
    obligation: z.string().regex(/^[a-z][a-z0-9-]*$/, '应为小写英文标识'),
    subject: text,
    name: text,
    unit: text,
    legalBasis: text,
    workingDays: z.int().min(1).max(1000),
    warnWorkingDaysBefore: z.int().min(0).max(100).nullish(),
    startsAt: Moment.nullish(),
  }),
  async perform(limit, job, { pool, engine }) {
    const ladder = await ladderOf(pool, engine, job.instanceKey);
    const entry = {
      caseId: limit.caseId,
      obligation: limit.obligation,
      subject: limit.subject ?? '',
      name: limit.name ?? limit.obligation,
      unit: limit.unit,
      legalBasis: limit.legalBasis,
      workingDays: limit.workingDays,
      warnDays: limit.warnWorkingDaysBefore ?? 1,
      startsAt: limit.startsAt ?? now(),
    };
    return { limit: await arm(pool, job.instanceKey, entry, ladder) };
  },
});
