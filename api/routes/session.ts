import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { now, toWire } from '../../domain/clock.ts';
import { BusinessRefusal } from '../../domain/faults.ts';
import { managesPeople } from '../../domain/people/absence.ts';
import { changeOwnPassword, managesAccounts } from '../../domain/people/accounts.ts';
import { guideOf, GUIDES, hasSeenGuide, sawGuide } from '../../domain/people/guides.ts';
import { RULES } from '../../domain/people/password.ts';
import { identify } from '../../domain/people/identity.ts';
import { forgetFailures, keptName } from '../../domain/people/sign-in.ts';
import { holdsPost, listPosts, listUnits, type Principal } from '../../domain/people/store.ts';
import { readsReports } from '../../domain/reports/scope.ts';
import { startableBy } from '../../domain/start-context.ts';
import { json } from '../body.ts';
import type { Context } from '../context.ts';
import { createOidc } from '../oidc.ts';
import { forbidden, invalid, notFound, Problem } from '../problem.ts';
import { checkSignIn, passwordDaysOf, principalOf, requireSession, signIn, signOut } from '../session.ts';
import { parseBody } from '../validate.ts';
import { mayModel } from './models.ts';
import { mayOperate } from './operations.ts';

export const SignIn = z.object({
  username: z.string({ error: '请填写用户名' }).min(1, '请填写用户名').max(100, '用户名过长'),
  password: z.string({ error: '请填写密码' }).min(1, '请填写密码').max(200, '密码过长'),
});

export const OwnPassword = z.strictObject(
  {
    old: z.string({ error: '请填写现在的密码' }).min(1, '请填写现在的密码').max(200, '密码过长'),
    password: z.string({ error: '请填写新密码' }).min(1, '请填写新密码').max(200, '密码过长'),
  },
  { error: '请以 {"old":…,"password":…} 提交' },
);

export function sessionRoutes(ctx: Context): Router {
  const router = Router();
  const oidc = ctx.config && createOidc(ctx.config);

  const whoAmI = async (req: Request, who: Principal) => ({
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
    csrfToken: req.token ? '' : (req.session.csrfToken ?? ''),
    demo: ctx.config.DEMO,
    mustChange: req.standing?.mustChange ?? null,
    passwordRules: RULES,
    signedInBy: req.session?.by ?? 'password',
    // Of a session that has just begun all of it is left.
    idle: {
      minutes: ctx.config.IDLE_MINUTES,
      leftSeconds: Math.max(0, Math.round(ctx.config.IDLE_MINUTES * 60 - (req.standing?.idle ?? 0))),
    },
    ...(req.token
      ? { token: { name: req.token.name, scopes: req.token.scopes, expiresAt: toWire(req.token.expiresAt) } }
      : {}),
    now: toWire(now()),
    guide: await guideFor(req, who),
    may: {
      start: await startableBy(ctx.pool, who),
      moveClock: ctx.config.DEMO && holdsPost(who, 'monitor'),
      tryRules: holdsPost(who, 'process-owner'),
      model: mayModel(who),
      operate: mayOperate(who),
      manageWebhooks: holdsPost(who, 'sysadmin'),
      watch: holdsPost(who, 'monitor') || holdsPost(who, 'sysadmin'),
      managePeople: managesPeople(who),
      manageAccounts: managesAccounts(who),
      report: readsReports(who),
    },
  });

  /** Which guide of a first visit is this person's, and whether it is to be shown unasked. */
  async function guideFor(req: Request, who: Principal) {
    const name = guideOf(who);
    const asked = ctx.config.FIRST_VISIT_GUIDE && !req.token;
    return { name, due: asked && !(await hasSeenGuide(ctx.pool, who.username, name)) };
  }

  router.put('/me/guides/:guide', requireSession, async (req, res) => {
    const guide = GUIDES.find((name) => name === req.params.guide);
    if (!guide) throw notFound('该引导');
    await sawGuide(ctx.pool, principalOf(req).username, guide);
    res.status(204).end();
  });

  router.post('/session', json({ limit: '10kb' }), async (req, res) => {
    const { username, password } = parseBody(SignIn, req.body);
    // A name that there is not may be a password in the wrong field: the log has what it is kept as.
    res.locals.triedAs = await keptName(ctx.pool, username, ctx.config.SESSION_SECRET);
    await checkSignIn(ctx, req, res, username, password);
    await forgetFailures(ctx.pool, username, req.ip ?? '');
    await enter(req, username);
    res.json(await whoAmI(req, principalOf(req)));
  });

  async function enter(req: Request, username: string): Promise<void> {
    await signIn(ctx, req, username);
    const person = (await identify(ctx.pool, req.sessionID, passwordDaysOf(ctx)))?.person;
    if (!person) throw new Problem(401, '登录失败', '用户名或密码不正确，请核对后重试。');
    req.principal = person.who;
    req.standing = person.standing;
    delete req.token;
  }

  router.get('/session', async (req, res) => {
    res.json(await whoAmI(req, principalOf(req)));
  });

  /** One's own password; every session ends, this one begins anew. */
  router.put('/session/password', requireSession, json({ limit: '10kb' }), async (req, res) => {
    const { username } = principalOf(req);
    if (req.token) throw forbidden('访问令牌不能修改密码。');
    const { old, password } = parseBody(OwnPassword, req.body ?? {});
    await checkOld(req, res, username, old);
    const done = await changeOwnPassword(ctx.pool, username, old, password).catch((error: unknown) => {
      throw error instanceof BusinessRefusal ? invalid([{ path: error.code, message: error.message }]) : error;
    });
    if (!done) throw invalid([{ path: 'old', message: '现在的密码不正确。' }]);
    await enter(req, username);
    res.json(await whoAmI(req, principalOf(req)));
  });

  /** The old password is guessed here no more often than at the sign-in. */
  async function checkOld(req: Request, res: Response, username: string, old: string): Promise<void> {
    await checkSignIn(ctx, req, res, username, old).catch((error: unknown) => {
      throw error instanceof Problem && error.status === 401
        ? invalid([{ path: 'old', message: '现在的密码不正确。' }])
        : error;
    });
  }

  router.delete('/session', requireSession, async (req, res) => {
    const { idToken } = req.session;
    await signOut(req);
    res.clearCookie('sid');
    const there = idToken === undefined ? null : await oidc?.signOutAddress(idToken);
    if (there) res.json({ signOutAddress: there });
    else res.status(204).end();
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
