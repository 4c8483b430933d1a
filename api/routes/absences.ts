import { Router, type Request } from 'express';
import { DateTime } from 'luxon';
import { z } from 'zod';
import { now, toWire, ZONE } from '../../domain/clock.ts';
import { BusinessRefusal } from '../../domain/faults.ts';
import {
  type Absence,
  checkAbsence,
  endAbsence,
  findAbsence,
  listAbsences,
  managesPeople,
  type NewAbsence,
  setAbsence,
  stateOf,
  workingDaysWithin,
} from '../../domain/people/absence.ts';
import { listPeople } from '../../domain/people/holders.ts';
import { loadNames, type Principal } from '../../domain/people/store.ts';
import { loadProcessNames } from '../../domain/models/store.ts';
import { findProcedure, procedures } from '../../domain/procedures.ts';
import { openTasksOf } from '../../domain/tasks/of-person.ts';
import { json } from '../body.ts';
import type { Context } from '../context.ts';
import { conflict, forbidden, invalid, notFound } from '../problem.ts';
import { Page, Reason } from '../schemas.ts';
import { principalOf } from '../session.ts';
import { parseBody, parseQuery, refuseUnstorable } from '../validate.ts';
import { type Names, nameIn } from '../views.ts';

const Username = z.string({ error: '请选择人员' }).min(1, '请选择人员').max(100, '用户名过长');
// A date alone: from its beginning, and up to its end.
const Day = z.iso.date({ error: '应为日期或 ISO 8601 时间' });
const Instant = z.iso.datetime({ offset: true, error: '应为日期或 ISO 8601 时间（含时区）' });
const Moment = z.union([Day, Instant], { error: '应为日期（YYYY-MM-DD）或 ISO 8601 时间（含时区）' });
const LONGEST_DAYS = 366;

export const NewAbsenceBody = z.strictObject(
  {
    username: Username.optional(),
    substitute: Username.nullable(),
    from: Moment.optional(),
    until: Moment,
    processes: z
      .array(z.string().max(100), { error: '应为流程列表' })
      .max(100, '至多 100 项')
      .optional()
      .describe('空：全部流程'),
    reason: Reason,
  },
  {
    error: (issue) => (issue.code === 'unrecognized_keys' ? `不支持的字段 ${issue.keys.join('、')}` : '请填写缺席安排'),
  },
);
export const AbsenceQuery = Page.extend({
  scope: z.enum(['mine', 'all'], { error: '应为 mine 或 all' }).default('mine'),
  state: z.enum(['planned', 'active', 'ended'], { error: '应为 planned、active 或 ended' }).optional(),
  q: z.string().max(100, '至多 100 个字').optional(),
});
export const PeopleQuery = z.object({ q: z.string().max(100, '至多 100 个字').optional() });

function absenceView(a: Absence, who: Principal, names: Names, processNames: Names) {
  const state = stateOf(a);
  return {
    ...a,
    name: nameIn(names, a.username),
    substituteName: nameIn(names, a.substitute),
    processNames: a.processes?.map((p) => nameIn(processNames, p)) ?? null,
    fromAt: toWire(a.fromAt),
    untilAt: toWire(a.untilAt),
    setByName: nameIn(names, a.setBy),
    setAt: toWire(a.setAt),
    revokedAt: toWire(a.revokedAt),
    revokedByName: nameIn(names, a.revokedBy),
    state,
    may: { end: state !== 'ended' && (a.username === who.username || managesPeople(who)) },
  };
}

