import connectPgSimple from 'connect-pg-simple';
import type { Express, Request, RequestHandler, Response } from 'express';
import session, { type SessionData } from 'express-session';
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { callbackify } from 'node:util';
import {
  countFailure,
  keptName,
  lockedUntil,
  mayEnter,
  noteSignIn,
  touchSession,
  waitOfAttempt,
} from '../domain/people/sign-in.ts';
import type { Db } from '../db/pool.ts';
import { withVersions } from '../db/revision.ts';
import { identify, type Identity, type Standing } from '../domain/people/identity.ts';
import { findPrincipal, type Principal } from '../domain/people/store.ts';
import { isOpenTo, noteUse, type Token, tokenOf } from '../domain/people/tokens.ts';
import type { Context } from './context.ts';
import type { Leaving } from './oidc.ts';
import { forbidden, notSignedIn, Problem } from './problem.ts';

declare module 'express-session' {
  interface SessionData {
    username: string;
    csrfToken: string;
    /** How somebody came in; left out: by password. */
    by?: 'oidc';
    /** Of the provider, to sign out there. */
    idToken?: string;
    leaving?: Leaving;
    found?: Found;
  }
}
declare module 'express-serve-static-core' {
  interface Request {
    principal?: Principal;
    /** How account and session stand; none for a token. */
    standing?: Standing;
    token?: Token;
    /** Why nobody is signed in although somebody says so. */
    refusal?: Problem;
    log: Context['logger'];
  }
}

/** What was found with a session goes with it to who asks for it, and is never kept in it. */
class Found {
  readonly identity: Identity;
  constructor(identity: Identity) {
    this.identity = identity;
  }
  toJSON(): undefined {
    return undefined;
  }
}

const HOURS = 60 * 60 * 1000;
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

export function installSession(app: Express, ctx: Context): void {
  const { config, pool, reading } = ctx;
  app.locals.tokenPerMinute = config.TOKEN_PER_MINUTE;
  const passwordDays = passwordDaysOf(ctx);
  class Store extends connectPgSimple(session) {
    override get = callbackify(async (sid: string): Promise<SessionData | null> => {
      const identity = await identify(reading, sid, passwordDays);
      return identity && { ...(identity.session as unknown as SessionData), found: new Found(identity) };
    });
  }
  app.use(
    '/api',
    session({
      name: 'sid',
      secret: config.SESSION_SECRET,
      store: new Store({
        pool,
        tableName: 'session',
        pruneSessionInterval: 15 * 60,
        disableTouch: true,
      }),
      resave: false,
      saveUninitialized: false,
      cookie: { httpOnly: true, sameSite: 'lax', secure: config.DEMO ? false : 'auto', maxAge: 12 * HOURS },
    }),
  );
  app.use('/api', (req, res, next) => {
    const bearer = /^Bearer +(\S+)$/i.exec(req.headers.authorization ?? '')?.[1];
    (bearer === undefined ? identifySession(ctx, req) : identifyToken(ctx, req, res, bearer)).then(() => next(), next);
  });
}

/** How long a password lasts, 0 for ever. */
export const passwordDaysOf = ({ config }: Context): number => (config.DEMO ? 0 : config.PASSWORD_DAYS);

/** For the short statements of an answer; what the look at the session has told is not asked for again. */
export function readingOf({ reading }: Context, req: Request): Db {
  const found = req.session?.found;
  return found ? withVersions(reading, found.identity.versions) : reading;
}

async function identifySession({ pool, config }: Context, req: Request): Promise<void> {
  const person = req.session.found?.identity.person;
  if (!person) return;
  const { who, standing } = person;
  if (standing.idle > config.IDLE_MINUTES * 60) {
    await freshSession(req);
    req.refusal = new Problem(401, '登录已失效', `超过 ${config.IDLE_MINUTES} 分钟没有操作，已自动退出，请重新登录。`);
    return;
  }
  req.principal = who;
  req.standing = standing;
  // His password is the provider's affair.
  if (req.session.by === 'oidc') standing.mustChange = null;
  // Pages ask by themselves every now and then: what a person did is a change, or what the page says of mouse and keyboard.
  const said = Number(req.headers['x-idle-seconds'] ?? NaN);
  const secondsAgo = SAFE.has(req.method) ? said : 0;
  if (secondsAgo >= 0 && secondsAgo < standing.idle) {
    standing.idle = secondsAgo;
    await touchSession(pool, req.sessionID, secondsAgo);
  }
}

async function identifyToken({ pool }: Context, req: Request, res: Response, key: string): Promise<void> {
  const token = await tokenOf(pool, key);
  const who = token && (await findPrincipal(pool, token.username));
  if (!token || token.state !== 'active' || !who) {
    if (token) res.locals.triedAs = token.username;
    const why =
      token?.state === 'expired' ? '访问令牌已过期' : token?.state === 'revoked' ? '访问令牌已吊销' : '访问令牌无效';
    req.refusal = new Problem(401, why, '请在“我的账户”或向系统管理员申请新的令牌。');
    return;
  }
  req.principal = who;
  req.token = token;
  res.locals.token = token.id;
  await noteUse(pool, token.id, req.ip ?? '');
}

