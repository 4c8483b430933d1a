import { Router } from 'express';
import { z } from 'zod';
import { holdsPost, loadNames, type Principal } from '../../domain/people/store.ts';
import { act, receiversOf, sameAct } from '../../domain/tasks/acts.ts';
import {
  dropFilter,
  filtersFor,
  findFilter,
  keepFilter,
  keepListView,
  listViewOf,
} from '../../domain/tasks/filters.ts';
import { standsInFor } from '../../domain/tasks/acting.ts';
import { countFiltered, findTask, type TaskRow } from '../../domain/tasks/store.ts';
import { json } from '../body.ts';
import type { Context } from '../context.ts';
import { conflict, forbidden, notFound, Problem } from '../problem.ts';
import { isKey, Reason, Variables } from '../schemas.ts';
import { principalOf } from '../session.ts';
import { headsUnitOf } from '../task-access.ts';
import { taskDoing } from '../task-doing.ts';
import { checkReceiver } from './task-acts.ts';
import { parseBody, refuseUnstorable } from '../validate.ts';
import { nameIn } from '../views.ts';

const MOST_FILTERS = 30;
const MOST_AT_ONCE = 100;

export const NewFilter = z.strictObject(
  {
    name: z.string({ error: '请填写名称' }).trim().min(1, '请填写名称').max(30, '名称至多 30 个字'),
    unit: z.string().max(100, '标识过长').nullable().default(null).describe('与哪个单位共享；null 只供自己使用'),
    query: z.strictObject({
      view: z.enum(['mine', 'claimable', 'all'], { error: '应为 mine、claimable 或 all' }).optional(),
      q: z.string().max(200, '至多 200 个字').optional(),
      overdue: z.boolean().optional(),
      process: z.string().max(100, '标识过长').optional(),
    }),
  },
  { error: '请以 {"name":…,"query":{…}} 提交' },
);
export const ViewBody = z.strictObject(
  {
    columns: z
      .array(z.string().regex(/^[a-zA-Z]{1,40}$/, '不是有效的列'))
      .max(20, '列过多')
      .optional(),
    sort: z.enum(['due', 'created'], { error: '应为 due 或 created' }).optional(),
    density: z.enum(['small', 'middle', 'large'], { error: '应为 small、middle 或 large' }).optional(),
  },
  { error: '请以 {"columns":[…],"sort":…,"density":…} 提交' },
);
const Keys = z
  .array(z.string().refine(isKey, '应为任务的键'), { error: '请选择任务' })
  .min(1, '请选择任务')
  .max(MOST_AT_ONCE, `一次至多 ${MOST_AT_ONCE} 项`)
  .transform((keys) => [...new Set(keys)]);
export const Bulk = z.discriminatedUnion(
  'act',
  [
    z.strictObject({ act: z.literal('claim'), keys: Keys }),
    z.strictObject({ act: z.literal('complete'), keys: Keys, variables: Variables.default({}) }),
    z.strictObject({
      act: z.literal('transfer'),
      keys: Keys,
      to: z.string({ error: '请选择交给哪个岗位' }).min(1, '请选择交给哪个岗位').max(100, '标识过长'),
      person: z.string().max(100, '标识过长').nullable().default(null),
      reason: Reason,
    }),
  ],
  { error: '应为 claim、complete 或 transfer' },
);

