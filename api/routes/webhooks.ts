import { Router, type Request } from 'express';
import { z } from 'zod';
import { toWire } from '../../domain/clock.ts';
import { latestProcesses } from '../../domain/models/store.ts';
import { refuseTarget } from '../../domain/notifications/address-guard.ts';
import { listDeliveries, resend } from '../../domain/notifications/deliveries.ts';
import { KINDS } from '../../domain/notifications/kinds.ts';
import {
  addWebhook,
  changeWebhook,
  findWebhook,
  listWebhooks,
  removeWebhook,
  renewSecret,
  type Webhook,
  type WebhookInput,
} from '../../domain/notifications/webhooks.ts';
import { holdsPost, listUnits, loadNames } from '../../domain/people/store.ts';
import { json } from '../body.ts';
import type { Context } from '../context.ts';
import { conflict, forbidden, invalid, notFound } from '../problem.ts';
import { isKey, Page } from '../schemas.ts';
import { principalOf } from '../session.ts';
import { parseBody, parseQuery, refuseUnstorable } from '../validate.ts';
import { nameIn } from '../views.ts';
import { NotificationKind } from './notifications.ts';

const Ids = z.array(z.string().max(100), { error: '应为列表' }).max(200, '至多 200 项').default([]);
export const WebhookBody = z.strictObject({
  name: z.string({ error: '请填写名称' }).trim().min(2, '名称至少 2 个字').max(50, '名称至多 50 个字'),
  url: z.string({ error: '请填写接收地址' }).trim().max(500, '地址至多 500 个字符'),
  kinds: z.array(NotificationKind, { error: '应为消息类别列表' }).max(50).default([]),
  units: Ids,
  processes: Ids,
  active: z.boolean({ error: '应为 true 或 false' }).default(true),
  exchanges: z.boolean({ error: '应为 true 或 false' }).default(false).describe('可代表其唯一的接收单位查询和认领'),
});
export const DeliveryQuery = Page.extend({
  state: z.enum(['pending', 'sent', 'dead'], { error: '应为 pending、sent 或 dead' }).default('dead'),
  channel: z.enum(['email', 'webhook'], { error: '应为 email 或 webhook' }).optional(),
});

/** Outside systems that are told, and what did not arrive: the system administrator's. */
export function webhookRoutes({ pool, config }: Context): Router {
  const router = Router();

  function guard(req: Request<Record<string, string>>): string {
    const who = principalOf(req);
    if (!holdsPost(who, 'sysadmin')) throw forbidden('只有系统管理员可以管理消息推送。');
    return who.username;
  }

  async function check(body: unknown): Promise<WebhookInput> {
    const input = parseBody(WebhookBody, body);
    refuseUnstorable(input);
    const errors = [];
    const refusal = refuseTarget(input.url, config.WEBHOOK_PRIVATE);
    if (refusal) errors.push({ path: 'url', message: refusal });
    const units = new Set((await listUnits(pool)).map((u) => u.id));
    if (input.units.some((u) => !units.has(u))) errors.push({ path: 'units', message: '单位不存在' });
    const processes = new Set((await latestProcesses(pool)).map((p) => p.id));
    if (input.processes.some((p) => !processes.has(p))) errors.push({ path: 'processes', message: '流程不存在' });
    if (input.exchanges && input.units.length !== 1)
      errors.push({ path: 'units', message: '可查询和认领的系统须且只能选择一个单位' });
    if (errors.length) throw invalid(errors);
    return input;
  }

  async function found(id: string): Promise<Webhook> {
    const webhook = isKey(id) ? await findWebhook(pool, id) : null;
    if (!webhook) throw notFound('推送目标');
    return webhook;
  }

  const view = (w: Webhook) => ({ ...w, createdAt: toWire(w.createdAt) });

  router.get('/webhooks', async (req, res) => {
    guard(req);
    const items = (await listWebhooks(pool)).map(view);
    res.json({ items, total: items.length });
  });

  router.post('/webhooks', json({ limit: '100kb' }), async (req, res) => {
    const actor = guard(req);
    const { id, secret } = await addWebhook(pool, await check(req.body), actor);
    res.status(201).json({ ...view(await found(id)), secret });
  });

  router.put('/webhooks/:id', json({ limit: '100kb' }), async (req, res) => {
    guard(req);
    const { id } = await found(req.params.id);
    await changeWebhook(pool, id, await check(req.body));
    res.json(view(await found(id)));
  });

  router.post('/webhooks/:id/secret', json({ limit: '1kb' }), async (req, res) => {
    guard(req);
    const { id } = await found(req.params.id);
    res.json({ id, secret: await renewSecret(pool, id) });
  });

  router.delete('/webhooks/:id', async (req, res) => {
    guard(req);
    const { id } = await found(req.params.id);
    await removeWebhook(pool, id);
    res.status(204).end();
  });

  router.get('/deliveries', async (req, res) => {
    guard(req);
    const [{ items, total }, names] = await Promise.all([
      listDeliveries(pool, parseQuery(DeliveryQuery, req.query)),
      loadNames(pool),
    ]);
    res.json({
      items: items.map((d) => ({
        ...d,
        kindName: KINDS[d.kind].name,
        targetName: d.channel === 'email' ? nameIn(names, d.target) : d.target,
        createdAt: toWire(d.createdAt),
        settledAt: toWire(d.settledAt),
      })),
      total,
    });
  });

  /** 重新发送 */
  router.post('/deliveries/:id/resend', json({ limit: '1kb' }), async (req, res) => {
    guard(req);
    const { id } = req.params;
    const state = isKey(id) ? await resend(pool, id) : 'missing';
    if (state === 'missing') throw notFound('推送记录');
    if (state === 'not-dead') throw conflict('该条消息已重新发送或已送达，请刷新后查看。');
    res.json({ id, state });
  });

  return router;
}
