import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { factsPaper } from '../../domain/accountability/papers.ts';
import { gatherFacts, keepSheet } from '../../domain/accountability/sheet.ts';
import { accountabilityOf } from '../../domain/accountability/variables.ts';
import { untilCaughtUp } from '../../domain/archive/caught-up.ts';
import { recordEvent } from '../../domain/cases/lifecycle.ts';
import { storeDocument } from '../../domain/documents/store.ts';
import { loadNames } from '../../domain/people/store.ts';
import { defineWorker } from '../run-job.ts';

/** The facts come from the record and from nowhere else: written once, changed by nobody. */
export const gatherAccountabilityFacts = defineWorker({
  type: 'gather-accountability-facts',
  timeoutMs: 120_000,
  input: z.object({
    caseId: accountabilityOf.caseId,
    person: accountabilityOf.person,
    sourceCase: accountabilityOf.sourceCase,
  }),
  async perform({ caseId, person, sourceCase }, job, { pool, dataDir }) {
    await untilCaughtUp(pool, job.elementInstanceKey);
    const sheet = await inTransaction(pool, async (db) => {
      const kept = await keepSheet(db, caseId, await gatherFacts(db, { person, sourceCase }));
      const counts = `任务${kept.tasks.length}项、时限${kept.limits.length}项、红牌${kept.cards.length}张`;
      const detail = { text: `事实清单已由系统记录生成：${counts}` };
      await recordEvent(db, { caseId, kind: 'facts-gathered', detail }, job);
      return kept;
    });
    const file = await storeDocument(pool, dataDir, {
      caseId,
      name: '责任追究事实清单',
      pdf: await factsPaper(caseId, sheet, await loadNames(pool)),
      effectKey: `${job.elementInstanceKey}:accountability-facts`,
      kind: 'accountability-facts',
    });
    return { factsSheet: [file.id] };
  },
});
