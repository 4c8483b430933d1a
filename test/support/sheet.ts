import { buffer } from 'node:stream/consumers';
import { fromBuffer } from 'yauzl';

export interface Sheet {
  /** Texts as shown, numbers as numbers; null where a cell is empty. */
  rows: (string | number | null)[][];
  formulas: number;
}

/** Reads the first sheets of an Excel file back: what a spreadsheet would show. */
export async function readSheets(xlsx: Buffer): Promise<Sheet[]> {
  const parts = await unzip(xlsx);
  const strings = [...(parts.get('xl/sharedStrings.xml') ?? '').matchAll(/<si>(.*?)<\/si>/gs)].map(([, si]) =>
    [...si!.matchAll(/<t[^>]*>(.*?)<\/t>/gs)].map(([, t]) => plain(t!)).join(''),
  );
  return [...parts.keys()]
    .filter((name) => /^xl\/worksheets\/sheet\d+\.xml$/.test(name))
    .sort()
    .map((name) => readSheet(parts.get(name)!, strings));
}

function readSheet(xml: string, strings: string[]): Sheet {
  const rows = [...xml.matchAll(/<row [^>]*>(.*?)<\/row>/gs)].map(([, row]) => {
    const cells: (string | number | null)[] = [];
    for (const [, column, attributes, content] of row!.matchAll(/<c r="([A-Z]+)\d+"([^>]*?)(?:\/>|>(.*?)<\/c>)/gs)) {
      const value = /<v>(.*?)<\/v>/s.exec(content ?? '')?.[1];
      const at = [...column!].reduce((n, letter) => n * 26 + letter.charCodeAt(0) - 64, 0) - 1;
      while (cells.length < at) cells.push(null);
      cells[at] =
        value === undefined ? null : /t="s"/.test(attributes!) ? (strings[Number(value)] ?? null) : Number(value);
    }
    return cells;
  });
  return { rows, formulas: [...xml.matchAll(/<f[ >]/g)].length };
}

const ENTITIES: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const plain = (xml: string): string => xml.replace(/&(lt|gt|amp|quot|apos);/g, (_, name: string) => ENTITIES[name]!);

function unzip(zip: Buffer): Promise<Map<string, string>> {
  return new Promise((resolve, reject) => {
    fromBuffer(zip, { lazyEntries: true }, (error, file) => {
      if (error) return reject(error);
      const parts = new Map<string, string>();
      file.on('entry', (entry: { fileName: string }) => {
        file.openReadStream(entry as never, (failed, stream) => {
          if (failed) return reject(failed);
          buffer(stream).then((content) => {
            parts.set(entry.fileName, content.toString('utf8'));
            file.readEntry();
          }, reject);
        });
      });
      file.on('end', () => resolve(parts));
      file.on('error', reject);
      file.readEntry();
    });
  });
}
