import { createRequire } from 'node:module';
import { BpmnModdle } from 'bpmn-moddle';

export interface DiagramElement {
  name?: string;
  /** BPMN type without its prefix: UserTask, SequenceFlow ... */
  type: string;
  /** Documentation: the article that this step carries out. */
  doc?: string;
  /** zeebe:properties of the element. */
  properties?: Record<string, string>;
}

// require: Node 20 warns of JSON imports.
const moddle = new BpmnModdle({
  zeebe: createRequire(import.meta.url)('zeebe-bpmn-moddle/resources/zeebe.json') as object,
});

/** The name of one process of the diagram, and its elements by id. */
export async function readDiagram(
  xml: string,
  processId: string,
): Promise<{ name?: string; elements: Record<string, DiagramElement> }> {
  const { rootElement } = await moddle.fromXML(xml);
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  const process = (rootElement as any).rootElements?.find((e: any) => e.$type === 'bpmn:Process' && e.id === processId);
  const elements: Record<string, DiagramElement> = {};
  if (process !== undefined) collect(process, elements);
  return { name: process?.name, elements };
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any
function collect(scope: any, into: Record<string, DiagramElement>): void {
  for (const e of scope.flowElements ?? []) {
    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    const properties = e.extensionElements?.values?.find((v: any) => v.$type === 'zeebe:Properties')?.properties;
    into[e.id] = {
      type: e.$type.replace(/^bpmn:/, ''),
      ...(e.name && { name: e.name }),
      ...(e.documentation?.[0]?.text && { doc: e.documentation[0].text }),
      // eslint-disable-next-line @typescript-eslint/no-explicit-any
      ...(properties?.length && { properties: Object.fromEntries(properties.map((p: any) => [p.name, p.value])) }),
    };
    collect(e, into);
  }
}
