import writeExcelFile, { type Cell } from 'write-excel-file/node';
import { text } from './cells.ts';

export interface Column {
  title: string;
  /** In characters. */
  width: number;
}

/** One table as an Excel file, its head in sight when the rows move; a second sheet says what was asked for. */
export async function workbook(
  sheet: string,
  columns: readonly Column[],
  rows: Cell[][],
  asked: [label: string, value: string][],
): Promise<Buffer> {
  return workbookOf([{ sheet, columns, rows }], asked);
}

export interface Table {
  sheet: string;
  columns: readonly Column[];
  rows: Cell[][];
}

/** The same of several tables. */
export async function workbookOf(tables: Table[], asked: [label: string, value: string][]): Promise<Buffer> {
  return writeExcelFile([
    ...tables.map(({ sheet, columns, rows }) => ({
      sheet,
      data: [columns.map(({ title }) => text(title, { fontWeight: 'bold', backgroundColor: '#EEF2F7' })), ...rows],
      columns: columns.map(({ width }) => ({ width })),
      stickyRowsCount: 1,
      orientation: 'landscape' as const,
    })),
    {
      sheet: '说明',
      data: asked.map(([label, value]) => [text(label, { fontWeight: 'bold' }), text(value)]),
      columns: [{ width: 12 }, { width: 60 }],
    },
  ]).toBuffer();
}
