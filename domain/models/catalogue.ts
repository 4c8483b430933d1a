import type { Db } from '../../db/pool.ts';
import { listPosts, listUnits } from '../people/store.ts';
import { extensions, flowElementsOf, inputsOf, isLimit, list, readDefinitions } from './moddle.ts';
import { latestDecisions, latestProcesses } from './store.ts';

interface Entry {
  id: string;
  name: string;
}

/** What a diagram may name: what exists in the product at present. */
export interface Catalogue {
  jobTypes: readonly string[];
  forms: readonly string[];
  decisions: readonly Entry[];
  processes: readonly Entry[];
  /** Units and posts. */
  groups: readonly Entry[];
}

/** Values that deployed diagrams use, offered as choices beside what exists. */
export interface UsedValues {
  obligations: Entry[];
  limitUnits: string[];
  limitStarts: string[];
  limitSubjects: string[];
  /** Expressions of candidate groups. */
  assignments: string[];
  /** Names of the steps that use a job type or a form: what people know it by. */
  jobNames: Record<string, string[]>;
  formNames: Record<string, string[]>;
}

export async function loadCatalogue(db: Db, jobTypes: readonly string[]): Promise<Catalogue> {
  const [forms, decisions, processes, posts, units] = await Promise.all([
    db.query<{ id: string }>('SELECT DISTINCT form_id AS id FROM read.form ORDER BY 1'),
    latestDecisions(db),
    latestProcesses(db),
    listPosts(db),
    listUnits(db, { merged: true }),
  ]);
  return {
    jobTypes: [...jobTypes].sort(),
    forms: forms.rows.map(({ id }) => id),
    decisions: decisions.map(({ id, name }) => ({ id, name })),
    processes: processes.map(({ id, name }) => ({ id, name })),
    groups: [
      ...units.map(({ id, name }) => ({ id, name })),
      ...posts.filter((p) => p.unit).map(({ id, name }) => ({ id, name })),
    ],
  };
}

// Deployed diagrams never change: read once each.
const read = new Map<string, Promise<UsedValues>>();

export async function usedValues(db: Db): Promise<UsedValues> {
  const { rows } = await db.query<{ key: string }>(
    `SELECT DISTINCT ON (process_id) definition_key AS key FROM read.process ORDER BY process_id, version DESC`,
  );
  const each = await Promise.all(
    rows.map(({ key }) => {
      const known = read.get(key) ?? valuesOf(db, key);
      if (read.size > 200) read.clear();
      read.set(key, known);
      return known;
    }),
  );
  const merge = (pick: (values: UsedValues) => string[]) => [...new Set(each.flatMap(pick))].sort();
  const obligations = new Map(each.flatMap((values) => values.obligations).map((o) => [o.id, o]));
  return {
    obligations: [...obligations.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    limitUnits: merge((v) => v.limitUnits),
    limitStarts: merge((v) => v.limitStarts),
    limitSubjects: merge((v) => v.limitSubjects),
    assignments: merge((v) => v.assignments),
    jobNames: mergeNames(each.map((v) => v.jobNames)),
    formNames: mergeNames(each.map((v) => v.formNames)),
  };
}

function mergeNames(all: Record<string, string[]>[]): Record<string, string[]> {
  const merged: Record<string, string[]> = {};
  for (const names of all)
    for (const [id, list] of Object.entries(names)) merged[id] = [...new Set([...(merged[id] ?? []), ...list])];
  return merged;
}

async function valuesOf(db: Db, key: string): Promise<UsedValues> {
  const { rows } = await db.query<{ xml: string }>('SELECT xml FROM read.process WHERE definition_key = $1', [key]);
  const { definitions } = await readDefinitions(rows[0]?.xml ?? '');
  const elements = list(definitions.rootElements).flatMap(flowElementsOf);
  const limits = elements.filter(isLimit).map(inputsOf);
  const names = (extension: string, attribute: string) =>
    mergeNames(
      elements.flatMap((e) => extensions(e, extension).map((x) => ({ [String(x[attribute])]: [e.name ?? e.id] }))),
    );
  const all = (target: string) => limits.flatMap((inputs) => inputs.get(target) ?? []);
  return {
    obligations: limits.map((inputs) => {
      const id = inputs.get('obligation') ?? '';
      const name = inputs.get('name') ?? '';
      return { id, name: name.startsWith('=') ? id : name };
    }),
    limitUnits: all('unit'),
    limitStarts: all('startsAt'),
    limitSubjects: all('subject'),
    assignments: elements.flatMap((e) =>
      extensions(e, 'zeebe:AssignmentDefinition').map((a) => String(a.candidateGroups ?? '')),
    ),
    jobNames: names('zeebe:TaskDefinition', 'type'),
    formNames: names('zeebe:FormDefinition', 'formId'),
  };
}

/** What exists, and what is drafted beside it. */
export function withOwn(known: Catalogue, own: { forms: string[]; decisions: Entry[] }): Catalogue {
  return {
    ...known,
    forms: [...new Set([...known.forms, ...own.forms])].sort(),
    decisions: [...known.decisions.filter(({ id }) => !own.decisions.some((o) => o.id === id)), ...own.decisions],
  };
}
