import { DateTime } from 'luxon';
import { z } from 'zod';
import { now, ZONE } from '../../domain/clock.ts';
import { PermanentFault } from '../../domain/faults.ts';
import { openMonthlyMeeting as open } from '../../domain/meetings/open.ts';
import { defineWorker } from '../run-job.ts';

/** What the engine's timer started: the case of the month in which it fired, once. */
export const openMonthlyMeeting = defineWorker({
  type: 'open-monthly-meeting',
  timeoutMs: 60_000,
  // The engine writes 2026-02-01T09:00:00.000+08:00[Asia/Shanghai].
  input: z.object({ firedAt: z.string().nullish() }),
  async perform({ firedAt }, _job, { pool, engine, logger }) {
    const at = DateTime.fromISO((firedAt ?? '').replace(/\[.*\]$/, ''), { zone: ZONE });
    const opened = await open(pool, engine, at.isValid ? at : now());
    if (opened === 'other-content') throw new PermanentFault('本月的碰头会已用其他内容立案：请系统管理员核对。');
    if (opened.repeated) logger.info({ meeting: opened.id }, 'the month has its meeting already');
    return { meeting: opened.id };
  },
});
