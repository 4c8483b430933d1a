import { DateTime } from 'luxon';
import { z } from 'zod';
import { now, ZONE } from '../../domain/clock.ts';
import { openYearlyCatalogue as open } from '../../domain/disclosure/yearly.ts';
import { PermanentFault } from '../../domain/faults.ts';
import { defineWorker } from '../run-job.ts';

/** What the engine's timer started: the catalogue of the year in which it fired, once. */
export const openYearlyCatalogue = defineWorker({
  type: 'open-yearly-catalogue',
  timeoutMs: 60_000,
  // The engine writes 2027-01-10T09:00:00.000+08:00[Asia/Shanghai].
  input: z.object({ firedAt: z.string().nullish() }),
  async perform({ firedAt }, _job, { pool, engine, logger }) {
    const at = DateTime.fromISO((firedAt ?? '').replace(/\[.*\]$/, ''), { zone: ZONE });
    const opened = await open(pool, engine, at.isValid ? at : now());
    if (opened === 'other-content') throw new PermanentFault('本年目录已用其他内容立案：请系统管理员核对。');
    if (!opened || opened.repeated) logger.info('the year has its catalogue already');
    return { catalogueCase: opened?.id ?? null };
  },
});
