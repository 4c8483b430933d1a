import type { Db } from '../../db/pool.ts';
import type { Seen } from '../access.ts';
import { NO_UNIT } from '../deadlines/filter.ts';
import { deadlineStatistics, type Figures, NO_FIGURES } from '../deadlines/statistics.ts';
import { type Period, trendOf } from './period.ts';
import type { Scope } from './scope.ts';
import { type Cell, count, days, listing, type Section } from './sections.ts';

export const limitsIn = ({ from, to }: Period, scope: Scope) => ({
  ...scope,
  dueFrom: from,
  dueTo: to,
  rounds: 'all',
});
const COUNTED = 'met,met-late,overdue';

function cells(f: Figures, query: Record<string, string | undefined>): Cell[] {
  const rows = (state: string) => ({ ...query, state });
  return [
    {
      value: f.onTimeRate,
      as: 'rate',
      ...(f.onTimeRate === null ? {} : { list: listing('limits', rows(COUNTED)) }),
    },
    count(f.total, 'limits', rows(COUNTED)),
    count(f.met, 'limits', rows('met')),
    count(f.metLate, 'limits', rows('met-late')),
    count(f.overdue, 'limits', rows('overdue')),
    days(f.medianWorkingDays, 'limits', rows('met,met-late')),
    days(f.p90WorkingDays, 'limits', rows('met,met-late')),
  ];
}

const COLUMNS = ['按期办结率', '计入', '按期办结', '超期办结', '超期未办', '用时中位数', '九成用时'];
const HEADS = { unit: '责任单位', obligation: '环节', process: '流程' };

/** 按期办结率 by unit, step or procedure, as the statistics of the board count it. */
export async function onTime(
  db: Db,
  seen: Seen,
  {
    scope,
    period,
    by,
    name,
    units,
  }: {
    scope: Scope;
    period: Period;
    by: keyof typeof HEADS;
    name: (id: string) => string;
    units: string[];
  },
): Promise<Section> {
  const found = await deadlineStatistics(db, seen, { ...scope, from: period.from, to: period.to, by });
  const query = limitsIn(period, scope);
  const place = (id: string) => (by === 'unit' ? units.indexOf(id) : 0);
  const groups = [...found.groups].sort((a, b) => place(a.key) - place(b.key));
  const rows = groups.map((g) => ({
    key: g.key,
    name: by === 'obligation' ? g.name : g.key ? name(g.key) : '未指定单位',
    cells: cells(g, { ...query, [by]: g.key || NO_UNIT }),
  }));
  return {
    id: `on-time-${by}`,
    title: `按期办结率（按${HEADS[by]}）`,
    head: HEADS[by],
    columns: COLUMNS,
    rows: rows.length ? [...rows, { key: '', name: '合计', cells: cells(found.total, query) }] : [],
    note:
      by !== 'unit'
        ? '口径与“按期办结率（按责任单位）”相同。'
        : '按期办结率＝按期办结÷计入，计入＝按期办结＋超期办结＋超期未办。时限按到期日计入期间，每一轮计一次；终止、中止计时、尚未到期的不计入。用时为起算日次日至办结日的工作日数，不含中止计时的日期；九成用时指九成的时限在此工作日数之内办结。',
  };
}

/** 按期办结率 over time, up to the quarter or month in which the period ends. One without any limit is a gap, not left out. */
export async function onTimeTrend(
  db: Db,
  seen: Seen,
  { scope, period }: { scope: Scope; period: Period },
): Promise<Section> {
  const { by, periods } = trendOf(period);
  const span = { from: periods[0]!.from, to: periods.at(-1)!.to, name: '' };
  const found = await deadlineStatistics(db, seen, { ...scope, from: span.from, to: span.to, by });
  const rows = periods.map(({ key, ...p }) => ({
    key,
    name: p.name,
    cells: cells(found.groups.find((g) => g.key === key) ?? NO_FIGURES, limitsIn(p, scope)),
  }));
  const unit = by === 'quarter' ? '季度' : '月';
  return {
    id: 'on-time-period',
    title: `按期办结率（近八个${unit}）`,
    head: unit,
    columns: COLUMNS,
    rows: found.total.total
      ? [...rows, { key: '', name: '合计', cells: cells(found.total, limitsIn(span, scope)) }]
      : [],
    note: `至所选期间结束的那个${unit}为止。口径与“按期办结率（按责任单位）”相同。`,
  };
}
