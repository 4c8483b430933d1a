import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { BusinessRefusal } from '../../domain/faults.ts';
import { enterByClaims } from '../../domain/people/claims.ts';
import type { Context } from '../context.ts';
import { createOidc, SignInFailed } from '../oidc.ts';
import { isOurPage } from '../our-page.ts';
import { notFound } from '../problem.ts';
import { markup } from '../public/markup.ts';
import { saveSession, signIn } from '../session.ts';
import { parseQuery } from '../validate.ts';

export const OidcStart = z.object({ to: z.string().max(2000).optional() });

/** Sign-in by the district's own provider; pages of their own, as the browser comes here itself. */
export function oidcRoutes(ctx: Context): Router {
  const router = Router();
  const oidc = ctx.config && createOidc(ctx.config);

  function failed(res: Response, error: unknown, req: Request): void {
    const known =
      error instanceof SignInFailed
        ? error
        : error instanceof BusinessRefusal
          ? new SignInFailed(403, error.message)
          : (error as { constraint?: string }).constraint === 'administrators_apart'
            ? new SignInFailed(403, '系统、安全、审计管理员不得兼任其他岗位，请联系系统管理员核对岗位映射。')
            : null;
    if (!known) throw error;
    req.log.warn({ err: known.cause ?? known }, 'sign-in by the provider failed');
    res.locals.act = true;
    const page = markup`<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>登录未成功</title><style>body{font:16px/1.7 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;max-width:32em;margin:15vh auto;padding:0 16px;color:#1f2933}
h1{font-size:22px}a{color:#1d4f91}</style></head><body><main><h1>登录未成功</h1><p>${known.message}</p><p><a href="/">回到登录页</a></p></main></body></html>`;
    res.status(known.status).type('html').send(page.text);
  }

  router.get('/session/ways', (_req, res) => {
    res.json({ password: true, oidc: oidc ? { name: oidc.name } : null });
  });

  router.get('/oidc/start', async (req, res) => {
    if (!oidc) throw notFound('统一身份认证登录');
    const { to = '/' } = parseQuery(OidcStart, req.query);
    try {
      const { address, leaving } = await oidc.leave(isOurPage(to) ? to : '/');
      req.session.leaving = leaving;
      await saveSession(req);
      res.redirect(address);
    } catch (error) {
      failed(res, error, req);
    }
  });

  router.get('/oidc/callback', async (req, res) => {
    if (!oidc) throw notFound('统一身份认证登录');
    const { leaving } = req.session;
    try {
      if (leaving) {
        // Once, whatever comes of it.
        delete req.session.leaving;
        await saveSession(req);
      }
      const { claimed, idToken } = await oidc.comeBack(req.originalUrl, leaving);
      res.locals.triedAs = claimed.username;
      const username = await enterByClaims(ctx.pool, claimed, ctx.config.OIDC_CREATE);
      res.locals.triedAs = username;
      await signIn(ctx, req, username, idToken);
      res.locals.act = true;
      res.redirect(leaving?.to ?? '/');
    } catch (error) {
      failed(res, error, req);
    }
  });

  return router;
}
