import { Router } from 'express';
import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { maySeeCase } from '../../domain/access.ts';
import { toWire } from '../../domain/clock.ts';
import {
  answerComments,
  countComments,
  listComments,
  moderate,
  stillOpenToEdit,
} from '../../domain/disclosure/comments.ts';
import { OFFICE } from '../../domain/disclosure/procedures.ts';
import { type Disclosure, findDisclosure, listMatters, listOwnDisclosures } from '../../domain/disclosure/store.ts';
import { ADOPTIONS, COMMENT_STATES, sayWays, STATES } from '../../domain/disclosure/words.ts';
import { holdsPost, loadNames, type Principal } from '../../domain/people/store.ts';
import { text } from '../../domain/start-values.ts';
import { json } from '../body.ts';
import type { Context } from '../context.ts';
import { conflict, forbidden, notFound } from '../problem.ts';
import { Page, Reason } from '../schemas.ts';
import { principalOf } from '../session.ts';
import { parseBody, parseQuery, refuseUnstorable } from '../validate.ts';
import { nameIn } from '../views.ts';

const keys = <T extends string>(values: Record<T, string>) => Object.keys(values) as [T, ...T[]];
const oneOf = <T extends string>(values: Record<T, string>) =>
  z.enum(keys(values), { error: `应为 ${Object.keys(values).join('、')} 之一` });
const q = z.string().max(100, '至多 100 个字').optional();
const id = z.string().regex(/^\d{1,18}$/, '意见编号有误');

export const MatterQuery = Page.extend({
  q,
  year: z.coerce.number({ error: '应为年份' }).int('应为年份').min(2019, '应为年份').max(2100, '应为年份').optional(),
  unit: z.string().max(100).optional(),
});
export const DisclosureQuery = Page.extend({ q, state: oneOf(STATES).optional() });
export const CommentQuery = Page.extend({
  state: oneOf(COMMENT_STATES).optional(),
  answered: z.enum(['yes', 'no'], { error: '应为 yes 或 no' }).optional(),
});
export const Moderation = z.discriminatedUnion(
  'result',
  [
    z.strictObject({
      result: z.literal('accepted'),
      /** Words that name somebody, left out of what is shown. */
      hide: z
        .array(text('隐去的文字', 100), { error: '隐去的文字应为列表' })
        .max(20, '隐去的文字不能超过20处')
        .default([]),
    }),
    z.strictObject({ result: z.literal('rejected'), reason: Reason }),
  ],
  { error: '请以 {"result":"accepted","hide":[…]} 或 {"result":"rejected","reason":…} 提交' },
);
export const CommentAnswers = z.strictObject(
  {
    comments: z.array(id, { error: '请选择意见' }).min(1, '至少选择一条意见').max(200, '一次至多答复200条'),
    adoption: z.enum(keys(ADOPTIONS), { error: '请选择采纳情况' }),
    text: text('答复', 2000),
  },
  { error: '请以 {"comments":[…],"adoption":…,"text":…} 提交' },
);

const isClerk = (who: Principal, d: Disclosure): boolean => holdsPost(who, `${d.unit}.clerk`);
const mayModerate = (who: Principal, d: Disclosure): boolean => isClerk(who, d) || holdsPost(who, `${OFFICE}.clerk`);
/** What people wrote is read by those who work with it, not by everybody who may see the case. */
const mayRead = (who: Principal, d: Disclosure): boolean =>
  [d.unit, OFFICE].some((unit) => holdsPost(who, `${unit}.clerk`) || holdsPost(who, `${unit}.head`));

const view = (d: Disclosure) => ({
  ...d,
  stateName: STATES[d.state],
  beginsAt: toWire(d.beginsAt),
  endsAt: toWire(d.endsAt),
  publishedAt: toWire(d.publishedAt),
  answeredAt: toWire(d.answeredAt),
});

