import { Router, type Request } from 'express';
import { DateTime } from 'luxon';
import { z } from 'zod';
import type { Db } from '../../db/pool.ts';
import { dayOf, dueAfter, kindOf } from '../../domain/calendar/core.ts';
import { type ChangedDay, changedDays } from '../../domain/calendar/difference.ts';
import { importYear, setCloseOfBusiness, setLocalDay } from '../../domain/calendar/edit.ts';
import { lockCalendar } from '../../domain/calendar/lock.ts';
import {
  calendarRevision,
  closeOfBusiness,
  type Edit,
  listClosingEdits,
  listClosings,
  listEdits,
  listYears,
  loadCalendar,
} from '../../domain/calendar/store.ts';
import { toWire, ZONE } from '../../domain/clock.ts';
import { type Moved, perform, preview, recountAll } from '../../domain/deadlines/change.ts';
import { holdsPost, listUnits, loadNames } from '../../domain/people/store.ts';
import { json } from '../body.ts';
import type { Context } from '../context.ts';
import { badRequest, conflict, forbidden, invalid } from '../problem.ts';
import { Flag, Reason } from '../schemas.ts';
import { principalOf } from '../session.ts';
import { parseBody, parseQuery, refuseUnstorable } from '../validate.ts';
import { nameIn, type Names } from '../views.ts';
import { movedView } from './limits.ts';

const YearNumber = z.coerce.number().int().min(1900).max(2999);
const IsoDate = z.iso
  .date({ error: '应为 YYYY-MM-DD 形式的日期' })
  .refine((d) => YearNumber.safeParse(d.slice(0, 4)).success, '年份应在 1900–2999 之间');

// Calendar dates only (no week or ordinal dates); without an offset it is local time. An unescaped + arrives as a blank.
const ISO = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[ +-]\d{2}:?\d{2})?)?$/;
const Start = z.string({ error: '应为 ISO 8601 时间' }).transform((text, ctx) => {
  const at = DateTime.fromISO(text.replace(' ', '+'), { zone: ZONE });
  if (ISO.test(text) && at.isValid && at.year >= 1900 && at.year <= 2900) return at;
  ctx.addIssue({ code: 'custom', message: '应为 ISO 8601 时间（1900–2900 年）' });
  return z.NEVER;
});
export const DueQuery = z.strictObject(
  {
    start: Start,
    workingDays: z
      .string({ error: '应为 1–1000 的整数' })
      .regex(/^[1-9]\d{0,3}$/, '应为 1–1000 的整数')
      .transform(Number)
      .refine((n) => n <= 1000, '至多为 1000'),
  },
  { error: (issue) => (issue.code === 'unrecognized_keys' ? `不支持的参数 ${issue.keys.join('、')}` : undefined) },
);
/** What somebody looked at before he confirms: refused when the calendar has been edited meanwhile. */
const revision = z
  .string({ error: '应为预览所给的版本' })
  .regex(/^\d{1,19}$/, '应为预览所给的版本')
  .optional();
export const LocalDay = z.strictObject({
  revision,
  works: z.boolean({ error: '应为 true、false 或 null' }).nullable(),
  reason: Reason,
});
const NoticeDay = z.strictObject({
  date: IsoDate,
  works: z.boolean({ error: '应为 true 或 false' }),
  name: z.string({ error: '请填写节日名称' }).trim().min(1, '请填写节日名称').max(40, '至多 40 个字'),
});
export const Notice = z.strictObject({
  revision,
  source: z.string({ error: '请填写文号或来源' }).trim().min(2, '请填写文号或来源').max(200, '至多 200 个字'),
  reason: Reason,
  days: z.array(NoticeDay, { error: '应为日期列表' }).min(1, '至少一天').max(100, '至多 100 天'),
});
export const Closing = z.strictObject({
  revision,
  unit: z.string().nullable().default(null),
  at: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, '应为 HH:mm')
    .nullable(),
  reason: Reason,
});

const editView = (e: Edit, names: Names) => ({ ...e, at: toWire(e.at), actorName: nameIn(names, e.actor) });

const Preview = z.object({ preview: Flag.optional().transform((v) => v ?? false) });

