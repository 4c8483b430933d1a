import { useMemo } from 'react';
import { useNavigate } from 'react-router';
import { cellOf, type ChartPlan, CHARTS, drawnRows, shortPeriod } from '../../domain/reports/charts.ts';
import { Chart, type ChartOption, common } from '../parts/chart.tsx';
import { pageOf } from './links.ts';
import type { Section } from './types.ts';

type Row = Section['rows'][number];
const GRID = { left: 8, right: 12, bottom: 4, containLabel: true };

/** What the table below says, drawn; a bar opens the rows that its figure opens there. */
export default function SectionChart({ section }: { section: Section }) {
  const navigate = useNavigate();
  const plan = CHARTS[section.id]!;
  const { series, unit, lying } = plan;
  const { rows, title, option } = useMemo(() => {
    const chosen = drawnRows(plan, section);
    return { ...chosen, option: draw(plan, section, chosen.rows) };
  }, [section, plan]);
  if (rows.length === 0) return null;
  const said = rows.map(
    (row) => `${row.name} ${series.map(({ column }) => `${column} ${cellOf(section, row, column)?.text}`).join('、')}`,
  );
  return (
    <div className="charts">
      <figure>
        <figcaption>
          {title}（{unit}）
        </figcaption>
        <Chart
          label={`${title}（${unit}）：${said.join('；')}`}
          option={option}
          {...(lying && { height: 64 + rows.length * (series.length * 16 + 12) })}
          onClick={(index, name) => {
            const cell = rows[index] && cellOf(section, rows[index], name);
            if (cell?.list && cell.value) void navigate(pageOf(cell.list));
          }}
        />
      </figure>
    </div>
  );
}

function draw({ series, lying }: ChartPlan, section: Section, rows: Row[]): ChartOption {
  const names = {
    type: 'category',
    data: rows.map(({ name }) => (lying ? name : shortPeriod(name))),
    ...(lying
      ? { inverse: true, axisLabel: { width: 112, overflow: 'truncate' } }
      : { axisLabel: { interval: 0, lineHeight: 17 } }),
  };
  const values = { type: 'value', ...(series.every(({ whole }) => whole !== false) && { minInterval: 1 }) };
  const rate = { type: 'value', min: 0, max: 100, axisLabel: { formatter: '{value}%' }, splitLine: { show: false } };
  const drawn = series.map(({ column, color, stack, line, label }) => ({
    name: column,
    color,
    ...(line
      ? { type: 'line', yAxisIndex: 1, symbolSize: 8, tooltip: { valueFormatter: percent } }
      : { type: 'bar', barMaxWidth: lying ? 16 : 32, ...(stack && { stack: 'n' }) }),
    ...(label && { label: { show: true, position: 'right' } }),
    data: rows.map((row) => {
      const value = cellOf(section, row, column)?.value ?? null;
      return line && value !== null ? Number((value * 100).toFixed(1)) : value;
    }),
  }));
  return {
    ...common,
    grid: { ...GRID, top: lying ? 32 : 56, ...(lying && { right: 36 }) },
    ...(lying ? { xAxis: values, yAxis: names } : { xAxis: names, yAxis: [values, rate] }),
    series: drawn,
  };
}

const percent = (value: unknown): string => (typeof value === 'number' ? `${value}%` : '—');
