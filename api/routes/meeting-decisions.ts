import { Router } from 'express';
import { z } from 'zod';
import { toWire } from '../../domain/clock.ts';
import { listDecisions } from '../../domain/consultation/decisions.ts';
import { listLiaison } from '../../domain/consultation/liaison.ts';
import { loadNames } from '../../domain/people/store.ts';
import type { Context } from '../context.ts';
import { Page } from '../schemas.ts';
import { principalOf } from '../session.ts';
import { parseQuery } from '../validate.ts';
import { nameIn } from '../views.ts';

export const DecisionQuery = Page.extend({
  q: z.string().max(200, '至多 200 个字').optional(),
  unit: z.string().max(100).optional(),
  state: z.enum(['open', 'late', 'done'], { error: '应为 open、late 或 done' }).optional(),
});

/** What meetings decided, and who is the liaison of each unit (历下政办发〔2019〕1号 附件1 三、附件2 一). */
export function meetingDecisionRoutes({ pool }: Context): Router {
  const router = Router();

  router.get('/meeting-decisions', async (req, res) => {
    const filter = parseQuery(DecisionQuery, req.query);
    const [{ items, total }, names] = await Promise.all([
      listDecisions(pool, principalOf(req), filter),
      loadNames(pool),
    ]);
    const seen = items.map((d) => ({ ...d, unitName: nameIn(names, d.unit), doneAt: toWire(d.doneAt) }));
    res.json({ items: seen, total });
  });

  router.get('/liaison', async (_req, res) => {
    const items = await listLiaison(pool);
    res.json({ items, total: items.length });
  });

  return router;
}