/** Who is acting; 401 when nobody is signed in. */
export function principalOf(req: Request): Principal {
  if (!req.principal) throw req.refusal ?? notSignedIn();
  return req.principal;
}

/** Everything behind this needs a session, and every change the session's token; or an access token that is open to it. */
export const requireSession: RequestHandler = (req, res, next) => {
  principalOf(req);
  if (req.token) {
    refuseToken(req, res, req.token);
    return next();
  }
  if (!SAFE.has(req.method)) {
    const sent = Buffer.from(String(req.headers['x-csrf-token'] ?? ''));
    const expected = Buffer.from(req.session.csrfToken ?? '');
    if (expected.length === 0 || sent.length !== expected.length || !timingSafeEqual(sent, expected)) {
      throw forbidden('缺少或不符的 x-csrf-token，请刷新页面后重试。');
    }
  }
  next();
};

/** Nothing but one's own password before it is one's own. */
export const refuseForeignPassword: RequestHandler = (req, _res, next) => {
  if (req.standing?.mustChange)
    throw new Problem(
      403,
      '须先修改密码',
      req.standing.mustChange === 'given' ? '首次登录或密码被重置后，须先修改密码。' : '密码已到期，须先修改密码。',
    );
  next();
};

// Requests of a token within a minute of wall time.
const used = new Map<string, { since: number; n: number }>();

function refuseToken(req: Request, res: Response, token: Token): void {
  const most = req.app.locals.tokenPerMinute as number;
  const route = `${req.method} ${req.originalUrl.split('?', 1)[0]!.replace(/^\/api/, '')}`;
  if (!isOpenTo(token.scopes, route)) throw forbidden('该访问令牌的权限范围不包括这一操作，请使用相应权限的令牌。');
  const at = Date.now();
  const minute = used.get(token.id);
  if (used.size > 10_000) used.clear();
  if (!minute || minute.since < at - 60_000) used.set(token.id, { since: at, n: 1 });
  else if (++minute.n > most) {
    res.set('Retry-After', String(Math.ceil((minute.since + 60_000 - at) / 1000)));
    throw new Problem(429, '请求过于频繁', `每个令牌每分钟至多 ${most} 次请求，请稍后重试。`);
  }
}

// Guesses that are being looked at: so many at once for one name and address, whatever comes of them.
const MOST_AT_ONCE = 20;
const trying = new Map<string, number>();

/** Refuses (401, 429) unless this is the person's password. A failure counts for name and address, an attempt from elsewhere for the name. */
export async function checkSignIn(
  ctx: Context,
  req: Request,
  res: Response,
  username: string,
  password: string,
): Promise<void> {
  const { pool, config } = ctx;
  const address = req.ip ?? '';
  const name = await keptName(pool, username, config.SESSION_SECRET);
  const id = `${name}|${address}`;
  const locked = new Problem(
    429,
    '账户已锁定',
    `从此处登录失败次数过多，已锁定 ${config.LOCK_MINUTES} 分钟。请稍后再试，或请系统管理员解锁。`,
  );
  const atOnce = trying.get(id) ?? 0;
  if (atOnce >= MOST_AT_ONCE || (await lockedUntil(pool, name, address))) throw locked;
  trying.set(id, (trying.get(id) ?? 0) + 1);
  try {
    const wait = await waitOfAttempt(pool, name, address);
    if (wait > 0) {
      res.set('Retry-After', String(wait));
      throw new Problem(
        429,
        '尝试过于频繁',
        `这一用户名近来登录失败过多，请 ${sayWait(wait)}后再试；在您以前登录过的电脑上可以直接登录，也可请系统管理员解锁。`,
      );
    }
    if (await mayEnter(pool, username, password)) {
      await noteSignIn(pool, username, address);
      return;
    }
    const rule = { after: config.LOCK_AFTER, minutes: config.LOCK_MINUTES };
    if (await countFailure(pool, name, address, rule)) res.locals.audit = { locked: address };
    throw new Problem(401, '登录失败', '用户名或密码不正确，请核对后重试。');
  } finally {
    const left = (trying.get(id) ?? 1) - 1;
    if (left > 0) trying.set(id, left);
    else trying.delete(id);
  }
}

const sayWait = (seconds: number): string => (seconds < 60 ? `${seconds} 秒` : `${Math.ceil(seconds / 60)} 分钟`);

/** A session with a new id and nothing in it; the one before is worth nothing any more. */
export async function freshSession(req: Request): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    req.session.regenerate((error?: Error) => (error ? reject(error) : resolve()));
  });
}

export async function saveSession(req: Request): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    req.session.save((error?: Error) => (error ? reject(error) : resolve()));
  });
}

/** Answers the session's token. The id is a fresh one: one planted before sign-in is worth nothing. */
export async function signIn({ pool }: Context, req: Request, username: string, idToken?: string): Promise<string> {
  await freshSession(req);
  req.session.username = username;
  if (idToken !== undefined) Object.assign(req.session, { by: 'oidc', idToken });
  req.session.csrfToken = randomBytes(24).toString('base64url');
  await saveSession(req);
  await pool.query('UPDATE account SET last_sign_in_at = now() WHERE username = $1', [username]);
  return req.session.csrfToken;
}

export async function signOut(req: Request): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    req.session.destroy((error?: Error) => (error ? reject(error) : resolve()));
  });
}
