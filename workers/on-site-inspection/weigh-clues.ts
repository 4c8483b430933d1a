import { z } from 'zod';
import { untilCaughtUp } from '../../domain/archive/caught-up.ts';
import { recordEvent } from '../../domain/cases/lifecycle.ts';
import { cluesOf, exceededLimits, reviewClues } from '../../domain/on-site-inspection/clues.ts';
import { loadNames } from '../../domain/people/store.ts';
import { supervisingUnitOfCase } from '../../domain/supervision/store.ts';
import { defineWorker } from '../run-job.ts';

/** Whether refusals and silence led to anything: only then somebody has to judge them. */
export const weighClues = defineWorker({
  type: 'weigh-clues',
  timeoutMs: 60_000,
  input: z.object({ caseId: z.string(), examination: z.object({ harm: z.string().nullish() }).nullish() }),
  async perform({ caseId, examination }, job, { pool }) {
    // How the limits ended is known when the records of their steps are in.
    await untilCaughtUp(pool, job.elementInstanceKey);
    const clueReview = reviewClues(
      await cluesOf(pool, caseId),
      await exceededLimits(pool, caseId),
      examination?.harm ?? null,
    );
    if (clueReview.clues.length)
      await recordEvent(
        pool,
        { caseId, kind: clueReview.consequence ? 'clues-weighed' : 'clues-closed', detail: { ...clueReview } },
        job,
      );
    const names = await loadNames(pool);
    const departments = [...new Set(clueReview.clues.map((clue) => clue.department))];
    return {
      clueReview,
      clueUnits: departments.map((id) => ({ label: names.get(id) ?? id, value: id })),
      supervisingUnit: await supervisingUnitOfCase(pool, caseId),
    };
  },
});
