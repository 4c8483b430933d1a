import { BpmnModdle } from 'bpmn-moddle';
import { createRequire } from 'node:module';

const zeebe = createRequire(import.meta.url)('zeebe-bpmn-moddle/resources/zeebe.json') as object;
/** One for all files: what it knows of BPMN's types takes longer to put together than most files to read. */
export const moddle = new BpmnModdle({ zeebe });

/** An element of a model as moddle gives it; only what is read here. */
export interface Element {
  $type: string;
  id: string;
  name?: string;
  $parent?: Element;
  [property: string]: unknown;
}

/** Definitions of a BPMN file, and what moddle could not make sense of. Throws where the text is no BPMN at all. */
export async function readDefinitions(xml: string): Promise<{ definitions: Element; warnings: string[] }> {
  const { rootElement, warnings } = await moddle.fromXML(xml);
  return { definitions: rootElement as Element, warnings: warnings.map(({ message }) => message) };
}

/** The same diagram written anew, as an editor saves it. */
export async function writeDefinitions(definitions: Element): Promise<string> {
  return (await moddle.toXML(definitions, { format: true })).xml;
}

export const list = (value: unknown): Element[] => (Array.isArray(value) ? (value as Element[]) : []);

/** Extension elements of the given type, e.g. `zeebe:TaskDefinition`. */
export function extensions(element: Element, type: string): Element[] {
  const holder = element.extensionElements as Element | undefined;
  return list(holder?.values).filter((e) => e.$type === type);
}

/** All flow elements of a process or sub-process, also those further inside. */
export const flowElementsOf = (parent: Element): Element[] =>
  list(parent.flowElements).flatMap((element) => [element, ...flowElementsOf(element)]);

export const isFlow = (element: Element): boolean => element.$type === 'bpmn:SequenceFlow';
export const isA = (element: Element, ...types: string[]): boolean =>
  types.includes(element.$type.replace('bpmn:', ''));

/** Texts of the documentation field. */
export const documentationOf = (element: Element): string =>
  list(element.documentation)
    .map((doc) => String(doc.text ?? ''))
    .join('\n');

/** Sources of input mappings by their target. */
export function inputsOf(element: Element): Map<string, string> {
  return new Map(
    extensions(element, 'zeebe:IoMapping')
      .flatMap((mapping) => list(mapping.inputParameters))
      .map((input) => [String(input.target ?? ''), String(input.source ?? '')]),
  );
}

/** True for the call activity that runs the clock of a limited step. */
export const isLimit = (element: Element): boolean =>
  isA(element, 'CallActivity') &&
  extensions(element, 'zeebe:CalledElement').some((called) => called.processId === 'limit-watch');
