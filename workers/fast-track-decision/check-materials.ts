import { z } from 'zod';
import { recordEvent } from '../../domain/cases/lifecycle.ts';
import { checkMaterials as check } from '../../domain/materials/check.ts';
import { Materials } from '../../domain/materials/schema.ts';
import { defineWorker } from '../run-job.ts';

export const checkMaterials = defineWorker({
  type: 'check-materials',
  timeoutMs: 60_000,
  input: z.object({ caseId: z.string(), materials: Materials }),
  async perform({ caseId, materials }, job, { pool }) {
    const materialsCheck = check(materials);
    const text = materialsCheck.complete ? '要件齐全' : `要件不齐，缺少：${materialsCheck.missing.join('、')}`;
    await recordEvent(pool, { caseId, kind: 'materials-checked', detail: { ...materialsCheck, text } }, job);
    return { materialsCheck };
  },
});
