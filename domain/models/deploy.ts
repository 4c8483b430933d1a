import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { inTransaction, type Db, type Pool } from '../../db/pool.ts';
import type { EngineClient } from '../../engine/client.ts';
import { now } from '../clock.ts';
import { parseDiagram } from './diagram.ts';
import { addVersion, currentDeployment, engineXml, lockModel, recordDeployment } from './versions.ts';

const DEPLOYABLE = /\.(bpmn|dmn|form)$/;

interface Resource {
  name: string;
  content: Buffer;
}

export interface Shipped {
  /** Folders of which something was deployed. */
  deployed: string[];
  /** Processes whose shipped diagram waits as a version, because an owner's is at work. */
  heldBack: string[];
}

/**
 * Deploys the shipped diagrams, rules and forms, one deployment per procedure, but only what has changed since it was
 * last shipped. A diagram in whose place an owner has deployed his own is not deployed over it: it becomes a version that
 * the owner can compare and deploy.
 */
export async function deployShipped(pool: Pool, engine: EngineClient, processesDir: string): Promise<Shipped> {
  const result: Shipped = { deployed: [], heldBack: [] };
  for (const entry of (await readdir(processesDir, { withFileTypes: true })).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  )) {
    if (!entry.isDirectory()) continue;
    const dir = path.join(processesDir, entry.name);
    const names = (await readdir(dir)).filter((n) => DEPLOYABLE.test(n)).sort();
    if (!names.length) continue;
    const resources = await Promise.all(
      names.map(async (name) => ({ name, content: await readFile(path.join(dir, name)) })),
    );
    const hash = createHash('sha256');
    for (const r of resources) hash.update(r.name).update('\0').update(r.content).update('\0');
    const digest = hash.digest('hex');
    const setting = `shipped:${entry.name}`;
    const { rows } = await pool.query('SELECT value FROM setting WHERE key = $1', [setting]);
    if (rows[0]?.value === digest) continue;
    result.heldBack.push(...(await deployFolder(pool, engine, resources)));
    // Written after the deployment: a crash between the two deploys again, which the engine recognises as the same.
    await pool.query(
      `INSERT INTO setting (key, value) VALUES ($1, to_jsonb($2::text)) ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value`,
      [setting, digest],
    );
    result.deployed.push(entry.name);
  }
  return result;
}

/** One folder in one deployment; answers the processes that were left to their owners. */
async function deployFolder(pool: Pool, engine: EngineClient, resources: Resource[]): Promise<string[]> {
  const diagrams = await Promise.all(
    resources
      .filter(({ name }) => name.endsWith('.bpmn'))
      .map(async (resource) => ({
        resource,
        xml: resource.content.toString('utf8'),
        processId: (await parseDiagram(resource.content.toString('utf8'))).processId,
      })),
  );
  return inTransaction(pool, async (db) => {
    const held: typeof diagrams = [];
    for (const diagram of diagrams) {
      // No owner deploys between the look and the deployment.
      await lockModel(db, diagram.processId);
      if (await isSomebodyElses(db, diagram)) held.push(diagram);
    }
    const rest = resources.filter((r) => !held.some(({ resource }) => resource === r));
    const deployed = rest.length ? await engine.deploy(rest) : [];
    for (const { processId, version, definitionKey } of deployed)
      await recordDeployment(db, { processId, engineVersion: version, definitionKey, version: null, deployedBy: null });
    for (const { processId, xml } of held) await waitAsVersion(db, processId, xml);
    return held.map(({ processId }) => processId);
  });
}

/** An owner's diagram is at work, or one that another tool brought. */
async function isSomebodyElses(db: Db, { processId, xml }: { processId: string; xml: string }): Promise<boolean> {
  const current = await currentDeployment(db, processId);
  if (!current || current.from === 'product') return false;
  // Also what we deployed ourselves and could not write down any more.
  return (await engineXml(db, processId, current.definitionKey))?.xml !== xml;
}

async function waitAsVersion(db: Db, process: string, xml: string): Promise<void> {
  const { rows } = await db.query(
    `SELECT 1 FROM model_version WHERE process = $1 AND origin = 'shipped' AND xml = $2`,
    [process, xml],
  );
  if (rows.length) return;
  await addVersion(db, {
    process,
    name: `随产品发布（${now().toISODate()}）`,
    note: '产品更新带来的流程图。当前运行的是本单位修改的版本，因此没有自动部署；请比较后决定是否采用。',
    xml,
    origin: 'shipped',
    author: null,
  });
}
