import { Router } from 'express';
import { z } from 'zod';
import { holdsPost } from '../../domain/people/store.ts';
import { isTooMuch, sizesOf, TOO_MUCH } from '../../domain/models/check/feel.ts';
import { latestDecisionKeys } from '../../domain/models/store.ts';
import { findProcedureOfDecision } from '../../domain/procedures.ts';
import { tableTexts } from '../../domain/rules/table-texts.ts';
import { loadStartContext } from '../../domain/start-context.ts';
import { json } from '../body.ts';
import type { Context } from '../context.ts';
import { forbidden, notFound, Problem } from '../problem.ts';
import { principalOf } from '../session.ts';
import { Variables } from '../schemas.ts';
import { parseBody, refuseUnstorable } from '../validate.ts';

export const Trial = z.strictObject({ variables: Variables }, { error: '请以 {"variables":{…}} 提交' });

export function decisionRoutes({ pool, engine }: Context): Router {
  const router = Router();

  /** Tries a deployed rule without a case, with the checks that the start of a case would make. */
  router.post('/decisions/:id/evaluate', json({ limit: '1mb' }), async (req, res) => {
    const id = req.params.id as string;
    if (!holdsPost(principalOf(req), 'process-owner')) throw forbidden('只有流程设计员可以试算规则。');
    const key = (await latestDecisionKeys(pool, [id]))[id];
    if (!key) throw notFound(`规则 ${id.slice(0, 100)} `);
    const { variables } = parseBody(Trial, req.body);
    refuseUnstorable(variables);
    const procedure = findProcedureOfDecision(id);
    const context = await loadStartContext(pool);
    const checked = procedure ? parseBody(procedure.decisionInput(id, context), variables) : variables;
    const { expressions } = await tableTexts(pool, key);
    if (isTooMuch(expressions, sizesOf(checked as Record<string, unknown>)))
      throw new Problem(422, '规则不能试算', TOO_MUCH, [{ path: 'variables', message: TOO_MUCH }]);
    const result = await engine.evaluateDecision({ decisionKey: key }, checked as Record<string, unknown>);
    if (result.output === null)
      throw new Problem(422, '规则没有结果', '没有一行规则与所填内容匹配，请检查输入或补充规则。', [
        { path: 'variables', message: '没有匹配的规则行' },
      ]);
    const { annotations, outputs: columns } = await tableTexts(pool, result.decisionKey);
    const matchedRules = result.matchedRules.map(({ outputs, ...rule }) => ({
      ...rule,
      annotation: annotations.get(rule.ruleId) ?? null,
      outputs: Object.fromEntries(Object.entries(outputs).map(([id, value]) => [columns.get(id) ?? id, value])),
    }));
    res.json({ outputs: named(result.output, matchedRules, result.decisionId), matchedRules });
  });

  return router;
}

/** A rule with one output column answers its bare value; give it its name. */
function named(output: unknown, rules: { decisionId: string; outputs: object }[], decisionId: string): unknown {
  if (typeof output === 'object') return output;
  const row = rules.findLast((r) => r.decisionId === decisionId);
  return { [Object.keys(row?.outputs ?? {})[0] ?? 'result']: output };
}
