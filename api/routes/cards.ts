import { Router, type Request } from 'express';
import { z } from 'zod';
import { casesSeenBy, OF_ROUND } from '../../domain/access.ts';
import { deadlineDetail } from '../../domain/deadlines/list.ts';
import { CARD_STATES, listCards } from '../../domain/escalation/store.ts';
import { ATTRIBUTIONS } from '../../domain/escalation/facts.ts';
import { mayRecordReason, recordReason } from '../../domain/escalation/reason.ts';
import { listYellowCards } from '../../domain/escalation/yellow.ts';
import { BusinessRefusal } from '../../domain/faults.ts';
import { loadProcessNames } from '../../domain/models/store.ts';
import { loadNames } from '../../domain/people/store.ts';
import { json } from '../body.ts';
import type { Context } from '../context.ts';
import { conflict, forbidden, notFound } from '../problem.ts';
import { Day, Page, Reason } from '../schemas.ts';
import { principalOf } from '../session.ts';
import { parseBody, parseQuery, refuseUnstorable } from '../validate.ts';
import { cardView, nameIn } from '../views.ts';

const Issued = {
  issuedFrom: Day.optional().describe('发牌日期自（含）'),
  issuedTo: Day.optional().describe('发牌日期至（含）'),
};
export const CardQuery = Page.extend({
  ...Issued,
  state: z.enum(CARD_STATES, { error: '不是有效的状态' }).optional(),
  unit: z.string().max(100).optional(),
  process: z.string().max(100).optional(),
  attribution: z
    .enum(
      ATTRIBUTIONS.map((a) => a.value),
      { error: '不是有效的责任归属' },
    )
    .optional(),
  case: z.string().max(100).optional(),
});
export const YellowQuery = Page.extend({
  ...Issued,
  unit: z.string().max(100).optional(),
  process: z.string().max(100).optional(),
});
export const OverdueReason = z.strictObject({ reason: Reason }, { error: '请以 {"reason":"…"} 提交' });

/** Red cards of the cases that a person may see, and why a limit is late. */
export function cardRoutes({ pool }: Context): Router {
  const router = Router();

  router.get('/cards', async (req, res) => {
    const who = principalOf(req);
    const filter = parseQuery(CardQuery, req.query);
    const [{ items, total }, names, processNames] = await Promise.all([
      listCards(pool, casesSeenBy(who, 1), filter),
      loadNames(pool),
      loadProcessNames(pool),
    ]);
    res.json({
      items: items.map((card) => cardView(card, names, processNames)),
      total,
    });
  });

  router.get('/cards/yellow', async (req, res) => {
    const who = principalOf(req);
    const filter = parseQuery(YellowQuery, req.query);
    const [{ items, total }, names, processNames] = await Promise.all([
      listYellowCards(pool, casesSeenBy(who, 1), filter),
      loadNames(pool),
      loadProcessNames(pool),
    ]);
    res.json({
      items: items.map((card) => ({
        ...card,
        processName: nameIn(processNames, card.process),
        unitName: nameIn(names, card.unit),
      })),
      total,
    });
  });

  /** The responsible post says why; a card that waits for its explanation takes it as such. */
  router.post('/deadlines/:id/reason', json({ limit: '10kb' }), async (req: Request<{ id: string }>, res) => {
    const who = principalOf(req);
    const limit = await deadlineDetail(pool, casesSeenBy(who, 1, OF_ROUND), req.params.id);
    if (!limit) throw notFound('时限');
    if (!mayRecordReason(who, limit.unit)) throw forbidden('只有责任单位的经办人或主要负责人可以记录超期原因。');
    const { reason } = parseBody(OverdueReason, req.body ?? {});
    refuseUnstorable(reason);
    const recorded = await recordReason(pool, limit.id, who.username, reason).catch((error: unknown) => {
      throw error instanceof BusinessRefusal ? conflict(error.message) : error;
    });
    res.json({ id: limit.id, round: limit.round, reason: recorded });
  });

  return router;
}
