import type { Db } from '../../db/pool.ts';
import { type Element, readDefinitions } from './moddle.ts';

export interface DiagramElement {
  id: string;
  name: string;
  /** BPMN type without prefix: UserTask, ServiceTask, ExclusiveGateway ... */
  type: string;
  documentation: string | null;
  /** zeebe:property name -> value, e.g. reads, shows. */
  properties: Record<string, string>;
  formId: string | null;
  /** Which program does it, of an automatic step. */
  jobType: string | null;
  /** Process that a call activity calls. */
  calls: string | null;
  /** Enclosing sub-process, null directly below the process. */
  parent: string | null;
  /** Ids of the elements that its flows lead to. */
  next: string[];
  /** The same flows with what is written at them; a FEEL condition without its leading `=`, null: without one. */
  flows: { to: string; name: string | null; condition: string | null }[];
  /** What it hands on, expressions with their leading `=`. */
  outputs: { source: string; target: string }[];
  /** Repeated: which result each time adds to which list. */
  collects: { element: string; into: string } | null;
  /** Rule that an automatic step asks. */
  decisionId: string | null;
  /** For boundary events: what they stand on. */
  attachedTo: string | null;
  /** Begun by an event of its own, beside the flows. */
  triggeredByEvent: boolean;
  /** Done once for each of several. */
  repeated: boolean;
  /** Repeated: one after the other. */
  sequential: boolean;
  /** Repeated: condition that ends it before all are done, FEEL with its leading `=`. */
  until: string | null;
  /** Variables may live in it: it is repeated, has input mappings, or is begun by an event. */
  hasVariables: boolean;
}

export interface Diagram {
  processId: string;
  name: string;
  elements: Map<string, DiagramElement>;
}

// The part of moddle's generic objects that is read here.
interface Node {
  $type: string;
  id: string;
  name?: string;
  flowElements?: Node[];
  documentation?: { text?: string }[];
  extensionElements?: {
    values?: {
      $type: string;
      formId?: string;
      processId?: string;
      type?: string;
      properties?: { name: string; value: string }[];
      inputParameters?: unknown[];
      outputParameters?: { source: string; target: string }[];
      outputElement?: string;
      outputCollection?: string;
      /** Of headers. */
      values?: { key?: string; value?: string }[];
      decisionId?: string;
    }[];
  };
  loopCharacteristics?: Node;
  isSequential?: boolean;
  completionCondition?: { body?: string };
  triggeredByEvent?: boolean;
  outgoing?: { name?: string; targetRef: Node; conditionExpression?: { body?: string } }[];
  attachedToRef?: Node;
  isExecutable?: boolean;
  rootElements?: Node[];
}

export async function parseDiagram(xml: string): Promise<Diagram> {
  return diagramOf((await readDefinitions(xml)).definitions);
}

