import { DmnModdle } from 'dmn-moddle';
import { parser } from 'lezer-feel';
import { type Element, list } from './moddle.ts';

/** A column of a decision table. */
export interface Column {
  label: string;
  /** Expression of an input, name of an output. */
  text: string;
  type: string;
  /** Allowed values as unary tests; empty: any. */
  values: string;
}

export interface Row {
  id: string;
  annotation: string;
  inputs: string[];
  outputs: string[];
}

export interface Decision {
  id: string;
  name: string;
  documentation: string;
  /** What expressions call its result. */
  variable: string;
  /** Decisions of the same file that it rests on. */
  requires: string[];
  table: {
    id: string;
    hitPolicy: string;
    aggregation: string;
    inputs: Column[];
    outputs: Column[];
    rows: Row[];
  } | null;
  /** A literal expression, where it is no table. */
  expression: string | null;
}

/** A file of rules: decision requirements with their decisions. */
export interface Rules {
  id: string;
  name: string;
  decisions: Decision[];
  /** Declared input data, by name. */
  inputData: string[];
  definitions: Element;
}

const dmn = new DmnModdle();
const textOf = (element: unknown): string => String((element as Element | undefined)?.text ?? '').trim();

/** Reads a DMN file. Throws where the text is none. */
export async function readRules(xml: string): Promise<Rules> {
  const { rootElement } = await dmn.fromXML(xml);
  const definitions = rootElement as Element;
  const elements = list(definitions.drgElement);
  return {
    id: definitions.id,
    name: String(definitions.name ?? definitions.id),
    inputData: elements.filter((e) => e.$type === 'dmn:InputData').map((e) => e.name ?? e.id),
    decisions: elements.filter((e) => e.$type === 'dmn:Decision').map(readDecision),
    definitions,
  };
}

function readDecision(decision: Element): Decision {
  const logic = decision.decisionLogic as Element | undefined;
  return {
    id: decision.id,
    name: decision.name ?? decision.id,
    documentation: String(decision.description ?? '').trim(),
    // Without a variable the engine calls it by the id.
    variable: (decision.variable as Element | undefined)?.name ?? decision.id,
    requires: list(decision.informationRequirement).flatMap((requirement) => {
      const href = (requirement.requiredDecision as { href?: string } | undefined)?.href;
      return href ? [href.replace(/^#/, '')] : [];
    }),
    table: logic?.$type === 'dmn:DecisionTable' ? readTable(logic) : null,
    expression: logic?.$type === 'dmn:LiteralExpression' ? textOf(logic) : null,
  };
}

function readTable(table: Element): NonNullable<Decision['table']> {
  return {
    id: table.id,
    hitPolicy: String(table.hitPolicy ?? 'UNIQUE'),
    aggregation: String(table.aggregation ?? ''),
    inputs: list(table.input).map((input) => {
      const expression = input.inputExpression as Element | undefined;
      return {
        label: String(input.label ?? '').trim() || textOf(expression),
        text: textOf(expression),
        type: String(expression?.typeRef ?? ''),
        values: textOf(input.inputValues),
      };
    }),
    outputs: list(table.output).map((output) => ({
      label: String(output.label ?? '').trim() || String(output.name ?? ''),
      text: String(output.name ?? ''),
      type: String(output.typeRef ?? ''),
      values: textOf(output.outputValues),
    })),
    rows: list(table.rule).map((rule) => ({
      id: rule.id,
      annotation: String(rule.description ?? '').trim(),
      inputs: list(rule.inputEntry).map(textOf),
      outputs: list(rule.outputEntry).map(textOf),
    })),
  };
}

/** Everything that the engine evaluates of a file of rules; UnaryTests in the cells of inputs. */
export function expressionsOf({ decisions }: Rules): { text: string; top: 'Expression' | 'UnaryTests' }[] {
  const as = (top: 'Expression' | 'UnaryTests', texts: (string | null)[]) =>
    texts.flatMap((text) => (text && text !== '-' ? [{ text, top }] : []));
  return decisions.flatMap(({ table, expression }) => [
    ...as('Expression', [expression, ...(table?.inputs ?? []).map(({ text }) => text)]),
    ...as(
      'UnaryTests',
      [...(table?.inputs ?? []), ...(table?.outputs ?? [])].map(({ values }) => values),
    ),
    ...as(
      'UnaryTests',
      (table?.rows ?? []).flatMap(({ inputs }) => inputs),
    ),
    ...as(
      'Expression',
      (table?.rows ?? []).flatMap(({ outputs }) => outputs),
    ),
  ]);
}

/** A value that somebody who tries a rule must give; `path` lies below the case's variables. */
export interface Asked {
  path: string[];
  label: string;
  type: string;
  values: string;
}

/**
 * What a decision reads, with those that it rests on; what these answer is not asked. `labelOf` says what forms call a variable that a
 * column only reckons with.
 */
export function asksOf(
  rules: Rules,
  decision: Decision,
  labelOf: (name: string) => string | undefined = () => undefined,
  seen = new Set<string>(),
): Asked[] {
  if (seen.has(decision.id)) return [];
  seen.add(decision.id);
  const answered = new Set(rules.decisions.map(({ variable }) => variable));
  const own: Asked[] = (decision.table?.inputs ?? []).flatMap(({ text, label, type, values }): Asked[] => {
    const plain = /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/.test(text);
    if (plain) return [{ path: text.split('.'), label, type, values }];
    return namesIn(text).map((name, i, all) => ({
      path: [name],
      label: labelOf(name) ?? (all.length === 1 ? label : `${label}（第 ${i + 1} 项）`),
      type: '',
      values: '',
    }));
  });
  const expression = decision.expression ? namesIn(decision.expression) : [];
  const all = [
    ...own,
    ...expression.map((name) => ({ path: [name], label: labelOf(name) ?? name, type: '', values: '' })),
    ...decision.requires.flatMap((id) => {
      const required = rules.decisions.find((d) => d.id === id);
      return required ? asksOf(rules, required, labelOf, seen) : [];
    }),
  ].filter(({ path }) => !answered.has(path[0]!));
  const known = new Map(all.map((asked) => [asked.path.join('.'), asked]));
  return [...known.values()];
}

const expressions = parser.configure({ top: 'Expression' });

/** Variables that an expression reads; what follows a dot is a part of one. */
export function namesIn(text: string): string[] {
  const names = new Set<string>();
  expressions.parse(text).iterate({
    enter(node) {
      const name = text.slice(node.from, node.to).trim();
      if (node.name === 'VariableName' && text[node.from - 1] !== '.' && !/^\s*\(/.test(text.slice(node.to)))
        names.add(name);
    },
  });
  return [...names];
}
