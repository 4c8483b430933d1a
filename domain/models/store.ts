import type { Db } from '../../db/pool.ts';
import { readWhenChanged } from '../../db/revision.ts';

export interface DeployedProcess {
  definitionKey: string;
  id: string;
  name: string;
  version: number;
}

/** Newest version of every deployed process. */
export const latestProcesses = readWhenChanged('processes', async (db): Promise<readonly DeployedProcess[]> => {
  const { rows } = await db.query<DeployedProcess>(
    `SELECT DISTINCT ON (process_id) definition_key AS "definitionKey", process_id AS id, name, version
       FROM read.process ORDER BY process_id, version DESC`,
  );
  return rows;
});

/** Names of the deployed processes by id. */
export const loadProcessNames = readWhenChanged('processes', async (db): Promise<ReadonlyMap<string, string>> => {
  return new Map((await latestProcesses(db)).map((p) => [p.id, p.name]));
});

export async function latestDiagramXml(db: Db, processId: string): Promise<string | null> {
  const { rows } = await db.query<{ xml: string }>(
    'SELECT xml FROM read.process WHERE process_id = $1 ORDER BY version DESC LIMIT 1',
    [processId],
  );
  return rows[0]?.xml ?? null;
}

export async function latestFormSchema(db: Db, formId: string): Promise<unknown> {
  const { rows } = await db.query<{ schema: unknown }>(
    'SELECT schema FROM read.form WHERE form_id = $1 ORDER BY version DESC LIMIT 1',
    [formId],
  );
  return rows[0]?.schema ?? null;
}

// Deployed forms never change: read once.
const schemas = new Map<string, unknown>();

/** Not to be changed: it is everybody's. */
export async function formSchema(db: Db, formKey: string): Promise<unknown> {
  if (schemas.has(formKey)) return schemas.get(formKey);
  const { rows } = await db.query<{ schema: unknown }>('SELECT schema FROM read.form WHERE form_key = $1', [formKey]);
  if (!rows[0]) return null;
  if (schemas.size > 500) schemas.clear();
  schemas.set(formKey, rows[0].schema);
  return rows[0].schema;
}

/** Keys of the newest version of the given decisions: the rules a new case keeps. */
export async function latestDecisionKeys(db: Db, decisionIds: readonly string[]): Promise<Record<string, string>> {
  const { rows } = await db.query<{ id: string; key: string }>(
    `SELECT DISTINCT ON (decision_id) decision_id AS id, decision_key AS key FROM read.decision
      WHERE decision_id = ANY($1::text[]) ORDER BY decision_id, version DESC`,
    [decisionIds],
  );
  return Object.fromEntries(rows.map((r) => [r.id, r.key]));
}
