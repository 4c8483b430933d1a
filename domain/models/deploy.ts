import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Db } from '../../db/pool.ts';
import type { EngineClient } from '../../engine/client.ts';

const DEPLOYABLE = /\.(bpmn|dmn|form)$/;

/**
 * Deploys the shipped diagrams, rules and forms, one deployment per procedure, but only what has changed since it was
 * last shipped: what process owners deployed afterwards stays.
 */
export async function deployShipped(db: Db, engine: EngineClient, processesDir: string): Promise<string[]> {
  const deployed: string[] = [];
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
    const { rows } = await db.query('SELECT value FROM setting WHERE key = $1', [setting]);
    if (rows[0]?.value === digest) continue;
    await engine.deploy(resources);
    // Written after the deployment: a crash between the two deploys again, which the engine recognises as the same.
    await db.query(
      `INSERT INTO setting (key, value) VALUES ($1, to_jsonb($2::text)) ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value`,
      [setting, digest],
    );
    deployed.push(entry.name);
  }
  return deployed;
}
