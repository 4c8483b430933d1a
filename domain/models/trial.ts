import { createHash } from 'node:crypto';
import { DmnModdle } from 'dmn-moddle';
import { type EngineClient, EngineError } from '../../engine/client.ts';
import { TRIAL } from './check/trial-names.ts';
import { type Element, list } from './moddle.ts';
import { type Decision, readRules, type Rules } from './rules.ts';

export interface Tried {
  /** null: no row matched. */
  output: unknown;
  /** Rows that matched, of the tried decision and of those it rests on. */
  matched: {
    decision: string;
    decisionName: string;
    row: number;
    rowId: string;
    annotation: string;
    outputs: [string, unknown][];
  }[];
}

export type Trial = { kind: 'tried'; result: Tried } | { kind: 'refused'; message: string };

/**
 * Evaluates a drafted rule on the engine, which knows only deployed ones: for the moment of the trial the file is deployed under
 * names that nothing else uses, then deleted again. The read model leaves such names out.
 */
export async function tryRule(
  engine: Pick<EngineClient, 'deploy' | 'evaluateDecision' | 'deleteResource'>,
  content: string,
  decisionId: string,
  variables: Record<string, unknown>,
): Promise<Trial> {
  const mark = createHash('sha256').update(content).update(String(process.hrtime.bigint())).digest('hex').slice(0, 12);
  const { rules, names, id, xml } = await renamedRules(content, `${TRIAL}${mark}`);
  const decision = rules.decisions.find((d) => d.id === decisionId);
  if (!decision) return { kind: 'refused', message: '该规则不在这个文件里，请刷新后重试。' };
  let key: string | undefined;
  try {
    const { files } = await engine.deploy([{ name: `${id}.dmn`, content: Buffer.from(xml) }]);
    key = files[0]?.key;
    const result = await engine.evaluateDecision({ decisionId: names.get(decisionId)! }, variables);
    const byName = new Map(rules.decisions.map((d) => [names.get(d.id), d]));
    const matched = result.matchedRules.flatMap((rule) => {
      const of = byName.get(rule.decisionId);
      return of ? [say(of, rule.ruleId, Object.values(rule.outputs))] : [];
    });
    return { kind: 'tried', result: { output: result.output, matched } };
  } catch (error) {
    if (error instanceof EngineError && ['invalid', 'rejected'].includes(error.code))
      return { kind: 'refused', message: error.message.replaceAll(new RegExp(`${TRIAL}[0-9a-f]{12}_`, 'g'), '') };
    throw error;
  } finally {
    // What is left over after a crash is used by nothing.
    if (key) await engine.deleteResource(key).catch(() => undefined);
  }
}

function say(decision: Decision, rowId: string, values: unknown[]): Tried['matched'][number] {
  const at = decision.table?.rows.findIndex(({ id }) => id === rowId) ?? -1;
  return {
    decision: decision.id,
    decisionName: decision.name,
    row: at + 1,
    rowId,
    annotation: decision.table?.rows[at]?.annotation ?? '',
    outputs: values.map((value, i) => [decision.table?.outputs[i]?.label ?? `结果 ${i + 1}`, value]),
  };
}

/** A file of rules under names that the product's lists leave out; `names` says what each decision is called there. */
export async function renamedRules(
  content: string,
  id: string,
): Promise<{ rules: Rules; names: Map<string, string>; id: string; xml: string }> {
  const rules = await readRules(content);
  const names = new Map(rules.decisions.map((d) => [d.id, `${id}_${d.id.replace(/\W/g, '_')}`]));
  return { rules, names, id, xml: await renamed(rules.definitions, id, names) };
}

/** The file under other names; expressions go on calling the results as before. */
async function renamed(definitions: Element, id: string, names: Map<string, string>): Promise<string> {
  const moddle = new DmnModdle();
  definitions.id = id;
  for (const element of list(definitions.drgElement)) {
    for (const requirement of list(element.informationRequirement)) {
      const required = requirement.requiredDecision as { href?: string } | undefined;
      const name = required?.href && names.get(required.href.replace(/^#/, ''));
      if (required && name) required.href = `#${name}`;
    }
    const name = names.get(element.id);
    if (!name) continue;
    // Without a variable the engine calls a result by the decision's id.
    element.variable ??= moddle.create('dmn:InformationItem', { id: `Variable_${name}`, name: element.id });
    element.id = name;
  }
  // How it is drawn refers to the old names.
  delete definitions.dmnDI;
  return (await moddle.toXML(definitions)).xml;
}
