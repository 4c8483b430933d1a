import { inflateSync } from 'node:zlib';

/** A piece of text as it is drawn: page (1..), place in points from the lower left corner. */
export interface Piece {
  page: number;
  x: number;
  y: number;
  text: string;
}

/** A filled rectangle: page (1..), size in points, colour as #RRGGBB. */
export interface Bar {
  page: number;
  width: number;
  height: number;
  color: string;
}

/** Text of a PDF as made by domain/documents, in the order of drawing: what a reader that copies it gets. */
export function readPdf(pdf: Buffer): { pages: number; pieces: Piece[]; text: string; bars: Bar[] } {
  const objects = objectsOf(pdf);
  const fonts = new Map([...objects].flatMap(([id, o]) => fontOf(objects, id, o.head)));
  const kids = [...objects.values()].find((o) => /\/Type \/Pages/.test(o.head))?.head.match(/\/Kids \[([^\]]*)\]/)?.[1];
  const pages = [...(kids ?? '').matchAll(/(\d+) 0 R/g)].map((m) => objects.get(m[1] ?? ''));
  const pieces = pages.flatMap((page, i) => {
    const content = objects.get(page?.head.match(/\/Contents (\d+) 0 R/)?.[1] ?? '')?.stream ?? '';
    const resources = objects.get(page?.head.match(/\/Resources (\d+) 0 R/)?.[1] ?? '')?.head ?? '';
    const names = new Map([...resources.matchAll(/\/(F\d+) (\d+) 0 R/g)].map((m) => [m[1], fonts.get(m[2] ?? '')]));
    return [...content.matchAll(/BT\n([\s\S]*?)\nET/g)].map(([, block = '']) => {
      const place = /1 0 0 1 (\S+) (\S+) Tm/.exec(block);
      const font = names.get(/\/(F\d+) /.exec(block)?.[1]);
      const codes = [...block.matchAll(/<([0-9a-f]*)>/g)].flatMap((m) => (m[1] ?? '').match(/.{4}/g) ?? []);
      const text = codes.map((code) => font?.get(parseInt(code, 16)) ?? '\ufffd').join('');
      return { page: i + 1, x: Number(place?.[1]), y: Number(place?.[2]), text };
    });
  });
  const bars = pages.flatMap((page, i) => {
    const content = objects.get(page?.head.match(/\/Contents (\d+) 0 R/)?.[1] ?? '')?.stream ?? '';
    return [...content.matchAll(/(\S+) (\S+) re\n(?:\/DeviceRGB cs\n)?(\S+) (\S+) (\S+) scn\nf\n/g)].map((m) => ({
      page: i + 1,
      width: Number(m[1]),
      height: Number(m[2]),
      color: `#${m
        .slice(3, 6)
        .map((part) =>
          Math.round(Number(part) * 255)
            .toString(16)
            .padStart(2, '0'),
        )
        .join('')}`.toUpperCase(),
    }));
  });
  return { pages: pages.length, pieces, text: pieces.map((p) => p.text).join('\n'), bars };
}

interface PdfObject {
  head: string;
  stream: string;
}

function objectsOf(pdf: Buffer): Map<string, PdfObject> {
  const objects = new Map<string, PdfObject>();
  const text = pdf.toString('latin1');
  for (const match of text.matchAll(/(\d+) 0 obj\n([\s\S]*?)\nendobj/g)) {
    const [, id = '', body = ''] = match;
    const [head = '', ...rest] = body.split('\nstream\n');
    const raw = Buffer.from(rest.join('\nstream\n').replace(/\nendstream$/, ''), 'latin1');
    const stream = raw.length === 0 ? '' : /FlateDecode/.test(head) ? inflateSync(raw).toString('latin1') : '';
    objects.set(id, { head, stream });
  }
  return objects;
}

function fontOf(objects: Map<string, PdfObject>, id: string, head: string): [string, Map<number, string>][] {
  const map = objects.get(/\/ToUnicode (\d+) 0 R/.exec(head)?.[1] ?? '')?.stream;
  if (!map) return [];
  const codes = new Map<number, string>();
  for (const [, from = '', list = ''] of map.matchAll(/<([0-9a-f]+)> <[0-9a-f]+> \[([^\]]*)\]/g)) {
    [...list.matchAll(/<([0-9a-f ]*)>/g)].forEach((m, i) => {
      const units = (m[1] ?? '').replaceAll(' ', '').match(/.{4}/g) ?? [];
      codes.set(parseInt(from, 16) + i, String.fromCharCode(...units.map((u) => parseInt(u, 16))));
    });
  }
  return [[id, codes]];
}
