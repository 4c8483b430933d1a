import { Router } from 'express';
import { z } from 'zod';
import { casesSeenBy, OF_ROUND } from '../../domain/access.ts';
import { now, toWire } from '../../domain/clock.ts';
import { listDeadlines } from '../../domain/deadlines/list.ts';
import { debtsOf } from '../../domain/home/home.ts';
import { latestProcesses } from '../../domain/models/store.ts';
import { loadNames } from '../../domain/people/store.ts';
import { KINDS, type Kind, search } from '../../domain/search/search.ts';
import { countTasks, listTasks } from '../../domain/tasks/store.ts';
import type { Context } from '../context.ts';
import { limitView } from '../limit-view.ts';
import { Page } from '../schemas.ts';
import { principalOf } from '../session.ts';
import { parseQuery } from '../validate.ts';
import { nameIn, taskView } from '../views.ts';

export const SearchQuery = Page.extend({
  q: z.string({ error: '请填写要查找的文字' }).trim().min(1, '请填写要查找的文字').max(100, '至多 100 个字'),
  kind: z.enum(Object.keys(KINDS) as [Kind, ...Kind[]], { error: `应为 ${Object.keys(KINDS).join('、')}` }).optional(),
});

const SHOWN = 8;

/** What waits for this person, what is late, and what his units owe and are owed; search over everything that he may see. */
export function homeRoutes({ pool }: Context): Router {
  const router = Router();

  router.get('/home', async (req, res) => {
    const who = principalOf(req);
    const seen = casesSeenBy(who, 1, OF_ROUND);
    const [first] = who.units;
    const late = { state: ['overdue' as const], limit: SHOWN, offset: 0 };
    const [counts, mine, claimable, ...lateOf] = await Promise.all([
      countTasks(pool, who),
      listTasks(pool, who, { view: 'mine', state: 'open', limit: SHOWN, offset: 0 }),
      listTasks(pool, who, { view: 'claimable', state: 'open', limit: SHOWN, offset: 0 }),
      // A person without a unit (the monitor) watches all.
      ...(first
        ? who.units.map((unit) => listDeadlines(pool, seen, { ...late, unit }))
        : [listDeadlines(pool, seen, late)]),
    ]);
    const [debts, names, processes] = await Promise.all([debtsOf(pool, who), loadNames(pool), latestProcesses(pool)]);
    const processNames = new Map(processes.map((p) => [p.id, p.name]));
    const named = <T extends { unit: string; nextDue: string }>(list: T[]) =>
      list.map((debt) => ({ ...debt, unitName: nameIn(names, debt.unit), nextDue: toWire(debt.nextDue) }));
    res.json({
      asOf: toWire(now()),
      counts,
      tasks: [...mine.items, ...claimable.items].slice(0, SHOWN).map((t) => taskView(t, who, names, processNames)),
      late: {
        total: lateOf.reduce((sum, { total }) => sum + total, 0),
        items: lateOf
          .flatMap(({ items }) => items)
          .slice(0, SHOWN)
          .map((d) => limitView(d, names, processNames)),
      },
      unit: first ?? null,
      unitName: nameIn(names, first ?? null),
      debts: { ...debts, owes: named(debts.owes), owed: named(debts.owed) },
    });
  });

  router.get('/search', async (req, res) => {
    const asked = parseQuery(SearchQuery, req.query);
    const { items, total, kinds } = await search(pool, principalOf(req), asked);
    res.json({ items: items.map((hit) => ({ ...hit, kindName: KINDS[hit.kind], at: toWire(hit.at) })), total, kinds });
  });

  return router;
}
