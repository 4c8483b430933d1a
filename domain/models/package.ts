import { isDeepStrictEqual } from 'node:util';
import type { Db } from '../../db/pool.ts';
import { findProcedure } from '../procedures.ts';
import { DIAGRAM, draftsOf } from './drafts.ts';
import { type Element, extensions, flowElementsOf, list, readDefinitions } from './moddle.ts';
import { readRules } from './rules.ts';
import { currentDeployment, engineXml, versionPackage } from './versions.ts';

/** A rule (`<id of its decision requirements>.dmn`) or a form (`<form id>.form`). */
export interface ModelFile {
  name: string;
  content: string;
  /**
   * false: not drafted here, only what was at work when the version was made. It stays as it is when the version is deployed, so
   * that nobody undoes what another version has changed meanwhile.
   */
  own?: boolean;
}

/** A procedure as a whole: its diagram with the rules and forms that it uses, in the order of their names. */
export interface Package {
  xml: string;
  files: ModelFile[];
}

export const kindOf = (name: string): 'dmn' | 'form' => (name.endsWith('.dmn') ? 'dmn' : 'form');
export const idOf = (name: string): string => name.replace(/\.(dmn|form)$/, '');
export const FILE_NAME = /^[A-Za-z][\w-]{0,99}\.(dmn|form)$/;

/** Rules and forms that a diagram names, and those that the product uses for the procedure beside it (docs/architecture.md). */
export async function namedBy(process: string, xml: string): Promise<{ forms: string[]; decisions: string[] }> {
  return namedIn(process, (await readDefinitions(xml)).definitions);
}

export function namedIn(process: string, definitions: Element): { forms: string[]; decisions: string[] } {
  const elements = list(definitions.rootElements).flatMap(flowElementsOf);
  const procedure = findProcedure(process);
  const forms = elements.flatMap((e) => extensions(e, 'zeebe:FormDefinition').map((f) => String(f.formId ?? '')));
  const decisions = elements.flatMap((e) => [
    ...extensions(e, 'zeebe:CalledDecision').map((d) => String(d.decisionId ?? '')),
    ...extensions(e, 'zeebe:TaskHeaders')
      .flatMap((headers) => list(headers.values))
      .filter((header) => header.key === 'decisionId')
      .map((header) => String(header.value ?? '')),
  ]);
  const unique = (ids: string[]) => [...new Set(ids.filter(Boolean))].sort();
  return {
    forms: unique([...forms, ...(procedure?.startForm ? [procedure.startForm] : [])]),
    decisions: unique([...decisions, ...(procedure?.decisions ?? [])]),
  };
}

/** The next deployment of the diagram, where one asks how things stood before it. */
interface Until {
  definitionKey: string;
  deployedAt: string;
}

/**
 * Rules and forms of a diagram as the engine has them now, or had them just before another diagram came. Keys of one partition
 * grow; what came in one deployment has one time.
 */
export async function engineFiles(
  db: Db,
  named: { forms: string[]; decisions: string[] },
  until: Until | null = null,
): Promise<ModelFile[]> {
  const bound = [until?.definitionKey ?? null, until?.deployedAt ?? null];
  const [forms, rules] = await Promise.all([
    db.query<{ id: string; schema: unknown }>(
      `SELECT DISTINCT ON (form_id) form_id AS id, schema FROM read.form
        WHERE form_id = ANY($1::text[]) AND ($2::bigint IS NULL OR form_key < $2 AND deployed_at <> $3::timestamptz)
        ORDER BY form_id, version DESC`,
      [named.forms, ...bound],
    ),
    db.query<{ id: string; xml: string }>(
      `SELECT DISTINCT ON (r.drg_id) r.drg_id AS id, r.xml FROM read.decision_requirements r
        WHERE r.drg_id IN (SELECT DISTINCT ON (d.decision_id) o.drg_id FROM read.decision d
                             JOIN read.decision_requirements o ON o.key = d.drg_key
                            WHERE d.decision_id = ANY($1::text[]) ORDER BY d.decision_id, d.version DESC)
          AND ($2::bigint IS NULL OR r.key < $2 AND r.deployed_at <> $3::timestamptz)
        ORDER BY r.drg_id, r.version DESC`,
      [named.decisions, ...bound],
    ),
  ]);
  return inOrder([
    ...forms.rows.map(({ id, schema }) => ({ name: `${id}.form`, content: JSON.stringify(schema, null, 2) })),
    ...rules.rows.map(({ id, xml }) => ({ name: `${id}.dmn`, content: xml })),
  ]);
}

