import { useMemo } from 'react';
import { useNavigate } from 'react-router';
import { Chart, type ChartOption, common } from '../parts/chart.tsx';
import { pageOf } from './links.ts';
import { CHARTS, type ChartPlan } from './charts.ts';
import type { Section } from './types.ts';

type Row = Section['rows'][number];
const GRID = { left: 8, right: 12, bottom: 4, containLabel: true };

/** What the table below says, drawn; a bar opens the rows that its figure opens there. */
export default function SectionChart({ section }: { section: Section }) {
  const navigate = useNavigate();
  const plan = CHARTS[section.id]!;
  const { series, caption, unit, lying, most = Infinity } = plan;
  const { rows, cut, option } = useMemo(() => {
    const cellOf = (row: Row, column: string) => row.cells[section.columns.indexOf(column)];
    const all = section.rows.filter(({ key }) => key !== '');
    const rows = lying
      ? all
          .filter((row) => series.some(({ column }) => cellOf(row, column)?.value))
          .sort((a, b) => (cellOf(b, series[0]!.column)?.value ?? 0) - (cellOf(a, series[0]!.column)?.value ?? 0))
          .slice(0, most)
      : all;
    return { rows, cut: lying && rows.length < all.length && rows.length === most, option: draw(plan, rows, cellOf) };
  }, [section, plan, series, lying, most]);
  if (rows.length === 0) return null;
  const title = cut ? `${caption}，${series[0]!.column}最多的 ${most} 个` : caption;
  const said = rows.map(
    (row) =>
      `${row.name} ${series.map(({ column }) => `${column} ${row.cells[section.columns.indexOf(column)]?.text}`).join('、')}`,
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
            const cell = rows[index]?.cells[section.columns.indexOf(name)];
            if (cell?.list && cell.value) void navigate(pageOf(cell.list));
          }}
        />
      </figure>
    </div>
  );
}

/** 2026年第一季度: two short lines, so that eight stand side by side on a phone. */
const shortPeriod = (name: string): string => {
  const [year, part = ''] = name.split('年');
  return `${year}\n${part.replace('第', '').replace('季度', '季')}`;
};

function draw(
  { series, lying }: ChartPlan,
  rows: Row[],
  cellOf: (row: Row, column: string) => Row['cells'][number] | undefined,
): ChartOption {
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
      const value = cellOf(row, column)?.value ?? null;
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
