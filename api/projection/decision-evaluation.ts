import type { Projector } from './record.ts';
import { iso, key, rowsParam, withoutNul } from './record.ts';

interface Evaluated {
  decisionId: string;
  decisionKey: unknown;
  decisionVersion: number;
  decisionOutput: string;
  matchedRules: {
    ruleId: string;
    ruleIndex: number;
    evaluatedOutputs: { outputName: string; outputId: string; outputValue: string }[];
  }[];
}

/** One row for each decision evaluated: the one asked for and those it requires. */
export const decisionEvaluation: Projector = {
  valueType: 'DECISION_EVALUATION',

  async project(db, records, touched) {
    const rows = new Map<string, object>();
    for (const r of records) {
      const v = r.value;
      const failed = r.intent === 'FAILED';
      const shared = {
        evaluation_key: r.key,
        instance_key: key(v.processInstanceKey),
        element_id: v.elementId || null,
        evaluated_at: iso(r.timestamp),
        position: r.position,
      };
      if (shared.instance_key !== '-1') touched.instances.add(shared.instance_key);
      const add = (decisionKey: string, row: object): unknown =>
        rows.set(`${r.key} ${decisionKey}`, { ...shared, ...row });
      if (failed) {
        add(key(v.decisionKey), {
          decision_id: v.decisionId,
          decision_key: key(v.decisionKey),
          version: v.decisionVersion,
          output: null,
          matched_rules: [],
          failed: v.evaluationFailureMessage,
        });
      }
      for (const d of (v.evaluatedDecisions ?? []) as Evaluated[]) {
        const isFailed = failed && (d.decisionId === v.failedDecisionId || d.decisionId === v.decisionId);
        add(key(d.decisionKey), {
          decision_id: d.decisionId,
          decision_key: key(d.decisionKey),
          version: d.decisionVersion,
          output: isFailed ? null : withoutNul(d.decisionOutput),
          matched_rules: d.matchedRules.map((m) => ({
            ruleId: m.ruleId,
            ruleIndex: m.ruleIndex,
            outputs: Object.fromEntries(
              m.evaluatedOutputs.map((o) => [o.outputName || o.outputId, JSON.parse(o.outputValue)]),
            ),
          })),
          failed: isFailed ? v.evaluationFailureMessage : null,
        });
      }
    }
    if (rows.size === 0) return;
    await db.query(
      `INSERT INTO read.decision_evaluation (evaluation_key, decision_id, decision_key, version, instance_key, element_id,
         output, matched_rules, failed, evaluated_at, position)
       SELECT evaluation_key, decision_id, decision_key, version, instance_key, element_id, output::jsonb, matched_rules, failed,
              evaluated_at, position
         FROM json_to_recordset($1::json) AS r(evaluation_key bigint, decision_id text, decision_key bigint, version int,
              instance_key bigint, element_id text, output text, matched_rules jsonb, failed text, evaluated_at timestamptz, position bigint)
       ON CONFLICT (evaluation_key, decision_key) DO NOTHING`,
      [rowsParam([...rows.values()])],
    );
  },
};
