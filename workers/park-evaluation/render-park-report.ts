import { z } from 'zod';
import { storeDocument } from '../../domain/documents/store.ts';
import { reportPaper } from '../../domain/parks/evaluation-paper.ts';
import { actuals, evaluation, score, yearReview } from '../../domain/parks/evaluation-variables.ts';
import { loadNames } from '../../domain/people/store.ts';
import { defineWorker } from '../run-job.ts';

export const renderParkReport = defineWorker({
  type: 'render-park-report',
  timeoutMs: 120_000,
  input: z.object({
    ...evaluation,
    halfYears: z.string().nullish(),
    actuals: actuals.nullish(),
    score: score.nullish(),
    yearReview: yearReview.nullish(),
    consequence: z.enum(['none', 'rectify', 'revoke']),
  }),
  async perform({ halfYears, actuals, score, yearReview, ...of }, job, { pool, dataDir }) {
    const names = await loadNames(pool);
    const facts = {
      ...of,
      halfYears: halfYears ?? null,
      actuals: actuals ?? null,
      score: score ?? null,
      review: yearReview ?? null,
    };
    await storeDocument(pool, dataDir, {
      caseId: of.caseId,
      name: `${of.periodName}评价报告.pdf`,
      pdf: await reportPaper(facts, names.get(of.department) ?? of.department),
      effectKey: `${job.elementInstanceKey}:park-report`,
      kind: 'park-report',
    });
    return {};
  },
});
