import { z } from 'zod';
import { recordEvent } from '../../domain/cases/lifecycle.ts';
import { actuals, evaluation } from '../../domain/parks/evaluation-variables.ts';
import { groundsOf } from '../../domain/parks/evaluations.ts';
import { sayScore, scoreFrom } from '../../domain/parks/score.ts';
import { evaluateForCase } from '../../domain/rules/evaluate.ts';
import { defineWorker } from '../run-job.ts';

export const scoreParkEvaluation = defineWorker({
  type: 'score-park-evaluation',
  timeoutMs: 60_000,
  input: z.object({ ...evaluation, targets: z.record(z.string(), z.unknown()), actuals }),
  async perform({ caseId, parkId, kind, period, targets, actuals }, job, { pool, engine }) {
    const decisionId = job.headers.decisionId ?? 'park-score';
    const { output, basis } = await evaluateForCase(pool, engine, caseId, decisionId, { kind, targets, actuals });
    const score = scoreFrom(output, basis.version);
    const text = sayScore(score);
    await recordEvent(pool, { caseId, kind: 'evaluation-scored', detail: { ...score, basis, text } }, job);
    // Reports may have come in since the evaluation was opened.
    return { ...(await groundsOf(pool, parkId, kind, period)), score: { ...score, basis, text } };
  },
});
