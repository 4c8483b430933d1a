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
  aria: { enabled: true, decal: { show: true } },
  legend: { top: 0, textStyle: { fontSize: 13 } },
  tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' }, confine: true },
};

/** A chart as large as its place; what it shows stands in a table below it as well. */
export function Chart({
  option,
  label,
  onClick,
}: {
  option: ChartOption;
  label: string;
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

  return <div ref={host} className="chart" role="img" aria-label={`${label}，数字见下表`} />;
}
