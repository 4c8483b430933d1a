import { Router, type Request } from 'express';
import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { now } from '../../domain/clock.ts';
import { BusinessRefusal } from '../../domain/faults.ts';
import { managesPeople } from '../../domain/people/absence.ts';
import { managesAccounts } from '../../domain/people/accounts.ts';
import { workOff } from '../../domain/people/hand-over.ts';
import { importPeople, rowsOf, SHEET_KINDS, type SheetKind, SHEETS } from '../../domain/people/sheets.ts';
import { listUnits, loadNames, type Principal } from '../../domain/people/store.ts';
import { cancelUnitChange, createUnit, orderUnitChange, unitsOverTime } from '../../domain/people/unit-changes.ts';
import { json } from '../body.ts';
import type { Context } from '../context.ts';
import { conflict, forbidden, invalid, notFound } from '../problem.ts';
import { Flag, isKey, Reason } from '../schemas.ts';
import { principalOf } from '../session.ts';
import { text } from '../sheets/cells.ts';
import { importSheet } from '../sheets/import.ts';
import { workbook } from '../sheets/workbook.ts';
import { parseBody, parseQuery, refuseUnstorable } from '../validate.ts';
import { nameIn } from '../views.ts';

const UnitName = z
  .string({ error: '请填写单位名称' })
  .trim()
  .min(2, '单位名称至少 2 个字')
  .max(50, '单位名称至多 50 个字');
export const NewUnit = z.strictObject(
  { id: z.string({ error: '请填写单位编号' }).max(50, '单位编号过长'), name: UnitName },
  { error: '请以 {"id":…,"name":…} 提交' },
);
export const UnitChangeBody = z.strictObject(
  {
    kind: z.enum(['rename', 'merge'], { error: '请选择改名或者并入' }),
    name: UnitName.optional(),
    into: z.string({ error: '请选择并入的单位' }).max(100).optional(),
    from: z.iso.date({ error: '应为 YYYY-MM-DD 形式的日期' }).optional(),
    reason: Reason,
  },
  { error: '请以 {"kind":…,"name" 或 "into":…,"from":…,"reason":…} 提交' },
);
export const PeopleImportQuery = z.object({ preview: Flag.optional().transform((v) => v ?? false) });

const EXCEL = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const MAY: Record<SheetKind, (who: Principal) => boolean> = {
  units: managesAccounts,
  accounts: managesAccounts,
  holders: managesPeople,
};

/** Units for everybody; their changes, and the Excel files of units, accounts and holders, for whose affair each is. */
export function unitRoutes({ pool, engine, logger }: Context): Router {
  const router = Router();

  function guard(req: Request): Principal {
    const who = principalOf(req);
    if (!managesAccounts(who)) throw forbidden('只有系统管理员可以变更单位。');
    return who;
  }
  const refused = (e: unknown): never => {
    throw e instanceof BusinessRefusal ? invalid([{ path: e.code, message: e.message }]) : e;
  };
  const handOver = () => workOff(pool, engine).catch((e: unknown) => logger.warn({ err: e }, 'hand-over not finished'));

  router.get('/units', async (_req, res) => {
    const items = await listUnits(pool);
    res.json({ items, total: items.length });
  });

  router.get('/units/changes', async (req, res) => {
    guard(req);
    const items = await unitsOverTime(pool);
    res.json({ items, total: items.length });
  });

  router.post('/units', json({ limit: '10kb' }), async (req, res) => {
    guard(req);
    refuseUnstorable(req.body ?? {});
    const body = parseBody(NewUnit, req.body ?? {});
    const made = await inTransaction(pool, (db) => createUnit(db, body)).catch(refused);
    res.locals.audit = body;
    res.status(made ? 201 : 200).json(body);
  });

  router.post('/units/:id/changes', json({ limit: '10kb' }), async (req: Request<{ id: string }>, res) => {
    const who = guard(req as Request);
    refuseUnstorable(req.body ?? {});
    const body = parseBody(UnitChangeBody, req.body ?? {});
    if (!(await listUnits(pool, { merged: true })).some((u) => u.id === req.params.id)) throw notFound('单位');
    if (body.kind === 'rename' && !body.name) throw invalid([{ path: 'name', message: '请填写单位名称' }]);
    if (body.kind === 'merge' && !body.into) throw invalid([{ path: 'into', message: '请选择并入的单位' }]);
    const from = body.from ?? now().toISODate() ?? '';
    await orderUnitChange(pool, who.username, { unit: req.params.id, ...body, from }).catch(refused);
    res.locals.audit = { ...body, from };
    await handOver();
    res.status(201).json({ unit: req.params.id, from });
  });

  router.delete('/unit-changes/:id', async (req, res) => {
    guard(req);
    if (!isKey(req.params.id) || !(await cancelUnitChange(pool, req.params.id)))
      throw conflict('该变更已生效或已取消，请刷新后查看。');
    res.status(204).end();
  });

  const kindOf = (req: Request<{ kind: string }>): { who: Principal; kind: SheetKind } => {
    const who = principalOf(req as Request);
    const kind = SHEET_KINDS.find((k) => k === req.params.kind);
    if (!kind) throw notFound('名册');
    if (!MAY[kind](who))
      throw forbidden(`只有${kind === 'holders' ? '安全' : '系统'}管理员可以导出和导入${SHEETS[kind].title}名册。`);
    return { who, kind };
  };

  /** Can be changed and imported again; as it is, the import changes nothing. */
  router.get('/people/:kind/export.xlsx', async (req, res) => {
    const { who, kind } = kindOf(req);
    const { title, columns, shownOnly } = SHEETS[kind];
    const [rows, names] = await Promise.all([rowsOf(pool, kind), loadNames(pool)]);
    res
      .attachment(`${kind}-${now().toFormat('yyyyMMdd-HHmm')}.xlsx`)
      .type(EXCEL)
      .send(
        await workbook(
          title,
          [...Object.values<string>(columns), ...shownOnly].map((name) => ({
            title: name,
            width: /编号|名|任职|单位/.test(name) ? 26 : 14,
          })),
          rows.map((cells) => cells.map((cell) => text(cell))),
          [
            ['导出时间', now().toFormat('yyyy年M月d日 HH:mm')],
            ['导出人', nameIn(names, who.username) ?? ''],
            ['行数', String(rows.length)],
            ['只供查看', shownOnly.join('、')],
          ],
        ),
      );
  });

  router.post('/people/:kind/import', async (req: Request<{ kind: string }>, res) => {
    const { who, kind } = kindOf(req);
    const { preview } = parseQuery(PeopleImportQuery, req.query);
    const { passwords, ...done } = await importSheet(pool, req as Request, res, preview, (db, lines) =>
      importPeople(db, kind, lines, who.username),
    );
    res.locals.audit = { preview, added: done.added, changed: done.changed };
    if (!preview && kind === 'holders') await handOver();
    res.json({ preview, ...done, passwords: preview ? [] : passwords });
  });

  return router;
}
