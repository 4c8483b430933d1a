/** How a table of the report is drawn, on the page and in the PDF. Free of everything else: the page takes it as it is. */
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

interface Table<Row> {
  columns: string[];
  rows: Row[];
}
interface AnyRow {
  key: string;
  name: string;
  cells: { value: number | null }[];
}

export const cellOf = <R extends AnyRow>(section: Table<R>, row: R, column: string): R['cells'][number] | undefined =>
  row.cells[section.columns.indexOf(column)];

/** The rows that are drawn, without the total, and what the chart is called. */
export function drawnRows<R extends AnyRow>(plan: ChartPlan, section: Table<R>): { rows: R[]; title: string } {
  const { series, caption, lying, most = Infinity } = plan;
  const all = section.rows.filter(({ key }) => key !== '');
  if (!lying) return { rows: all, title: caption };
  const value = (row: R, column: string) => cellOf(section, row, column)?.value ?? 0;
  const first = series[0]!.column;
  const rows = all
    .filter((row) => series.some(({ column }) => value(row, column) !== 0))
    .sort((a, b) => value(b, first) - value(a, first))
    .slice(0, most);
  const cut = rows.length < all.length && rows.length === most;
  return { rows, title: cut ? `${caption}，${first}最多的 ${most} 个` : caption };
}

/** 2026年第一季度: two short lines, so that eight stand side by side on a phone. */
export const shortPeriod = (name: string): string => {
  const [year, part = ''] = name.split('年');
  return `${year}\n${part.replace('第', '').replace('季度', '季')}`;
};
