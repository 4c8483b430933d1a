import { parser } from 'lezer-feel';
import type { Diagram, DiagramElement } from './diagram.ts';

/** What an input of a form decides further on. */
export interface Decision {
  /** The gateway's question, or the step that asks a rule. */
  question: string;
  /** Names of the ways out. */
  ways: string[];
  /** What the diagram says about it: articles. */
  basis: string | null;
}

const feel = parser.configure({ top: 'Expression' });
const WORD = /(?<![\p{L}\p{N}_])[\p{L}_][\p{L}\p{N}_]*/gu;
/** A variable: no member of something, no key of a context. */
const VARIABLE = /(?<![\p{L}\p{N}_.])[\p{L}_][\p{L}\p{N}_]*(?![\p{L}\p{N}_]|\s*:)/gu;
const withoutTexts = (expression: string): string => expression.replace(/"(?:[^"\\]|\\.)*"/g, '""');
export const variablesIn = (expression: string): string[] => withoutTexts(expression).match(VARIABLE) ?? [];
const wordsIn = (expression: string): string[] => withoutTexts(expression).match(WORD) ?? [];

/** A variable, or a member of one. */
type Path = [variable: string, ...members: string[]];

/** Whether the expression asks for it, also within a list: `opinions[result = "agree"]` asks for opinions.result. */
function reads(expression: string, [variable, ...members]: Path): boolean {
  const words = wordsIn(expression);
  return variablesIn(expression).includes(variable) && members.every((member) => words.includes(member));
}

/** Where a variable goes by an output mapping: whole, or as a member of what is put together of several. */
function handedOn({ source, target }: DiagramElement['outputs'][number], variable: string): Path[] {
  if (!source.startsWith('=')) return [];
  const text = source.slice(1);
  const to = target.split('.') as Path;
  const whole = feel.parse(text).topNode.firstChild;
  if (whole?.name !== 'Context') return variablesIn(text).includes(variable) ? [to] : [];
  return whole.getChildren('ContextEntry').flatMap((entry) => {
    const key = entry.getChild('Key');
    if (!key || !variablesIn(text.slice(key.to, entry.to).replace(/^\s*:/, '')).includes(variable)) return [];
    return [[...to, text.slice(key.from, key.to).replace(/^"|"$/g, '')] as Path];
  });
}

/** What it is called outside a step or sub-process: by its output mappings, and in the list of what is repeated. */
function outside(element: DiagramElement, path: Path): Path[] {
  const [variable, ...members] = path;
  const mapped = element.outputs.flatMap((output) =>
    handedOn(output, variable).map((to): Path => (output.source.trim() === `=${variable}` ? [...to, ...members] : to)),
  );
  const written = element.outputs.some(({ target }) => target.split('.')[0] === variable);
  // With mappings a step hands on nothing else.
  const kept = element.type === 'UserTask' ? element.outputs.length === 0 : !written;
  const all = [...mapped, ...(kept ? [path] : [])];
  const { collects } = element;
  if (!collects) return all;
  return all.map((each) =>
    variablesIn(collects.element.replace(/^=/, '')).includes(each[0]) ? [collects.into, ...each.slice(1)] : each,
  );
}

const branches = ({ type, flows }: DiagramElement): boolean => type.endsWith('Gateway') && flows.length > 1;

function waysOf(diagram: Diagram, gateway: DiagramElement): string[] {
  const names = gateway.flows.map(({ to, name }) => {
    const target = diagram.elements.get(to);
    return name ?? (target && target.name !== target.id ? target.name : null);
  });
  return [...new Set(names.filter((name) => name !== null))];
}

/** The gateway that a rule's result is made for: the first behind it. */
function gatewayAfter(diagram: Diagram, rule: DiagramElement): DiagramElement | null {
  let at = diagram.elements.get(rule.next[0] ?? '');
  for (let steps = 0; at?.type.endsWith('Gateway') && steps < 20; steps++) {
    if (branches(at)) return at;
    at = diagram.elements.get(at.next[0] ?? '');
  }
  return null;
}

/**
 * Which of these fields decide something after the element, and what: conditions of gateways and inputs of rules, as far
 * as the diagram hands the field on to them. What a program works out of a field is not followed.
 * @param inputs variables that a rule asks for, by its id.
 */
export function whatFieldsDecide(
  diagram: Diagram,
  elementId: string,
  fields: string[],
  inputs: ReadonlyMap<string, string[]>,
): Record<string, Decision[]> {
  const from = diagram.elements.get(elementId);
  if (!from) return {};
  const found = fields.map((field): [string, Decision[]] => {
    const decisions = new Map<string, Decision>();
    const seen = new Set([elementId]);
    const visit = (id: string, path: Path): void => {
      const element = diagram.elements.get(id);
      const here = `${id} ${path.join('.')}`;
      // A limit runs beside the work; what comes back to the step itself is filled in anew.
      if (!element || id === elementId || seen.has(here) || element.calls === 'limit-watch') return;
      seen.add(here);
      const asks =
        element.decisionId !== null
          ? (inputs.get(element.decisionId) ?? []).some((input) => [path[0], path.at(-1)].includes(input))
          : branches(element) && element.flows.some(({ condition }) => condition !== null && reads(condition, path));
      if (asks) {
        const gateway = element.decisionId === null ? element : gatewayAfter(diagram, element);
        decisions.set(id, {
          question: element.name === element.id ? '下一步' : element.name,
          ways: gateway ? waysOf(diagram, gateway) : [],
          basis: element.documentation,
        });
      }
      if (element.type === 'SubProcess') {
        for (const inner of diagram.elements.values())
          if (inner.parent === id && inner.type === 'StartEvent') visit(inner.id, path);
      } else if (element.type === 'EndEvent') {
        const outer = element.parent ? diagram.elements.get(element.parent) : undefined;
        if (outer) leave(outer, outside(outer, path));
      } else if (!element.outputs.some(({ target }) => target.split('.')[0] === path[0])) {
        leave(element, [path]);
      }
    };
    const leave = (element: DiagramElement, paths: Path[]): void => {
      for (const path of paths) for (const next of element.next) visit(next, path);
    };
    leave(from, outside(from, [field]));
    return [field, [...decisions.values()]];
  });
  return Object.fromEntries(found.filter(([, decisions]) => decisions.length > 0));
}
