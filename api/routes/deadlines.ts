import { Router } from 'express';
import { z } from 'zod';
import type { Db } from '../../db/pool.ts';
import { readShared } from '../../db/shared.ts';
import { casesSeenBy, OF_ROUND } from '../../domain/access.ts';
import { now } from '../../domain/clock.ts';
import { comingRungs } from '../../domain/deadlines/coming.ts';
import { STATE_FILTERS, type StateFilter } from '../../domain/deadlines/filter.ts';
import { deadlineDetail, listDeadlines, type Sort, SORTS } from '../../domain/deadlines/list.ts';
import { listObligations } from '../../domain/deadlines/obligations.ts';
import { deadlineStatistics, GROUPINGS } from '../../domain/deadlines/statistics.ts';
import { stepsOfLimits } from '../../domain/deadlines/steps.ts';
import { summariseDeadlines } from '../../domain/deadlines/summary.ts';
import { loadProcessNames } from '../../domain/models/store.ts';
import { loadNames } from '../../domain/people/store.ts';
import type { Context } from '../context.ts';
import { cardsOfLimit } from '../limit-cards.ts';
import { limitView } from '../limit-view.ts';
import { conflict, notFound } from '../problem.ts';
import { Day, Flag, Page } from '../schemas.ts';
import { principalOf, readingOf } from '../session.ts';
import { limitSheetAside } from '../sheets/limits-aside.ts';
import { MOST_ROWS } from '../sheets/cells.ts';
import { askedFor } from '../sheets/limits.ts';
import { parseQuery } from '../validate.ts';
import { nameIn } from '../views.ts';

const States = z
  .string()
  .max(200)
  .transform((text) => text.split(',') as StateFilter[])
  .refine((states) => states.every((s) => STATE_FILTERS.includes(s)), { error: '不是有效的状态' })
  .describe(`以逗号分隔：${STATE_FILTERS.join('、')}`);
const Id = z.string().max(100);
const SORT_NAMES = Object.keys(SORTS).flatMap((name) => [name, `-${name}`]) as [Sort, ...Sort[]];

const DeadlineChoice = z.object({
  state: States.optional(),
  case: Id.optional(),
  obligation: Id.optional(),
  unit: Id.optional(),
  process: Id.optional(),
  dueFrom: Day.optional().describe('到期日自（含）'),
  dueTo: Day.optional().describe('到期日至（含）'),
  provisional: Flag.optional(),
  q: z
    .string()
    .max(200, '至多 200 个字')
    .regex(/^[^\0]*$/, '含有无效的字符')
    .optional()
    .describe('事项名称、编号或时限名称'),
  rounds: z.enum(['all'], { error: '只能为 all' }).optional().describe('all：每一轮一行；默认只有当前一轮'),
});
const Sorted = z.object({ sort: z.enum(SORT_NAMES, { error: '不是有效的排序' }).optional() });
export const DeadlineQuery = DeadlineChoice.extend(Page.shape).extend(Sorted.shape);
export const SummaryQuery = DeadlineChoice;
export const ExportQuery = DeadlineChoice.extend(Sorted.shape);
export const StatisticsQuery = z.object({
  from: Day.optional(),
  to: Day.optional(),
  process: Id.optional(),
  unit: Id.optional(),
  obligation: Id.optional(),
  by: z.enum(GROUPINGS, { error: '应为 unit、obligation、process、month 或 quarter' }).default('unit'),
});

