import { Chart, type ChartOption, common } from '../parts/chart.tsx';
import { type Indicator, periodName } from './progress.tsx';
import type { Evaluation } from './types.ts';

const COLORS = { actual: '#1D4F91', target: '#8A5A00' };

/** One figure an indicator that the agreement sets: bars are what was reached, the line is what was asked for. */
export default function ProgressCharts({ list, indicators }: { list: Evaluation[]; indicators: Indicator[] }) {
  return (
    <div className="charts">
      {indicators.map((indicator) => (
        <figure key={indicator.target}>
          <figcaption>
            {indicator.label}（{indicator.unit}）
          </figcaption>
          <Chart label={`${indicator.label}的目标与实际`} option={optionOf(list, indicator)} />
        </figure>
      ))}
    </div>
  );
}

function optionOf(list: Evaluation[], { target, actual, money, flow }: Indicator): ChartOption {
  // Only drawn: exact amounts stand in the table.
  const drawn = (value: unknown, share = 1) =>
    value === null || value === undefined ? null : (Number(value) * share) / (money ? 10_000 : 1);
  return {
    ...common,
    grid: { left: 8, right: 8, top: 40, bottom: 4, containLabel: true },
    xAxis: { type: 'category', data: list.map(periodName) },
    yAxis: { type: 'value' },
    series: [
      {
        name: '实际',
        type: 'bar',
        barMaxWidth: 32,
        color: COLORS.actual,
        data: list.map((e) => drawn(e.actuals?.[actual])),
      },
      {
        name: '目标',
        type: 'line',
        color: COLORS.target,
        symbolSize: 8,
        data: list.map((e) => drawn(e.targets[target], flow && e.kind === 'half-year' ? 0.5 : 1)),
      },
    ],
  };
}
