import { verify } from '@node-rs/argon2';
import connectPgSimple from 'connect-pg-simple';
import type { Express, Request, RequestHandler } from 'express';
import session from 'express-session';
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { findPasswordHash, findPrincipal, type Principal } from '../domain/people/store.ts';
import type { Context } from './context.ts';
import { forbidden, notSignedIn, Problem } from './problem.ts';

declare module 'express-session' {
  interface SessionData {
    username: string;
    csrfToken: string;
  }
}
declare module 'express-serve-static-core' {
  interface Request {
    principal?: Principal;
    log: Context['logger'];
  }
}

const HOURS = 60 * 60 * 1000;

export function installSession(app: Express, { config, pool }: Context): void {
  const Store = connectPgSimple(session);
  app.use(
    '/api',
    session({
      name: 'sid',
      secret: config.SESSION_SECRET,
      store: new Store({ pool, tableName: 'session', pruneSessionInterval: 15 * 60, disableTouch: true }),
      resave: false,
      saveUninitialized: false,
      cookie: { httpOnly: true, sameSite: 'lax', secure: config.DEMO ? false : 'auto', maxAge: 12 * HOURS },
    }),
  );
  app.use('/api', (req, _res, next) => {
    const username = req.session.username;
    if (!username) return next();
    findPrincipal(pool, username).then((principal) => {
      if (principal) req.principal = principal;
      next();
    }, next);
  });
}

/** Who is acting; 401 when nobody is signed in. */
export function principalOf(req: Request): Principal {
  if (!req.principal) throw notSignedIn();
  return req.principal;
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Everything behind this needs a session, and every change the session's token. */
export const requireSession: RequestHandler = (req, _res, next) => {
  principalOf(req);
  if (!SAFE.has(req.method)) {
    const sent = Buffer.from(String(req.headers['x-csrf-token'] ?? ''));
    const expected = Buffer.from(req.session.csrfToken ?? '');
    if (expected.length === 0 || sent.length !== expected.length || !timingSafeEqual(sent, expected)) {
      throw forbidden('缺少或不符的 x-csrf-token，请刷新页面后重试。');
    }
  }
  next();
};

// Verified when the name is unknown, so that the time taken does not tell which names exist.
const NOBODY = '$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$ff/DVwvTAcu0gaBVYk1LbvtexRkPHkd9RkhwgjVXsVg';

export async function checkPassword(ctx: Context, username: string, password: string): Promise<boolean> {
  const stored = await findPasswordHash(ctx.pool, username);
  const ok = await verify(stored ?? NOBODY, password).catch(() => false);
  return stored !== null && ok;
}

export async function signIn(req: Request, username: string): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    // A fresh id: one planted before sign-in is worth nothing.
    req.session.regenerate((error?: Error) => (error ? reject(error) : resolve()));
  });
  req.session.username = username;
  req.session.csrfToken = randomBytes(24).toString('base64url');
  await new Promise<void>((resolve, reject) => {
    req.session.save((error?: Error) => (error ? reject(error) : resolve()));
  });
  return req.session.csrfToken;
}

export async function signOut(req: Request): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    req.session.destroy((error?: Error) => (error ? reject(error) : resolve()));
  });
}

// Failed sign-ins per name and address, in all apps together: after 10 within 5 minutes a pause. Wall time; successes are never throttled.
const WINDOW = `now() - interval '5 minutes'`;
const MOST_FAILURES = 10;
const hashed = (id: string): string => createHash('sha256').update(id).digest('base64url');

export async function refuseWhenThrottled({ pool }: Pick<Context, 'pool'>, id: string): Promise<void> {
  const { rows } = await pool.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM sign_in_failure WHERE id = $1 AND at > ${WINDOW}`,
    [hashed(id)],
  );
  if ((rows[0]?.n ?? 0) >= MOST_FAILURES) throw new Problem(429, '尝试过于频繁', '登录失败次数过多，请 5 分钟后再试。');
}

export async function countFailure({ pool }: Pick<Context, 'pool'>, id: string): Promise<void> {
  await pool.query(
    `WITH old AS (DELETE FROM sign_in_failure WHERE at < ${WINDOW}) INSERT INTO sign_in_failure (id) VALUES ($1)`,
    [hashed(id)],
  );
}
