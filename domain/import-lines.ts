/** What every import of an Excel file has in common: all of it or nothing, with every fault of every line. */
export interface LineFault {
  /** `第3行`, or 表头. */
  path: string;
  message: string;
}
export interface Line {
  line: number;
  cells: string[];
}

/** Refused as a whole: nothing of the file was taken. */
export class ImportRefused extends Error {
  readonly faults: LineFault[];
  constructor(faults: LineFault[]) {
    super('import refused');
    this.faults = faults;
  }
}

/** Where each column stands; refuses titles that there are not, twice the same, and missing ones. */
export function readHead<Column extends string>(
  head: Line | undefined,
  sheet: { columns: Readonly<Record<Column, string>>; shownOnly: readonly string[]; needed: readonly Column[] },
): Map<Column, number> {
  const titles = head?.cells.map((title) => title.trim()) ?? [];
  const faults: LineFault[] = [];
  const say = (message: string) => faults.push({ path: '表头', message });
  const known = new Map(Object.entries<string>(sheet.columns).map(([column, title]) => [title, column as Column]));
  const columns = new Map<Column, number>();
  titles.forEach((title, at) => {
    const column = known.get(title);
    if (column && columns.has(column)) say(`“${title}”列重复`);
    if (column) columns.set(column, at);
    else if (title && !sheet.shownOnly.includes(title)) say(`没有“${title}”这一列，请使用导出的表头`);
  });
  const missing = sheet.needed.filter((column) => !columns.has(column)).map((column) => sheet.columns[column]);
  if (missing.length) say(`缺少列：${missing.join('、')}，请使用导出的表头`);
  if (faults.length) throw new ImportRefused(faults);
  return columns;
}
