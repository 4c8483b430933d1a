import { z } from 'zod';
import { recordEvent } from '../../domain/cases/lifecycle.ts';
import { takenSources } from '../../domain/coal/ledger.ts';
import { weighReplacement } from '../../domain/coal/replacement.ts';
import { planReview, project } from '../../domain/coal/variables.ts';
import { defineWorker } from '../run-job.ts';

/** Ratio and sources, before the review by what was declared, after it by what the reviewing department set. */
export const checkCoalReplacement = defineWorker({
  type: 'check-coal-replacement',
  timeoutMs: 60_000,
  input: z.object({ ...project, planReview: planReview.nullish() }),
  async perform({ caseId, annualCoal, replacementRatio, sources, planReview }, job, { pool }) {
    const weighed = weighReplacement(annualCoal, replacementRatio, sources, planReview?.ratio ?? null);
    const taken = await takenSources(pool, caseId, sources);
    const text = taken.length ? `${weighed.text}；已用于其他项目的替代源：${taken.join('、')}` : weighed.text;
    const replacement = { ...weighed, met: weighed.met && !taken.length, text };
    await recordEvent(pool, { caseId, kind: 'replacement-weighed', detail: replacement }, job);
    return { replacement };
  },
});