/** What belongs to the task list as a whole: kept filters, how it looks, and acts on many tasks. */
export function taskListRoutes(ctx: Context): Router {
  const { pool, engine } = ctx;
  const router = Router();
  const doing = taskDoing(ctx);

  router.get('/task-filters', async (req, res) => {
    const who = principalOf(req);
    const [filters, names] = await Promise.all([filtersFor(pool, who), loadNames(pool)]);
    // A count is that of the list with the same filter, for whoever asks.
    const items = await Promise.all(
      filters.map(async (f) => ({
        ...f,
        unitName: nameIn(names, f.unit),
        ownerName: nameIn(names, f.owner),
        mine: f.owner === who.username,
        count: await countFiltered(pool, who, { view: 'mine', ...f.query, state: 'open' }),
      })),
    );
    res.json({ items, total: items.length });
  });

  router.post('/task-filters', json({ limit: '10kb' }), async (req, res) => {
    const who = principalOf(req);
    const filter = parseBody(NewFilter, req.body ?? {});
    refuseUnstorable(filter);
    if (filter.unit !== null && !who.units.includes(filter.unit)) throw forbidden('只能与您所在的单位共享。');
    const id = await keepFilter(pool, who, filter, MOST_FILTERS);
    if (id === null) throw conflict(`至多保存 ${MOST_FILTERS} 个筛选，请先删除不用的。`);
    res.locals.audit = { name: filter.name, unit: filter.unit };
    res.status(201).json({ id });
  });

  router.delete('/task-filters/:id', async (req, res) => {
    const who = principalOf(req);
    const found = isKey(req.params.id) ? await findFilter(pool, req.params.id) : null;
    if (!found || !(found.owner === who.username || (found.unit && who.units.includes(found.unit))))
      throw notFound('筛选');
    if (found.owner !== who.username && !holdsPost(who, `${found.unit}.head`))
      throw forbidden('只有保存人和本单位主要负责人可以删除共享的筛选。');
    await dropFilter(pool, found.id);
    res.status(204).end();
  });

  router.get('/lists/tasks/view', async (req, res) => {
    res.json(await listViewOf(pool, principalOf(req).username, 'tasks'));
  });

  router.put('/lists/tasks/view', json({ limit: '10kb' }), async (req, res) => {
    const view = parseBody(ViewBody, req.body ?? {});
    await keepListView(pool, principalOf(req).username, 'tasks', view);
    res.json(view);
  });

  /** Each is done on its own: what cannot be is said, the others go on. */
  router.post('/tasks/bulk', json({ limit: '200kb' }), async (req, res) => {
    const who = principalOf(req);
    const body = parseBody(Bulk, req.body ?? {});
    refuseUnstorable(body);
    const items: { key: string; name: string | null; done: boolean; message: string }[] = [];
    for (const key of body.keys) {
      const task = await findTask(pool, key);
      try {
        // What he may not see is answered like what there is not.
        if (!task) throw notFound('任务');
        await doOne(who, task, body);
        items.push({ key, name: task.name, done: true, message: '' });
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        const message = error.errors?.map((e) => e.message).join('；') || error.message;
        items.push({ key, name: task && error.status !== 403 ? task.name : null, done: false, message });
      }
    }
    res.locals.audit = {
      act: body.act,
      done: items.filter(({ done }) => done).map(({ key }) => key),
      refused: items.filter(({ done }) => !done).map(({ key }) => key),
    };
    res.json({ items, total: items.length });
  });

  async function doOne(who: Principal, task: TaskRow, body: z.output<typeof Bulk>): Promise<void> {
    if (body.act === 'claim') return doing.claim(who, task);
    if (body.act === 'complete') {
      if (!task.bulk) throw conflict('该任务需要逐项办理，不能批量提交。');
      await doing.complete(who, task, body.variables);
      return;
    }
    if (!headsUnitOf(who, task)) throw forbidden('只有本单位主要负责人可以批量转办。');
    if (task.state !== 'open') throw conflict('该任务已办结或已撤销。');
    if (!task.caseId) throw conflict('事项尚在启动，请稍后再试。');
    if (task.delegation || task.heldBy !== null) throw conflict('该任务已委派他人或者正等待确认，没有转办。');
    const same = {
      kind: 'transfer' as const,
      by: who.username,
      toPost: body.to,
      toUser: body.person,
      text: body.reason,
    };
    if ((task.groups.join() === body.to && task.assignee === body.person) || (await sameAct(pool, task.key, same)))
      return;
    const receiver = checkReceiver(await receiversOf(pool, task, 'transfer'), null, body.to, body.person);
    const done = await act(pool, engine, task, {
      ...same,
      onBehalfOf: standsInFor(who, task)?.post.id ?? null,
      groups: [receiver.post],
      assignee: body.person,
      delegation: null,
    });
    if (done.kind === 'gone' || done.kind === 'busy') throw conflict('该任务刚刚由他人办理或转交，没有转办。');
  }

  return router;
}