/** The given files as the engine has them now; what it has not is left out. */
export async function presentFiles(db: Db, names: readonly string[]): Promise<(ModelFile & { key: string })[]> {
  const ids = (kind: 'dmn' | 'form') => names.filter((name) => kindOf(name) === kind).map(idOf);
  const [forms, rules] = await Promise.all([
    db.query<{ id: string; schema: unknown; key: string }>(
      `SELECT DISTINCT ON (form_id) form_id AS id, schema, form_key AS key FROM read.form
        WHERE form_id = ANY($1::text[]) ORDER BY form_id, version DESC`,
      [ids('form')],
    ),
    db.query<{ id: string; xml: string; key: string }>(
      `SELECT DISTINCT ON (drg_id) drg_id AS id, xml, key FROM read.decision_requirements
        WHERE drg_id = ANY($1::text[]) ORDER BY drg_id, version DESC`,
      [ids('dmn')],
    ),
  ]);
  return inOrder([
    ...forms.rows.map(({ id, schema, key }) => ({
      name: `${id}.form`,
      content: JSON.stringify(schema, null, 2),
      key,
    })),
    ...rules.rows.map(({ id, xml, key }) => ({ name: `${id}.dmn`, content: xml, key })),
  ]);
}

export const inOrder = <T extends ModelFile>(files: T[]): T[] => files.sort((a, b) => (a.name < b.name ? -1 : 1));

/** Whether they say the same; the order of a form's keys says nothing. */
export function sameFile(a: ModelFile, b: ModelFile): boolean {
  if (a.content === b.content) return true;
  if (kindOf(a.name) === 'dmn') return false;
  try {
    return isDeepStrictEqual(JSON.parse(a.content), JSON.parse(b.content));
  } catch {
    return false;
  }
}

export const changedFiles = (next: ModelFile[], present: ModelFile[]): ModelFile[] =>
  next.filter((file) => !present.some((p) => p.name === file.name && sameFile(p, file)));

/** What is at work; null: nothing is. */
export async function presentPackage(db: Db, process: string): Promise<Package | null> {
  const current = await currentDeployment(db, process);
  const xml = (current && (await engineXml(db, process, current.definitionKey)))?.xml;
  return xml === undefined ? null : { xml, files: await engineFiles(db, await namedBy(process, xml)) };
}

/** What is drafted, laid over what is at work; null when nothing is drafted. */
export async function draftPackage(db: Db, process: string): Promise<Package | null> {
  const drafts = await draftsOf(db, process);
  if (!drafts.length) return null;
  const own = drafts.filter(({ name }) => name !== DIAGRAM).map(({ name, content }) => ({ name, content, own: true }));
  const xml = drafts.find(({ name }) => name === DIAGRAM)?.content ?? (await presentPackage(db, process))?.xml;
  if (xml === undefined) return null;
  const named = await namedBy(process, xml);
  const rest = (await engineFiles(db, named)).filter(({ name }) => !own.some((o) => o.name === name));
  return { xml, files: inOrder([...own, ...rest.map((file) => ({ ...file, own: false }))]) };
}

/** A diagram of the engine with the rules and forms that it worked with, at last. */
export async function deployedPackage(db: Db, process: string, definitionKey: string): Promise<Package | null> {
  const deployed = await engineXml(db, process, definitionKey);
  if (!deployed) return null;
  const { rows } = await db.query<Until>(
    `SELECT n.definition_key AS "definitionKey", n.deployed_at AS "deployedAt" FROM read.process p
       JOIN read.process n ON n.process_id = p.process_id AND n.version > p.version
      WHERE p.definition_key = $1 ORDER BY n.version LIMIT 1`,
    [definitionKey],
  );
  const files = await engineFiles(db, await namedBy(process, deployed.xml), rows[0] ?? null);
  return { xml: deployed.xml, files };
}

/**
 * What a reference means: `draft`, `v<version>`, `d<definition key>`. A version from the time when versions were diagrams alone
 * goes with the rules and forms that are at work.
 */
export async function packageOf(db: Db, process: string, ref: string): Promise<Package | null> {
  const key = ref.slice(1);
  if (ref === 'draft') return draftPackage(db, process);
  if (ref.startsWith('d')) return deployedPackage(db, process, key);
  const version = await versionPackage(db, process, key);
  if (!version) return null;
  const { xml, files } = version;
  if (files) return { xml, files };
  const atWork = await engineFiles(db, await namedBy(process, xml));
  return { xml, files: atWork.map((file) => ({ ...file, own: false })) };
}

/** What a deployment of the package brings beside the diagram. */
export const ownFiles = ({ files }: Package): ModelFile[] => files.filter(({ own }) => own !== false);

/** Forms and decisions that are in a package. */
export async function contentsOf({
  files,
}: Package): Promise<{ forms: string[]; decisions: { id: string; name: string }[] }> {
  const rules = await Promise.all(
    files.filter(({ name }) => kindOf(name) === 'dmn').map(({ content }) => readRules(content)),
  );
  return {
    forms: files.filter(({ name }) => kindOf(name) === 'form').map(({ name }) => idOf(name)),
    decisions: rules.flatMap(({ decisions }) => decisions.map(({ id, name }) => ({ id, name }))),
  };
}
