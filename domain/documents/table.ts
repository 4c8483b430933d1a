import type { Style } from './ink.ts';

export type Align = 'left' | 'center' | 'right';

/** Text of a cell; `indent` in characters, for the first line of each paragraph. */
export interface Block extends Partial<Style> {
  text: string;
  align?: Align;
  indent?: number;
}

export interface Cell {
  body: Block[];
  /** Stands together at the cell's bottom: signature and date. */
  foot?: Block[];
  span?: number;
  middle?: boolean;
  /** Said first where the cell goes on over the page. */
  continued?: Block;
  /** Names the row: said again, by `continued`, on every page of it. */
  label?: boolean;
}

export interface Row {
  cells: Cell[];
  minHeight?: number;
}

export const cell = (text: string, more: Partial<Block> = {}): Cell => ({ body: [{ text, ...more }], middle: true });

export const label = (text: string): Cell => ({
  body: [{ text, align: 'center' }],
  continued: { text: `${text}（续）`, align: 'center' },
  middle: true,
  label: true,
});

/** A placed line of a cell. */
export interface Placed {
  text: string;
  x: number;
  style: Style;
  spacing: number;
  height: number;
}

/** A cell of a row while it is being drawn, page by page. */
export interface Running {
  x: number;
  width: number;
  body: Placed[];
  foot: Placed[];
  cell: Cell;
}

export const heightOf = (lines: Placed[]): number => lines.reduce((sum, line) => sum + line.height, 0);

/** Lines from the front that fit; the others stay in `lines`. */
export function takeFitting(lines: Placed[], room: number): Placed[] {
  let count = 0;
  let used = 0;
  for (const line of lines) {
    if (used + line.height > room) break;
    used += line.height;
    count += 1;
  }
  return lines.splice(0, count);
}
