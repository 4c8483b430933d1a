import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { DateTime } from 'luxon';
import type { Pool } from '../../db/pool.ts';
import { type EngineClient, EngineError } from '../../engine/client.ts';
import { insertCase } from '../cases/store.ts';
import { startCase } from '../cases/start.ts';
import { atInstant, toWire } from '../clock.ts';
import { BusinessRefusal } from '../faults.ts';
import type { Package } from '../models/package.ts';
import { changedFiles, kindOf, presentFiles } from '../models/package.ts';
import { latestDiagramXml } from '../models/store.ts';
import { renamedRules } from '../models/trial.ts';
import type { Procedure } from '../procedure.ts';
import { type Copy, copyOf } from './copy.ts';
import { nameOf } from './names.ts';
import { dropSchema, makeSchema, tablesAre } from './schema.ts';
import { rehearsalDir, servicesOf } from './services.ts';
import { findRehearsal, forget, insertRehearsal, instancesOf, type Rehearsal } from './store.ts';

export type Begun = { kind: 'begun'; id: string } | { kind: 'refused'; message: string };

/** A procedure's diagrams: its own, and those that it calls, each as it is rehearsed. */
async function copiesOf(
  pool: Pool,
  id: string,
  xml: string,
  served: ReadonlySet<string>,
  decisions: Record<string, string>,
): Promise<{ own: Copy; called: Copy[]; missing: string[] }> {
  const own = await copyOf(xml, { id, served, decisions });
  const called: Copy[] = [];
  const missing: string[] = [];
  const seen = new Set<string>();
  for (let next = own.calls; next.length;) {
    const more: string[] = [];
    for (const name of next) {
      if (seen.has(name)) continue;
      seen.add(name);
      const text = await latestDiagramXml(pool, name);
      if (text === null) {
        missing.push(name);
        continue;
      }
      const copy = await copyOf(text, { id, served, decisions, called: true });
      called.push(copy);
      more.push(...copy.calls);
    }
    next = more;
  }
  return { own, called, missing };
}

/**
 * Begins a rehearsal: copies of the diagrams under names of its own, drafted rules likewise, and an empty copy of the product's tables
 * in which the product's workers run. Its case is filed there at the given business time.
 */