/** 缺席与代理: set by oneself, or by the security administrator for anybody. */
export function absenceRoutes({ pool }: Context): Router {
  const router = Router();

  const named = async () => {
    const [names, processNames] = await Promise.all([loadNames(pool), loadProcessNames(pool)]);
    return { names, processNames };
  };

  /** Whose absence it is: one's own unless the administrator asks. Asked before the content is looked at. */
  function guard(req: Request): { who: Principal; username: string } {
    const who = principalOf(req);
    const wanted = (req.body as { username?: unknown } | null | undefined)?.username;
    if (wanted !== undefined && wanted !== who.username && !managesPeople(who))
      throw forbidden('只能设置本人的缺席安排；为他人设置请联系安全管理员。');
    return { who, username: typeof wanted === 'string' ? wanted : who.username };
  }

  function read(username: string, body: unknown): NewAbsence {
    refuseUnstorable(body);
    const { from, until, substitute, processes, reason } = parseBody(NewAbsenceBody, body);
    const present = now();
    const at = (text: string) => DateTime.fromISO(text, { zone: ZONE });
    // Today, or a moment that has just gone by, is now.
    const asked = from === undefined ? present : at(from);
    const begins =
      asked < present && (from?.length === 10 ? asked.hasSame(present, 'day') : present.diff(asked).as('minutes') < 5)
        ? present
        : asked;
    const ends = until.length === 10 ? at(until).plus({ days: 1 }) : at(until);
    const errors = [];
    if (begins < present) errors.push({ path: 'from', message: '开始时间不能早于现在' });
    if (ends <= begins || ends <= present) errors.push({ path: 'until', message: '结束时间应晚于开始时间和现在' });
    if (ends > begins.plus({ days: LONGEST_DAYS }) || begins > present.plus({ days: LONGEST_DAYS }))
      errors.push({ path: 'until', message: '缺席应在一年以内' });
    const unknown = (processes ?? []).filter((p) => !findProcedure(p));
    if (unknown.length) errors.push({ path: 'processes', message: `没有流程 ${unknown.join('、').slice(0, 100)}` });
    if (errors.length) throw invalid(errors);
    const chosen = [...new Set(processes)].sort();
    return { username, substitute, from: begins, until: ends, processes: chosen.length ? chosen : null, reason };
  }

  const refused = (error: unknown): never => {
    if (error instanceof BusinessRefusal)
      throw error.code === 'from' ? conflict(error.message) : invalid([{ path: error.code, message: error.message }]);
    throw error;
  };

  router.get('/absences', async (req, res) => {
    const who = principalOf(req);
    const { scope, ...filter } = parseQuery(AbsenceQuery, req.query);
    refuseUnstorable(filter);
    if (scope === 'all' && !managesPeople(who)) throw forbidden('只有安全管理员可以查看全部缺席安排。');
    const [{ items, total }, { names, processNames }] = await Promise.all([
      listAbsences(pool, { of: scope === 'all' ? null : who.username, ...filter }),
      named(),
    ]);
    res.json({ items: items.map((a) => absenceView(a, who, names, processNames)), total });
  });

  /** Working days away and the open tasks that the substitute would have at once; refuses what setting it would refuse. */
  router.post('/absences/preview', json({ limit: '20kb' }), async (req, res) => {
    const { who, username } = guard(req);
    const absence = read(username, req.body ?? {});
    await checkAbsence(pool, who, absence).catch(refused);
    const [days, tasks] = await Promise.all([
      workingDaysWithin(pool, absence.from, absence.until),
      openTasksOf(pool, username, absence.processes),
    ]);
    res.json({
      from: toWire(absence.from),
      until: toWire(absence.until),
      ...days,
      tasks: tasks.slice(0, 50),
      total: tasks.length,
    });
  });

  router.post('/absences', json({ limit: '20kb' }), async (req, res) => {
    const { who, username } = guard(req);
    const absence = read(username, req.body ?? {});
    const id = await setAbsence(pool, who, absence).catch(refused);
    res.locals.audit = {
      absence: id,
      username,
      substitute: absence.substitute,
      from: toWire(absence.from),
      until: toWire(absence.until),
      processes: absence.processes,
      reason: absence.reason,
    };
    const [found, { names, processNames }] = await Promise.all([findAbsence(pool, id as string), named()]);
    res.status(201).json(absenceView(found as Absence, who, names, processNames));
  });

  router.post('/absences/:id/end', json({ limit: '10kb' }), async (req: Request<{ id: string }>, res) => {
    const who = principalOf(req);
    const found = /^\d{1,15}$/.test(req.params.id) ? await findAbsence(pool, req.params.id) : null;
    const concerned = found && [found.username, found.substitute].includes(who.username);
    if (!managesPeople(who) && !concerned) throw found ? forbidden('只能结束本人的缺席安排。') : notFound('缺席安排');
    if (!found) throw notFound('缺席安排');
    if (found.username !== who.username && !managesPeople(who)) throw forbidden('只能由缺席人员本人或安全管理员结束。');
    if (!(await endAbsence(pool, found.id, who.username))) throw conflict('该缺席安排已经结束，请刷新后查看。');
    res.locals.audit = { absence: found.id, username: found.username, substitute: found.substitute };
    const [after, { names, processNames }] = await Promise.all([findAbsence(pool, found.id), named()]);
    res.json(absenceView(after as Absence, who, names, processNames));
  });

  /** People to choose from: of one's own units, for the administrator all. */
  router.get('/people', async (req, res) => {
    const who = principalOf(req);
    const { q } = parseQuery(PeopleQuery, req.query);
    refuseUnstorable(q);
    const items = await listPeople(pool, { units: managesPeople(who) ? null : who.units, q });
    res.json({ items, total: items.length });
  });

  /** Procedures that an absence may be limited to. */
  router.get('/absences/procedures', async (_req, res) => {
    const { processNames } = await named();
    const items = procedures.map((p) => ({ id: p.id, name: nameIn(processNames, p.id) }));
    res.json({ items, total: items.length });
  });

  return router;
}