const EXCEL = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** The limits that a person may see: those of the cases that he may see. */
export function deadlineRoutes(ctx: Context): Router {
  const { pool, reading, engine } = ctx;
  const router = Router();

  const loadAllNames = async (db: Db = pool) => {
    const [names, processNames] = await Promise.all([loadNames(db), loadProcessNames(db)]);
    return { names, processNames };
  };

  router.get('/deadlines', async (req, res) => {
    const who = principalOf(req);
    const filter = parseQuery(DeadlineQuery, req.query);
    const seen = casesSeenBy(who, 1, OF_ROUND);
    // Whoever sees the same cases reads the same, down to the letter.
    const page = await readShared(reading, JSON.stringify(['deadlines', seen, filter]), async (waited) => {
      const db = waited ? reading : readingOf(ctx, req);
      const [{ items, total }, { names, processNames }] = await Promise.all([
        listDeadlines(db, seen, filter),
        loadAllNames(db),
      ]);
      return JSON.stringify({ items: items.map((d) => limitView(d, names, processNames)), total });
    });
    res.type('json').send(page);
  });

  /** How many there are in each state, of what the list shows with the same filter. */
  router.get('/deadlines/summary', async (req, res) => {
    const who = principalOf(req);
    res.json(
      await summariseDeadlines(readingOf(ctx, req), casesSeenBy(who, 1, OF_ROUND), parseQuery(SummaryQuery, req.query)),
    );
  });

  router.get('/deadlines/statistics', async (req, res) => {
    const who = principalOf(req);
    const filter = parseQuery(StatisticsQuery, req.query);
    const [found, names] = await Promise.all([
      deadlineStatistics(pool, casesSeenBy(who, 1, OF_ROUND), filter),
      filter.by === 'unit' ? loadNames(pool) : filter.by === 'process' ? loadProcessNames(pool) : null,
    ]);
    res.json(
      names
        ? { ...found, groups: found.groups.map((g) => ({ ...g, name: nameIn(names, g.key) ?? '未指定单位' })) }
        : found,
    );
  });

  /** What limits may be filtered by; no secret, as the diagrams that name them are none. */
  router.get('/deadlines/obligations', async (_req, res) => {
    const items = await listObligations(pool);
    res.json({ items, total: items.length });
  });

  /** Exactly what is filtered, or nothing: a table that lacks rows without saying so would be worse than none. */
  router.get('/deadlines/export.xlsx', async (req, res) => {
    const who = principalOf(req);
    const filter = parseQuery(ExportQuery, req.query);
    const [{ items, total }, { names, processNames }] = await Promise.all([
      listDeadlines(pool, casesSeenBy(who, 1, OF_ROUND), { ...filter, limit: MOST_ROWS + 1, offset: 0 }),
      loadAllNames(),
    ]);
    // By the rows themselves: the total of many may be some seconds old.
    if (items.length > MOST_ROWS)
      throw conflict(
        `符合条件的时限有 ${Math.max(total, items.length)} 条，一次至多导出 ${MOST_ROWS} 条，请缩小筛选范围后重试。`,
      );
    const rows = items.map((d) => limitView(d, names, processNames));
    const asked = askedFor(rows, { by: who.name, at: now(), filter, names, processNames });
    const sheet = await limitSheetAside(rows, asked);
    res
      .attachment(`limits-${now().toFormat('yyyyMMdd-HHmm')}.xlsx`)
      .type(EXCEL)
      .send(sheet);
  });

  /** One limit with why it ends when it ends, day by day, its suspensions, rungs and its step on the diagram. */
  router.get('/deadlines/:id', async (req, res) => {
    const who = principalOf(req);
    const found = await deadlineDetail(pool, casesSeenBy(who, 1, OF_ROUND), req.params.id);
    if (!found) throw notFound('时限');
    const rungs = found.rungs as { rung?: string; round?: number; revokedAt?: string | null; recipients?: string[] }[];
    const raised = new Set(rungs.flatMap((r) => (r.round === found.round && !r.revokedAt && r.rung ? [r.rung] : [])));
    const [{ names, processNames }, steps, coming] = await Promise.all([
      loadAllNames(),
      stepsOfLimits(pool, found.caseId),
      comingRungs(pool, engine, found, raised),
    ]);
    const named = <T extends { recipients?: string[] }>(r: T) => ({
      ...r,
      recipientNames: (r.recipients ?? []).map((id) => nameIn(names, id)),
    });
    res.json({
      ...found,
      ...limitView(found, names, processNames),
      pauses: found.pauses.map((p) => ({
        ...p,
        suspendedByName: nameIn(names, p.suspendedBy as string),
        resumedByName: nameIn(names, p.resumedBy as string | null),
      })),
      rungs: rungs.map(named),
      coming: coming.map(named),
      stepElement: steps.find((s) => s.id === found.id)?.elementId ?? null,
      ...(await cardsOfLimit(pool, who, found, names)),
    });
  });

  return router;
}
