import { Router, type Request } from 'express';
import { z } from 'zod';
import { toWire } from '../../domain/clock.ts';
import { BusinessRefusal } from '../../domain/faults.ts';
import {
  ACCOUNT_STATES,
  type AccountRow,
  changeAccount,
  createAccount,
  findAccount,
  listAccounts,
  managesAccounts,
  resetPassword,
  USERNAME,
} from '../../domain/people/accounts.ts';
import { endSessions, forgetFailures } from '../../domain/people/sign-in.ts';
import type { Principal } from '../../domain/people/store.ts';
import { json } from '../body.ts';
import type { Context } from '../context.ts';
import { forbidden, invalid, notFound } from '../problem.ts';
import { Page } from '../schemas.ts';
import { principalOf } from '../session.ts';
import { parseBody, parseQuery, refuseUnstorable } from '../validate.ts';

export const AccountQuery = Page.extend({
  q: z.string().max(100, '至多 100 个字').optional(),
  kind: z.enum(['person', 'system'], { error: '应为 person 或 system' }).optional(),
  state: z.enum(ACCOUNT_STATES, { error: `应为 ${ACCOUNT_STATES.join('、')}` }).optional(),
});
const Name = z
  .string({ error: '请填写姓名或名称' })
  .trim()
  .min(1, '请填写姓名或名称')
  .max(50, '姓名或名称至多 50 个字');
export const AccountBody = z.strictObject(
  {
    username: z
      .string({ error: '请填写用户名' })
      .regex(USERNAME, '用户名应由小写字母、数字、点、横线组成，以字母或数字开头，2–61 个字符'),
    name: Name,
    kind: z.enum(['person', 'system'], { error: '应为 person 或 system' }).default('person'),
  },
  { error: '请以 {"username":…,"name":…,"kind":…} 提交' },
);
export const AccountChange = z.strictObject(
  { name: Name.optional(), active: z.boolean({ error: '应为 true 或 false' }).optional() },
  { error: '请以 {"name":…,"active":…} 提交' },
);

export const accountView = (a: AccountRow) => ({
  ...a,
  passwordSetAt: toWire(a.passwordSetAt),
  lastSignInAt: toWire(a.lastSignInAt),
  locks: a.locks.map(({ address, until }) => ({ address, until: toWire(until) })),
});

/** 账户: who may sign in. The system administrator's affair; what somebody may do is the security administrator's (posts). */
export function accountRoutes({ pool }: Context): Router {
  const router = Router();

  function guard(req: Request): Principal {
    const who = principalOf(req);
    if (!managesAccounts(who)) throw forbidden('只有系统管理员可以管理账户。');
    return who;
  }
  async function accountOf(req: Request<{ username: string }>): Promise<{ who: Principal; account: AccountRow }> {
    const who = guard(req as Request);
    const account = await findAccount(pool, req.params.username);
    if (!account) throw notFound('账户');
    return { who, account };
  }
  const refused = (e: unknown): never => {
    throw e instanceof BusinessRefusal ? invalid([{ path: e.code, message: e.message }]) : e;
  };

  router.get('/accounts', async (req, res) => {
    guard(req);
    const filter = parseQuery(AccountQuery, req.query);
    refuseUnstorable(filter);
    const { items, total } = await listAccounts(pool, filter);
    res.json({ items: items.map(accountView), total });
  });

  /** The first password is answered once. */
  router.post('/accounts', json({ limit: '10kb' }), async (req, res) => {
    guard(req);
    refuseUnstorable(req.body ?? {});
    const body = parseBody(AccountBody, req.body ?? {});
    const password = await createAccount(pool, body).catch(refused);
    res.locals.audit = body;
    res.status(201).json({ username: body.username, password });
  });

  router.put('/accounts/:username', json({ limit: '10kb' }), async (req: Request<{ username: string }>, res) => {
    const { who, account } = await accountOf(req);
    refuseUnstorable(req.body ?? {});
    const to = parseBody(AccountChange, req.body ?? {});
    await changeAccount(pool, who.username, account.username, to).catch(refused);
    res.locals.audit = { ...to, before: { name: account.name, active: account.active } };
    res.json({ username: account.username });
  });

  router.post('/accounts/:username/password', async (req: Request<{ username: string }>, res) => {
    const { who, account } = await accountOf(req);
    const password = await resetPassword(pool, who.username, account.username).catch(refused);
    res.json({ username: account.username, password });
  });

  router.post('/accounts/:username/unlock', async (req: Request<{ username: string }>, res) => {
    const { account } = await accountOf(req);
    await forgetFailures(pool, account.username);
    res.json({ username: account.username });
  });

  router.post('/accounts/:username/sign-out', async (req: Request<{ username: string }>, res) => {
    const { account } = await accountOf(req);
    const sessions = await endSessions(pool, account.username);
    res.locals.audit = { sessions };
    res.json({ username: account.username, sessions });
  });

  return router;
}