/** Throws where there is no process to be run. */
export function diagramOf(definitions: Element): Diagram {
  const root = definitions as unknown as Node;
  const process = (root.rootElements ?? []).find((e) => e.$type === 'bpmn:Process' && e.isExecutable);
  if (!process) throw new Error('no executable process in the diagram');
  const elements = new Map<string, DiagramElement>();
  const walk = (nodes: Node[], parent: string | null) => {
    for (const node of nodes) {
      if (node.$type === 'bpmn:SequenceFlow') continue;
      const extensions = node.extensionElements?.values ?? [];
      elements.set(node.id, {
        id: node.id,
        name: node.name ?? node.id,
        type: node.$type.replace('bpmn:', ''),
        documentation: node.documentation?.map((d) => d.text ?? '').join('\n') || null,
        properties: Object.fromEntries(
          extensions
            .filter((e) => e.$type === 'zeebe:Properties')
            .flatMap((e) => e.properties ?? [])
            .map((p) => [p.name, p.value]),
        ),
        formId: extensions.find((e) => e.$type === 'zeebe:FormDefinition')?.formId ?? null,
        jobType: extensions.find((e) => e.$type === 'zeebe:TaskDefinition')?.type ?? null,
        calls: extensions.find((e) => e.$type === 'zeebe:CalledElement')?.processId ?? null,
        parent,
        next: (node.outgoing ?? []).map((flow) => flow.targetRef.id),
        flows: (node.outgoing ?? []).map((flow) => ({
          to: flow.targetRef.id,
          name: flow.name ?? null,
          condition: flow.conditionExpression?.body?.replace(/^\s*=/, '') ?? null,
        })),
        outputs: extensions
          .filter((e) => e.$type === 'zeebe:IoMapping')
          .flatMap((e) => e.outputParameters ?? [])
          .map(({ source, target }) => ({ source, target })),
        collects: collectsOf(node),
        decisionId:
          extensions.find((e) => e.$type === 'zeebe:CalledDecision')?.decisionId ??
          extensions
            .flatMap((e) => (e.$type === 'zeebe:TaskHeaders' ? (e.values ?? []) : []))
            .find((header) => header.key === 'decisionId')?.value ??
          null,
        attachedTo: node.attachedToRef?.id ?? null,
        triggeredByEvent: node.triggeredByEvent === true,
        repeated: node.loopCharacteristics !== undefined,
        sequential: node.loopCharacteristics?.isSequential === true,
        until: node.loopCharacteristics?.completionCondition?.body ?? null,
        hasVariables:
          node.loopCharacteristics !== undefined ||
          node.triggeredByEvent === true ||
          extensions.some((e) => e.$type === 'zeebe:IoMapping' && (e.inputParameters ?? []).length > 0),
      });
      if (node.flowElements) walk(node.flowElements, node.id);
    }
  };
  walk(process.flowElements ?? [], null);
  return { processId: process.id, name: process.name ?? process.id, elements };
}

function collectsOf(node: Node): DiagramElement['collects'] {
  const loop = node.loopCharacteristics?.extensionElements?.values?.find(
    (e) => e.$type === 'zeebe:LoopCharacteristics',
  );
  return loop?.outputElement && loop.outputCollection
    ? { element: loop.outputElement, into: loop.outputCollection }
    : null;
}

/** True when a sub-process around the element has variables of its own. */
export function isInScopeOfItsOwn(diagram: Diagram, elementId: string): boolean {
  for (let at = diagram.elements.get(elementId)?.parent; at; at = diagram.elements.get(at)?.parent)
    if (diagram.elements.get(at)?.hasVariables) return true;
  return false;
}

/** What may come next for people after this element: names of user tasks and end events reached through the automatic steps. */
export function whatComesNext(diagram: Diagram, elementId: string): string[] {
  const names: string[] = [];
  const seen = new Set<string>([elementId]);
  const visit = (id: string) => {
    const element = diagram.elements.get(id);
    // A limit runs beside the work and ends with it: nothing comes after it.
    if (!element || seen.has(id) || element.calls === 'limit-watch') return;
    seen.add(id);
    if (element.type === 'UserTask') names.push(element.name);
    else if (element.type === 'SubProcess') {
      for (const inner of diagram.elements.values())
        if (inner.parent === id && inner.type === 'StartEvent') inner.next.forEach(visit);
    } else if (element.type === 'EndEvent') {
      const outer = element.parent && diagram.elements.get(element.parent);
      if (outer) outer.next.forEach(visit);
      else names.push(element.name);
    } else element.next.forEach(visit);
  };
  diagram.elements.get(elementId)?.next.forEach(visit);
  return names;
}

// Deployed diagrams never change: parsed once per definition.
const parsed = new Map<string, Promise<Diagram>>();

export async function deployedDiagram(db: Db, definitionKey: string): Promise<Diagram | null> {
  const known = parsed.get(definitionKey);
  if (known) return known;
  const { rows } = await db.query<{ xml: string }>('SELECT xml FROM read.process WHERE definition_key = $1', [
    definitionKey,
  ]);
  if (!rows[0]) return null;
  const diagram = parseDiagram(rows[0].xml);
  if (parsed.size > 500) parsed.clear();
  parsed.set(definitionKey, diagram);
  return diagram;
}
