import { DateTime } from 'luxon';
import type { Db } from '../../db/pool.ts';
import type { Seen } from '../access.ts';
import { type Calendar, dayOf } from '../calendar/core.ts';
import { loadCalendar } from '../calendar/store.ts';
import { presentUnit } from '../people/merged.ts';
import { now, ZONE } from '../clock.ts';
import { chooseDeadlines } from './filter.ts';

export const GROUPINGS = ['unit', 'obligation', 'process', 'month', 'quarter'] as const;
export type Grouping = (typeof GROUPINGS)[number];

export interface StatisticsFilter {
  /** Days of Asia/Shanghai between which a limit is due, both included; left out: the twelve months up to the present one. */
  from?: string | undefined;
  to?: string | undefined;
  process?: string | undefined;
  unit?: string | undefined;
  obligation?: string | undefined;
  by: Grouping;
}

/**
 * Every round of a limit counts once, in the period in which it was (or is) due. `met` + `metLate` + `overdue` = `total`; overdue
 * are those that still run after their date. What was cancelled, is suspended or not yet due does not count.
 */
export interface Figures {
  met: number;
  metLate: number;
  overdue: number;
  total: number;
  /** met / total, with four decimals; null without any. */
  onTimeRate: number | null;
  /** Working days from the day after the start to the end, without suspensions; 0 = done on the day of the event. */
  averageWorkingDays: number | null;
  medianWorkingDays: number | null;
  /** Nine of ten took at most so many. */
  p90WorkingDays: number | null;
}

export interface Statistics {
  from: string;
  to: string;
  by: Grouping;
  total: Figures;
  groups: ({ key: string; name: string } & Figures)[];
}

const KEYS: Record<Grouping, string> = {
  unit: `coalesce(${presentUnit('r.unit')}, '')`,
  obligation: 'r.obligation',
  process: 'r.process',
  month: `to_char(r.due_at, 'YYYY-MM')`,
  quarter: `to_char(r.due_at, 'YYYY-"Q"Q')`,
};
const COUNTED = (moment: string) => `(r.ended_as IN ('met', 'met-late')
  OR r.ended_at IS NULL AND r.suspended_at IS NULL AND r.due_at < ${moment})`;

/** On-time rate and duration in working days by unit, step, procedure, month or quarter. */
export async function deadlineStatistics(db: Db, seen: Seen, f: StatisticsFilter): Promise<Statistics> {
  const present = now();
  const from = f.from ?? present.startOf('month').minus({ months: 11 }).toISODate()!;
  const to = f.to ?? present.endOf('month').toISODate()!;
  const chosen = await chooseDeadlines(db, seen, {
    rounds: 'all',
    process: f.process,
    unit: f.unit,
    obligation: f.obligation,
    dueFrom: from,
    dueTo: to,
  });
  const rounds = `${chosen.from()} AND ${COUNTED(chosen.moment)}`;
  const span = await db.query<{ first: string | null; last: string | null }>(
    `SELECT min(r.started_at)::date AS first, max(r.ended_at)::date AS last ${rounds}`,
    chosen.params,
  );
  const { first, last } = span.rows[0]!;
  const days = first && last ? numberWorkingDays(await loadCalendar(db), first, last) : { dates: [], numbers: [] };
  const { rows } = await db.query<Record<string, unknown>>(
    `WITH day AS (SELECT * FROM unnest(${chosen.add(days.dates)}::date[], ${chosen.add(days.numbers)}::int[]) AS day (date, n)),
     counted AS (
       SELECT r.deadline_id, r.round, ${KEYS[f.by]} AS key, r.name, r.ended_as,
              r.started_at::date AS started, r.ended_at::date AS ended ${rounds}),
     -- Days of suspension and of resumption are not consumed; overlapping suspensions count once.
     stretch AS (
       SELECT c.deadline_id, c.round, unnest(range_agg(daterange(p.suspended_at::date, coalesce(p.resumed_at::date, c.ended), '[]'))
                * datemultirange(daterange(c.started, c.ended, '(]'))) AS days
         FROM counted c JOIN deadline_pause p ON p.deadline_id = c.deadline_id AND p.round = c.round
        WHERE c.ended IS NOT NULL AND p.suspended_at::date <= c.ended GROUP BY c.deadline_id, c.round, c.started, c.ended),
     paused AS (
       SELECT x.deadline_id, x.round, sum(b.n - a.n) AS n
         FROM stretch x JOIN day a ON a.date = lower(x.days) - 1 JOIN day b ON b.date = upper(x.days) - 1
        GROUP BY x.deadline_id, x.round),
     used AS (
       SELECT c.key, c.name, c.ended_as, e.n - s.n - coalesce(p.n, 0) AS days
         FROM counted c LEFT JOIN day s ON s.date = c.started LEFT JOIN day e ON e.date = c.ended
         LEFT JOIN paused p ON p.deadline_id = c.deadline_id AND p.round = c.round)
     SELECT grouping(key) AS whole, key, max(name) AS name, count(*)::int AS total,
            (count(*) FILTER (WHERE ended_as = 'met'))::int AS met, (count(*) FILTER (WHERE ended_as = 'met-late'))::int AS "metLate",
            (count(*) FILTER (WHERE ended_as IS NULL))::int AS overdue,
            round(avg(days), 1)::float8 AS average, percentile_cont(0.5) WITHIN GROUP (ORDER BY days) AS median,
            (percentile_disc(0.9) WITHIN GROUP (ORDER BY days))::float8 AS p90
       FROM used GROUP BY GROUPING SETS ((key), ()) ORDER BY whole DESC, key`,
    chosen.params,
  );
  const [whole, ...groups] = rows;
  return {
    from,
    to,
    by: f.by,
    total: figures(whole),
    groups: groups.map((g) => ({ key: String(g.key), name: nameOf(f.by, g), ...figures(g) })),
  };
}

function nameOf(by: Grouping, { key, name }: Record<string, unknown>): string {
  const [year, part] = String(key).split('-');
  if (by === 'month') return `${year}年${Number(part)}月`;
  return by === 'quarter' ? `${year}年第${'一二三四'[Number(part?.slice(1)) - 1]}季度` : String(name);
}

export const NO_FIGURES: Figures = figures(undefined);

function figures(row: Record<string, unknown> | undefined): Figures {
  const { met = 0, metLate = 0, overdue = 0, total = 0 } = (row ?? {}) as Partial<Figures>;
  return {
    met,
    metLate,
    overdue,
    total,
    onTimeRate: total ? Math.round((met / total) * 10_000) / 10_000 : null,
    averageWorkingDays: (row?.average as number | null) ?? null,
    medianWorkingDays: (row?.median as number | null) ?? null,
    p90WorkingDays: (row?.p90 as number | null) ?? null,
  };
}

/** How many working days there were from the first date up to and including each. */
export function numberWorkingDays(
  calendar: Calendar,
  first: string,
  last: string,
): { dates: string[]; numbers: number[] } {
  const dates: string[] = [];
  const numbers: number[] = [];
  let n = 0;
  for (let day = DateTime.fromISO(first, { zone: ZONE }); ; day = day.plus({ days: 1 })) {
    const date = day.toISODate()!;
    if (dayOf(calendar, date).works) n++;
    dates.push(date);
    numbers.push(n);
    if (date >= last) return { dates, numbers };
  }
}
