import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { DateTime } from 'luxon';
import PDFDocument from 'pdfkit';
import { printable } from './text.ts';

export const A4 = { width: 595.28, height: 841.89 };

export interface Style {
  size: number;
  bold?: boolean;
  /** Black when left out. */
  color?: string;
}

const resolve = createRequire(import.meta.url).resolve;
const FONTS = {
  regular: '@expo-google-fonts/noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf',
  bold: '@expo-google-fonts/noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf',
};

// 15 MB each: read when the first document is made, then kept.
const kept = new Map<keyof typeof FONTS, Buffer>();

function fontFile(weight: keyof typeof FONTS): Buffer {
  const found = kept.get(weight) ?? readFileSync(resolve(FONTS[weight]));
  kept.set(weight, found);
  return found;
}

// What we use of pdfkit beyond its types: the open font behind a name, and features switched off.
type OpenFont = { font: { hasGlyphForCodePoint(code: number): boolean } };
const PLAIN = { kern: false, liga: false } as unknown as PDFKit.Mixins.OpenTypeFeatures[];

// What stands on the pages of a document, as long as its bytes are in hand: a search needs it, and a PDF does not give it back easily.
const written = new WeakMap<Buffer, string>();
/** The words of a document that was just made; null for any other bytes. */
export const wordsOfDocument = (pdf: Buffer): string | null => written.get(pdf) ?? null;

/**
 * Pages to write on. What is drawn depends on what is given alone: no dates but `createdAt`, no random ids, so the same
 * document has the same bytes however often it is made.
 */
export class Ink {
  readonly #pdf: PDFKit.PDFDocument;
  readonly #chunks: Buffer[] = [];
  readonly #done: Promise<void>;
  readonly #missing = new Map<string, number>();
  readonly #widths = new Map<string, number>();
  readonly #words: string[] = [];

  constructor(about: { title: string; createdAt: DateTime }) {
    this.#pdf = new PDFDocument({
      size: 'A4',
      margin: 0,
      autoFirstPage: false,
      bufferPages: true,
      pdfVersion: '1.7',
      lang: 'zh-CN',
      displayTitle: true,
      info: {
        Title: about.title,
        CreationDate: about.createdAt.toJSDate(),
        Producer: 'lixia-flow',
        Creator: 'lixia-flow',
      },
    });
    this.#pdf.on('data', (chunk: Buffer) => this.#chunks.push(chunk));
    this.#done = new Promise((resolve, reject) => this.#pdf.on('end', resolve).on('error', reject));
    this.#pdf.registerFont('regular', fontFile('regular'));
    this.#pdf.registerFont('bold', fontFile('bold'));
  }

  addPage(): void {
    this.#pdf.addPage();
  }

  get pages(): number {
    return this.#pdf.bufferedPageRange().count;
  }

  /** Goes back to a page to write its foot. */
  toPage(index: number): void {
    this.#pdf.switchToPage(index);
  }

  /** Characters that the font does not have, in the order of their first use, with how often. */
  get missing(): [char: string, times: number][] {
    return [...this.#missing];
  }

  clean(text: string): string {
    this.#pdf.font('regular');
    const { font } = (this.#pdf as unknown as { _font: OpenFont })._font;
    return printable(
      text,
      (code) => font.hasGlyphForCodePoint(code),
      (char) => this.#missing.set(char, (this.#missing.get(char) ?? 0) + 1),
    );
  }

  width(text: string, style: Style): number {
    this.#use(style);
    let width = 0;
    for (const char of text) width += this.#charWidth(char, style);
    return width;
  }

  /** One line of clean text with its baseline at `y`; `spacing` is added between characters. */
  line(text: string, x: number, y: number, style: Style, spacing = 0): void {
    if (text === '') return;
    this.#words.push(text);
    this.#use(style);
    if (style.color) this.#pdf.fillColor(style.color);
    this.#pdf.text(text, x, y, {
      lineBreak: false,
      baseline: 'alphabetic',
      features: PLAIN,
      characterSpacing: spacing,
    });
    if (style.color) this.#pdf.fillColor('#000');
  }

  box(x: number, y: number, width: number, height: number): void {
    this.#pdf.lineWidth(0.7).rect(x, y, width, height).stroke('#000');
  }

  rule(x: number, y: number, width: number): void {
    this.#pdf
      .lineWidth(0.7)
      .moveTo(x, y)
      .lineTo(x + width, y)
      .stroke('#000');
  }

  /** Filled. */
  bar(x: number, y: number, width: number, height: number, color: string): void {
    this.#pdf.rect(x, y, width, height).fill(color).fillColor('#000');
  }

  dot(x: number, y: number, radius: number, color: string): void {
    this.#pdf.circle(x, y, radius).fill(color).fillColor('#000');
  }

  /** Through the points x, y, x, y … */
  stroke(points: number[], color: string, width = 0.7): void {
    this.#pdf.lineWidth(width).moveTo(points[0]!, points[1]!);
    for (let i = 2; i < points.length; i += 2) this.#pdf.lineTo(points[i]!, points[i + 1]!);
    this.#pdf.stroke(color);
  }

  async finish(): Promise<Buffer> {
    this.#pdf.end();
    await this.#done;
    const pdf = Buffer.concat(this.#chunks);
    written.set(pdf, this.#words.join(''));
    return pdf;
  }

  #use(style: Style): void {
    this.#pdf.font(style.bold ? 'bold' : 'regular').fontSize(style.size);
  }

  #charWidth(char: string, style: Style): number {
    const key = `${style.bold ? 'b' : ''}${style.size}${char}`;
    const known = this.#widths.get(key) ?? this.#pdf.widthOfString(char, { features: PLAIN });
    this.#widths.set(key, known);
    return known;
  }
}
