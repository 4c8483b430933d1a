import type { Db } from '../../db/pool.ts';
import { fieldKeysOf } from '../forms/keys.ts';
import { type Decision, whatFieldsDecide } from '../models/decides.ts';
import type { Diagram } from '../models/diagram.ts';
import { latestDecisionKeys } from '../models/store.ts';
import { tableTexts } from './table-texts.ts';

/** What the fields of a step's form decide, by their keys; rules in the versions that the case keeps, else the newest. */
export async function formDecisions(
  db: Db,
  diagram: Diagram,
  elementId: string,
  form: unknown,
  caseId: string | null,
): Promise<Record<string, Decision[]>> {
  const rules = [...diagram.elements.values()].flatMap(({ decisionId }) =>
    decisionId === null || decisionId.startsWith('=') ? [] : [decisionId],
  );
  const inputs = new Map<string, string[]>();
  if (rules.length > 0) {
    const { rows } = await db.query<{ keys: Record<string, string> }>(
      'SELECT rule_keys AS keys FROM cases WHERE id = $1',
      [caseId],
    );
    const keys = { ...(await latestDecisionKeys(db, rules)), ...rows[0]?.keys };
    for (const rule of new Set(rules))
      if (keys[rule] !== undefined) inputs.set(rule, (await tableTexts(db, keys[rule])).inputs);
  }
  return whatFieldsDecide(diagram, elementId, fieldKeysOf(form), inputs);
}
