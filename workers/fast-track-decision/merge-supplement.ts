import { z } from 'zod';
import { recordEvent } from '../../domain/cases/lifecycle.ts';
import { mergeSupplement as merge } from '../../domain/materials/check.ts';
import { Materials } from '../../domain/materials/schema.ts';
import { defineWorker } from '../run-job.ts';

export const mergeSupplement = defineWorker({
  type: 'merge-supplement',
  timeoutMs: 60_000,
  input: z.object({
    caseId: z.string(),
    materials: Materials,
    supplement: z.object({ confirmed: z.array(z.string()), by: z.string().nullish() }),
  }),
  async perform({ caseId, materials, supplement }, job, { pool }) {
    const { confirmed, by } = supplement;
    const text = `补正材料：${confirmed.join('、')}`;
    await recordEvent(pool, { caseId, kind: 'supplement-merged', actor: by ?? null, detail: { confirmed, text } }, job);
    return { materials: merge(materials, confirmed) };
  },
});
