import { z } from 'zod';
import { recordEvent } from '../../domain/cases/lifecycle.ts';
import { criteriaFrom, sayCriteria } from '../../domain/parks/criteria.ts';
import { parksOfOperator } from '../../domain/parks/register.ts';
import { park } from '../../domain/parks/variables.ts';
import { evaluateForCase } from '../../domain/rules/evaluate.ts';
import { defineWorker } from '../run-job.ts';

export const evaluateParkCriteria = defineWorker({
  type: 'evaluate-park-criteria',
  timeoutMs: 60_000,
  input: z.object({ ...park, scale: z.looseObject({}) }),
  async perform({ caseId, ...facts }, job, { pool, engine }) {
    const decisionId = job.headers.decisionId ?? 'park-criteria';
    const { output, basis } = await evaluateForCase(pool, engine, caseId, decisionId, facts);
    const criteria = criteriaFrom(output, basis.version);
    const detail = { ...criteria, criteriaBasis: basis, text: sayCriteria(criteria) };
    await recordEvent(pool, { caseId, kind: 'criteria-evaluated', detail }, job);
    const operatorParks = await parksOfOperator(pool, facts.operator.name);
    return { ...criteria, criteriaBasis: basis, operatorParks, areaException: facts.areaException };
  },
});
