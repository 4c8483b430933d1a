import { useQuery } from '@tanstack/react-query';
import { Button, Segmented } from 'antd';
import dayjs from 'dayjs';
import { lazy, Suspense } from 'react';
import { useNavigate } from 'react-router';
import { failed } from '../client/queries.ts';
import { query } from '../client/http.ts';
import { PageHelp } from '../help/page-help.tsx';
import { ChartsLoading } from '../parts/charts-loading.tsx';
import { DayRange } from '../parts/day-range.tsx';
import { FilterBar, setAmong } from '../parts/filter-bar.tsx';
import { Loading, Nothing, ProblemState } from '../parts/page-state.tsx';
import { businessNow, toWall } from '../parts/time.ts';
import { useAddress } from '../parts/use-address.ts';
import { useTitle } from '../parts/use-title.ts';
import { BoardTabs } from './board-tabs.tsx';
import './board.css';
import { FiguresTable } from './figures-table.tsx';
import { percent } from './percent.ts';
import { Choices } from './filters.tsx';
import { limitQueries } from './queries.ts';
import './statistics.css';
import type { Grouping, Statistics } from './types.ts';

// echarts is large: only who looks at a chart loads it.
const Charts = lazy(() => import('./charts.tsx'));

const DAY = 'YYYY-MM-DD';
const groupings: { value: Grouping; label: string }[] = [
  { value: 'unit', label: '按单位' },
  { value: 'obligation', label: '按环节' },
  { value: 'month', label: '按月' },
];

/** The last twelve months by the day on which a limit is due, unless the address says otherwise. */
function usePeriod(from: string, to: string) {
  const today = dayjs(toWall(businessNow()).slice(0, 10));
  return {
    from: from || today.subtract(11, 'month').startOf('month').format(DAY),
    to: to || today.endOf('month').format(DAY),
  };
}

/** 时限监控 · 统计: on-time rate, its trend, and durations in working days. */
export function LimitStatistics() {
  useTitle('时限统计');
  const address = useAddress();
  const navigate = useNavigate();
  const { from, to } = usePeriod(address.get('from'), address.get('to'));
  const by = groupings.find((g) => g.value === address.get('by'))?.value ?? 'unit';
  const chosen = { unit: address.get('unit'), process: address.get('process'), obligation: address.get('obligation') };
  const filter = { from, to, ...chosen };
  const groups = useQuery(limitQueries.statistics({ ...filter, by }));
  const months = useQuery(limitQueries.statistics({ ...filter, by: 'month' }));
  const filtered = Boolean(chosen.unit || chosen.process || chosen.obligation || address.get('from'));

  /** The list with exactly the rows that a figure counts. */
  const rowsOf = (group: { by: Grouping; key: string } | null, states: string): string => {
    const more: Record<string, string> = { ...chosen, dueFrom: from, dueTo: to };
    if (group?.by === 'month') Object.assign(more, monthWithin(group.key, from, to));
    else if (group) more[group.by] = group.key;
    return `/limits${query({ ...more, state: states, rounds: 'all' })}`;
  };

  return (
    <>
      <div className="page-head">
        <h1>时限统计</h1>
        <PageHelp />
        <BoardTabs active="statistics" />
      </div>
      <div className="panel">
        <FilterBar
          className="board-filters"
          set={setAmong({ ...chosen, from: address.get('from') || address.get('to') })}
        >
          <DayRange
            label="到期日范围"
            allowClear={false}
            from={from}
            to={to}
            presets={(today) => [
              { label: '本月', value: [today.startOf('month'), today.endOf('month')] },
              { label: '本年', value: [today.startOf('year'), today.endOf('year')] },
              { label: '近十二个月', value: [today.subtract(11, 'month').startOf('month'), today.endOf('month')] },
            ]}
            onChange={(first, last) => address.set({ from: first, to: last })}
          />
          <Choices filter={chosen} set={address.set} />
          <Segmented
            options={groupings}
            value={by}
            onChange={(value) => address.set({ by: value === 'unit' ? null : value })}
          />
          {filtered && (
            <Button
              type="link"
              size="small"
              onClick={() => address.set({ unit: null, process: null, obligation: null, from: null, to: null })}
            >
              清除筛选
            </Button>
          )}
        </FilterBar>
        {failed(groups) ? (
          <ProblemState error={groups.error} retry={() => void groups.refetch()} />
        ) : groups.isPending || months.isPending ? (
          <Loading />
        ) : groups.data.total.total === 0 ? (
          <Nothing>这一期间没有到期的时限。到期日在期间之内、已办结或已超期的时限才计入统计。</Nothing>
        ) : (
          <>
            <Totals statistics={groups.data} />
            <Suspense fallback={<ChartsLoading count={groups.data.by === 'month' ? 2 : 3} />}>
              <Charts
                groups={groups.data}
                months={months.data ?? groups.data}
                open={(group, states) => void navigate(rowsOf(group, states))}
              />
            </Suspense>
            <FiguresTable statistics={groups.data} rowsOf={rowsOf} />
          </>
        )}
        <p className="muted statistics-note">
          按期办结率 = 按期办结 ÷（按期办结 + 超期办结 +
          超期未办结）。时限按到期日计入所在期间，每一轮计一次；已终止、中止计时和尚未到期的不计入。用时为起算日次日至办结日的工作日数，不含中止计时的日期。
        </p>
      </div>
    </>
  );
}

function Totals({ statistics: { total } }: { statistics: Statistics }) {
  const items: [string, string][] = [
    ['按期办结率', percent(total.onTimeRate)],
    ['计入时限', `${total.total} 条`],
    ['按期办结', `${total.met} 条`],
    ['超期办结', `${total.metLate} 条`],
    ['超期未办结', `${total.overdue} 条`],
    ['平均用时', total.averageWorkingDays === null ? '无' : `${total.averageWorkingDays} 个工作日`],
  ];
  return (
    <dl className="totals">
      {items.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function monthWithin(month: string, from: string, to: string) {
  const first = dayjs(`${month}-01`);
  const last = first.endOf('month').format(DAY);
  const begin = first.format(DAY);
  return { dueFrom: begin > from ? begin : from, dueTo: last < to ? last : to };
}
