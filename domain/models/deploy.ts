import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { inTransaction, type Db, type Pool } from '../../db/pool.ts';
import type { EngineClient } from '../../engine/client.ts';
import { now } from '../clock.ts';
import { diagramOf } from './diagram.ts';
import { readDefinitions } from './moddle.ts';
import { idOf, inOrder, type ModelFile, namedIn, presentFiles, sameFile } from './package.ts';
import { readRules } from './rules.ts';
import {
  addVersion,
  currentDeployment,
  engineXml,
  fileOrigins,
  lockModels,
  recordDeployment,
  recordFiles,
} from './versions.ts';

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
 * last shipped. Where an owner has deployed a diagram, rule or form of his own, the procedure's new shipped package is not
 * deployed over it: it becomes a version that the owner can compare and deploy.
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
  const files = await Promise.all(
    resources
      .filter(({ name }) => !name.endsWith('.bpmn'))
      .map(async (resource) => ({ resource, ...(await asFile(resource)) })),
  );
  const diagrams = await Promise.all(
    resources
      .filter(({ name }) => name.endsWith('.bpmn'))
      .map(async (resource) => {
        const xml = resource.content.toString('utf8');
        const { definitions } = await readDefinitions(xml);
        const { processId } = diagramOf(definitions);
        const named = namedIn(processId, definitions);
        const own = files.filter(({ file, decisions }) =>
          decisions ? decisions.some((id) => named.decisions.includes(id)) : named.forms.includes(idOf(file.name)),
        );
        return { resource, xml, processId, files: own.map(({ file }) => file) };
      }),
  );
  return inTransaction(pool, async (db) => {
    // No owner deploys between the look and the deployment.
    await lockModels(
      db,
      diagrams.map((d) => d.processId),
      files.map(({ file }) => file.name),
    );
    const present = await presentFiles(
      db,
      files.map(({ file }) => file.name),
    );
    const origins = await fileOrigins(
      db,
      present.map(({ key }) => key),
    );
    const others = new Set(
      present
        .filter(({ key }) => origins.get(key) !== 'product')
        .filter((p) => files.some(({ file }) => file.name === p.name && !sameFile(file, p)))
        .map(({ name }) => name),
    );
    const held: typeof diagrams = [];
    for (const diagram of diagrams)
      if ((await isSomebodyElses(db, diagram)) || diagram.files.some(({ name }) => others.has(name)))
        held.push(diagram);
    // A package is deployed whole or waits whole; what the engine has not at all, others may need.
    const waiting = new Set([...others, ...held.flatMap((d) => d.files.map(({ name }) => name))]);
    const rest = resources.filter((r) => {
      if (held.some(({ resource }) => resource === r)) return false;
      const name = files.find(({ resource }) => resource === r)?.file.name;
      return name === undefined || !waiting.has(name) || !present.some((p) => p.name === name);
    });
    const deployed = rest.length ? await engine.deploy(rest) : { diagrams: [], files: [] };
    for (const { processId, version, definitionKey } of deployed.diagrams)
      await recordDeployment(db, { processId, engineVersion: version, definitionKey, version: null, deployedBy: null });
    await recordFiles(db, deployed.files, null);
    for (const diagram of held) await waitAsVersion(db, diagram);
    return held.map(({ processId }) => processId);
  });
}

/** Named by what it says it is: files of the product may be called otherwise. `decisions`: ids of those in a rule. */
async function asFile({ name, content }: Resource): Promise<{ file: ModelFile; decisions: string[] | null }> {
  const text = content.toString('utf8');
  if (name.endsWith('.form')) {
    const { id } = JSON.parse(text) as { id: string };
    return { file: { name: `${id}.form`, content: text }, decisions: null };
  }
  const { id, decisions } = await readRules(text);
  return { file: { name: `${id}.dmn`, content: text }, decisions: decisions.map((decision) => decision.id) };
}

/** An owner's diagram is at work, or one that another tool brought. */
async function isSomebodyElses(db: Db, { processId, xml }: { processId: string; xml: string }): Promise<boolean> {
  const current = await currentDeployment(db, processId);
  if (!current || current.from === 'product') return false;
  // Also what we deployed ourselves and could not write down any more.
  return (await engineXml(db, processId, current.definitionKey))?.xml !== xml;
}

async function waitAsVersion(
  db: Db,
  { processId: process, xml, files }: { processId: string; xml: string; files: ModelFile[] },
): Promise<void> {
  const { rows } = await db.query(
    `SELECT 1 FROM model_version WHERE process = $1 AND origin = 'shipped' AND xml = $2 AND files = $3`,
    [process, xml, JSON.stringify(inOrder(files))],
  );
  if (rows.length) return;
  await addVersion(db, {
    process,
    name: `随产品发布（${now().toISODate()}）`,
    note: '产品更新带来的流程图、规则和表单。当前运行的是本单位修改的版本，因此没有自动部署；请比较后决定是否采用。',
    xml,
    files: inOrder(files),
    origin: 'shipped',
    author: null,
  });
}
