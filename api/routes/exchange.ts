import { Router } from 'express';
import { z } from 'zod';
import { toWire } from '../../domain/clock.ts';
import { ACTIONS, CLAIM_STATES, INFORMATION_KINDS, STANDINGS } from '../../domain/exchange/facts.ts';
import { listResults, type ResultRow } from '../../domain/exchange/results.ts';
import { type InformationRow, listInformation } from '../../domain/exchange/supervision.ts';
import { RESULTS } from '../../domain/on-site-inspection/results.ts';
import { loadNames } from '../../domain/people/store.ts';
import type { Context } from '../context.ts';
import { Page } from '../schemas.ts';
import { principalOf } from '../session.ts';
import { parseQuery } from '../validate.ts';
import { nameIn } from '../views.ts';

const keys = <T extends string>(labels: Record<T, string>) => Object.keys(labels) as [T, ...T[]];
const text = z.string().max(200, '至多 200 个字').optional();

export const ResultQuery = Page.extend({
  q: text,
  unit: z.string().max(100).optional(),
  state: z.enum(keys(CLAIM_STATES), { error: '不是有效的认领状态' }).optional(),
  standing: z.enum(keys(STANDINGS), { error: '不是有效的许可状态' }).optional(),
});
export const InformationQuery = Page.extend({
  q: text,
  unit: z.string().max(100).optional(),
  kind: z.enum(keys(INFORMATION_KINDS), { error: '不是有效的信息类别' }).optional(),
  state: z.enum(['open', 'answered'], { error: '应为 open 或 answered' }).optional(),
});

/** A result as pages and outside systems get it. */
export const resultView = (r: ResultRow, names: ReadonlyMap<string, string>) => ({
  caseId: r.caseId,
  matter: r.matter,
  applicant: r.applicant,
  result: r.result,
  resultName: RESULTS[r.result],
  decisionNumber: r.decisionNumber,
  decidedOn: r.decidedOn,
  validUntil: r.validUntil,
  standing: r.standing,
  standingName: STANDINGS[r.standing],
  standingOn: r.standingOn,
  standingCase: r.standingCase,
  handedAt: toWire(r.handedAt),
  claims: r.claims.map((k) => ({
    push: k.caseId,
    department: k.department,
    departmentName: nameIn(names, k.department),
    change: k.change,
    state: k.state,
    stateName: CLAIM_STATES[k.state],
    pushedAt: toWire(k.pushedAt),
    answeredAt: toWire(k.answeredAt),
    answeredBy: k.answeredBy && nameIn(names, k.answeredBy),
    measures: k.measures,
    note: k.note,
  })),
});

const informationView = (i: InformationRow, names: ReadonlyMap<string, string>) => ({
  ...i,
  unitName: nameIn(names, i.unit),
  kindName: INFORMATION_KINDS[i.kind],
  actionName: i.action && ACTIONS[i.action],
  pushedAt: toWire(i.pushedAt),
  answeredAt: toWire(i.answeredAt),
  answeredBy: i.answeredBy && nameIn(names, i.answeredBy),
});

/** What approval and supervision tell each other (历下政办发〔2019〕1号 附件2 二). */
export function exchangeRoutes({ pool }: Context): Router {
  const router = Router();

  router.get('/approval-results', async (req, res) => {
    const filter = parseQuery(ResultQuery, req.query);
    const [{ items, total }, names] = await Promise.all([listResults(pool, principalOf(req), filter), loadNames(pool)]);
    res.json({ items: items.map((item) => resultView(item, names)), total });
  });

  router.get('/supervision-information', async (req, res) => {
    const filter = parseQuery(InformationQuery, req.query);
    const [{ items, total }, names] = await Promise.all([
      listInformation(pool, principalOf(req), filter),
      loadNames(pool),
    ]);
    res.json({ items: items.map((item) => informationView(item, names)), total });
  });

  return router;
}
