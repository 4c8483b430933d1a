import type { Db } from '../../db/pool.ts';
import type { DeployedFile } from '../../engine/client.ts';
import { now } from '../clock.ts';
import type { ModelFile } from './package.ts';

/** A named version and how far it has come. */
export interface ModelVersion {
  id: string;
  process: string;
  number: number;
  name: string;
  note: string;
  origin: 'draft' | 'roll-back' | 'shipped';
  /** null: came with the product. */
  author: string | null;
  createdAt: string;
  review: {
    requestedBy: string;
    requestedAt: string;
    decidedBy: string | null;
    decidedAt: string | null;
    approved: boolean | null;
    comment: string | null;
  } | null;
  deployment: { definitionKey: string; engineVersion: number; deployedBy: string | null; deployedAt: string } | null;
}

/** A diagram as the engine has it. */
export interface EngineVersion {
  definitionKey: string;
  version: number;
  name: string;
  deployedAt: string;
  /** Named version that it came from. */
  modelVersion: string | null;
  /** 'owner': from here; 'product': shipped; 'other': another tool brought it. */
  from: 'owner' | 'product' | 'other';
  deployedBy: string | null;
}

/** For the rest of the transaction nobody else deploys these processes, rules and forms. */
export async function lockModels(db: Db, processes: string[], files: string[]): Promise<void> {
  const names = [...processes.map((id) => `model:${id}`), ...files.map((name) => `model-file:${name}`)];
  // One after the other in one order: two that wait for each other would wait for ever.
  for (const name of [...new Set(names)].sort())
    await db.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [name]);
}

export async function addVersion(
  db: Db,
  {
    process,
    name,
    note,
    xml,
    files,
    origin,
    author,
  }: Pick<ModelVersion, 'process' | 'name' | 'note' | 'origin' | 'author'> & { xml: string; files: ModelFile[] },
): Promise<string> {
  await db.query(`SELECT pg_advisory_xact_lock(hashtextextended('model-version:' || $1, 0))`, [process]);
  const { rows } = await db.query<{ id: string }>(
    `INSERT INTO model_version (process, number, name, note, xml, origin, author, created_at, files)
     SELECT $1, COALESCE(max(number), 0) + 1, $2, $3, $4, $5, $6, $7, $8 FROM model_version WHERE process = $1
     RETURNING id`,
    [process, name, note, xml, origin, author, now().toISO(), JSON.stringify(files)],
  );
  return rows[0]!.id;
}

export async function listVersions(db: Db, process: string, id: string | null = null): Promise<ModelVersion[]> {
  const { rows } = await db.query<ModelVersion>(
    `SELECT v.id, v.process, v.number, v.name, v.note, v.origin, v.author, v.created_at AS "createdAt",
            CASE WHEN r.version IS NOT NULL THEN json_build_object(
              'requestedBy', r.requested_by, 'requestedAt', r.requested_at, 'decidedBy', r.decided_by,
              'decidedAt', r.decided_at, 'approved', r.approved, 'comment', r.comment) END AS review,
            CASE WHEN d.version IS NOT NULL THEN json_build_object(
              'definitionKey', d.definition_key::text, 'engineVersion', d.engine_version, 'deployedBy', d.deployed_by,
              'deployedAt', d.deployed_at) END AS deployment
       FROM model_version v LEFT JOIN model_review r ON r.version = v.id LEFT JOIN model_deployment d ON d.version = v.id
      WHERE v.process = $1 AND ($2::bigint IS NULL OR v.id = $2) ORDER BY v.number DESC`,
    [process, id],
  );
  return rows;
}

/** How many versions wait for somebody: came with the product and not looked at, under review, approved and not deployed. */
export async function waitingVersions(
  db: Db,
): Promise<{ process: string; state: 'shipped' | 'review' | 'deploy'; count: number }[]> {
  const { rows } = await db.query(
    `SELECT v.process, CASE WHEN r.version IS NULL THEN 'shipped' WHEN r.decided_by IS NULL THEN 'review' ELSE 'deploy' END AS state,
            count(*)::int AS count
       FROM model_version v LEFT JOIN model_review r ON r.version = v.id LEFT JOIN model_deployment d ON d.version = v.id
      WHERE d.version IS NULL AND (r.version IS NOT NULL AND r.approved IS NOT FALSE OR r.version IS NULL AND v.origin = 'shipped')
      GROUP BY 1, 2`,
  );
  return rows;
}

export async function findVersion(db: Db, process: string, id: string): Promise<ModelVersion | null> {
  return (await listVersions(db, process, id))[0] ?? null;
}

/** files: null when the version is from the time when versions were diagrams alone. */
export async function versionPackage(
  db: Db,
  process: string,
  id: string,
): Promise<{ xml: string; files: ModelFile[] | null } | null> {
  const { rows } = await db.query<{ xml: string; files: ModelFile[] | null }>(
    'SELECT xml, files FROM model_version WHERE process = $1 AND id = $2',
    [process, id],
  );
  return rows[0] ?? null;
}

export async function engineVersions(db: Db, process: string): Promise<EngineVersion[]> {
  const { rows } = await db.query<EngineVersion>(
    `SELECT p.definition_key AS "definitionKey", p.version, p.name, COALESCE(d.deployed_at, p.deployed_at) AS "deployedAt",
            d.version AS "modelVersion", d.deployed_by AS "deployedBy",
            CASE WHEN d.definition_key IS NULL THEN 'other' WHEN d.deployed_by IS NULL THEN 'product' ELSE 'owner' END AS "from"
       FROM read.process p LEFT JOIN model_deployment d ON d.definition_key = p.definition_key
      WHERE p.process_id = $1 ORDER BY p.version DESC, d.id DESC`,
    [process],
  );
  return rows;
}

