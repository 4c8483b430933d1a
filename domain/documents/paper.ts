import { DateTime } from 'luxon';
import { ZONE } from '../clock.ts';
import type { Figure } from './chart.ts';
import { A4, Ink, type Style } from './ink.ts';
import { breakLines } from './lines.ts';
import { type Align, type Block, heightOf, label, type Placed, type Row, type Running, takeFitting } from './table.ts';
import { chineseNumber, MISSING, officialDate } from './text.ts';

// GB/T 9704: 156 mm of text between 28 mm left and 26 mm right.
const LEFT = 79.4;
const WIDTH = 442.2;
const TOP = 96;
const BOTTOM = A4.height - 88;
const FOOT_Y = A4.height - 56;
const BODY: Style = { size: 16 };
const TABLE_SIZE = 12;
const PAD_X = 6;
const PAD_Y = 5;
/** Less than this is not begun at the foot of a page. */
const LEAST_LINES = 2;
/** A row up to this height rather goes whole to the next page. */
const KEPT_WHOLE = 220;
/** Characters of an opinion that half the width of a page still takes well. */
const LONG_OPINION = 300;
// Characters are set apart up to this share of their size, so that the right edge is even.
const MOST_SPACING = 0.14;

export interface Opinion {
  title: string;
  text: string | null;
  /** The post that signs; never a name. */
  signedBy: string | null;
  on: string | null;
}

/**
 * An official document on A4, from the top down: titles, paragraphs, tables. Text flows over pages, rows of tables split
 * between lines, nothing is cut. All documents of the product are written with it.
 */
export class Paper {
  readonly #ink: Ink;
  readonly #mark: string;
  #y = TOP;
  #headings = 0;

  /** `mark`: what the foot of each page says beside its number. `createdAt`: business time, ISO. */
  constructor(about: { title: string; createdAt: string; mark: string }) {
    const createdAt = DateTime.fromISO(about.createdAt, { zone: ZONE });
    if (!createdAt.isValid) throw new Error(`createdAt of a document is no date: ${about.createdAt}`);
    this.#ink = new Ink({ title: about.title, createdAt });
    this.#ink.addPage();
    this.#mark = about.mark;
  }

