import { Chart, type ChartOption, common } from '../parts/chart.tsx';
import type { Grouping, Statistics } from './types.ts';

const COLORS = { met: '#1B7F3B', metLate: '#C62828', overdue: '#E57373', rate: '#1D4F91' };
const STATES = { 按期办结: 'met', 超期办结: 'met-late', 超期未办结: 'overdue' } as const;
// More bars than can be read are in the table below.
const MOST_BARS = 15;

type Groups = Statistics['groups'];
const NONE = {
  met: 0,
  metLate: 0,
  overdue: 0,
  total: 0,
  onTimeRate: null,
  averageWorkingDays: null,
  medianWorkingDays: null,
  p90WorkingDays: null,
};

interface Props {
  groups: Statistics;
  months: Statistics;
  /** Opens the rows behind a bar. */
  open(group: { by: Grouping; key: string }, states: string): void;
}

export default function Charts({ groups, months, open }: Props) {
  const bars = groups.by === 'month' ? groups.groups : worstFirst(groups).slice(0, MOST_BARS);
  const openBar = (index: number, series: string) => {
    const bar = bars[index];
    if (bar?.key) open({ by: groups.by, key: bar.key }, series === '用时' ? 'met,met-late' : statesOf(series));
  };
  const trend = withEmptyMonths(months.groups);
  return (
    <div className="charts">
      <figure>
        <figcaption>按期办结率与条数，按月（左：条；右：%）</figcaption>
        <Chart
          label="各月按期办结率与条数"
          option={monthly(trend)}
          onClick={(index, series) => {
            const month = trend[index];
            if (month) open({ by: 'month', key: month.key }, statesOf(series));
          }}
        />
      </figure>
      {groups.by !== 'month' && (
        <figure>
          <figcaption>
            {groups.by === 'unit' ? '各责任单位' : '各时限（环节）'}办结情况（条）
            {groups.groups.length > bars.length && `，按期办结率最低的 ${MOST_BARS} 个`}
          </figcaption>
          <Chart label="分组办结情况" option={grouped(bars)} onClick={openBar} />
        </figure>
      )}
      <figure>
        <figcaption>平均用时（工作日）</figcaption>
        <Chart label="分组平均用时" option={durations(bars)} onClick={(index) => openBar(index, '用时')} />
      </figure>
    </div>
  );
}

const statesOf = (series: string): string => STATES[series as keyof typeof STATES] ?? 'met,met-late,overdue';
const worstFirst = ({ groups }: Statistics) =>
  [...groups].sort((a, b) => (a.onTimeRate ?? 1) - (b.onTimeRate ?? 1) || b.total - a.total);

const stacked = (groups: Groups) => [
  { name: '按期办结', type: 'bar', stack: 'n', barMaxWidth: 32, color: COLORS.met, data: groups.map((g) => g.met) },
  {
    name: '超期办结',
    type: 'bar',
    stack: 'n',
    barMaxWidth: 32,
    color: COLORS.metLate,
    data: groups.map((g) => g.metLate),
  },
  {
    name: '超期未办结',
    type: 'bar',
    stack: 'n',
    barMaxWidth: 32,
    color: COLORS.overdue,
    data: groups.map((g) => g.overdue),
  },
];

function monthly(groups: Groups): ChartOption {
  return {
    ...common,
    grid: { left: 8, right: 8, top: 56, bottom: 4, containLabel: true },
    xAxis: { type: 'category', data: groups.map((g) => g.name) },
    yAxis: [
      { type: 'value', name: '条', minInterval: 1 },
      { type: 'value', name: '%', min: 0, max: 100, splitLine: { show: false } },
    ],
    series: [
      ...stacked(groups),
      {
        name: '按期办结率（%）',
        type: 'line',
        yAxisIndex: 1,
        color: COLORS.rate,
        symbolSize: 8,
        data: groups.map((g) => (g.onTimeRate === null ? null : Number((g.onTimeRate * 100).toFixed(1)))),
      },
    ],
  };
}

const sideways = (groups: Groups) => ({
  grid: { left: 8, right: 40, top: 36, bottom: 4, containLabel: true },
  yAxis: {
    type: 'category',
    inverse: true,
    data: groups.map((g) => g.name),
    axisLabel: { width: 130, overflow: 'truncate' },
  },
});

function grouped(groups: Groups): ChartOption {
  return {
    ...common,
    ...sideways(groups),
    xAxis: { type: 'value', name: '条', minInterval: 1, nameGap: 6 },
    series: stacked(groups),
  };
}

function durations(groups: Groups): ChartOption {
  return {
    ...common,
    ...sideways(groups),
    legend: { show: false },
    xAxis: { type: 'value', nameGap: 6 },
    series: [
      {
        name: '平均用时（工作日）',
        type: 'bar',
        barMaxWidth: 32,
        color: COLORS.rate,
        label: { show: true, position: 'right' },
        data: groups.map((g) => g.averageWorkingDays),
      },
    ],
  };
}

/** A month in which nothing was due is a gap in the trend, not a shorter axis. */
function withEmptyMonths(groups: Groups): Groups {
  const [first, last] = [groups[0]?.key, groups.at(-1)?.key];
  if (!first || !last) return [];
  const known = new Map(groups.map((g) => [g.key, g]));
  const all: Groups = [];
  for (let [year, month] = first.split('-').map(Number) as [number, number]; ; month++) {
    if (month > 12) [year, month] = [year + 1, 1];
    const key = `${year}-${String(month).padStart(2, '0')}`;
    all.push(known.get(key) ?? { ...NONE, key, name: `${year}年${month}月` });
    if (key >= last) return all;
  }
}
