import { Router, type Request } from 'express';
import { z } from 'zod';
import { toWire } from '../../domain/clock.ts';
import { BusinessRefusal } from '../../domain/faults.ts';
import { findAccount, managesAccounts } from '../../domain/people/accounts.ts';
import {
  createToken,
  findToken,
  listTokens,
  MOST_DAYS,
  revokeToken,
  SCOPE_IDS,
  SCOPES,
  type Token,
} from '../../domain/people/tokens.ts';
import { json } from '../body.ts';
import type { Context } from '../context.ts';
import { forbidden, invalid, notFound } from '../problem.ts';
import { isKey } from '../schemas.ts';
import { principalOf } from '../session.ts';
import { parseBody, refuseUnstorable } from '../validate.ts';

export const NewToken = z.strictObject(
  {
    name: z.string({ error: '请填写用途' }).trim().min(2, '用途至少 2 个字').max(60, '用途至多 60 个字'),
    scopes: z
      .array(z.enum(SCOPE_IDS, { error: `权限应为 ${SCOPE_IDS.join('、')}` }), { error: '请选择权限范围' })
      .min(1, '请至少选择一项权限'),
    days: z
      .int({ error: `有效期应为 1–${MOST_DAYS} 天的整数` })
      .min(1, '有效期至少 1 天')
      .max(MOST_DAYS, `有效期至多 ${MOST_DAYS} 天`),
  },
  { error: '请以 {"name":…,"scopes":[…],"days":…} 提交' },
);

const view = (t: Token) => ({
  ...t,
  scopeNames: t.scopes.map((scope) => SCOPES[scope]?.name ?? scope),
  createdAt: toWire(t.createdAt),
  expiresAt: toWire(t.expiresAt),
  lastUsedAt: toWire(t.lastUsedAt),
  revokedAt: toWire(t.revokedAt),
});

/** 访问令牌: one's own, and those of outside systems by the system administrator. No scope opens these addresses to a token. */
export function tokenRoutes({ pool }: Context): Router {
  const router = Router();
  const all = async (username: string) => {
    const items = (await listTokens(pool, username)).map(view);
    return {
      items,
      total: items.length,
      scopes: SCOPE_IDS.map((id) => ({ id, name: SCOPES[id].name })),
      mostDays: MOST_DAYS,
    };
  };
  const make = async (req: Request, username: string, by: string) => {
    refuseUnstorable(req.body ?? {});
    const body = parseBody(NewToken, req.body ?? {});
    return createToken(pool, { username, ...body, by }).catch((e: unknown) => {
      throw e instanceof BusinessRefusal ? invalid([{ path: e.code, message: e.message }]) : e;
    });
  };
  async function systemOf(req: Request<{ username: string }>): Promise<string> {
    if (!managesAccounts(principalOf(req as Request))) throw forbidden('只有系统管理员可以管理系统账户的令牌。');
    const account = await findAccount(pool, req.params.username);
    if (!account) throw notFound('账户');
    // What a person may do is his own to hand on.
    if (account.kind !== 'system') throw forbidden('个人的访问令牌只能由本人建立。');
    return account.username;
  }

  router.get('/tokens', async (req, res) => {
    res.json(await all(principalOf(req).username));
  });

  router.post('/tokens', json({ limit: '10kb' }), async (req, res) => {
    const { username } = principalOf(req);
    const made = await make(req, username, username);
    res.locals.audit = { id: made.id, scopes: (req.body as { scopes: string[] }).scopes };
    res.status(201).json(made);
  });

  router.get('/accounts/:username/tokens', async (req, res) => {
    res.json(await all(await systemOf(req)));
  });

  router.post(
    '/accounts/:username/tokens',
    json({ limit: '10kb' }),
    async (req: Request<{ username: string }>, res) => {
      const made = await make(req as Request, await systemOf(req), principalOf(req as Request).username);
      res.locals.audit = { id: made.id, scopes: (req.body as { scopes: string[] }).scopes };
      res.status(201).json(made);
    },
  );

  router.delete('/tokens/:id', async (req, res) => {
    const who = principalOf(req);
    const token = isKey(req.params.id) ? await findToken(pool, req.params.id) : null;
    if (!token || (token.username !== who.username && !managesAccounts(who))) throw notFound('访问令牌');
    await revokeToken(pool, token.id, who.username);
    res.locals.audit = { owner: token.username };
    res.status(204).end();
  });

  return router;
}
