import { Router, type Request } from 'express';
import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { maySeeCase } from '../../domain/access.ts';
import {
  accountabilityPosts,
  DEFAULT_POSTS,
  postsEdits,
  postsOf,
  setPosts,
  type AccountabilityPosts,
} from '../../domain/accountability/posts.ts';
import { mayRefer } from '../../domain/accountability/refer.ts';
import { findSheet, type FactsSheet } from '../../domain/accountability/sheet.ts';
import { MEASURES, RESULTS, REVIEWS, type Situation, SITUATIONS } from '../../domain/accountability/situations.ts';
import { partsOfPerson, REFERRED_STATES, referredBy } from '../../domain/accountability/store.ts';
import { toWire } from '../../domain/clock.ts';
import { BusinessRefusal } from '../../domain/faults.ts';
import { holdsPost, loadNames } from '../../domain/people/store.ts';
import { json } from '../body.ts';
import type { Context } from '../context.ts';
import { conflict, forbidden, notFound } from '../problem.ts';
import { Reason } from '../schemas.ts';
import { principalOf } from '../session.ts';
import { parseBody, refuseUnstorable } from '../validate.ts';
import { nameIn, type Names } from '../views.ts';

const PostId = z.string({ error: '请选择岗位' }).min(1, '请选择岗位').max(200);
export const AccountabilitySetting = z.strictObject(
  { investigate: PostId, conclude: PostId, review: PostId, reason: Reason },
  { error: '请以 {"investigate":…,"conclude":…,"review":…,"reason":…} 提交' },
);

/** 责任追究 for those who do not see its cases: what one is asked oneself, what one has reported; the facts sheet; the posts. */
export function accountabilityRoutes({ pool }: Context): Router {
  const router = Router();

  router.get('/accountability', async (req, res) => {
    const who = principalOf(req);
    const [parts, referred, posts] = await Promise.all([
      partsOfPerson(pool, who.username),
      referredBy(pool, who.username),
      accountabilityPosts(pool),
    ]);
    const measure = (key: string | null) => (key ? (MEASURES[key as keyof typeof MEASURES] ?? key) : null);
    const situation = (key: string) => SITUATIONS[key as Situation];
    res.json({
      mine: parts.map((p) => ({
        ...p,
        situationName: situation(p.situation),
        conclusion: p.conclusion && {
          ...p.conclusion,
          resultName: RESULTS[p.conclusion.result],
          measureName: measure(p.conclusion.measure),
        },
        review: p.review && {
          ...p.review,
          resultName: REVIEWS[p.review.result],
          measureName: measure(p.review.measure),
        },
      })),
      referred: referred.map((r) => ({
        ...r,
        situationName: situation(r.situation),
        stateName: REFERRED_STATES[r.state],
      })),
      may: {
        refer: mayRefer(who),
        handle: who.readingPosts.length > 0 || postsOf(posts).some((post) => holdsPost(who, post)),
        set: holdsPost(who, 'sysadmin'),
      },
    });
  });

  /** For whoever sees the case, and for the person concerned once he was asked. */
  router.get('/accountability/:id/facts', async (req: Request<{ id: string }>, res) => {
    const who = principalOf(req);
    const { id } = req.params;
    const may = (await maySeeCase(pool, who, id)) || (await partsOfPerson(pool, who.username, id)).length > 0;
    const sheet = may ? await findSheet(pool, id) : null;
    if (!sheet) throw notFound('事实清单');
    res.json(named(sheet, await loadNames(pool)));
  });

  router.get('/settings/accountability', async (req, res) => {
    if (!holdsPost(principalOf(req), 'sysadmin')) throw forbidden('只有系统管理员可以查看和指定责任追究的承办岗位。');
    res.json(await view());
  });

  router.put('/settings/accountability', json({ limit: '10kb' }), async (req, res) => {
    const who = principalOf(req);
    if (!holdsPost(who, 'sysadmin')) throw forbidden('只有系统管理员可以查看和指定责任追究的承办岗位。');
    const { reason, ...posts } = parseBody(AccountabilitySetting, req.body ?? {});
    refuseUnstorable(req.body);
    await inTransaction(pool, (db) => setPosts(db, posts, { actor: who.username, reason })).catch((error: unknown) => {
      throw error instanceof BusinessRefusal ? conflict(error.message) : error;
    });
    res.json(await view());
  });

  async function view() {
    const [posts, edits, names] = await Promise.all([accountabilityPosts(pool), postsEdits(pool), loadNames(pool)]);
    const nameAll = (of: AccountabilityPosts) => ({
      investigate: of.investigate,
      conclude: of.conclude,
      review: of.review,
      investigateName: nameIn(names, of.investigate),
      concludeName: nameIn(names, of.conclude),
      reviewName: nameIn(names, of.review),
    });
    return {
      ...nameAll(posts),
      byDefault: nameAll(DEFAULT_POSTS),
      edits: edits.map((e) => ({
        ...nameAll(e),
        at: toWire(e.setAt),
        actorName: nameIn(names, e.setBy),
        reason: e.reason,
      })),
    };
  }

  return router;
}

/** The sheet as it was written, with what its ids are called. */
function named(sheet: FactsSheet, names: Names) {
  const name = (id: string | null) => nameIn(names, id);
  return {
    ...sheet,
    about: sheet.about && { ...sheet.about, leadingUnitName: name(sheet.about.leadingUnit) },
    tasks: sheet.tasks.map((t) => ({
      ...t,
      groupNames: t.groups.map(name),
      completedByName: name(t.completedBy),
      onBehalfOfName: name(t.onBehalfOf),
      held: t.held.map((h) => ({ ...h, name: name(h.username), onBehalfOfName: name(h.onBehalfOf) })),
    })),
    limits: sheet.limits.map((l) => ({
      ...l,
      unitName: name(l.unit),
      pauses: l.pauses.map((p) => ({ ...p, byName: name(p.by) })),
    })),
    events: sheet.events.map((e) => ({ ...e, actorName: name(e.actor) })),
  };
}
