import type { Db } from '../../db/pool.ts';
import { findProcedure } from '../procedures.ts';
import { DIAGRAM, type Draft, draftsOf } from './drafts.ts';
import { draftPackage, idOf, kindOf, presentPackage } from './package.ts';
import { extensions, flowElementsOf, list, readDefinitions } from './moddle.ts';
import { readRules } from './rules.ts';

export interface FileOfModel {
  name: string;
  kind: 'dmn' | 'form';
  /** What people know it by. */
  title: string;
  /** Decisions in it. */
  decisions: { id: string; name: string }[];
  draft: Draft | null;
}

/** Rules and forms of a procedure: those of its draft, else those at work. */
export async function filesOfModel(db: Db, process: string): Promise<FileOfModel[]> {
  const [drafts, drafted] = await Promise.all([draftsOf(db, process), draftPackage(db, process)]);
  const whole = drafted ?? (await presentPackage(db, process));
  if (!whole) return [];
  const steps = await stepsByForm(process, whole.xml);
  const rulesFirst = [...whole.files].sort((a, b) => kindOf(a.name).localeCompare(kindOf(b.name)));
  return Promise.all(
    rulesFirst.map(async ({ name, content }) => {
      const rules = kindOf(name) === 'dmn' ? await readRules(content) : null;
      return {
        name,
        kind: kindOf(name),
        title: rules?.name ?? steps.get(idOf(name)) ?? idOf(name),
        decisions: rules?.decisions.map((d) => ({ id: d.id, name: d.name })) ?? [],
        draft: drafts.find((d) => d.name === name && d.name !== DIAGRAM) ?? null,
      };
    }),
  );
}

/** A form is known by the steps that use it. */
async function stepsByForm(process: string, xml: string): Promise<Map<string, string>> {
  const { definitions } = await readDefinitions(xml);
  const steps = new Map<string, Set<string>>();
  const note = (id: string, name: string) => steps.set(id, (steps.get(id) ?? new Set()).add(name));
  const start = findProcedure(process)?.startForm;
  if (start) note(start, '发起事项');
  for (const element of list(definitions.rootElements).flatMap(flowElementsOf))
    for (const form of extensions(element, 'zeebe:FormDefinition'))
      note(String(form.formId), String(element.name ?? element.id));
  return new Map([...steps].map(([id, names]) => [id, [...names].join('、')]));
}
