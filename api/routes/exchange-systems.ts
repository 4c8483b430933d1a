import { Router, text as readText, type Request, type RequestHandler } from 'express';
import { timingSafeEqual } from 'node:crypto';
import { parse } from 'lossless-json';
import { z } from 'zod';
import { startCase } from '../../domain/cases/start.ts';
import { BusinessRefusal } from '../../domain/faults.ts';
import { approvalInformation, supervisionSchema } from '../../domain/exchange/procedure.ts';
import { claimTask, findClaim, resultsOfUnit } from '../../domain/exchange/results.ts';
import { signatureOf } from '../../domain/notifications/post-signed.ts';
import { type ExchangeSystem, findExchangeSystem } from '../../domain/notifications/webhooks.ts';
import { loadNames } from '../../domain/people/store.ts';
import { loadStartContext } from '../../domain/start-context.ts';
import { text } from '../../domain/start-values.ts';
import { EngineError } from '../../engine/client.ts';
import type { Context } from '../context.ts';
import { badRequest, conflict, invalid, notFound, Problem } from '../problem.ts';
import { isKey } from '../schemas.ts';
import { parseBody, parseQuery, refuseUnstorable } from '../validate.ts';
import { ResultQuery, resultView } from './exchange.ts';

export const SystemResultQuery = ResultQuery.omit({ unit: true }).extend({
  since: z.iso.datetime({ offset: true, error: '应为带时区的 ISO 时间' }).optional().describe('在此之后推送的'),
});
export const SystemClaim = z
  .strictObject(
    {
      answer: z.enum(['claimed', 'not-ours'], { error: '应为 claimed 或 not-ours' }),
      measures: text('监管责任科室和措施', 2000).nullish(),
      note: text('退回理由', 2000).nullish(),
    },
    { error: '请以 {"answer":…,"measures":…,"note":…} 提交' },
  )
  .refine(({ answer, note }) => answer === 'claimed' || note, { path: ['note'], error: '退回的写明理由和依据' });

/** Older requests are no requests: whoever has overheard one cannot send it again for long, and claims happen once anyway. */
const MOST_AGE_S = 300;
const READY_MS = 5000;
const SETTLE_MS = 2000;

declare module 'express-serve-static-core' {
  interface Request {
    exchangeSystem?: ExchangeSystem;
  }
}

const refused = (detail: string) => new Problem(401, '签名无效', detail);

/**
 * For departments' own systems. Each request is signed with the secret of the system's endpoint:
 * `x-lixia-signature: sha256=<HMAC-SHA256 of "<timestamp>.<METHOD> <address>\n<body>">`, `x-lixia-timestamp` in seconds, `x-lixia-system`.
 */
