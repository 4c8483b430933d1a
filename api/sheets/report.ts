import { DateTime } from 'luxon';
import type { Cell as SheetCell } from 'write-excel-file/node';
import { ZONE } from '../../domain/clock.ts';
import type { Report } from '../../domain/reports/report.ts';
import type { Cell, Section } from '../../domain/reports/sections.ts';
import { number, text } from './cells.ts';
import { workbookOf } from './workbook.ts';

const figure = ({ value, as }: Cell): SheetCell =>
  value !== null && as === 'rate' ? { value, type: Number, format: '0.0%', align: 'right' } : number(value);

// What a sheet's name may not have, and no more than 31 characters of it.
const sheetName = (title: string): string => title.replace(/[\\/?*[\]:]/g, '').slice(0, 31);

const table = (section: Section) => ({
  sheet: sheetName(section.title),
  columns: [{ title: section.head, width: 40 }, ...section.columns.map((title) => ({ title, width: 14 }))],
  rows: section.rows.map((row) => [text(row.name), ...row.cells.map(figure)]),
});

/** A sheet for each table; the last one says what was asked for and how it is counted. */
export async function reportSheet(report: Report): Promise<Buffer> {
  const asked: [string, string][] = [
    ['统计期间', report.period.name],
    ['单位', report.unitName ?? '全部'],
    ['流程', report.processName ?? '全部'],
    ['导出时间', DateTime.fromISO(report.madeAt, { zone: ZONE }).toFormat('yyyy年M月d日 HH:mm')],
    ['导出人', report.by],
    ...report.sections.map(({ title, note }): [string, string] => [title, note]),
  ];
  return workbookOf(report.sections.map(table), asked);
}
