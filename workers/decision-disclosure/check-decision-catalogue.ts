import { z } from 'zod';
import { countMatters } from '../../domain/disclosure/store.ts';
import { recordEvent } from '../../domain/cases/lifecycle.ts';
import { defineWorker } from '../run-job.ts';

/** What units said that they declared, beside what has arrived. */
export const checkDecisionCatalogue = defineWorker({
  type: 'check-decision-catalogue',
  timeoutMs: 60_000,
  input: z.object({
    caseId: z.string(),
    year: z.number(),
    declarations: z.array(z.object({ count: z.number() })),
  }),
  async perform({ caseId, year, declarations }, job, { pool }) {
    const counts = await countMatters(pool, year);
    const declared = declarations.reduce((sum, { count }) => sum + count, 0);
    const arrived = counts.disclosed + counts.secret + counts.undecided;
    const text =
      `各单位报送${declared}项，系统内${year}年事项${arrived}项：公开${counts.disclosed}项，不公开${counts.secret}项，` +
      `未核定${counts.undecided}项${declared === arrived ? '' : '；两者不一致，请核对'}`;
    await recordEvent(pool, { caseId, kind: 'catalogue-checked', detail: { ...counts, declared, text } }, job);
    return { catalogueState: { ...counts, declared, text } };
  },
});
