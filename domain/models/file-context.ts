import type { Db } from '../../db/pool.ts';
import { asForm } from '../forms/resolve.ts';
import { findProcedure } from '../procedures.ts';
import type { FileContext } from './check/file.ts';
import { allFields } from './check/form.ts';
import { kindOf, namedBy, type Package, presentFiles } from './package.ts';
import { latestDecisions } from './store.ts';

/** What the checks of the rules and forms of a package need to know, by file name. */
export async function fileContexts(
  db: Db,
  process: string,
  whole: Package,
  names: readonly string[],
  lists: readonly string[],
): Promise<FileContext[]> {
  const [named, present, decisions] = await Promise.all([
    namedBy(process, whole.xml),
    presentFiles(db, names),
    latestDecisions(db),
  ]);
  const variables = new Set([
    ...(findProcedure(process)?.facts ?? []).flatMap((field) => field.key ?? field.path ?? []),
    ...whole.files.filter(({ name }) => kindOf(name) === 'form').flatMap(({ content }) => keysOf(content)),
  ]);
  return names.map((name) => ({
    name,
    decisionsElsewhere: decisions.filter((d) => `${d.file}.dmn` !== name).map(({ id }) => id),
    decisionsUsed: named.decisions,
    variables: [...variables],
    lists: [...lists],
    present: present.find((file) => file.name === name)?.content ?? null,
  }));
}

function keysOf(content: string): string[] {
  try {
    return allFields(asForm(JSON.parse(content)).components).flatMap(
      (f) => (f.key ?? f.path ?? '').split('.')[0] || [],
    );
  } catch {
    return [];
  }
}
