import { Router } from 'express';
import { z } from 'zod';
import { maySeeCase } from '../../domain/access.ts';
import { toWire } from '../../domain/clock.ts';
import { remind, urgingUnit } from '../../domain/notifications/remind.ts';
import { findTask } from '../../domain/tasks/store.ts';
import { json } from '../body.ts';
import type { Context } from '../context.ts';
import { conflict, forbidden, notFound, Problem } from '../problem.ts';
import { isKey } from '../schemas.ts';
import { principalOf } from '../session.ts';
import { parseBody, refuseUnstorable } from '../validate.ts';

export const Reminder = z.strictObject({
  text: z.string({ error: '应为文字' }).trim().max(200, '催办内容至多 200 个字').default(''),
});

/** 催办: by the units that filed, lead or supervise the case, each once within the cool-down. */
export function reminderRoutes({ pool, config }: Context): Router {
  const router = Router();

  router.post('/tasks/:key/remind', json({ limit: '10kb' }), async (req, res) => {
    const who = principalOf(req);
    const task = isKey(req.params.key) ? await findTask(pool, req.params.key) : null;
    if (!task) throw notFound('任务');
    const unit = urgingUnit(who, task);
    if (!task.caseId || !unit || !(await maySeeCase(pool, who, task.caseId)))
      throw forbidden('只有申报单位、牵头单位和督办单位可以催办。');
    const { text } = parseBody(Reminder, req.body ?? {});
    refuseUnstorable(text);
    if (task.state !== 'open') throw conflict('该任务已办结或已撤销，无需催办。');
    if (task.assignee === who.username) throw conflict('该任务正由您本人办理，无需催办。');
    const result = await remind(pool, { task, unit, actor: who.username, text, hours: config.REMIND_HOURS });
    res.locals.audit = { case: task.caseId, unit };
    if (result.kind === 'too-soon') {
      const say = (at: typeof result.nextAt) => at.toFormat('M月d日 HH:mm');
      throw new Problem(
        429,
        '催办过于频繁',
        `本单位已于${say(result.lastAt)}催办过该任务，${say(result.nextAt)}后可再次催办。`,
        [{ path: 'nextAt', message: toWire(result.nextAt) ?? '' }],
      );
    }
    res.json({ key: task.key, people: result.people, nextAt: toWire(result.nextAt) });
  });

  return router;
}
