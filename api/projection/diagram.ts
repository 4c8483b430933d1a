import { moddle } from '../../domain/models/moddle.ts';

export interface DiagramElement {
  id: string;
  name: string | null;
  /** zeebe:properties of the element. */
  properties: Record<string, string>;
}

/** The name of one process of the diagram, and its elements. */
export async function readDiagram(
  xml: string,
  processId: string,
): Promise<{ name?: string; elements: DiagramElement[] }> {
  const { rootElement } = await moddle.fromXML(xml);
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  const process = (rootElement as any).rootElements?.find((e: any) => e.$type === 'bpmn:Process' && e.id === processId);
  const elements: DiagramElement[] = [];
  if (process !== undefined) collect(process, elements);
  return { name: process?.name, elements };
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any
function collect(scope: any, into: DiagramElement[]): void {
  for (const e of scope.flowElements ?? []) {
    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    const properties = e.extensionElements?.values?.find((v: any) => v.$type === 'zeebe:Properties')?.properties;
    into.push({
      id: e.id,
      name: e.name || null,
      // eslint-disable-next-line @typescript-eslint/no-explicit-any
      properties: Object.fromEntries((properties ?? []).map((p: any) => [p.name, p.value])),
    });
    collect(e, into);
  }
}
