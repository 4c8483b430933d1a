import { Router, type Request } from 'express';
import { clockOffset, now, toWire } from '../../domain/clock.ts';
import { rungName } from '../../domain/deadlines/rungs.ts';
import { holdsPost } from '../../domain/people/store.ts';
import { CHECKS, recentAlarms } from '../../domain/alarms/store.ts';
import { listIncidents, listLateLimits } from '../../domain/alarms/readings.ts';
import type { Context } from '../context.ts';
import { reportHealth } from '../health.ts';
import { conflict, forbidden, notFound } from '../problem.ts';
import { listQuarantined, resolveQuarantined, retryQuarantined } from '../projection/quarantine.ts';
import { isKey } from '../schemas.ts';
import { principalOf } from '../session.ts';

/** 运行状态: what the monitor and the system administrator look at; quarantine is the administrator's. */
export function statusRoutes(ctx: Context): Router {
  const { pool, health, config, watchdog } = ctx;
  const router = Router();

  const isAdministrator = (req: Request) => holdsPost(principalOf(req), 'sysadmin');

  router.get('/status', async (req, res) => {
    if (!isAdministrator(req) && !holdsPost(principalOf(req), 'monitor'))
      throw forbidden('只有系统管理员和监控值守员可以查看运行状态。');
    const before = now().minus({ seconds: config.LATE_AFTER_SECONDS });
    const [report, alarms, quarantine, incidents, limits] = await Promise.all([
      reportHealth(health, pool),
      recentAlarms(pool, 20),
      listQuarantined(pool, { limit: 50 }),
      listIncidents(pool),
      listLateLimits(pool, before, config.LATE_AFTER_SECONDS),
    ]);
    const look = watchdog()?.last() ?? null;
    // Quarantined records hold what is in cases: reasons are shown, contents are not.
    res.set('Cache-Control', 'no-store').json({
      now: toWire(now()),
      clockMoved: clockOffset() !== 0,
      ...report,
      checkedAt: look && new Date(look.at).toISOString(),
      timersLate: look?.timersLate ?? null,
      diskFreeBytes: look?.diskFreeBytes ?? null,
      silentWorkers: health.workers().silent,
      recentAlarms: alarms.map((a) => ({
        ...a,
        name: CHECKS[a.check],
        beganAt: toWire(a.beganAt),
        endedAt: toWire(a.endedAt),
      })),
      lateLimits: limits.map((l) => ({ ...l, rungName: rungName(l.rung), at: toWire(l.at) })),
      incidents: {
        total: incidents.total,
        items: incidents.items.map((i) => ({ ...i, createdAt: toWire(i.createdAt) })),
      },
      quarantine: quarantine.map(({ id, valueType, position, reason, receivedAt }) => ({
        id,
        valueType,
        position,
        reason,
        receivedAt,
      })),
      may: { mend: isAdministrator(req) },
    });
  });

  const quarantined = (req: Request<{ id: string }>): string => {
    if (!isAdministrator(req)) throw forbidden('只有系统管理员可以处理隔离的记录。');
    if (!isKey(req.params.id)) throw notFound('该记录');
    return req.params.id;
  };

  /** Projects the record again; what still hinders it is the answer. */
  router.post('/status/quarantine/:id/retry', async (req, res) => {
    const id = quarantined(req);
    try {
      await retryQuarantined(pool, id);
    } catch (error) {
      throw conflict(`记录仍不能写入：${error instanceof Error ? error.message.slice(0, 300) : '原因不明'}`);
    }
    res.json({ id });
  });

  /** Nothing is to be done about it. */
  router.post('/status/quarantine/:id/dismiss', async (req, res) => {
    const id = quarantined(req);
    if (!(await resolveQuarantined(pool, id))) throw notFound('该记录');
    res.json({ id });
  });

  return router;
}
