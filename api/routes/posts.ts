import { Router, type Request } from 'express';
import { z } from 'zod';
import { now, toWire } from '../../domain/clock.ts';
import { BusinessRefusal } from '../../domain/faults.ts';
import { managesPeople } from '../../domain/people/absence.ts';
import { workOff } from '../../domain/people/hand-over.ts';
import {
  type Change,
  changeHolder,
  holdersOverTime,
  postsWithHolders,
  previewChange,
} from '../../domain/people/holders.ts';
import { listPosts, loadNames, type Principal } from '../../domain/people/store.ts';
import { json } from '../body.ts';
import type { Context } from '../context.ts';
import { forbidden, invalid, notFound } from '../problem.ts';
import { Page, Reason } from '../schemas.ts';
import { principalOf } from '../session.ts';
import { parseBody, parseQuery, refuseUnstorable } from '../validate.ts';
import { nameIn } from '../views.ts';

export const PostQuery = Page.extend({
  q: z.string().max(100, '至多 100 个字').optional(),
  unit: z.string().max(100).optional(),
});
const Planned = {
  username: z
    .string({ error: '请选择人员' })
    .min(1, '请选择人员')
    .max(100, '用户名过长')
    .nullable()
    .describe('null：终止任职，无人继任'),
  former: z.string({ error: '应为用户名' }).max(100, '用户名过长').optional().describe('多人任职时只由此人离任'),
  from: z.iso.date({ error: '应为 YYYY-MM-DD 形式的日期' }).optional(),
  joint: z.boolean({ error: '应为 true 或 false' }).optional().describe('true：与现任共同任职'),
};
const error = (issue: { code?: string | undefined; keys?: string[] }) =>
  issue.code === 'unrecognized_keys' ? `不支持的字段 ${(issue.keys ?? []).join('、')}` : '请填写任职变更';
export const HolderPreview = z.strictObject(Planned, { error });
export const NewHolder = z.strictObject({ ...Planned, reason: Reason }, { error });

// The record of a command usually is back within 20 ms.
const SETTLE_MS = 3000;

/** 岗位与任职: the security administrator's affair. A change hands the post's taken tasks over at once. */
export function postRoutes({ pool, engine, changes, logger }: Context): Router {
  const router = Router();

  function guard(req: Request): Principal {
    const who = principalOf(req);
    if (!managesPeople(who)) throw forbidden('只有安全管理员可以管理岗位任职。');
    return who;
  }
  async function postOf(req: Request<{ id: string }>): Promise<{ who: Principal; post: { id: string; name: string } }> {
    const who = guard(req);
    const post = (await listPosts(pool)).find((p) => p.id === req.params.id);
    if (!post) throw notFound('岗位');
    return { who, post };
  }
  const change = (
    post: string,
    body: {
      username: string | null;
      former?: string | undefined;
      from?: string | undefined;
      joint?: boolean | undefined;
    },
  ): Change => ({
    post,
    successor: body.username,
    former: body.former,
    from: body.from ?? now().toISODate() ?? '',
    joint: body.username !== null && (body.joint ?? false),
  });
  const refused = (e: unknown): never => {
    throw e instanceof BusinessRefusal ? invalid([{ path: e.code, message: e.message }]) : e;
  };

  router.get('/posts', async (req, res) => {
    guard(req);
    const filter = parseQuery(PostQuery, req.query);
    refuseUnstorable(filter);
    res.json(await postsWithHolders(pool, filter));
  });

  router.get('/posts/:id/holders', async (req: Request<{ id: string }>, res) => {
    const { post } = await postOf(req);
    const [{ items, changes: made }, names] = await Promise.all([holdersOverTime(pool, post.id), loadNames(pool)]);
    res.json({
      post: { id: post.id, name: post.name },
      items,
      total: items.length,
      changes: made.map((c) => ({
        ...c,
        formerName: nameIn(names, c.former),
        successorName: nameIn(names, c.successor),
        setByName: nameIn(names, c.setBy),
        setAt: toWire(c.setAt),
        cancelledAt: toWire(c.cancelledAt),
      })),
    });
  });

  /** Who would leave and which taken tasks would move, as things are. */
  router.post('/posts/:id/holders/preview', json({ limit: '10kb' }), async (req: Request<{ id: string }>, res) => {
    const { who, post } = await postOf(req);
    refuseUnstorable(req.body ?? {});
    const body = parseBody(HolderPreview, req.body ?? {});
    const [{ former, tasks }, names] = await Promise.all([
      previewChange(pool, who, change(post.id, body)).catch(refused),
      loadNames(pool),
    ]);
    res.json({
      former: former.map((username) => ({ username, name: nameIn(names, username) })),
      tasks: tasks.slice(0, 50),
      total: tasks.length,
    });
  });

  router.post('/posts/:id/holders', json({ limit: '10kb' }), async (req: Request<{ id: string }>, res) => {
    const { who, post } = await postOf(req);
    refuseUnstorable(req.body ?? {});
    const { reason, ...body } = parseBody(NewHolder, req.body ?? {});
    const planned = change(post.id, body);
    const ids = await changeHolder(pool, who, planned, reason).catch(refused);
    res.locals.audit = { ...planned, reason, handovers: ids };
    // The rows are safe; an engine that is away only delays the tasks, see people-keeper.
    await workOff(pool, engine).catch((e: unknown) => logger.warn({ err: e }, 'hand-over not finished'));
    await settled(ids as string[]);
    const { rows } = await pool.query<{ moved: number; pending: number }>(
      `SELECT count(*) FILTER (WHERE moved)::int AS moved, count(*) FILTER (WHERE done_at IS NULL)::int AS pending
         FROM handover_task WHERE handover = ANY ($1::bigint[])`,
      [ids],
    );
    res.status(201).json({ post: post.id, username: planned.successor, from: planned.from, ...rows[0] });
  });

  /** Waits until the lists say the same as the answer. */
  async function settled(ids: string[]): Promise<void> {
    const stale = (caseId: string | null) =>
      pool.query<{ caseId: string | null }>(
        `SELECT DISTINCT t.case_id AS "caseId"
           FROM handover_task k JOIN handover o ON o.id = k.handover JOIN read.task t ON t.task_key = k.task_key
          WHERE k.handover = ANY ($1::bigint[]) AND k.moved AND t.state = 'open' AND t.assignee = o.former
            AND ($2::text IS NULL OR t.case_id = $2)`,
        [ids, caseId],
      );
    await Promise.all(
      (await stale(null)).rows.map(({ caseId }) =>
        changes.waitFor(caseId ?? '', async () => ((await stale(caseId)).rows[0] ? null : true), SETTLE_MS),
      ),
    );
  }

  return router;
}