export function exchangeSystemRoutes({ pool, engine, changes }: Context): Router {
  const router = Router();

  const signed: RequestHandler = (req, res, next) => {
    readText({ type: () => true, limit: '100kb' })(req, res, (error?: unknown) => {
      if (error) return next(error);
      authenticate(req).then(() => next(), next);
    });
  };

  async function authenticate(req: Request): Promise<void> {
    const id = String(req.headers['x-lixia-system'] ?? '');
    const timestamp = String(req.headers['x-lixia-timestamp'] ?? '');
    const system = isKey(id) ? await findExchangeSystem(pool, id) : null;
    const body = typeof req.body === 'string' ? req.body : '';
    const expected = Buffer.from(
      signatureOf(system?.secret ?? '', timestamp, `${req.method} ${req.originalUrl}\n${body}`),
    );
    const sent = Buffer.from(String(req.headers['x-lixia-signature'] ?? ''));
    const right = expected.length === sent.length && timingSafeEqual(expected, sent);
    if (!system || !right) throw refused('请核对系统编号、密钥和签名方法。');
    if (!/^\d{1,12}$/.test(timestamp) || Math.abs(Date.now() / 1000 - Number(timestamp)) > MOST_AGE_S)
      throw refused('时间戳与服务器相差超过5分钟，请校准时钟后重试。');
    req.exchangeSystem = system;
  }

  const systemOf = (req: Request): ExchangeSystem => req.exchangeSystem as ExchangeSystem;

  function bodyOf(req: Request): unknown {
    try {
      return parse(typeof req.body === 'string' ? req.body : '', undefined, Number);
    } catch {
      throw badRequest('提交内容不是有效的 JSON，请检查格式。');
    }
  }

  router.get('/exchange/results', signed, async (req, res) => {
    const filter = parseQuery(SystemResultQuery, req.query);
    const [{ items, total }, names] = await Promise.all([
      resultsOfUnit(pool, { ...filter, unit: systemOf(req).unit }),
      loadNames(pool),
    ]);
    res.json({ items: items.map((item) => resultView(item, names)), total });
  });

  router.post('/exchange/results/:push/claim', signed, async (req, res) => {
    const { id, name, unit } = systemOf(req);
    const push = String(req.params.push);
    res.locals.triedAs = `system:${id}`;
    const given = bodyOf(req);
    refuseUnstorable(given);
    const { answer, measures, note } = parseBody(SystemClaim, given);
    const claim = await findClaim(pool, push, unit);
    if (!claim) throw notFound('推送给本单位的审批结果');
    // The push is told before its task is there: who answers at once is only a moment early.
    const known = claim.state === 'claimed' || claim.state === 'released';
    const task =
      (await claimTask(pool, push, unit)) ??
      (known ? null : await changes.waitFor(push, () => claimTask(pool, push, unit), READY_MS));
    if (!task) {
      // Said again is no second claim.
      if (claim.state !== answer)
        throw conflict(
          known ? '该审批结果已经答复，请重新查询后再处理。' : '该审批结果正在研究或尚未就绪，请稍后重试。',
        );
      res.json({ push, state: claim.state, repeated: true });
      return;
    }
    const variables = {
      claimAnswer: answer,
      claimMeasures: measures ?? null,
      claimText: note ?? null,
      completedBy: name,
    };
    await engine.completeTask(task, variables, `complete;by=system-${id}`).catch((error: unknown) => {
      if (error instanceof EngineError && (error.code === 'not-found' || error.code === 'conflict'))
        throw conflict('该审批结果刚刚被答复，请重新查询后再处理。');
      throw error;
    });
    await changes.waitFor(
      push,
      async () => ((await findClaim(pool, push, unit))?.state === answer ? true : null),
      SETTLE_MS,
    );
    res.locals.audit = { system: name, unit, push, answer };
    res.json({ push, state: answer, repeated: false });
  });

  router.post('/exchange/supervision', signed, async (req, res) => {
    const { id, name, unit } = systemOf(req);
    res.locals.triedAs = `system:${id}`;
    const key = req.headers['idempotency-key'];
    if (typeof key !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(key))
      throw badRequest('Idempotency-Key 必须填写，应为 1–200 个可见字符。');
    const given = bodyOf(req);
    refuseUnstorable(given);
    if (typeof given !== 'object' || given === null) throw badRequest('监管信息应为一个对象。');
    const checked = supervisionSchema(await loadStartContext(pool)).safeParse({ ...given, filingUnit: unit });
    if (!checked.success)
      throw invalid(checked.error.issues.map((i) => ({ path: i.path.join('.'), message: i.message })));
    const started = await startCase(pool, engine, approvalInformation, {
      variables: checked.data,
      createdBy: `system:${id}`,
      idempotencyKey: key,
    }).catch((error: unknown) => {
      throw error instanceof BusinessRefusal ? conflict(error.message) : error;
    });
    if (started === 'other-content') throw conflict('同一 Idempotency-Key 已用于另一份内容，请更换后重新推送。');
    res.locals.audit = { system: name, unit, case: started.id };
    res.status(started.repeated ? 200 : 201).json({ id: started.id, repeated: started.repeated });
  });

  return router;
}
