import type { Db } from '../../db/pool.ts';
import type { DecisionResult, EngineClient } from '../../engine/client.ts';
import { keepRule, ruleKey } from '../cases/lifecycle.ts';
import { tableTexts } from './table-texts.ts';

/** Which version of which rule gave a result, and which rows, in the words of the rule's author. */
export interface RuleBasis {
  decisionId: string;
  decisionKey: string;
  version: number;
  rules: { index: number; annotation: string | null }[];
}

/**
 * Evaluates a rule on the engine in the version that the case keeps; a case that keeps none takes the newest and keeps it.
 * `output` is null when no row matched: the caller must say what that means.
 */
export async function evaluateForCase(
  db: Db,
  engine: Pick<EngineClient, 'evaluateDecision'>,
  caseId: string,
  decisionId: string,
  variables: Record<string, unknown>,
): Promise<{ output: unknown; basis: RuleBasis }> {
  const kept = await ruleKey(db, caseId, decisionId);
  const result = await engine.evaluateDecision(kept ? { decisionKey: kept } : { decisionId }, variables);
  if (!kept) await keepRule(db, caseId, decisionId, result.decisionKey);
  return { output: result.output, basis: await basisOf(db, result) };
}

async function basisOf(db: Db, result: DecisionResult): Promise<RuleBasis> {
  const { decisionId, decisionKey, version } = result;
  const matched = result.matchedRules.filter((rule) => rule.decisionId === decisionId);
  const { annotations } = await tableTexts(db, decisionKey);
  const rules = matched.map((rule) => ({ index: rule.ruleIndex, annotation: annotations.get(rule.ruleId) ?? null }));
  return { decisionId, decisionKey, version, rules };
}
