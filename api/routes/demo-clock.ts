import { Router } from 'express';
import { DateTime } from 'luxon';
import { z } from 'zod';
import { addWorkingDays } from '../../domain/calendar/working-days.ts';
import { untilQuiet } from '../../domain/cases/running-steps.ts';
import { clockOffset, now, toWire, ZONE } from '../../domain/clock.ts';
import { holdsPost } from '../../domain/people/store.ts';
import { json } from '../body.ts';
import type { Context } from '../context.ts';
import { moveClock } from '../clock.ts';
import { forbidden, invalid, notFound } from '../problem.ts';
import { principalOf } from '../session.ts';
import { parseBody } from '../validate.ts';

export const Move = z.union(
  [
    z.strictObject({ advanceTo: z.iso.datetime({ offset: true, error: '应为带时区的 ISO 8601 时间' }) }),
    z.strictObject({ workingDays: z.int('应为整数').min(1, '至少 1').max(1000, '至多 1000') }),
  ],
  { error: '请提供 advanceTo（带时区的 ISO 时间）或 workingDays（1–1000 的整数）' },
);

/** How long automatic steps that are under way are waited for. */
const STEPS_MS = 5_000;

/** Demonstration only: business time of engine and app, moved together and only forward. */
export function demoClockRoutes(ctx: Context): Router {
  const router = Router();
  const guard = (req: Parameters<typeof principalOf>[0]) => {
    if (!ctx.config.DEMO) throw notFound('该地址');
    if (!holdsPost(principalOf(req), 'monitor')) throw forbidden('只有监控值守员可以调整演示时钟。');
  };
  router.get('/demo/clock', (req, res) => {
    guard(req);
    res.json({ now: toWire(now()), offsetMs: clockOffset() });
  });
  router.post('/demo/clock', json({ limit: '10kb' }), async (req, res) => {
    guard(req);
    const move = parseBody(Move, req.body);
    // A limit that is just beginning is counted from the day of its event, not from the day leapt to.
    await untilQuiet(ctx.pool, STEPS_MS);
    const present = now();
    const target =
      'advanceTo' in move
        ? DateTime.fromISO(move.advanceTo, { zone: ZONE })
        : await addWorkingDays(ctx.pool, present, move.workingDays);
    if (target < present) throw invalid([{ path: 'advanceTo', message: `时钟只能向前：现在是 ${toWire(present)}` }]);
    if (target > present.plus({ years: 30 })) throw invalid([{ path: 'advanceTo', message: '一次至多前进 30 年' }]);
    await moveClock(ctx, target);
    res.locals.audit = { from: toWire(present), to: toWire(target) };
    res.json({ now: toWire(now()) });
  });
  return router;
}
