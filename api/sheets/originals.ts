import type { Cell } from 'write-excel-file/node';
import { type OriginalRow, STANDINGS } from '../../domain/files/originals.ts';
import { PAPER_KINDS } from '../../domain/files/paper.ts';
import { nameIn, type Names } from '../views.ts';
import { text } from './cells.ts';
import { workbook } from './workbook.ts';

const MARKS = { lacking: '■', unchecked: '▲', checked: '●' } as const;
const yes = (is: boolean | undefined): Cell => text(is === undefined ? null : is ? '是' : '否');

const COLUMNS: { title: string; width: number; cell(r: OriginalRow, names: Names, processNames: Names): Cell }[] = [
  { title: '原件', width: 12, cell: (r) => text(r.standing && `${MARKS[r.standing]} ${STANDINGS[r.standing]}`) },
  { title: '文件或材料', width: 40, cell: (r) => text(r.name) },
  { title: '必备', width: 8, cell: (r) => yes(r.required) },
  { title: '存放位置', width: 20, cell: (r) => text(r.paper?.place) },
  { title: '盖章', width: 8, cell: (r) => yes(r.paper?.stamped) },
  { title: '签字', width: 8, cell: (r) => yes(r.paper?.signed) },
  { title: '登记', width: 18, cell: (r) => text(r.fileId ? r.paper && PAPER_KINDS[r.paper.kind] : '没有文件') },
  { title: '扫描件', width: 30, cell: (r) => text(r.scan?.name) },
  { title: '事项', width: 40, cell: (r) => text(r.caseTitle) },
  { title: '编号', width: 18, cell: (r) => text(r.caseId) },
  { title: '流程', width: 20, cell: (r, _, processNames) => text(nameIn(processNames, r.process)) },
  { title: '承办单位', width: 20, cell: (r, names) => text(nameIn(names, r.leadingUnit)) },
  { title: '案卷', width: 10, cell: (r) => text(r.sealed ? '已封存' : '未封存') },
];

/** The list of paper originals as an Excel file; a second sheet says what was asked for. */
export async function originalSheet(
  rows: OriginalRow[],
  names: Names,
  processNames: Names,
  asked: [string, string][],
): Promise<Buffer> {
  return workbook(
    '纸质原件',
    COLUMNS,
    rows.map((row) => COLUMNS.map(({ cell }) => cell(row, names, processNames))),
    asked,
  );
}