export function calendarRoutes({ pool, engine }: Context): Router {
  const router = Router();
  const guard = (req: Request) => {
    const who = principalOf(req);
    if (!holdsPost(who, 'sysadmin')) throw forbidden('只有系统管理员可以修改工作日历。');
    return who.username;
  };
  const yearOf = (text: string): number => {
    const year = YearNumber.safeParse(text);
    if (!year.success) throw badRequest('年份应为 1900–2999 的整数。');
    return year.data;
  };

  /** An edit and the limits that it moves are one; `?preview=true` only shows them. */
  const edit = async (
    req: Request<Record<string, string>>,
    who: { actor: string; reason: string },
    lookedAt: string | undefined,
    change: (db: Db) => Promise<void>,
  ) => {
    const { preview: only } = parseQuery(Preview, req.query);
    let revision = '';
    let days: ChangedDay[] = [];
    const act = async (db: Db): Promise<Moved[]> => {
      await lockCalendar(db);
      revision = await calendarRevision(db);
      if (lookedAt !== undefined && lookedAt !== revision)
        throw conflict('预览之后工作日历又被修改过，请重新预览后再确认。');
      const before = await loadCalendar(db);
      await change(db);
      days = changedDays(before, await loadCalendar(db));
      return recountAll(who)(db);
    };
    const moved = only ? await preview(pool, act) : await perform(pool, engine, act);
    const names = await loadNames(pool);
    // What becomes overdue first, then by date.
    const rank = (m: Moved) => (m.becomesOverdue ? 0 : 1);
    const date = (m: Moved) => (m.from ?? m.to)?.toMillis() ?? Infinity;
    moved.sort((a, b) => rank(a) - rank(b) || date(a) - date(b) || a.id.localeCompare(b.id));
    return {
      preview: only,
      revision,
      changedDays: days,
      deadlines: moved.map((m) => ({ ...movedView(m), unitName: nameIn(names, m.unit) })),
    };
  };

  router.get('/calendar/due', async (req, res) => {
    const { start, workingDays } = parseQuery(DueQuery, req.query);
    const { dueAt, provisional, days } = dueAfter(
      await loadCalendar(pool),
      start,
      workingDays,
      await closeOfBusiness(pool, null),
    );
    res.json({ dueAt: toWire(dueAt), provisional, days });
  });

  router.get('/calendar/years', async (_req, res) => {
    const items = (await listYears(pool)).map((y) => ({ ...y, publishedAt: toWire(y.publishedAt) }));
    res.json({ items, total: items.length });
  });

  router.get('/calendar/:year', async (req, res) => {
    const year = yearOf(req.params.year);
    const [calendar, years, edits, names] = await Promise.all([
      loadCalendar(pool),
      listYears(pool),
      listEdits(pool, year),
      loadNames(pool),
    ]);
    const notice = years.find((y) => y.year === year);
    const days = [];
    for (let d = DateTime.utc(year, 1, 1); d.year === year; d = d.plus({ days: 1 })) {
      const date = d.toFormat('yyyy-MM-dd');
      const { works, reason } = dayOf(calendar, date);
      const exception = calendar.exceptions.get(date);
      days.push({ date, works, kind: kindOf(calendar, date), reason, exception: exception ?? null });
    }
    res.json({
      year,
      published: notice !== undefined,
      source: notice?.source ?? null,
      publishedAt: toWire(notice?.publishedAt),
      workingDays: days.filter((d) => d.works).length,
      days,
      edits: edits.map((e) => editView(e, names)),
      may: { edit: holdsPost(principalOf(req), 'sysadmin') },
    });
  });

  router.get('/calendar/settings/close-of-business', async (_req, res) => {
    const [{ everybody, units }, edits, names] = await Promise.all([
      listClosings(pool),
      listClosingEdits(pool),
      loadNames(pool),
    ]);
    res.json({
      everybody,
      units: units.map((u) => ({ ...u, unitName: nameIn(names, u.unit) })),
      edits: edits.map((e) => ({ ...editView(e, names), targetName: nameIn(names, e.target) })),
    });
  });

  router.put('/calendar/days/:date', json({ limit: '10kb' }), async (req, res) => {
    const actor = guard(req);
    const date = IsoDate.safeParse(req.params.date);
    if (!date.success) throw badRequest('日期应为 YYYY-MM-DD。');
    const { works, reason, revision } = parseBody(LocalDay, req.body);
    refuseUnstorable(reason);
    const who = { actor, reason };
    const done = await edit(req, who, revision, (db) => setLocalDay(db, { date: date.data, works }, who));
    res.json({ ...dayOf(await loadCalendar(pool), date.data), ...done });
  });

  /** The notice of a year: the days that differ from Monday to Friday. */
  router.put('/calendar/:year', json({ limit: '100kb' }), async (req, res) => {
    const actor = guard(req);
    const year = yearOf(String(req.params.year));
    const { source, days, reason, revision } = parseBody(Notice, req.body);
    refuseUnstorable(req.body);
    // New Year's Day may be arranged with the last days of the year before.
    const foreign = days.findIndex((d) => d.date > `${year}-12-31` || d.date < `${year - 1}-12-20`);
    if (foreign >= 0) throw invalid([{ path: `days.${foreign}.date`, message: `不属于 ${year} 年的放假安排` }]);
    if (new Set(days.map((d) => d.date)).size < days.length)
      throw invalid([{ path: 'days', message: '同一日期出现两次' }]);
    const who = { actor, reason };
    const done = await edit(req, who, revision, (db) => importYear(db, { year, source, days }, who));
    res.json({ year, published: true, ...done });
  });

  router.put('/calendar/settings/close-of-business', json({ limit: '10kb' }), async (req, res) => {
    const actor = guard(req);
    const { unit, at, reason, revision } = parseBody(Closing, req.body);
    refuseUnstorable(reason);
    if (unit === null && at === null) throw invalid([{ path: 'at', message: '全区的下班时间不能为空' }]);
    if (unit !== null && !(await listUnits(pool)).some((u) => u.id === unit))
      throw invalid([{ path: 'unit', message: '单位不存在' }]);
    const who = { actor, reason };
    const done = await edit(req, who, revision, (db) => setCloseOfBusiness(db, { unit, at }, who));
    res.json({ unit, at: at ?? (await closeOfBusiness(pool, unit)), ...done });
  });

  return router;
}
