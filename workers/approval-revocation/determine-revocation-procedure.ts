import { z } from 'zod';
import { recordEvent } from '../../domain/cases/lifecycle.ts';
import { PermanentFault } from '../../domain/faults.ts';
import { type HolderProcedure, PROCEDURES } from '../../domain/revocation/measures.ts';
import { evaluateForCase } from '../../domain/rules/evaluate.ts';
import { defineWorker } from '../run-job.ts';

/** What the holder is given before the decision (行政许可法 7, 46, 47). */
export const determineRevocationProcedure = defineWorker({
  type: 'determine-revocation-procedure',
  timeoutMs: 60_000,
  input: z.object({
    caseId: z.string(),
    verification: z.object({
      measure: z.unknown().optional(),
      publicInterest: z.unknown().optional(),
      majorInterest: z.unknown().optional(),
    }),
  }),
  async perform({ caseId, verification }, job, { pool, engine }) {
    const { measure, publicInterest, majorInterest } = verification;
    const decisionId = job.headers.decisionId ?? 'revocation-procedure';
    const facts = { measure, publicInterest, majorInterest };
    const { output, basis } = await evaluateForCase(pool, engine, caseId, decisionId, facts);
    if (typeof output !== 'string' || !Object.hasOwn(PROCEDURES, output))
      throw new PermanentFault(
        `决策表 revocation-procedure（版本 ${basis.version}）没有给出可用的程序。请核对核实结果和决策表，更正后重试。`,
      );
    const procedure = output as HolderProcedure;
    const articles = basis.rules.map((rule) => rule.annotation ?? `第${rule.index}行`).join('；');
    const detail = { procedure, procedureBasis: basis, text: `${PROCEDURES[procedure]}，依据：${articles}` };
    await recordEvent(pool, { caseId, kind: 'procedure-determined', detail }, job);
    return { procedure, procedureBasis: basis };
  },
});
