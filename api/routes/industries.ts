import { Router } from 'express';
import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { toWire } from '../../domain/clock.ts';
import { listIndustries, listIndustryEdits, replaceIndustries } from '../../domain/parks/industries.ts';
import { holdsPost, listUnits, loadNames, type Principal } from '../../domain/people/store.ts';
import { json } from '../body.ts';
import type { Context } from '../context.ts';
import { conflict, forbidden, invalid } from '../problem.ts';
import { Reason } from '../schemas.ts';
import { principalOf } from '../session.ts';
import { parseBody, refuseUnstorable } from '../validate.ts';
import { nameIn } from '../views.ts';

export const Industries = z.strictObject(
  {
    /** As read: an edit by somebody else in between is not overwritten. */
    revision: z.int({ error: '应为整数' }),
    industries: z
      .array(
        z.strictObject({
          id: z
            .string({ error: '请填写代码' })
            .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, '代码由小写字母、数字和短横线组成')
            .max(60, '至多 60 个字'),
          name: z.string({ error: '请填写产业名称' }).trim().min(1, '请填写产业名称').max(60, '至多 60 个字'),
          department: z.string({ error: '请选择产业主管部门' }).max(100),
        }),
        { error: '应为产业列表' },
      )
      .min(1, '至少一个产业')
      .max(50, '至多 50 个产业'),
    reason: Reason,
  },
  { error: '请以 {"revision":…,"industries":[…],"reason":…} 提交' },
);

/** Whoever answers for the list: the office, and those who edit the models. */
const mayEdit = (who: Principal): boolean =>
  ['process-owner', 'sysadmin', 'key-industry-office.head', 'key-industry-office.clerk'].some((post) =>
    holdsPost(who, post),
  );

/** The leading industries and their departments (历下政办发〔2019〕9号 第三条). */
export function industryRoutes({ pool }: Context): Router {
  const router = Router();

  router.get('/industries', async (req, res) => {
    const [items, edits, names] = await Promise.all([listIndustries(pool), listIndustryEdits(pool), loadNames(pool)]);
    res.json({
      items: items.map((item) => ({ ...item, departmentName: nameIn(names, item.department) })),
      total: items.length,
      revision: edits[0]?.revision ?? 0,
      edits: edits.map(({ revision, at, actor, reason }) => ({
        revision,
        at: toWire(at),
        actorName: actor ? nameIn(names, actor) : null,
        reason,
      })),
      may: { edit: mayEdit(principalOf(req)) },
    });
  });

  router.put('/industries', json({ limit: '100kb' }), async (req, res) => {
    const who = principalOf(req);
    if (!mayEdit(who)) throw forbidden('只有重点产业发展办公室、流程设计员和系统管理员可以修改产业名录。');
    const { revision, industries, reason } = parseBody(Industries, req.body);
    refuseUnstorable(req.body);
    const units = new Set((await listUnits(pool)).map((unit) => unit.id));
    const errors = industries.flatMap(({ id, name, department }, i) => {
      const before = industries.slice(0, i);
      if (!units.has(department))
        return [{ path: `industries.${i}.department`, message: '产业主管部门不在单位名录中' }];
      if (before.some((other) => other.id === id)) return [{ path: `industries.${i}.id`, message: '同一代码出现两次' }];
      if (before.some((other) => other.name === name))
        return [{ path: `industries.${i}.name`, message: '同一产业出现两次' }];
      return [];
    });
    if (errors.length) throw invalid(errors);
    const by = { actor: who.username, reason, revision };
    const done = await inTransaction(pool, (db) => replaceIndustries(db, industries, by));
    if (!done) throw conflict('产业名录刚刚被他人修改，请刷新后重新填写。');
    res.locals.audit = { reason };
    res.json({ revision: revision + 1 });
  });

  return router;
}
