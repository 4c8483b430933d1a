import { z } from 'zod';
import { recordEvent } from '../../domain/cases/lifecycle.ts';
import { loadNames } from '../../domain/people/store.ts';
import { defineWorker } from '../run-job.ts';

export const recordGround = defineWorker({
  type: 'record-ground',
  timeoutMs: 60_000,
  input: z.object({
    caseId: z.string(),
    ground: z.object({
      result: z.enum(['none', 'ground']),
      departments: z.array(z.string()),
      text: z.string(),
      by: z.string().nullish(),
    }),
  }),
  async perform({ caseId, ground: { result, departments, text, by } }, job, { pool }) {
    const names = await loadNames(pool);
    const who = departments.map((id) => names.get(id) ?? id).join('、');
    const said = result === 'ground' ? `责任追究的依据：${who}，${text}` : `线索不作为责任追究的依据：${text}`;
    const kind = result === 'ground' ? 'accountability-ground' : 'clues-closed';
    await recordEvent(
      pool,
      { caseId, kind, actor: by ?? null, detail: { departments, reason: text, text: said } },
      job,
    );
    return {};
  },
});
