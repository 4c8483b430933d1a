import { Router } from 'express';
import { z } from 'zod';
import { toWire } from '../../domain/clock.ts';
import { loadNames } from '../../domain/people/store.ts';
import { countDisputes, listDecisions, listDisputes, listIncomes } from '../../domain/property/store.ts';
import {
  BODIES,
  CATEGORIES,
  DECISION_KINDS,
  DECISION_STATES,
  LEVELS,
  RESULTS,
  SATISFACTION,
  SOURCES,
} from '../../domain/property/words.ts';
import type { Context } from '../context.ts';
import { Page } from '../schemas.ts';
import { principalOf } from '../session.ts';
import { parseQuery } from '../validate.ts';
import { nameIn } from '../views.ts';

const q = z.string().max(100, '至多 100 个字').optional();
const oneOf = <T extends string>(values: Record<T, string>) =>
  z.enum(Object.keys(values) as [T, ...T[]], { error: `应为 ${Object.keys(values).join('、')} 之一` }).optional();

export const DisputeQuery = Page.extend({
  q,
  source: oneOf(SOURCES),
  reached: oneOf(LEVELS),
  state: oneOf({ open: '办理中', settled: '已解决', unsettled: '未解决' }),
  satisfaction: oneOf(SATISFACTION),
});
export const OwnersDecisionQuery = Page.extend({ q, state: oneOf(DECISION_STATES) });
export const IncomeQuery = Page.extend({ q });

const say = (values: Readonly<Record<string, string>>, key: string | null): string | null =>
  key === null ? null : (values[key] ?? key);

/** Disputes, decisions of owners and common income: what each sees of the cases; published income is for everybody. */
export function propertyRoutes({ pool }: Context): Router {
  const router = Router();

  router.get('/property/disputes', async (req, res) => {
    const who = principalOf(req);
    const filter = parseQuery(DisputeQuery, req.query);
    const [{ items, total }, counts, names] = await Promise.all([
      listDisputes(pool, who, filter),
      countDisputes(pool, who),
      loadNames(pool),
    ]);
    const seen = items.map((d) => ({
      ...d,
      concludedAt: toWire(d.concludedAt),
      sourceName: say(SOURCES, d.source),
      categoryName: say(CATEGORIES, d.category),
      communityName: nameIn(names, d.community),
      departmentName: nameIn(names, d.department),
      reachedName: LEVELS[d.reached],
      resultName: say(RESULTS, d.result),
      satisfactionName: say(SATISFACTION, d.satisfaction),
    }));
    res.json({ items: seen, total, counts });
  });

  router.get('/property/decisions', async (req, res) => {
    const filter = parseQuery(OwnersDecisionQuery, req.query);
    const [{ items, total }, names] = await Promise.all([
      listDecisions(pool, principalOf(req), filter),
      loadNames(pool),
    ]);
    const seen = items.map((d) => ({
      ...d,
      communityName: nameIn(names, d.community),
      bodyName: say(BODIES, d.body),
      kindName: say(DECISION_KINDS, d.kind),
      stateName: DECISION_STATES[d.state],
    }));
    res.json({ items: seen, total });
  });

  router.get('/property/incomes', async (req, res) => {
    const { items, total } = await listIncomes(pool, parseQuery(IncomeQuery, req.query));
    const seen = items.map((i) => ({
      ...i,
      publishedAt: toWire(i.publishedAt),
      publishedUntil: toWire(i.publishedUntil),
    }));
    res.json({ items: seen, total });
  });

  return router;
}
