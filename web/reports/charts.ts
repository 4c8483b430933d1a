/** How a table of the report is drawn. Kept apart from the drawing: the page knows which tables have a chart before it loads echarts. */
export interface ChartPlan {
  caption: string;
  unit: string;
  /** Columns of the table. `line`: a rate, in percent. */
  series: { column: string; color: string; stack?: true; line?: true; label?: true; whole?: false }[];
  /** Bars lie beside the names of the rows, the longest above; else they stand as the rows follow each other. */
  lying?: true;
  /** More than can be read are in the table. */
  most?: number;
}

const COLORS = { good: '#1B7F3B', bad: '#C62828', open: '#E57373', main: '#1D4F91', second: '#8A5A00' };

/** By section of the report. */
export const CHARTS: Record<string, ChartPlan> = {
  'on-time-period': {
    caption: '按期办结率与时限',
    unit: '左：条，右：%',
    series: [
      { column: '按期办结', color: COLORS.good, stack: true },
      { column: '超期办结', color: COLORS.bad, stack: true },
      { column: '超期未办', color: COLORS.open, stack: true },
      { column: '按期办结率', color: COLORS.main, line: true },
    ],
  },
  cases: {
    caption: '各流程用时',
    unit: '工作日',
    lying: true,
    most: 15,
    series: [
      { column: '用时中位数', color: COLORS.main, label: true, whole: false },
      { column: '九成用时', color: COLORS.second, label: true, whole: false },
    ],
  },
  'work-unit': {
    caption: '各单位工作量',
    unit: '件',
    lying: true,
    most: 12,
    series: [
      { column: '在办', color: COLORS.main, label: true },
      { column: '在办超期', color: COLORS.bad, label: true },
      { column: '期间办结', color: COLORS.good, label: true },
    ],
  },
};
