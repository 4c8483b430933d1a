import { createHash } from 'node:crypto';
import { inTransaction, type Db, type Pool } from '../../db/pool.ts';
import { type DeployedFile, type EngineClient, EngineError } from '../../engine/client.ts';
import { DIAGRAM, draftsOf, dropDraft } from './drafts.ts';
import { changedFiles, type ModelFile, ownFiles, packageOf, presentFiles, sameFile } from './package.ts';
import {
  approvalSetting,
  currentDeployment,
  engineXml,
  fileOrigins,
  filesLag,
  findVersion,
  lockModels,
  recordDeployment,
  recordFiles,
} from './versions.ts';

export type Published =
  | { kind: 'deployed' | 'already'; definitionKey: string; engineVersion: number; files: DeployedFile[] }
  | { kind: 'refused'; because: 'unknown' | 'not-approved' | 'present-changed' | 'deployed-before' | 'no-change' }
  | { kind: 'engine-refused'; message: string };

/** What is at work, as one word: another when diagram, rules or forms have changed. null: nothing is deployed yet. */
export async function presentMark(
  db: Db,
  process: string,
  names: readonly string[],
): Promise<{ mark: string | null; files: (ModelFile & { key: string })[] }> {
  const [current, files] = await Promise.all([currentDeployment(db, process), presentFiles(db, names)]);
  const digest = createHash('sha256');
  for (const { name, key } of files) digest.update(`${name} ${key}\n`);
  return { mark: current && `${current.definitionKey}.${digest.digest('hex').slice(0, 16)}`, files };
}

/**
 * Deploys a named version: its diagram, and its rules and forms as far as they differ from those at work, in one deployment.
 * `present` is what the owner saw it compared with: when something else has come since, nothing is deployed. Repeated after a
 * crash or a double click it deploys once.
 */
export async function publish(
  pool: Pool,
  engine: EngineClient,
  request: { process: string; version: string; present: string | null; by: string },
): Promise<Published> {
  return inTransaction(pool, async (db): Promise<Published> => {
    const { process, by } = request;
    const before = await packageOf(db, process, `v${request.version}`);
    const names = before ? ownFiles(before).map(({ name }) => name) : [];
    await lockModels(db, [process], names);
    const version = await findVersion(db, process, request.version);
    const wanted = await packageOf(db, process, `v${request.version}`);
    if (!version || !wanted) return { kind: 'refused', because: 'unknown' };
    const { xml } = wanted;
    const current = await currentDeployment(db, process);
    if (version.deployment) {
      const { definitionKey, engineVersion } = version.deployment;
      return current?.modelVersion === version.id
        ? { kind: 'already', definitionKey, engineVersion, files: [] }
        : { kind: 'refused', because: 'deployed-before' };
    }
    if ((await approvalSetting(db)).required && version.review?.approved !== true)
      return { kind: 'refused', because: 'not-approved' };
    if (await filesLag(db, names)) return { kind: 'refused', because: 'present-changed' };
    const present = current && (await engineXml(db, process, current.definitionKey));
    const { mark, files: filesNow } = await presentMark(db, process, names);
    const files = changedFiles(ownFiles(wanted), filesNow);
    const nothing = present?.xml === xml && files.length === 0;
    // The engine may have what we could not write down any more.
    const known = await fileOrigins(
      db,
      filesNow.map(({ key }) => key),
    );
    const unknown = filesNow.filter(({ key }) => !known.has(key));
    const ours = nothing && (current?.from === 'other' || unknown.length > 0);
    if (!ours && mark !== request.present) return { kind: 'refused', because: 'present-changed' };
    if (!ours && nothing) return { kind: 'refused', because: 'no-change' };
    const resources = [
      ...(present?.xml === xml
        ? []
        : [{ name: present?.resourceName ?? `${process}.bpmn`, content: Buffer.from(xml) }]),
      ...files.map(({ name, content }) => ({ name, content: Buffer.from(content) })),
    ];
    let deployed;
    try {
      deployed = resources.length ? await engine.deploy(resources) : { diagrams: [], files: [] };
    } catch (error) {
      if (error instanceof EngineError && error.code === 'invalid')
        return { kind: 'engine-refused', message: error.message };
      throw error;
    }
    const [diagram = current && { definitionKey: current.definitionKey, version: current.version }] = deployed.diagrams;
    if (!diagram) throw new Error(`engine answered no diagram for ${process}`);
    const { definitionKey, version: engineVersion } = diagram;
    await recordDeployment(db, {
      definitionKey,
      processId: process,
      engineVersion,
      version: version.id,
      deployedBy: by,
    });
    const found = unknown.map(({ name, key }): DeployedFile => {
      const [id = '', kind] = name.split('.');
      return { id, kind: kind as DeployedFile['kind'], key };
    });
    await recordFiles(db, [...deployed.files, ...(ours ? found : [])], version.id);
    // What was drafted is at work now: the next draft begins from it.
    for (const draft of await draftsOf(db, process)) {
      const same =
        draft.name === DIAGRAM
          ? draft.content === xml
          : wanted.files.some((file) => file.name === draft.name && sameFile(file, draft));
      if (same) await dropDraft(db, process, draft.name, draft.revision);
    }
    return { kind: 'deployed', definitionKey, engineVersion, files: deployed.files };
  });
}