export async function engineXml(
  db: Db,
  process: string,
  definitionKey: string,
): Promise<{ xml: string; resourceName: string } | null> {
  const { rows } = await db.query<{ xml: string; resourceName: string }>(
    `SELECT xml, resource_name AS "resourceName" FROM read.process WHERE process_id = $1 AND definition_key = $2`,
    [process, definitionKey],
  );
  return rows[0] ?? null;
}

export type CurrentDeployment = Pick<
  EngineVersion,
  'definitionKey' | 'version' | 'from' | 'deployedBy' | 'modelVersion'
>;

/** The newest diagram of a process: by our own book, or by the read model where another tool has deployed since. */
export async function currentDeployment(db: Db, process: string): Promise<CurrentDeployment | null> {
  const { rows } = await db.query<CurrentDeployment>(
    `SELECT * FROM (
       SELECT id, definition_key AS "definitionKey", engine_version AS version, version AS "modelVersion",
              deployed_by AS "deployedBy", CASE WHEN deployed_by IS NULL THEN 'product' ELSE 'owner' END AS "from"
         FROM model_deployment WHERE process = $1
       UNION ALL
       SELECT 0, definition_key, version, NULL, NULL, 'other' FROM read.process p WHERE process_id = $1
          AND NOT EXISTS (SELECT 1 FROM model_deployment d WHERE d.definition_key = p.definition_key)) AS known
      ORDER BY version DESC, id DESC LIMIT 1`,
    [process],
  );
  return rows[0] ?? null;
}

export async function recordDeployment(
  db: Db,
  d: {
    definitionKey: string;
    processId: string;
    engineVersion: number;
    version: string | null;
    deployedBy: string | null;
  },
): Promise<void> {
  await db.query(
    `INSERT INTO model_deployment (definition_key, process, engine_version, version, deployed_by, deployed_at)
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
    [d.definitionKey, d.processId, d.engineVersion, d.version, d.deployedBy, now().toISO()],
  );
}

/** Writes down who brought rules and forms; what is known already stays. `version` null: the product. */
export async function recordFiles(db: Db, files: DeployedFile[], version: string | null): Promise<void> {
  await db.query(
    `INSERT INTO model_file_deployment (key, name, version)
     SELECT key, name, $2 FROM json_to_recordset($1::json) AS f(key bigint, name text) ON CONFLICT DO NOTHING`,
    [JSON.stringify(files.map(({ key, id, kind }) => ({ key, name: `${id}.${kind}` }))), version],
  );
}

/** From whom rules and forms of these keys came: 'owner', 'product'; another tool's are not among them. */
export async function fileOrigins(db: Db, keys: readonly string[]): Promise<Map<string, 'owner' | 'product'>> {
  const { rows } = await db.query<{ key: string; owner: boolean }>(
    'SELECT key, version IS NOT NULL AS owner FROM model_file_deployment WHERE key = ANY($1::bigint[])',
    [keys],
  );
  return new Map(rows.map(({ key, owner }) => [key, owner ? 'owner' : 'product']));
}

/** True when the read model does not know yet what was deployed last of these files. */
export async function filesLag(db: Db, names: readonly string[]): Promise<boolean> {
  const { rows } = await db.query(
    `SELECT 1 FROM (SELECT DISTINCT ON (name) key FROM model_file_deployment WHERE name = ANY($1::text[])
                     ORDER BY name, key DESC) AS f
      WHERE NOT EXISTS (SELECT 1 FROM read.form WHERE form_key = f.key)
        AND NOT EXISTS (SELECT 1 FROM read.decision_requirements r WHERE r.key = f.key)`,
    [names],
  );
  return rows.length > 0;
}

/** False when it was asked for before. */
export async function requestReview(db: Db, version: string, by: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `INSERT INTO model_review (version, requested_by, requested_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
    [version, by, now().toISO()],
  );
  return rowCount === 1;
}

/** False when it was decided before, or never asked for. */
export async function decideReview(
  db: Db,
  version: string,
  { by, approved, comment }: { by: string; approved: boolean; comment: string },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE model_review SET decided_by = $2, decided_at = $3, approved = $4, comment = $5
      WHERE version = $1 AND decided_by IS NULL`,
    [version, by, now().toISO(), approved, comment],
  );
  return rowCount === 1;
}

/** Whether a second person must approve before a deployment: yes unless switched off. */
export async function approvalSetting(
  db: Db,
): Promise<{ required: boolean; changedBy: string | null; changedAt: string | null; reason: string | null }> {
  const { rows } = await db.query(
    `SELECT approval_required AS required, actor AS "changedBy", at AS "changedAt", reason
       FROM model_setting_edit ORDER BY id DESC LIMIT 1`,
  );
  return rows[0] ?? { required: true, changedBy: null, changedAt: null, reason: null };
}

export async function switchApproval(
  db: Db,
  { required, actor, reason }: { required: boolean; actor: string; reason: string },
): Promise<void> {
  await db.query('INSERT INTO model_setting_edit (at, actor, approval_required, reason) VALUES ($1, $2, $3, $4)', [
    now().toISO(),
    actor,
    required,
    reason,
  ]);
}
