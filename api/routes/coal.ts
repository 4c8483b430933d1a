import { Router } from 'express';
import { z } from 'zod';
import { now, toWire } from '../../domain/clock.ts';
import { cancelConsumption, enterConsumption, listBalances, listConsumption } from '../../domain/coal/ledger.ts';
import { compareTons, parseTons } from '../../domain/coal/tons.ts';
import { holdsPost, loadNames, type Principal } from '../../domain/people/store.ts';
import { text } from '../../domain/start-values.ts';
import { json } from '../body.ts';
import type { Context } from '../context.ts';
import { conflict, forbidden, invalid } from '../problem.ts';
import { Reason } from '../schemas.ts';
import { principalOf } from '../session.ts';
import { parseBody, refuseUnstorable } from '../validate.ts';
import { nameIn } from '../views.ts';

export const CoalEntry = z.strictObject(
  {
    year: z.int({ error: '年度应为年份' }).min(2000, '年度不能早于2000年').max(2100, '年度不能晚于2100年'),
    consumer: text('用煤单位', 200),
    amount: z.unknown().transform((value, ctx): string => {
      const tons = parseTons(value);
      if (tons !== null && compareTons(tons, '0') > 0) return tons;
      ctx.addIssue('用煤量应大于0，单位万吨，最多四位小数');
      return z.NEVER;
    }),
    document: text('统计依据', 200),
  },
  { error: '请以 {"year":…,"consumer":…,"amount":…,"document":…} 提交' },
);
export const CoalCancellation = z.strictObject({ reason: Reason }, { error: '请以 {"reason":…} 提交' });

const SEE = ['development-reform', 'approval-bureau', 'industry-it', 'ecology-environment', 'energy-review-authority'];
const mayEnter = (who: Principal): boolean => holdsPost(who, 'development-reform.clerk');
const maySee = (who: Principal): boolean =>
  holdsPost(who, 'monitor') ||
  who.units.some((unit) => SEE.includes(unit) || unit === 'supervision-office' || unit === 'coal-coordination-group');

/** Coal against the caps of its years: for the units that review projects, and those that supervise them. */
export function coalRoutes({ pool }: Context): Router {
  const router = Router();

  router.get('/coal', async (req, res) => {
    const who = principalOf(req);
    if (!maySee(who)) throw forbidden('煤炭消费台账由审查耗煤项目的单位和督查单位查看。');
    const [years, entries, names] = await Promise.all([listBalances(pool), listConsumption(pool), loadNames(pool)]);
    res.json({
      years,
      entries: entries.map((entry) => ({
        ...entry,
        enteredByName: nameIn(names, entry.enteredBy),
        cancelledAt: toWire(entry.cancelledAt),
      })),
      may: { enter: mayEnter(who) },
    });
  });

  router.post('/coal/consumption', json({ limit: '20kb' }), async (req, res) => {
    const who = principalOf(req);
    if (!mayEnter(who)) throw forbidden('只有区发改局经办人可以登记煤炭消费。');
    const entry = parseBody(CoalEntry, req.body);
    refuseUnstorable(entry);
    if (entry.year > now().year) throw invalid([{ path: 'year', message: '年度不能晚于今年' }]);
    const id = await enterConsumption(pool, { ...entry, by: who.username });
    if (!id) throw conflict('该单位该年度的同一统计依据已经登记，没有重复登记。');
    res.locals.audit = { entry: id, year: entry.year, amount: entry.amount };
    res.status(201).json({ id });
  });

  router.post('/coal/consumption/:id/cancel', json({ limit: '10kb' }), async (req, res) => {
    const who = principalOf(req);
    if (!mayEnter(who)) throw forbidden('只有区发改局经办人可以更正煤炭消费。');
    const { reason } = parseBody(CoalCancellation, req.body);
    refuseUnstorable(reason);
    const id = req.params.id as string;
    const done = /^\d{1,18}$/.test(id) && (await cancelConsumption(pool, id, { by: who.username, reason }));
    if (!done) throw conflict('该笔登记不存在或者已经作废。');
    res.locals.audit = { entry: id, reason };
    res.json({ id });
  });

  return router;
}
