import { Router, type Request } from 'express';
import { z } from 'zod';
import { maySeeCase } from '../../domain/access.ts';
import { findCase } from '../../domain/cases/store.ts';
import { toWire } from '../../domain/clock.ts';
import { type Act, extend, type Moved, perform, preview, resume, suspend } from '../../domain/deadlines/change.ts';
import { BusinessRefusal } from '../../domain/faults.ts';
import { holdsPost } from '../../domain/people/store.ts';
import { json } from '../body.ts';
import { strangerTo } from '../case-access.ts';
import type { Context } from '../context.ts';
import { conflict, forbidden, notFound } from '../problem.ts';
import { Reason } from '../schemas.ts';
import { principalOf } from '../session.ts';
import { parseBody, refuseUnstorable } from '../validate.ts';

const Obligation = z.string({ error: '请选择时限' }).regex(/^[a-z][a-z0-9-]{0,99}$/, '不是有效的时限');
const Obligations = z
  .array(Obligation, { error: '应为时限列表' })
  .min(1, '至少一项')
  .max(100, '至多 100 项')
  .optional();
export const Suspend = z.strictObject({
  reason: Reason,
  basis: z.string({ error: '请填写依据' }).trim().min(2, '依据至少 2 个字').max(200, '依据至多 200 个字'),
  obligations: Obligations,
});
export const Resume = z.strictObject({ reason: Reason.optional(), obligations: Obligations });
export const Extend = z.strictObject({
  obligation: Obligation,
  subject: z.string().max(200).optional(),
  workingDays: z.int('应为整数').min(1, '至少 1 个工作日').max(100, '至多 100 个工作日'),
  reason: Reason,
});

export const movedView = (m: Moved) => ({ ...m, from: toWire(m.from), to: toWire(m.to) });

/** 中止、恢复、延长: by the head of the unit that leads the procedure. Each can be looked at before it is done (`/preview`). */
export function limitRoutes({ pool, engine, changes }: Context): Router {
  const router = Router();

  async function guard(req: Request<{ id: string }>): Promise<string> {
    const who = principalOf(req);
    const found = await findCase(pool, req.params.id);
    if (!found) throw notFound('事项');
    if (!(await maySeeCase(pool, who, found.id))) throw await strangerTo(pool, found, '不能办理');
    if (!holdsPost(who, `${found.leadingUnit}.head`))
      throw forbidden('只有牵头单位的主要负责人可以中止、恢复或延长时限。');
    return who.username;
  }

  const acts: Record<string, (caseId: string, actor: string, body: unknown) => Act> = {
    suspend(caseId, actor, body) {
      const { reason, basis, obligations } = parseBody(Suspend, body);
      return suspend(caseId, { actor, reason, basis }, obligations);
    },
    resume(caseId, actor, body) {
      const { reason, obligations } = parseBody(Resume, body);
      return resume(caseId, { actor, reason: reason ?? '' }, obligations);
    },
    extend(caseId, actor, body) {
      const { reason, ...rest } = parseBody(Extend, body);
      return extend(caseId, { actor, reason }, rest);
    },
  };

  for (const [name, makeAct] of Object.entries(acts)) {
    const run = (how: (act: Act) => Promise<Moved[]>) => async (req: Request<{ id: string }>) => {
      const actor = await guard(req);
      const act = makeAct(req.params.id, actor, req.body ?? {});
      refuseUnstorable(req.body ?? {});
      return how(act).catch((error: unknown) => {
        throw error instanceof BusinessRefusal ? conflict(error.message) : error;
      });
    };
    const doIt = run((act) => perform(pool, engine, act));
    const lookAtIt = run((act) => preview(pool, act));

    router.post(`/cases/:id/${name}`, json({ limit: '100kb' }), async (req: Request<{ id: string }>, res) => {
      const moved = await doIt(req);
      // The list and the case follow the rows; waiting here only lets the caller see the watch re-armed.
      await changes.waitFor(req.params.id, () => allArmed(moved), 3000);
      const status = (await findCase(pool, req.params.id))?.status;
      res.json({ id: req.params.id, status, deadlines: moved.map(movedView) });
    });
    router.post(`/cases/:id/${name}/preview`, json({ limit: '100kb' }), async (req: Request<{ id: string }>, res) => {
      res.json({ deadlines: (await lookAtIt(req)).map(movedView) });
    });
  }

  async function allArmed(moved: Moved[]): Promise<true | null> {
    const { rows } = await pool.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM deadline_round
        WHERE deadline_id = ANY ($1::text[]) AND ended_at IS NULL AND armed < revision`,
      [moved.map((m) => m.id)],
    );
    return rows[0]?.n === 0 ? true : null;
  }

  return router;
}
