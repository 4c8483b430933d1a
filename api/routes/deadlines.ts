import { Router } from 'express';
import { z } from 'zod';
import { casesSeenBy } from '../../domain/access.ts';
import { DEADLINE_STATES, deadlineDetail, listDeadlines } from '../../domain/deadlines/list.ts';
import { loadNames } from '../../domain/people/store.ts';
import type { Context } from '../context.ts';
import { notFound } from '../problem.ts';
import { Page } from '../schemas.ts';
import { principalOf } from '../session.ts';
import { parseQuery } from '../validate.ts';
import { nameIn } from '../views.ts';

export const DeadlineQuery = Page.extend({
  state: z.enum(DEADLINE_STATES, { error: '不是有效的状态' }).optional(),
  case: z.string().max(100).optional(),
  obligation: z.string().max(100).optional(),
});

/** The limits that a person may see: those of the cases that he may see. */
export function deadlineRoutes({ pool }: Context): Router {
  const router = Router();

  router.get('/deadlines', async (req, res) => {
    const who = principalOf(req);
    const filter = parseQuery(DeadlineQuery, req.query);
    const [{ items, total }, names] = await Promise.all([
      listDeadlines(pool, casesSeenBy(who, 1), filter),
      loadNames(pool),
    ]);
    res.json({ items: items.map((d) => ({ ...d, unitName: nameIn(names, d.unit) })), total });
  });

  /** One limit with why it ends when it ends, day by day, its suspensions and rungs. */
  router.get('/deadlines/:id', async (req, res) => {
    const who = principalOf(req);
    const found = await deadlineDetail(pool, casesSeenBy(who, 1), req.params.id);
    if (!found) throw notFound('时限');
    const names = await loadNames(pool);
    res.json({ ...found, unitName: nameIn(names, found.unit) });
  });

  return router;
}
