import { Router } from 'express';
import { z } from 'zod';
import { toWire } from '../../domain/clock.ts';
import { listMessages, markAllRead, markRead } from '../../domain/notifications/inbox.ts';
import { isUrgent, KIND_IDS, KINDS } from '../../domain/notifications/kinds.ts';
import { findSettings, saveSettings } from '../../domain/notifications/settings.ts';
import { loadNames } from '../../domain/people/store.ts';
import { json } from '../body.ts';
import type { Context } from '../context.ts';
import { notFound } from '../problem.ts';
import { Flag, isKey, Page } from '../schemas.ts';
import { principalOf } from '../session.ts';
import { parseBody, parseQuery } from '../validate.ts';
import { nameIn } from '../views.ts';

export const NotificationKind = z.enum(KIND_IDS, { error: '不是有效的消息类别' });
export const NotificationQuery = Page.extend({ unread: Flag.optional(), kind: NotificationKind.optional() });
const Kinds = z.array(NotificationKind, { error: '应为消息类别列表' }).max(KIND_IDS.length, '类别重复');
export const NotificationSettings = z.strictObject({
  email: z
    .string({ error: '请填写邮箱地址' })
    .trim()
    .max(254, '邮箱地址过长')
    .pipe(z.email('邮箱地址的格式不正确'))
    .nullable(),
  emailKinds: Kinds,
  silentKinds: Kinds.refine((kinds) => !kinds.some(isUrgent), '催办、超期、督办和告警不能设为不提醒'),
});

/** Everybody's own messages and nobody else's. */
export function notificationRoutes({ pool, config }: Context): Router {
  const router = Router();

  router.get('/notifications', async (req, res) => {
    const who = principalOf(req);
    const filter = parseQuery(NotificationQuery, req.query);
    const [{ items, total, unread }, names] = await Promise.all([
      listMessages(pool, who.username, filter),
      loadNames(pool),
    ]);
    res.json({
      items: items.map((m) => ({
        ...m,
        kindName: KINDS[m.kind].name,
        mark: KINDS[m.kind].mark,
        postName: nameIn(names, m.post),
        createdAt: toWire(m.createdAt),
        readAt: toWire(m.readAt),
      })),
      total,
      unread,
    });
  });

  router.post('/notifications/read-all', json({ limit: '1kb' }), async (req, res) => {
    res.json({ read: await markAllRead(pool, principalOf(req).username) });
  });

  router.post('/notifications/:id/read', json({ limit: '1kb' }), async (req, res) => {
    const who = principalOf(req);
    const { id } = req.params;
    // Somebody else's is as good as none.
    if (!isKey(id) || !(await markRead(pool, who.username, id))) throw notFound('消息');
    res.json({ id });
  });

  const view = async (username: string) => ({
    ...(await findSettings(pool, username)),
    kinds: KIND_IDS.map((id) => ({ id, name: KINDS[id].name, urgent: KINDS[id].urgent })),
    mailEnabled: config.SMTP_URL !== undefined,
  });

  router.get('/me/notification-settings', async (req, res) => {
    res.json(await view(principalOf(req).username));
  });

  router.put('/me/notification-settings', json({ limit: '10kb' }), async (req, res) => {
    const { username } = principalOf(req);
    await saveSettings(pool, username, parseBody(NotificationSettings, req.body));
    res.json(await view(username));
  });

  return router;
}
