import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { readSheet } from 'read-excel-file/node';
import { type Entry, fromBuffer, type ZipFile } from 'yauzl';
import { ZipFile as NewZip } from 'yazl';

/** Bytes of an Excel file as uploaded, and of everything in it unpacked. */
export const SHEET_LIMIT = 2 * 1024 * 1024;
const MOST_UNPACKED = 12 * 1024 * 1024;
const MOST_ENTRIES = 100;
const MOST_LINES = 2_000;

// Bounded, so that no text makes them slow: the first decides, the second only names cells.
const FORMULA = /<(?:\w{1,20}:)?f[\s/>]/;
const FORMULA_CELL =
  /<(?:\w{1,20}:)?c\b[^>]{0,100}?\br="([A-Z]{1,3}\d{1,7})"[^>]{0,100}>\s{0,20}<(?:\w{1,20}:)?f[\s/>]/g;

/** Why a file was not read, in words for whoever sent it. */
export class SheetFault extends Error {}

/** Wall days of date cells come as `YYYY-MM-DD`, everything else as the text that is shown. */
export type SheetLine = { line: number; cells: string[] };

/**
 * The lines of the first sheet that hold anything. What is unpacked is bounded while it is unpacked and packed anew before the library sees
 * it, so neither a bomb nor an entry hidden beside the directory reaches it. Formulas are refused, as their results
 * may be anybody's, unless they are only read for searching (`formulas`).
 */
export async function readLines(xlsx: Buffer, { formulas = false } = {}): Promise<SheetLine[]> {
  if (xlsx.length > SHEET_LIMIT) throw new SheetFault('文件超过 2 MB，请拆分后再导入。');
  const parts = await unpack(xlsx);
  const sheet = [...parts.keys()].filter((name) => /^xl\/worksheets\/[^/]+\.xml$/i.test(name));
  if (!sheet.length || !parts.has('[Content_Types].xml'))
    throw new SheetFault('不是 Excel 工作簿（.xlsx），请另存为 .xlsx 后再导入。');
  for (const [name, content] of parts)
    if (/\.(xml|rels)$/i.test(name) && /<!DOCTYPE|<!ENTITY/i.test(content.toString('latin1')))
      throw new SheetFault('文件中含有不允许的声明，请用 Excel 或 WPS 另存后再导入。');
  const formula = sheet.map((name) => parts.get(name)?.toString('utf8') ?? '').find((xml) => FORMULA.test(xml));
  if (formula !== undefined && !formulas) {
    const cells = [...formula.matchAll(FORMULA_CELL)].slice(0, 5).map((match) => match[1]);
    throw new SheetFault(
      `${cells.length ? `单元格 ${cells.join('、')} ` : '工作表'}含有公式，请改为数值（粘贴为值）后再导入。`,
    );
  }
  let rows: unknown[][];
  try {
    rows = await readSheet(await packAnew(parts));
  } catch {
    throw new SheetFault('工作簿内容已损坏，不能读取，请用 Excel 或 WPS 打开另存后再导入。');
  }
  const lines = rows
    .map((cells, at) => ({ line: at + 1, cells: cells.map(shown) }))
    .filter(({ cells }) => cells.some(Boolean));
  if (lines.length > MOST_LINES + 1) throw new SheetFault(`至多导入 ${MOST_LINES} 行，请拆分后再导入。`);
  return lines;
}

function shown(cell: unknown): string {
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  if (typeof cell === 'boolean') return cell ? '是' : '否';
  return typeof cell === 'string' || typeof cell === 'number' ? String(cell).trim() : '';
}

function unpack(zip: Buffer): Promise<Map<string, Buffer>> {
  return new Promise((resolve, reject) => {
    const refuse = () => reject(new SheetFault('不是 Excel 工作簿（.xlsx），或文件已损坏，请另存为 .xlsx 后再导入。'));
    fromBuffer(zip, { lazyEntries: true }, (error, file: ZipFile) => {
      if (error) return refuse();
      const parts = new Map<string, Buffer>();
      let size = 0;
      if (file.entryCount > MOST_ENTRIES) return reject(new SheetFault('工作簿中的部件过多，不能导入。'));
      file.on('error', refuse);
      file.on('end', () => resolve(parts));
      file.on('entry', (entry: Entry) => {
        // yauzl itself refuses an entry that unpacks to more than it says.
        size += entry.uncompressedSize;
        if (size > MOST_UNPACKED) return reject(new SheetFault('工作簿展开后过大，不能导入。'));
        file.openReadStream(entry, (failed, stream: Readable) => {
          if (failed) return refuse();
          buffer(stream).then((content) => {
            parts.set(entry.fileName, content);
            file.readEntry();
          }, refuse);
        });
      });
      file.readEntry();
    });
  });
}

async function packAnew(parts: Map<string, Buffer>): Promise<Buffer> {
  const zip = new NewZip();
  for (const [name, content] of parts) if (!name.endsWith('/')) zip.addBuffer(content, name, { compress: false });
  zip.end();
  return buffer(zip.outputStream as Readable);
}
