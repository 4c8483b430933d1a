import type { Db } from '../../db/pool.ts';
import { prepared } from '../../db/prepared.ts';
import { readWhenChanged } from '../../db/revision.ts';
import { notRehearsed } from '../rehearsal/names.ts';

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

/** Keys of the newest version of the given decisions: the rules a new case keeps. */
export async function latestDecisionKeys(db: Db, decisionIds: readonly string[]): Promise<Record<string, string>> {
  const { rows } = await db.query<{ id: string; key: string }>(
    `SELECT DISTINCT ON (decision_id) decision_id AS id, decision_key AS key FROM read.decision
      WHERE decision_id = ANY($1::text[]) ORDER BY decision_id, version DESC`,
    [decisionIds],
  );
  return Object.fromEntries(rows.map((r) => [r.id, r.key]));
}

/** Newest version of every deployed decision, with the file (decision requirements) that holds it. */
export async function latestDecisions(db: Db): Promise<{ id: string; name: string; file: string }[]> {
  const { rows } = await db.query(
    `SELECT DISTINCT ON (d.decision_id) d.decision_id AS id, d.name, r.drg_id AS file
       FROM read.decision d JOIN read.decision_requirements r ON r.key = d.drg_key
      WHERE ${notRehearsed('d.decision_id')} ORDER BY d.decision_id, d.version DESC`,
  );
  return rows;
}

/**
 * The form that a task shows: its case keeps the forms with which it began, so the version that was at work then, or when it was moved
 * to another version of its diagram before the task; else (a form that
 * came later, a task without a case) the one that the engine gave the task.
 */
export async function formOfTask(
  db: Db,
  task: { formKey: string; caseId: string | null; createdAt: string },
): Promise<unknown> {
  const { rows } = await db.query<{ schema: unknown }>(
    prepared(
      `SELECT f.schema FROM read.form given JOIN read.form f ON f.form_id = given.form_id
       LEFT JOIN cases c ON c.id = $2
       LEFT JOIN LATERAL (SELECT coalesce(max(m.at), i.started_at) AS bound FROM read.instance i
         LEFT JOIN model_migration_case m ON m.instance_key = i.instance_key AND m.state = 'moved' AND m.at <= $3
         WHERE i.instance_key = c.instance_key GROUP BY i.started_at) began ON true
      WHERE given.form_key = $1 AND f.version <= given.version
        AND (f.form_key = given.form_key OR f.deployed_at <= began.bound)
      ORDER BY coalesce(f.deployed_at <= began.bound, false) DESC, f.version DESC LIMIT 1`,
      [task.formKey, task.caseId, task.createdAt],
    ),
  );
  return rows[0]?.schema ?? null;
}
