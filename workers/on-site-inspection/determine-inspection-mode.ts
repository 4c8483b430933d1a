import { z } from 'zod';
import { recordEvent } from '../../domain/cases/lifecycle.ts';
import { modeFrom, MODES } from '../../domain/on-site-inspection/mode.ts';
import { evaluateForCase } from '../../domain/rules/evaluate.ts';
import { defineWorker } from '../run-job.ts';

/** The rule judges the facts as they are: what it cannot judge must become a clear message, so nothing is refused before. */
export const determineInspectionMode = defineWorker({
  type: 'determine-inspection-mode',
  timeoutMs: 60_000,
  input: z.object({
    caseId: z.string(),
    technicalRequirement: z.unknown().optional(),
    personnelRequirement: z.unknown().optional(),
  }),
  async perform({ caseId, ...facts }, job, { pool, engine }) {
    const decisionId = job.headers.decisionId ?? 'inspection-mode';
    const { output, basis } = await evaluateForCase(pool, engine, caseId, decisionId, facts);
    const inspectionMode = modeFrom(output, facts, basis.version);
    const articles = basis.rules.map((rule) => rule.annotation ?? `第${rule.index}行`).join('；');
    const detail = { inspectionMode, modeBasis: basis, text: `${MODES[inspectionMode]}，依据：${articles}` };
    await recordEvent(pool, { caseId, kind: 'mode-determined', detail }, job);
    return { inspectionMode, modeBasis: basis };
  },
});