  title(text: string): void {
    const block: Block = { text, size: 22, bold: true, align: 'center' };
    const lines = this.#lines(block, WIDTH, 1.5);
    const width = lines.length > 1 ? this.#evenWidth(block, lines.length) : WIDTH;
    for (const line of this.#lines(block, width, 1.5)) this.#put(line, LEFT + (WIDTH - width) / 2);
    this.space(14);
  }

  subtitle(text: string): void {
    this.#y -= 8;
    this.text({ text, size: 15, align: 'center' }, 1.5);
    this.space(12);
  }

  /** Counts by itself: 一、二、三、. `below`: height of what may not be parted from it. */
  heading(text: string, below = BODY.size * 1.75): void {
    this.space(4);
    this.#need(BODY.size * 1.75 + below);
    this.text({ text: this.#numbered(text), size: BODY.size, bold: true, indent: 2 });
  }

  /** A heading with what it says on the same line; counts with the headings. */
  item(name: string, text: string): void {
    this.paragraph(this.#numbered(`${name}：${text}`));
  }

  paragraph(text: string, more: Partial<Block> = {}): void {
    this.text({ text, size: BODY.size, indent: 2, ...more });
  }

  /** Two texts on one line, at its ends. */
  ends(left: string, right: string): void {
    const style = { size: TABLE_SIZE };
    const rightText = this.#ink.clean(right);
    const rightWidth = this.#ink.width(rightText, style);
    const lines = this.#lines({ text: left, ...style }, WIDTH - rightWidth - 24, 1.6);
    this.#need(heightOf(lines));
    const first = this.#y;
    for (const line of lines) this.#put(line, LEFT);
    this.#ink.line(rightText, LEFT + WIDTH - rightWidth, baseline(first, TABLE_SIZE * 1.6, TABLE_SIZE), style);
    this.space(4);
  }

  /** The unit that issues and the date, at the right end. */
  signature(unit: string, on: string): void {
    this.space(24);
    this.#need(2 * BODY.size * 1.75);
    this.text({ text: unit, size: BODY.size, align: 'right' });
    this.text({ text: officialDate(on) ?? on, size: BODY.size, align: 'right' });
  }

  text(block: Block, lead = 1.75): void {
    for (const line of this.#lines(block, WIDTH, lead)) {
      this.#need(line.height);
      this.#put(line, LEFT);
    }
  }

  space(height: number): void {
    this.#y += height;
  }

  /** Label and value in turn, one row a fact; an empty value leaves the space to write in. */
  facts(rows: [label: string, value: string][], labelShare = 0.22): void {
    this.table(
      [labelShare, 1 - labelShare],
      rows.map(([name, value]) => ({ cells: [label(name), { body: [{ text: value }], middle: true }], minHeight: 30 })),
    );
  }

  /** Boxes side by side as on paper, each with its title, the opinion, the signing post and the date; long ones one below the other. */
  opinions(boxes: Opinion[], minHeight = 150): void {
    if (boxes.length > 1 && boxes.some((box) => (box.text?.length ?? 0) > LONG_OPINION)) {
      for (const box of boxes) this.opinions([box], 110);
      return;
    }
    const share = 1 / boxes.length;
    this.table(
      boxes.map(() => share),
      [
        {
          minHeight,
          cells: boxes.map((box) => ({
            body: [{ text: `${box.title}：`, bold: true }, ...(box.text ? [{ text: box.text, indent: 2 }] : [])],
            continued: { text: `${box.title}（续）：`, bold: true },
            foot: [
              { text: '' },
              { text: `签名：${box.signedBy ?? '　　　　　　　'}`, align: 'right' },
              { text: (box.on && officialDate(box.on)) || '年　　月　　日', align: 'right' },
            ],
          })),
        },
      ],
    );
  }

  /** `shares` are the columns' parts of the width; `header` is repeated on every page. */
  table(shares: number[], rows: Row[], header?: Row): void {
    if (header) {
      this.#need(90);
      this.#row(shares, header);
    }
    for (const row of rows) this.#row(shares, row, header);
  }

  /** A drawing as wide as the text, whole on one page. */
  figure({ height, draw }: Figure): void {
    this.#need(height);
    draw(this.#ink, { x: LEFT, y: this.#y, width: WIDTH });
    this.#y += height;
  }

  /** Text without what the font cannot show; for drawings, which write it themselves. */
  clean(text: string): string {
    return this.#ink.clean(text);
  }

  async finish(): Promise<Buffer> {
    this.#noteMissing();
    const pages = this.#ink.pages;
    const style = { size: 10.5 };
    const mark = this.#ink.clean(this.#mark);
    for (let i = 0; i < pages; i += 1) {
      this.#ink.toPage(i);
      const number = `第 ${i + 1} 页 共 ${pages} 页`;
      this.#ink.line(mark, LEFT, FOOT_Y, style);
      this.#ink.line(number, LEFT + WIDTH - this.#ink.width(number, style), FOOT_Y, style);
    }
    return this.#ink.finish();
  }

  #noteMissing(): void {
    const missing = this.#ink.missing;
    if (missing.length === 0) return;
    const list = missing.map(([char, times]) => `${codeOf(char)}${times > 1 ? `（${times}处）` : ''}`).join('、');
    this.space(10);
    this.text({ text: `注：“${MISSING}”处是字库没有的字，依次为 ${list}。`, size: 9 }, 1.5);
  }

  #row(shares: number[], row: Row, header?: Row): void {
    const cells = this.#running(shares, row);
    let started = false;
    for (;;) {
      const wanted = Math.max(...cells.map((c) => heightOf(c.body) + heightOf(c.foot))) + 2 * PAD_Y;
      const height = Math.max(wanted, started ? 0 : (row.minHeight ?? 0));
      const room = BOTTOM - this.#y;
      if (height <= room) return this.#slice(cells, height, true);
      const fresh = this.#y === TOP;
      const fits = wanted <= room;
      if (fits && (fresh || room > KEPT_WHOLE)) return this.#slice(cells, room, true);
      const begin = room - 2 * PAD_Y >= LEAST_LINES * TABLE_SIZE * 1.5;
      if (!fits && (fresh || (begin && height > KEPT_WHOLE))) {
        this.#slice(cells, room, false);
        started = true;
        for (const c of cells) this.#continue(c);
      }
      this.#nextPage();
      if (header && row !== header) this.#row(shares, header);
    }
  }

  #running(shares: number[], row: Row): Running[] {
    let column = 0;
    let x = LEFT;
    return row.cells.map((c) => {
      const span = c.span ?? 1;
      const width = shares.slice(column, column + span).reduce((sum, share) => sum + share, 0) * WIDTH;
      column += span;
      const lines = (blocks: Block[]) =>
        blocks.flatMap((block) => this.#lines({ size: TABLE_SIZE, ...block }, width - 2 * PAD_X, 1.5));
      const placed = { x, width, body: lines(c.body), foot: lines(c.foot ?? []), cell: c };
      x += width;
      return placed;
    });
  }

  /** Draws as much of the row as `height` holds; the last slice holds all that is left. */
  #slice(cells: Running[], height: number, last: boolean): void {
    const top = this.#y;
    const room = height - 2 * PAD_Y;
    for (const c of cells) {
      const body = takeFitting(c.body, room);
      // The foot goes with the end of its text, or alone to the next page, never apart.
      const footHeight = heightOf(c.foot);
      const withFoot = footHeight > 0 && c.body.length === 0 && (last || heightOf(body) + footHeight <= room);
      const spare = c.cell.middle && footHeight === 0 ? Math.max(0, room - heightOf(body)) / 2 : 0;
      this.#y = top + PAD_Y + spare;
      for (const line of body) this.#put(line, c.x + PAD_X);
      if (withFoot) {
        this.#y = top + height - PAD_Y - footHeight;
        for (const line of c.foot.splice(0)) this.#put(line, c.x + PAD_X);
      }
      this.#ink.box(c.x, top, c.width, height);
    }
    this.#y = top + height;
  }

  /** What the next page says first in a cell that goes on; a label is said again. */
  #continue(c: Running): void {
    const goesOn = c.body.length > 0 || c.foot.length > 0;
    if (!c.cell.continued || goesOn === Boolean(c.cell.label)) return;
    c.body.unshift(...this.#lines({ size: TABLE_SIZE, ...c.cell.continued }, c.width - 2 * PAD_X, 1.5));
  }

  #numbered(text: string): string {
    this.#headings += 1;
    return `${chineseNumber(this.#headings)}、${text}`;
  }

  /** The least width that takes as many lines: a long title ends evenly. */
  #evenWidth(block: Block, count: number): number {
    let width = WIDTH;
    const step = (block.size ?? BODY.size) / 2;
    while (width - step > WIDTH / 2 && this.#lines(block, width - step, 1.5).length === count) width -= step;
    return width;
  }

  #lines(block: Block, width: number, lead: number): Placed[] {
    const style = { size: block.size ?? BODY.size, bold: block.bold ?? false };
    const text = this.#ink.clean(block.text);
    const measure = (part: string) => this.#ink.width(part, style);
    return breakLines(text, width, measure, (block.indent ?? 0) * style.size).map((line) => {
      const chars = [...line.text].length;
      const spacing = line.last || chars < 2 ? 0 : line.slack / (chars - 1);
      return {
        text: line.text,
        x: line.indent + shift(block.align ?? 'left', line.slack),
        style,
        spacing: spacing <= MOST_SPACING * style.size && (block.align ?? 'left') === 'left' ? spacing : 0,
        height: style.size * lead,
      };
    });
  }

  #put(line: Placed, left: number): void {
    this.#ink.line(line.text, left + line.x, baseline(this.#y, line.height, line.style.size), line.style, line.spacing);
    this.#y += line.height;
  }

  #need(height: number): void {
    if (this.#y + height > BOTTOM) this.#nextPage();
  }

  newPage(): void {
    this.#nextPage();
  }

  #nextPage(): void {
    this.#ink.addPage();
    this.#y = TOP;
  }
}

// Chinese glyphs stand 0.88 above and 0.12 below the baseline.
const baseline = (top: number, height: number, size: number): number => top + (height - size) / 2 + size * 0.88;

const shift = (align: Align, slack: number): number => (align === 'left' ? 0 : align === 'right' ? slack : slack / 2);

const codeOf = (char: string): string => `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
