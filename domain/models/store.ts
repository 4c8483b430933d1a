import type { Db } from '../../db/pool.ts';

export interface DeployedProcess {
  definitionKey: string;
  id: string;
  name: string;
  version: number;
}

/** Newest version of every deployed process. */
export async function latestProcesses(db: Db): Promise<DeployedProcess[]> {
  const { rows } = await db.query(
    `SELECT DISTINCT ON (process_id) definition_key AS "definitionKey", process_id AS id, name, version
       FROM read.process ORDER BY process_id, version DESC`,
  );
  return rows;
}

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

export async function formSchema(db: Db, formKey: string): Promise<unknown> {
  const { rows } = await db.query<{ schema: unknown }>('SELECT schema FROM read.form WHERE form_key = $1', [formKey]);
  return rows[0]?.schema ?? null;
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
