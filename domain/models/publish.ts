import { inTransaction, type Pool } from '../../db/pool.ts';
import { type EngineClient, EngineError } from '../../engine/client.ts';
import { dropDraft, findDraft } from './drafts.ts';
import {
  approvalSetting,
  currentDeployment,
  engineXml,
  findVersion,
  lockModel,
  recordDeployment,
  versionXml,
} from './versions.ts';

export type Published =
  | { kind: 'deployed' | 'already'; definitionKey: string; engineVersion: number }
  | { kind: 'refused'; because: 'unknown' | 'not-approved' | 'present-changed' | 'deployed-before' | 'no-change' }
  | { kind: 'engine-refused'; message: string };

/**
 * Deploys a named version. `present` is the diagram that the owner saw it compared with: when another has come since, nothing
 * is deployed. Repeated after a crash or a double click it deploys once.
 */
export async function publish(
  pool: Pool,
  engine: EngineClient,
  request: { process: string; version: string; present: string | null; by: string },
): Promise<Published> {
  return inTransaction(pool, async (db): Promise<Published> => {
    const { process, by } = request;
    await lockModel(db, process);
    const version = await findVersion(db, process, request.version);
    const xml = await versionXml(db, process, request.version);
    if (!version || xml === null) return { kind: 'refused', because: 'unknown' };
    const current = await currentDeployment(db, process);
    if (version.deployment) {
      const { definitionKey, engineVersion } = version.deployment;
      return current?.definitionKey === definitionKey
        ? { kind: 'already', definitionKey, engineVersion }
        : { kind: 'refused', because: 'deployed-before' };
    }
    if ((await approvalSetting(db)).required && version.review?.approved !== true)
      return { kind: 'refused', because: 'not-approved' };
    const present = current && (await engineXml(db, process, current.definitionKey));
    // The engine may have what we could not write down any more: then it answers with the same key.
    const ours = present?.xml === xml && current?.from === 'other';
    if (!ours && (current?.definitionKey ?? null) !== request.present)
      return { kind: 'refused', because: 'present-changed' };
    if (!ours && present?.xml === xml) return { kind: 'refused', because: 'no-change' };
    let deployed;
    try {
      const name = present?.resourceName ?? `${process}.bpmn`;
      [deployed] = await engine.deploy([{ name, content: Buffer.from(xml) }]);
    } catch (error) {
      if (error instanceof EngineError && error.code === 'invalid')
        return { kind: 'engine-refused', message: error.message };
      throw error;
    }
    if (!deployed) throw new Error(`engine answered no diagram for ${process}`);
    const { definitionKey, version: engineVersion } = deployed;
    await recordDeployment(db, {
      definitionKey,
      processId: process,
      engineVersion,
      version: version.id,
      deployedBy: by,
    });
    // What was drafted is at work now: the next draft begins from it.
    const draft = await findDraft(db, process);
    if (draft?.xml === xml) await dropDraft(db, process, draft.revision);
    return { kind: 'deployed', definitionKey, engineVersion };
  });
}