export async function beginRehearsal(
  pool: Pool,
  engine: EngineClient,
  dataDir: string,
  request: {
    process: string;
    ref: string;
    whole: Package;
    procedure: Procedure | undefined;
    variables: Record<string, unknown>;
    start: string | undefined;
    clock: DateTime;
    owner: string;
    served: ReadonlySet<string>;
  },
): Promise<Begun> {
  const { process, ref, whole, procedure, variables, clock, owner, served } = request;
  const id = randomBytes(6).toString('hex');
  const present = await presentFiles(
    pool,
    whole.files.map(({ name }) => name),
  );
  const drafted = changedFiles(
    whole.files.filter(({ name }) => kindOf(name) === 'dmn'),
    present,
  );
  const rules = await Promise.all(drafted.map(({ content }, i) => renamedRules(content, nameOf(id, `rules_${i}`))));
  const decisions = Object.fromEntries(rules.flatMap(({ names }) => [...names]));
  const { own, called, missing } = await copiesOf(pool, id, whole.xml, served, decisions);
  if (missing.length) return { kind: 'refused', message: `要调用的流程还没有部署：${missing.join('、')}。` };
  const start =
    own.starts.find(({ elementId }) => elementId === request.start) ??
    own.starts.find(({ message }) => message !== null && message === procedure?.startMessage) ??
    own.starts[0];
  if (!start) return { kind: 'refused', message: '流程图没有可以开始的事件。' };

  try {
    await makeSchema(pool, id);
    const row = {
      id,
      process,
      ref,
      xml: whole.xml,
      files: whole.files,
      owner,
      clock: toWire(clock)!,
      decisions,
      messages: [...new Set([...own.messages, ...called.flatMap(({ messages }) => messages)])],
      byHand: Object.assign({}, own.byHand, ...called.map(({ byHand }) => byHand)) as Record<string, string>,
    };
    await insertRehearsal(pool, row, await tablesAre(pool));
    const deployed = await engine.deploy([
      ...rules.map(({ id: name, xml }) => ({ name: `${name}.dmn`, content: Buffer.from(xml) })),
      ...called.map((copy, i) => ({ name: `${nameOf(id, `called_${i}`)}.bpmn`, content: Buffer.from(copy.xml) })),
      { name: `${nameOf(id, 'diagram')}.bpmn`, content: Buffer.from(own.xml) },
    ]);
    const keys = [...deployed.diagrams.map((d) => d.definitionKey), ...deployed.files.map((f) => f.key)];
    await pool.query('UPDATE rehearsal SET deployed = $2 WHERE id = $1', [id, JSON.stringify(keys)]);
    const caseId = await file(pool, engine, dataDir, { id, request, start });
    await pool.query('UPDATE rehearsal SET case_id = $2 WHERE id = $1', [id, caseId]);
    return { kind: 'begun', id };
  } catch (error) {
    await endRehearsal(pool, engine, dataDir, id);
    if (error instanceof EngineError && error.code === 'invalid')
      return { kind: 'refused', message: `引擎的说明：${error.message.replaceAll(nameOf(id, ''), '').slice(0, 1000)}` };
    if (error instanceof BusinessRefusal) return { kind: 'refused', message: error.message };
    throw error;
  }

  async function file(
    real: Pool,
    client: EngineClient,
    dir: string,
    filed: { id: string; request: { variables: Record<string, unknown> }; start: Copy['starts'][number] },
  ): Promise<string> {
    const r = (await findRehearsal(real, filed.id))!;
    const services = servicesOf(real, client, dir, r);
    return atInstant(clock, async () => {
      const clockNow = { rehearsalNow: toWire(clock) };
      if (procedure && filed.start.message === procedure.startMessage) {
        const started = await startCase(
          services.pool,
          {
            publishMessage: (message) =>
              services.engine.publishMessage({ ...message, variables: { ...message.variables, ...clockNow } }),
          },
          // Never the number of a real case.
          { ...procedure, prefix: `YL${filed.id.toUpperCase()}` },
          { variables, createdBy: owner, idempotencyKey: null },
        );
        if (started === 'other-content') throw new Error('a rehearsal has one case');
        return started.id;
      }
      const caseId = await insertCase(services.pool, {
        process,
        prefix: `YL${filed.id.toUpperCase()}`,
        title: '演练事项',
        variables,
        ruleKeys: {},
        createdBy: owner,
        filingUnit: null,
        leadingUnit: procedure?.leadingUnit ?? 'leading-group-office',
        units: [],
        idempotencyKey: null,
        requestHash: '',
        year: clock.year,
        createdAt: toWire(clock)!,
      });
      await client.publishMessage({
        name: filed.start.engineMessage,
        correlationKey: caseId!,
        timeToLiveMs: 60_000,
        variables: { ...variables, caseId, ...clockNow },
      });
      return caseId!;
    });
  }
}

/** Ends it and leaves nothing: instances, deployed copies, its schema, files and rows. Repeated it does what was left over. */
export async function endRehearsal(pool: Pool, engine: EngineClient, dataDir: string, id: string): Promise<void> {
  const r = await findRehearsal(pool, id);
  const quietly = (work: Promise<unknown>) => work.catch((error: unknown) => gone(error));
  for (const { instanceKey, state, parent } of await instancesOf(pool, id))
    if (state === 'active' && parent === null) await quietly(engine.cancelInstance(instanceKey));
  for (const key of r?.deployed ?? []) await quietly(engine.deleteResource(key));
  await dropSchema(pool, id);
  await rm(rehearsalDir(dataDir, id), { recursive: true, force: true });
  await forget(pool, [id]);
  await pool.query('DELETE FROM rehearsal WHERE id = $1', [id]);
}

/** What the engine has no more needs no end. */
function gone(error: unknown): void {
  if (!(error instanceof EngineError) || error.code === 'unavailable') throw error;
}

export type { Rehearsal };
