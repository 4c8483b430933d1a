import type { Request, Router } from 'express';
import { z } from 'zod';
import { toWire } from '../../domain/clock.ts';
import {
  listMigrations,
  migratedCases,
  type Migration,
  moveAll,
  orderMigration,
  planMigration,
  stopMigration,
} from '../../domain/models/migration.ts';
import { whatFilesDo } from '../../domain/models/preview.ts';
import { changedFiles, deployedPackage, presentPackage } from '../../domain/models/package.ts';
import { loadNames, type Principal } from '../../domain/people/store.ts';
import { json } from '../body.ts';
import type { Context } from '../context.ts';
import { conflict, invalid, notFound } from '../problem.ts';
import { isKey, Reason } from '../schemas.ts';
import { parseBody, refuseUnstorable } from '../validate.ts';
import { nameIn } from '../views.ts';

const MOST = 2000;
const Key = z.string({ error: '请选择版本' }).refine(isKey, '应为部署键');
const Mapping = z
  .record(z.string().max(200), z.string().max(200), { error: '应为环节的对应关系' })
  .default({})
  .describe('原环节的标识 → 新环节的标识；不写的为同一标识');
export const MigrationPreview = z.strictObject(
  { from: Key, to: Key, mapping: Mapping },
  { error: '请以 {"from":…,"to":…,"mapping":{…}} 提交' },
);
export const MigrationOrder = z.strictObject(
  {
    from: Key,
    to: Key,
    mapping: Mapping,
    instances: z
      .array(z.string().refine(isKey, '应为流程实例的键'), { error: '请选择要移动的事项' })
      .min(1, '请选择要移动的事项')
      .max(MOST, `一次至多 ${MOST} 件`),
    presentRules: z.boolean().default(false).describe('规则改用现行的；否则仍用各自发起时的'),
    reason: Reason,
  },
  { error: '请以 {"from":…,"to":…,"instances":[…],"reason":…} 提交' },
);

type Of = Request<{ process: string }>;
type OfMigration = Request<{ process: string; migration: string }>;

interface Parts extends Pick<Context, 'pool' | 'engine' | 'health' | 'logger'> {
  looking(req: Request<never>): Principal;
  editing(req: Request<never>): Principal;
  known(process: string): Promise<string>;
}

/** Moving running cases to another version of their diagram: preview, order, progress, stop. */
export function migrationRoutes(
  router: Router,
  { pool, engine, health, logger, looking, editing, known }: Parts,
): void {
  const view = (m: Migration, names: ReadonlyMap<string, string>) => ({
    ...m,
    orderedByName: nameIn(names, m.orderedBy),
    stoppedByName: m.stoppedBy && nameIn(names, m.stoppedBy),
    orderedAt: toWire(m.orderedAt),
    finishedAt: toWire(m.finishedAt),
  });

  router.get('/models/:process/migrations', async (req: Of, res) => {
    looking(req as never);
    await known(req.params.process);
    const [rows, names] = await Promise.all([listMigrations(pool, req.params.process), loadNames(pool)]);
    const items = rows.map((m) => view(m, names));
    res.json({ items, total: items.length });
  });

  /** Which cases can, which cannot and why. Changes nothing. */
  router.post('/models/:process/migrations/preview', json({ limit: '100kb' }), async (req: Of, res) => {
    looking(req as never);
    const { process } = req.params;
    await known(process);
    const { from, to, mapping } = parseBody(MigrationPreview, req.body ?? {});
    if (from === to) throw invalid([{ path: 'to', message: '请选择另一个版本' }]);
    const plan = await planMigration(pool, process, { from, to, mapping }, health.engine().version);
    if (!plan) throw notFound('该版本');
    const [before, present] = await Promise.all([deployedPackage(pool, process, from), presentPackage(pool, process)]);
    const files = before && present ? await whatFilesDo(pool, process, changedFiles(present.files, before.files)) : [];
    res.json({ ...plan, files: files.map(({ name, kind, title }) => ({ name, kind, title })) });
  });

  router.post('/models/:process/migrations', json({ limit: '200kb' }), async (req: Of, res) => {
    const who = editing(req as never);
    const { process } = req.params;
    await known(process);
    const body = parseBody(MigrationOrder, req.body ?? {});
    refuseUnstorable(body.reason);
    const { from, to, mapping, reason, presentRules } = body;
    if (from === to) throw invalid([{ path: 'to', message: '请选择另一个版本' }]);
    const plan = await planMigration(pool, process, { from, to, mapping }, health.engine().version);
    if (!plan) throw notFound('该版本');
    const chosen = new Set(body.instances);
    const instances = plan.cases.flatMap((c) =>
      c.way !== null && chosen.has(c.instanceKey) ? [{ key: c.instanceKey, way: c.way }] : [],
    );
    if (!instances.length) throw conflict('所选的事项都不能移动，或已不在原版本上。请重新预览。');
    const order = { process, from, to, mapping, presentRules, reason, by: who.username, instances };
    const id = await orderMigration(pool, order);
    if (id === null) throw conflict('该流程正在移动另一批事项，请等它完成或先停止。');
    res.locals.audit = { migration: id, from, to, cases: instances.length };
    // The keeper goes on with it should this process die.
    void drive();
    res.status(201).json({ id, cases: instances.length });
  });

  async function drive(): Promise<void> {
    try {
      await moveAll(pool, engine);
    } catch (error) {
      logger.warn({ err: error }, 'cases not moved, will be tried again');
    }
  }

  async function one(req: OfMigration): Promise<Migration> {
    const { process, migration } = req.params;
    await known(process);
    const found = (await listMigrations(pool, process)).find((m) => m.id === migration);
    if (!found) throw notFound('该次移动');
    return found;
  }

  router.get('/models/:process/migrations/:migration', async (req: OfMigration, res) => {
    looking(req as never);
    const found = await one(req);
    const [cases, names] = await Promise.all([migratedCases(pool, found.id), loadNames(pool)]);
    res.json({ ...view(found, names), cases: cases.map((c) => ({ ...c, at: toWire(c.at) })) });
  });

  router.post('/models/:process/migrations/:migration/stop', json({ limit: '1kb' }), async (req: OfMigration, res) => {
    const who = editing(req as never);
    const found = await one(req);
    const stopped = await stopMigration(pool, found.process, found.id, who.username);
    void drive();
    res.json({ id: found.id, stopped: stopped || found.stoppedBy !== null });
  });
}
