import { z } from 'zod';
import { closeOfBusiness, loadCalendar } from '../../domain/calendar/store.ts';
import { recordEvent } from '../../domain/cases/lifecycle.ts';
import { now } from '../../domain/clock.ts';
import { lateMaterials as late } from '../../domain/materials/late.ts';
import { Materials } from '../../domain/materials/schema.ts';
import { defineWorker } from '../run-job.ts';

export const planLateMaterials = defineWorker({
  type: 'plan-late-materials',
  timeoutMs: 60_000,
  input: z.object({ caseId: z.string(), filingUnit: z.string(), materials: Materials }),
  async perform({ caseId, filingUnit, materials }, job, { pool }) {
    const [calendar, close] = await Promise.all([loadCalendar(pool), closeOfBusiness(pool, filingUnit)]);
    const lateMaterials = late(calendar, now(), materials, close);
    if (lateMaterials.length) {
      const text = `容缺受理，待补报：${lateMaterials.map(({ name }) => name).join('、')}`;
      await recordEvent(pool, { caseId, kind: 'materials-promised', detail: { lateMaterials, text } }, job);
    }
    return { lateMaterials };
  },
});
