import { type Report, Linter } from 'bpmnlint';
import NodeResolver from 'bpmnlint/lib/resolver/node-resolver.js';
import { createRequire } from 'node:module';
import type { Element } from '../moddle.ts';
import { finding, type Finding, nameOf } from './finding.ts';
import { LINT_TEXTS } from './lint-texts.ts';

/** What our own checks say more exactly, or what this product has no use for. */
const OFF = [
  'fake-join',
  'camunda-compat/feel',
  'camunda-compat/no-loop',
  'camunda-compat/secrets',
  'camunda-compat/connector-properties',
];

const resolver = new NodeResolver({ require: createRequire(import.meta.url) });
const config = {
  extends: ['bpmnlint:recommended', 'plugin:camunda-compat/camunda-cloud-8-5'],
  rules: Object.fromEntries(OFF.map((rule) => [rule, 'off'])),
};
// Rules remember what they have seen: every diagram gets new ones.
const newLinter = () => new Linter({ config, resolver });

/** Names of the rules that are looked at; a test asks for the Chinese text of each. */
export const lintRules = async (): Promise<string[]> =>
  (await newLinter().resolveRules(config)).map(({ name }) => name);

/** bpmnlint with its rules for good diagrams and for what this version of the engine understands, said in Chinese. */
export async function lint(definitions: Element, elementsById: Map<string, Element>): Promise<Finding[]> {
  const reports = await newLinter().lint(definitions);
  return Object.entries(reports).flatMap(([rule, found]) =>
    found.map((report) => explain(rule, report, elementsById.get(report.id ?? '') ?? definitions)),
  );
}

function explain(rule: string, report: Report, element: Element): Finding {
  const text = LINT_TEXTS[rule] ?? '不符合流程图规范';
  return finding(rule, element, `“${nameOf(element)}”${text}。`, report.category === 'error' ? 'error' : 'warning');
}
