import { z } from 'zod';
import { untilCaughtUp } from '../../domain/archive/caught-up.ts';
import { sealCase } from '../../domain/archive/seal.ts';
import { toWire } from '../../domain/clock.ts';
import { recordEvent } from '../../domain/cases/lifecycle.ts';
import { defineWorker } from '../run-job.ts';

/** Reads every variable: the case file holds what the case ended with. */
export const sealArchive = defineWorker({
  type: 'seal-archive',
  timeoutMs: 600_000,
  input: z.looseObject({ caseId: z.string() }),
  async perform(variables, job, { pool, dataDir }) {
    const { caseId } = variables;
    await untilCaughtUp(pool, job.elementInstanceKey);
    const { sha256, size, sealedAt } = await sealCase(pool, dataDir, caseId, variables);
    const detail = { sha256, size, text: '案卷已封存' };
    await recordEvent(pool, { caseId, kind: 'archive-sealed', detail }, job);
    return { archive: { sha256, size, sealedAt: toWire(sealedAt) } };
  },
});
