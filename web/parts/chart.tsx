import { BarChart, LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import './chart.css';

use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, AriaComponent, SVGRenderer]);

export type ChartOption = EChartsCoreOption;

const FONT = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';

/** What all charts have in common. */
export const common: ChartOption = {
  textStyle: { fontFamily: FONT, fontSize: 13 },
  animation: false,
  // Patterns, not the English words that echarts would put over our label.
  aria: { enabled: true, label: { enabled: false }, decal: { show: true } },
  legend: { top: 0, textStyle: { fontSize: 13 } },
  tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' }, confine: true },
};

/** A chart as large as its place; what it shows stands in a table below it as well. */
export function Chart({
  option,
  label,
  height,
  onClick,
}: {
  option: ChartOption;
  label: string;
  /** Pixels, where the usual ones do not do. */
  height?: number;
  onClick?(index: number, series: string): void;
}) {
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<ReturnType<typeof init> | null>(null);
  const clicked = useRef(onClick);
  clicked.current = onClick;

  useEffect(() => {
    const made = init(host.current!, null, { renderer: 'svg' });
    chart.current = made;
    made.on('click', (event) => clicked.current?.(event.dataIndex, event.seriesName ?? ''));
    const fit = new ResizeObserver(() => made.resize());
    fit.observe(host.current!);
    return () => {
      fit.disconnect();
      made.dispose();
    };
  }, []);
  useEffect(() => chart.current?.setOption(option, true), [option]);

  return (
    <div
      ref={host}
      className={onClick ? 'chart chart-opens' : 'chart'}
      style={{ height }}
      role="img"
      aria-label={`${label}，数字见下表`}
    />
  );
}
