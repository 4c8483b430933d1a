import type { Express } from 'express';
import { recordAct } from '../domain/audit/store.ts';
import type { Context } from './context.ts';

/** Every change and every refusal, with who, from where and how it ended. */
export function installAudit(app: Express, { pool, logger }: Context): void {
  app.use('/api', (req, res, next) => {
    const before = req.principal?.username;
    res.on('finish', () => {
      // A sign-in by the provider comes as a GET.
      const change = (req.method !== 'GET' && req.method !== 'HEAD') || res.locals.act === true;
      const refused = res.statusCode === 401 || res.statusCode === 403;
      const who = before ?? (res.locals.triedAs as string | undefined) ?? null;
      if (!change && !(refused && who)) return;
      // From the address: a refusal may come before any route has matched. Ids are the second part of every address.
      const [resource = '', id, ...rest] = req.originalUrl.split('?', 1)[0]!.split('/').slice(2);
      recordAct(pool, {
        actor: who,
        ip: req.ip ?? null,
        action: [req.method, ['/api', resource, ...(id ? [':id'] : []), ...rest].join('/')].join(' ').slice(0, 200),
        target: id?.slice(0, 200) ?? null,
        status: res.statusCode,
        detail: {
          ...(res.locals.audit as Record<string, unknown> | undefined),
          ...(res.locals.token ? { token: res.locals.token as string } : {}),
        },
      }).catch((error: unknown) => logger.error({ err: error }, 'audit row not written'));
    });
    next();
  });
}
