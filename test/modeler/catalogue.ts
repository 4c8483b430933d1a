import type { Catalogue } from '../../domain/models/catalogue.ts';
import { POST_KINDS, UNITS } from '../../domain/people/units.ts';
import { loadModels } from '../../scripts/models/load.ts';
import { workers } from '../../workers/start.ts';

/** What the product ships, as it is when everything is deployed. */
export async function shippedCatalogue(): Promise<Catalogue> {
  const { diagrams, forms, rules } = await loadModels('processes');
  return {
    jobTypes: workers.map(({ type }) => type),
    forms: forms.map(({ schema }) => String(schema.id)),
    decisions: rules.map(({ id }) => ({ id, name: id })),
    processes: diagrams.map(({ process }) => ({ id: process.id, name: String(process.name) })),
    groups: UNITS.flatMap(([id, name]) => [
      { id, name },
      ...Object.entries(POST_KINDS).map(([kind, title]) => ({ id: `${id}.${kind}`, name: name + title })),
    ]),
  };
}