/** For staff: the catalogue, and comments to judge and to answer. What the public sees comes from api/public. */
export function disclosureRoutes({ pool }: Context): Router {
  const router = Router();

  router.get('/decision-matters', async (req, res) => {
    const { items, total } = await listMatters(pool, principalOf(req), parseQuery(MatterQuery, req.query));
    const seen = items.map((m) => ({
      ...m,
      waysText: sayWays(m.ways),
      publishedAt: toWire(m.publishedAt),
      stateName: m.state && STATES[m.state],
    }));
    res.json({ items: seen, total });
  });

  router.get('/disclosures', async (req, res) => {
    const { items, total } = await listOwnDisclosures(pool, principalOf(req), parseQuery(DisclosureQuery, req.query));
    const seen = items.map(({ received, pending, unanswered, ...d }) => ({
      ...view(d),
      ...{ received, pending, unanswered },
    }));
    res.json({ items: seen, total });
  });

  router.get('/disclosures/:id', async (req, res) => {
    const { who, disclosure } = await seen(req.params.id, principalOf(req));
    res.json({
      ...view(disclosure),
      counts: await countComments(pool, disclosure.caseId),
      may: {
        read: mayRead(who, disclosure),
        moderate: mayModerate(who, disclosure) && disclosure.state !== 'answered',
        answer: isClerk(who, disclosure) && disclosure.state !== 'answered',
      },
    });
  });

  router.get('/disclosures/:id/comments', async (req, res) => {
    const { who, disclosure } = await seen(req.params.id, principalOf(req));
    if (!mayRead(who, disclosure)) throw forbidden('公众意见由拟定部门和区政府办公室的经办人、主要负责人查看。');
    const { answered, ...filter } = parseQuery(CommentQuery, req.query);
    const [{ items, total }, names] = await Promise.all([
      listComments(pool, disclosure.caseId, {
        ...filter,
        answered: answered === undefined ? undefined : answered === 'yes',
      }),
      loadNames(pool),
    ]);
    res.json({
      items: items.map(({ name, contact, ...comment }) => ({
        ...comment,
        receivedAt: toWire(comment.receivedAt),
        stateName: COMMENT_STATES[comment.state],
        adoptionName: comment.adoption && ADOPTIONS[comment.adoption],
        moderatedByName: nameIn(names, comment.moderatedBy),
        answeredByName: nameIn(names, comment.answeredBy),
        // Who gave them to be called back gave them to whoever answers.
        name: isClerk(who, disclosure) ? name : null,
        contact: isClerk(who, disclosure) ? contact : null,
      })),
      total,
    });
  });

  router.post('/disclosures/:id/comments/:comment/moderation', json({ limit: '20kb' }), async (req, res) => {
    const { who, disclosure } = await seen(req.params.id as string, principalOf(req));
    if (!mayModerate(who, disclosure)) throw forbidden('只有拟定部门和区政府办公室的经办人可以审核意见。');
    const judgement = parseBody(Moderation, req.body);
    refuseUnstorable(judgement);
    const comment = id.safeParse(req.params.comment);
    if (!comment.success) throw notFound('意见');
    const done = await inTransaction(pool, async (db) => {
      if (!(await stillOpenToEdit(db, disclosure.caseId))) throw conflict('采纳情况已经公开，不能再审核。');
      return moderate(db, disclosure.caseId, comment.data, { ...judgement, by: who.username });
    });
    if (!done) throw notFound('意见');
    const { result } = judgement;
    res.locals.audit = {
      comment: comment.data,
      result,
      ...(result === 'rejected' ? { reason: judgement.reason } : {}),
    };
    res.json({ id: comment.data });
  });

  router.post('/disclosures/:id/answers', json({ limit: '40kb' }), async (req, res) => {
    const { who, disclosure } = await seen(req.params.id as string, principalOf(req));
    if (!isClerk(who, disclosure)) throw forbidden('只有拟定部门的经办人可以答复意见。');
    const { comments, adoption, text: said } = parseBody(CommentAnswers, req.body);
    const answered = await inTransaction(pool, async (db) => {
      if (!(await stillOpenToEdit(db, disclosure.caseId))) throw conflict('采纳情况已经公开，不能再答复。');
      const count = await answerComments(db, disclosure.caseId, comments, { adoption, text: said, by: who.username });
      // All or none: what is not shown has no answer.
      if (count !== new Set(comments).size) throw conflict('所选意见中有未审核通过的，请刷新后重新选择。');
      return count;
    });
    res.locals.audit = { comments, adoption };
    res.json({ answered });
  });

  return router;

  async function seen(caseId: string, who: Principal): Promise<{ who: Principal; disclosure: Disclosure }> {
    const disclosure = await findDisclosure(pool, caseId);
    if (!disclosure) throw notFound('预公开事项');
    if (!(await maySeeCase(pool, who, caseId)))
      throw forbidden('您不在该事项的参与单位中，不能查看。工作需要的请联系该事项的牵头单位。');
    return { who, disclosure };
  }
}
