import { cellOf, type ChartPlan, drawnRows, shortPeriod } from '../reports/charts.ts';
import { type Cell, sayCell, type Section } from '../reports/sections.ts';
import type { Ink, Style } from './ink.ts';

/** Place on a page, points from its upper left corner. */
export interface Frame {
  x: number;
  y: number;
  width: number;
}

/** A drawing of known height, for Paper.figure. */
export interface Figure {
  height: number;
  draw(ink: Ink, at: Frame): void;
}

const TEXT: Style = { size: 8.5 };
const CAPTION: Style = { size: 10.5, bold: true };
const HEAD = 40;
const NAMES = 112;
const BAR = 8;
const LINE = 10.5;
/** Room for the figure at a bar's end. */
const FIGURE = 30;
const STANDING = 120;
const AXIS = 30;
const GRID = '#C5CBD3';

type Series = ChartPlan['series'][number];
type Row = Section['rows'][number];

/** The chart of a report's table, every figure written beside what is drawn, so that it can be read in black and white; null: nothing to draw. */
export function sectionFigure(plan: ChartPlan, section: Section, clean: (text: string) => string): Figure | null {
  const { rows, title } = drawnRows(plan, section);
  const valueOf = (row: Row, { column }: Series): number => cellOf(section, row, column)?.value ?? 0;
  const sayOf = (row: Row, { column }: Series): string => {
    const cell: Cell | undefined = cellOf(section, row, column);
    return cell ? sayCell(cell) : '—';
  };
  if (rows.every((row) => plan.series.every((series) => valueOf(row, series) === 0))) return null;
  const head = (ink: Ink, { x, y, width }: Frame) => {
    const text = clean(plan.lying ? `${title}（单位：${plan.unit}）` : `${title}（单位：条）`);
    ink.line(text, x + (width - ink.width(text, CAPTION)) / 2, y + 12, CAPTION);
    let at = x;
    for (const { column, color, line } of plan.series) {
      if (line) ink.dot(at + 4, y + 26, 3, color);
      else ink.bar(at, y + 22, 8, 8, color);
      ink.line(clean(column), at + 12, y + 29, TEXT);
      at += 12 + ink.width(clean(column), TEXT) + 16;
    }
  };

  if (plan.lying) {
    const most = Math.max(...rows.flatMap((row) => plan.series.map((series) => valueOf(row, series))));
    const rowHeight = Math.max(plan.series.length * (BAR + 2), 2 * LINE) + 8;
    return {
      height: HEAD + rows.length * rowHeight + 10,
      draw(ink, at) {
        head(ink, at);
        const left = at.x + NAMES + 8;
        const full = at.width - NAMES - 8 - FIGURE;
        ink.stroke([left, at.y + HEAD, left, at.y + HEAD + rows.length * rowHeight], GRID);
        rows.forEach((row, i) => {
          const top = at.y + HEAD + i * rowHeight;
          const lines = wrapped(clean(row.name), (text) => ink.width(text, TEXT));
          const middle = top + (rowHeight - 8) / 2 + 4;
          lines.forEach((text, n) =>
            ink.line(text, left - 6 - ink.width(text, TEXT), middle + (n - (lines.length - 1) / 2) * LINE + 3, TEXT),
          );
          plan.series.forEach((series, n) => {
            const width = (valueOf(row, series) / most) * full;
            const y = top + 4 + n * (BAR + 2);
            if (width > 0) ink.bar(left, y, width, BAR, series.color);
            ink.line(sayOf(row, series), left + width + 4, y + 7, TEXT);
          });
        });
      },
    };
  }

  const bars = plan.series.filter(({ line }) => !line);
  const rates = plan.series.filter(({ line }) => line);
  const most = Math.max(1, ...rows.map((row) => bars.reduce((sum, series) => sum + valueOf(row, series), 0)));
  return {
    height: HEAD + STANDING + AXIS + rates.length * LINE + 12,
    draw(ink, at) {
      head(ink, at);
      const top = at.y + HEAD;
      const foot = top + STANDING;
      const column = at.width / rows.length;
      ink.stroke([at.x, foot, at.x + at.width, foot], GRID);
      rows.forEach((row, i) => {
        const middle = at.x + (i + 0.5) * column;
        const centred = (text: string, y: number, style = TEXT) =>
          ink.line(text, middle - ink.width(text, style) / 2, y, style);
        let y = foot;
        let below = Infinity;
        for (const series of bars) {
          const height = (valueOf(row, series) / most) * (STANDING - 4);
          if (height <= 0) continue;
          y -= height;
          ink.bar(middle - 9, y, 18, height, series.color);
          // Beside the bar: on a colour it could not be read in print.
          below = Math.min(y + height / 2 + 3, below - TEXT.size);
          ink.line(sayOf(row, series), middle + 11, below, TEXT);
        }
        shortPeriod(clean(row.name))
          .split('\n')
          .forEach((text, n) => centred(text, foot + 12 + n * LINE));
        rates.forEach((series, n) =>
          centred(sayOf(row, series), foot + AXIS + 6 + n * LINE, { ...TEXT, color: series.color, bold: true }),
        );
      });
      for (const series of rates) {
        // A period without a rate parts the line.
        let before: [number, number] | null = null;
        rows.forEach((row, i) => {
          const value = cellOf(section, row, series.column)?.value ?? null;
          const point: [number, number] | null =
            value === null ? null : [at.x + (i + 0.5) * column, foot - value * (STANDING - 4)];
          if (before && point) ink.stroke([...before, ...point], series.color, 1.2);
          if (point) ink.dot(...point, 2.5, series.color);
          before = point;
        });
      }
    },
  };
}

/** A name beside its bars: two lines at most, the rest as an ellipsis; the table below has it whole. */
function wrapped(text: string, width: (text: string) => number): string[] {
  if (width(text) <= NAMES) return [text];
  const fit = (part: string, room: number): string => {
    let end = part.length;
    while (end > 1 && width(part.slice(0, end)) > room) end -= 1;
    return part.slice(0, end);
  };
  const first = fit(text, NAMES);
  const rest = text.slice(first.length);
  return [first, width(rest) <= NAMES ? rest : `${fit(rest, NAMES - TEXT.size)}…`];
}
