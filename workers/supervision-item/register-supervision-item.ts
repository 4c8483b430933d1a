import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { now } from '../../domain/clock.ts';
import { PermanentFault } from '../../domain/faults.ts';
import { registerItem } from '../../domain/ledger/items.ts';
import { placeOf } from '../../domain/ledger/measures.ts';
import { defineWorker } from '../run-job.ts';

/** Enters the item in the ledger; the measure as it is now goes with the case. */
export const registerSupervisionItem = defineWorker({
  type: 'register-supervision-item',
  timeoutMs: 60_000,
  input: z.object({
    caseId: z.string(),
    measureId: z.string(),
    period: z.string().nullish(),
    periodName: z.string().nullish(),
  }),
  async perform({ caseId, measureId, period, periodName }, job, { pool }) {
    const place = await placeOf(pool, measureId);
    if (!place) throw new PermanentFault(`督查台账中没有措施 ${measureId}：请系统管理员核对。`);
    const entry = { caseId, measureId, period: period ?? null };
    const order = await inTransaction(pool, (db) => registerItem(db, entry, job));
    return {
      ...place,
      periodName: periodName ?? null,
      openedOn: now().toISODate(),
      latestClose: now().plus({ years: 3 }).toISODate(),
      order,
    };
  },
});
