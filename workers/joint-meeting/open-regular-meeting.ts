import { DateTime } from 'luxon';
import { z } from 'zod';
import { now, ZONE } from '../../domain/clock.ts';
import { openRegularMeeting as open } from '../../domain/consultation/regular.ts';
import { PermanentFault } from '../../domain/faults.ts';
import { defineWorker } from '../run-job.ts';

/** What the engine's timer started: the meeting of the quarter in which it fired, once. */
export const openRegularMeeting = defineWorker({
  type: 'open-regular-meeting',
  timeoutMs: 60_000,
  // The engine writes 2026-04-01T09:00:00.000+08:00[Asia/Shanghai].
  input: z.object({ firedAt: z.string().nullish() }),
  async perform({ firedAt }, _job, { pool, engine, logger }) {
    const at = DateTime.fromISO((firedAt ?? '').replace(/\[.*\]$/, ''), { zone: ZONE });
    const opened = await open(pool, engine, at.isValid ? at : now());
    if (opened === 'other-content') throw new PermanentFault('本季例会已用其他内容立案：请系统管理员核对。');
    if (opened.repeated) logger.info({ meeting: opened.id }, 'the quarter has its meeting already');
    return { meeting: opened.id };
  },
});
