import { Router, type Request } from 'express';
import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { toWire } from '../../domain/clock.ts';
import { loadProcessNames } from '../../domain/models/store.ts';
import { holdsPost, listUnits, loadNames } from '../../domain/people/store.ts';
import { listSupervision, loadSupervision, setSupervision, supervisionEdits } from '../../domain/supervision/store.ts';
import { json } from '../body.ts';
import type { Context } from '../context.ts';
import { forbidden, invalid, notFound } from '../problem.ts';
import { Reason } from '../schemas.ts';
import { principalOf } from '../session.ts';
import { parseBody, refuseUnstorable } from '../validate.ts';
import { nameIn } from '../views.ts';

export const ProcedureSetting = z.strictObject({
  supervisingUnit: z.string({ error: '请选择督导单位' }).min(1, '请选择督导单位').max(100),
  reason: Reason,
});

/** Which unit supervises a procedure: last rung of its limits, verifies its red cards, sees its cases. */
export function supervisionRoutes({ pool }: Context): Router {
  const router = Router();

  async function view() {
    const [settings, names, processNames] = await Promise.all([
      listSupervision(pool),
      loadNames(pool),
      loadProcessNames(pool),
    ]);
    return Promise.all(
      settings.map(async (s) => ({
        ...s,
        processName: nameIn(processNames, s.process),
        supervisingUnitName: nameIn(names, s.supervisingUnit),
        byDefaultName: nameIn(names, s.byDefault),
        changedAt: toWire(s.changedAt),
        changedByName: nameIn(names, s.changedBy),
        edits: (await supervisionEdits(pool, s.process)).map((e) => ({
          ...e,
          at: toWire(e.at),
          actorName: nameIn(names, e.actor),
          beforeName: nameIn(names, e.before),
          afterName: nameIn(names, e.after),
        })),
      })),
    );
  }

  router.get('/settings/procedures', async (req, res) => {
    principalOf(req);
    const items = await view();
    res.json({ items, total: items.length });
  });

  router.put(
    '/settings/procedures/:process',
    json({ limit: '10kb' }),
    async (req: Request<{ process: string }>, res) => {
      const who = principalOf(req);
      if (!holdsPost(who, 'sysadmin')) throw forbidden('只有系统管理员可以修改督导单位。');
      const process = req.params.process;
      if (!(await listSupervision(pool)).some((s) => s.process === process))
        throw notFound(`流程 ${process.slice(0, 100)} `);
      const { supervisingUnit: unit, reason } = parseBody(ProcedureSetting, req.body ?? {});
      refuseUnstorable(req.body);
      if (!(await listUnits(pool)).some((u) => u.id === unit))
        throw invalid([{ path: 'supervisingUnit', message: '单位不存在' }]);
      await inTransaction(pool, (db) => setSupervision(db, { process, unit }, { actor: who.username, reason }));
      // This process at once; the others when they hear of it.
      await loadSupervision(pool);
      res.json((await view()).find((s) => s.process === process));
    },
  );

  return router;
}
