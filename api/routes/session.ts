import { Router } from 'express';
import { z } from 'zod';
import { now, toWire } from '../../domain/clock.ts';
import { managesPeople } from '../../domain/people/absence.ts';
import { holdsPost, listPosts, listUnits } from '../../domain/people/store.ts';
import { readsReports } from '../../domain/reports/scope.ts';
import { startableBy } from '../../domain/start-context.ts';
import { json } from '../body.ts';
import type { Context } from '../context.ts';
import { notFound, Problem } from '../problem.ts';
import {
  checkPassword,
  countFailure,
  principalOf,
  refuseWhenThrottled,
  requireSession,
  signIn,
  signOut,
} from '../session.ts';
import { parseBody } from '../validate.ts';
import { mayModel } from './models.ts';
import { mayOperate } from './operations.ts';
import { findPrincipal, type Principal } from '../../domain/people/store.ts';

export const SignIn = z.object({
  username: z.string({ error: '请填写用户名' }).min(1, '请填写用户名').max(100, '用户名过长'),
  password: z.string({ error: '请填写密码' }).min(1, '请填写密码').max(200, '密码过长'),
});

export function sessionRoutes(ctx: Context): Router {
  const router = Router();

  const whoAmI = async (who: Principal, csrfToken: string) => ({
    user: {
      username: who.username,
      name: who.name,
      posts: who.posts,
      represents: who.represents.map((r) => ({
        username: r.username,
        name: r.name,
        post: r.post.id,
        postName: r.post.name,
        processes: r.processes,
        untilAt: toWire(r.untilAt),
      })),
    },
    csrfToken,
    demo: ctx.config.DEMO,
    now: toWire(now()),
    may: {
      start: await startableBy(ctx.pool, who),
      moveClock: ctx.config.DEMO && holdsPost(who, 'monitor'),
      tryRules: holdsPost(who, 'process-owner'),
      model: mayModel(who),
      operate: mayOperate(who),
      manageWebhooks: holdsPost(who, 'sysadmin'),
      watch: holdsPost(who, 'monitor') || holdsPost(who, 'sysadmin'),
      managePeople: managesPeople(who),
      report: readsReports(who),
    },
  });

  router.post('/session', json({ limit: '10kb' }), async (req, res) => {
    const { username, password } = parseBody(SignIn, req.body);
    res.locals.triedAs = username;
    const id = `${username}|${req.ip}`;
    refuseWhenThrottled(id);
    if (!(await checkPassword(ctx, username, password))) {
      countFailure(id);
      throw new Problem(401, '登录失败', '用户名或密码不正确，请核对后重试。');
    }
    const who = await findPrincipal(ctx.pool, username);
    if (!who) throw new Problem(401, '登录失败', '用户名或密码不正确，请核对后重试。');
    const csrfToken = await signIn(req, username);
    res.json(await whoAmI(who, csrfToken));
  });

  router.get('/session', async (req, res) => {
    const who = principalOf(req);
    res.json(await whoAmI(who, req.session.csrfToken ?? ''));
  });

  router.delete('/session', requireSession, async (req, res) => {
    await signOut(req);
    res.clearCookie('sid').status(204).end();
  });

  /** Demonstration: the posts to sign in as with one click. */
  router.get('/demo/people', async (_req, res) => {
    if (!ctx.config.DEMO) throw notFound('该地址');
    const posts = await listPosts(ctx.pool);
    const items = (await listUnits(ctx.pool)).map((unit) => ({
      unit: unit.id,
      unitName: unit.name,
      posts: posts.filter((p) => p.unit === unit.id).map(({ id, kind, name }) => ({ id, kind, name })),
    }));
    res.json({ items, others: posts.filter((p) => !p.unit).map(({ id, name }) => ({ id, name })) });
  });

  return router;
}
