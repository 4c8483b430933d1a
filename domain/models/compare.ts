import { describe, lanesOf, placesOf, thingsOf } from './describe.ts';
import { literalDays } from './check/limits.ts';
import { type Element, flowElementsOf, inputsOf, isLimit, list, readDefinitions } from './moddle.ts';

export interface Change {
  kind: 'added' | 'removed' | 'changed' | 'moved';
  elementId: string;
  elementName: string;
  /** BPMN type without prefix; Rules, Form. */
  type: string;
  /** Rule or form that it is about; absent: the diagram. */
  file?: string;
  /** For changed: what it said before and says now; null where it said nothing. */
  details: { label: string; before: string | null; after: string | null }[];
}

const ORDER = ['changed', 'added', 'removed', 'moved'] as const;

/** What differs between two diagrams: content first, then what only moved on the sheet. */
export async function compareDiagrams(before: string, after: string): Promise<Change[]> {
  const [a, b] = await Promise.all([before, after].map(async (xml) => (await readDefinitions(xml)).definitions));
  if (!a || !b) return [];
  const [thingsA, thingsB] = [thingsOf(a), thingsOf(b)];
  const [lanesA, lanesB] = [lanesOf(a), lanesOf(b)];
  const [placesA, placesB] = [placesOf(a), placesOf(b)];
  const changes: Change[] = [];
  const say = (kind: Change['kind'], element: Element, details: Change['details'] = []) =>
    changes.push({
      kind,
      elementId: element.id,
      elementName: element.name?.trim() || '',
      type: element.$type.replace('bpmn:', ''),
      details,
    });
  for (const [id, element] of thingsB) {
    const old = thingsA.get(id);
    // A diagram is put on a sheet under an id that editors make up.
    if (!old) {
      say('added', element);
      continue;
    }
    const [was, is] = [describe(old), describe(element)];
    for (const [said, element_, lanes] of [
      [was, old, lanesA],
      [is, element, lanesB],
    ] as const) {
      said.set('图形类型', element_.$type.replace('bpmn:', ''));
      const lane = lanes.get(id);
      if (lane) said.set('所在泳道', lane);
      const parent = element_.$parent;
      if (parent?.$type === 'bpmn:SubProcess') said.set('所在子流程', parent.id);
    }
    const details = [...new Set([...was.keys(), ...is.keys()])]
      .filter((label) => was.get(label) !== is.get(label))
      .map((label) => ({ label, before: was.get(label) ?? null, after: is.get(label) ?? null }));
    if (details.length) say('changed', element, details);
    else if ((placesA.get(id) ?? '') !== (placesB.get(id) ?? '')) say('moved', element);
  }
  for (const [id, element] of thingsA) if (!thingsB.has(id)) say('removed', element);
  return changes.sort((x, y) => ORDER.indexOf(x.kind) - ORDER.indexOf(y.kind));
}

export interface LimitOfDiagram {
  elementId: string;
  obligation: string;
  name: string;
  /** null: computed when the step begins. */
  workingDays: number | null;
  workingDaysText: string;
  startsAt: string;
  legalBasis: string;
}

const bare = (text: string | undefined): string => (text ?? '').replace(/^=\s*/, '');

/** The limits that a diagram sets. */
export async function limitsOf(xml: string): Promise<LimitOfDiagram[]> {
  const { definitions } = await readDefinitions(xml);
  return list(definitions.rootElements)
    .flatMap(flowElementsOf)
    .filter(isLimit)
    .map((element) => {
      const inputs = inputsOf(element);
      return {
        elementId: element.id,
        obligation: bare(inputs.get('obligation')),
        name: bare(inputs.get('name')) || element.name || element.id,
        workingDays: literalDays(inputs.get('workingDays')),
        workingDaysText: bare(inputs.get('workingDays')),
        startsAt: bare(inputs.get('startsAt')),
        legalBasis: bare(inputs.get('legalBasis')),
      };
    });
}

export interface LimitChange {
  obligation: string;
  name: string;
  before: LimitOfDiagram | null;
  after: LimitOfDiagram | null;
}

/** Limits that differ, matched by element. */
export async function compareLimits(before: string, after: string): Promise<LimitChange[]> {
  const [was, is] = await Promise.all([limitsOf(before), limitsOf(after)]);
  const ids = [...new Set([...was, ...is].map((l) => l.elementId))];
  return ids.flatMap((id) => {
    const [a, b] = [was.find((l) => l.elementId === id) ?? null, is.find((l) => l.elementId === id) ?? null];
    if (JSON.stringify(a) === JSON.stringify(b)) return [];
    const known = b ?? a!;
    return [{ obligation: known.obligation, name: known.name, before: a, after: b }];
  });
}
