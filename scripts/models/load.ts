import { DmnModdle } from 'dmn-moddle';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { asForm } from '../../domain/forms/resolve.ts';
import type { FormSchema } from '../../domain/forms/schema.ts';
import { type Element, flowElementsOf, list, readDefinitions } from '../../domain/models/moddle.ts';

export { type Element, extensions, list } from '../../domain/models/moddle.ts';

export interface Diagram {
  file: string;
  process: Element;
  /** All flow elements, also those of sub-processes. */
  elements: Element[];
  lanes: Element[];
  participants: Element[];
  /** Shapes and edges. */
  drawn: Element[];
}

export interface Rule {
  file: string;
  id: string;
  hitPolicy: string;
  rows: { id: string; description?: string }[];
  /** Decisions of the same graph that it rests on. */
  requires: string[];
}

export interface Form {
  file: string;
  schema: FormSchema;
}

export interface Models {
  diagrams: Diagram[];
  rules: Rule[];
  forms: Form[];
}

export async function loadModels(dir: string): Promise<Models> {
  const files = (ending: string) => filesIn(dir, `.${ending}`);
  const read = (file: string) => readFileSync(path.join(dir, file), 'utf8');
  return {
    diagrams: await Promise.all(files('bpmn').map((file) => parseDiagram(file, read(file)))),
    rules: (await Promise.all(files('dmn').map((file) => parseRules(file, read(file))))).flat(),
    forms: files('form').map((file) => ({ file, schema: asForm(JSON.parse(read(file))) })),
  };
}

/** Files in the folders of a folder, as `folder/file`. */
export function filesIn(dir: string, ending: string): string[] {
  const all = readdirSync(dir, { recursive: true, encoding: 'utf8' });
  return all.filter((file) => file.endsWith(ending) && path.dirname(file) !== '.').sort();
}

async function parseDiagram(file: string, xml: string): Promise<Diagram> {
  const { definitions: root } = await readDefinitions(xml);
  const roots = list(root.rootElements);
  const process = roots.find((e) => e.$type === 'bpmn:Process');
  if (!process) throw new Error(`${file}: no process`);
  return {
    file,
    process,
    elements: flowElementsOf(process),
    lanes: list(process.laneSets).flatMap((set) => list(set.lanes)),
    participants: roots.flatMap((e) => list(e.participants)),
    drawn: list(root.diagrams).flatMap((diagram) => list((diagram.plane as Element).planeElement)),
  };
}

async function parseRules(file: string, xml: string): Promise<Rule[]> {
  const { rootElement } = await new DmnModdle().fromXML(xml);
  return list((rootElement as Element).drgElement)
    .filter((e) => e.$type === 'dmn:Decision')
    .map((decision) => {
      const table = decision.decisionLogic as Element;
      const rows = list(table.rule) as unknown as Rule['rows'];
      const requires = list(decision.informationRequirement).flatMap((requirement) => {
        const href = (requirement.requiredDecision as { href?: string } | undefined)?.href;
        return href ? [href.replace(/^#/, '')] : [];
      });
      return { file, id: decision.id, hitPolicy: String(table.hitPolicy ?? 'UNIQUE'), rows, requires };
    });
}
