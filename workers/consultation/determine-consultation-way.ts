import { z } from 'zod';
import { recordEvent } from '../../domain/cases/lifecycle.ts';
import { wayFrom, WAYS } from '../../domain/consultation/way.ts';
import { evaluateForCase } from '../../domain/rules/evaluate.ts';
import { defineWorker } from '../run-job.ts';

export const determineConsultationWay = defineWorker({
  type: 'determine-consultation-way',
  timeoutMs: 60_000,
  input: z.object({
    caseId: z.string(),
    departments: z.array(z.string()),
    disputed: z.unknown().optional(),
    hot: z.unknown().optional(),
  }),
  async perform({ caseId, departments, disputed, hot }, job, { pool, engine }) {
    const facts = { disputed, hot, departmentCount: departments.length };
    const decisionId = job.headers.decisionId ?? 'consultation-way';
    const { output, basis } = await evaluateForCase(pool, engine, caseId, decisionId, facts);
    const way = wayFrom(output, basis.version);
    const articles = basis.rules.map((rule) => rule.annotation ?? `第${rule.index}行`).join('；');
    const detail = { way, wayBasis: basis, text: `会商方式：${WAYS[way]}，依据：${articles}` };
    await recordEvent(pool, { caseId, kind: 'way-determined', detail }, job);
    return { way, wayBasis: basis, department: departments[0] ?? null };
  },
});
