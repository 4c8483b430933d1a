import type { Cell } from 'write-excel-file/node';
import { KINDS } from '../../domain/parks/application.ts';
import type { OverviewRow } from '../../domain/parks/overview.ts';
import { OUTCOME_NAMES } from '../../domain/parks/score.ts';
import { nameIn, type Names } from '../views.ts';
import { number, text } from './cells.ts';
import { workbook } from './workbook.ts';

const COLUMNS: { title: string; width: number; cell(p: OverviewRow, names: Names): Cell }[] = [
  { title: '园区', width: 28, cell: (p) => text(p.name) },
  { title: '状态', width: 14, cell: (p) => text(p.revokedOn ? `■ 已取消（${p.revokedOn}）` : '● 已认定') },
  { title: '运营机构', width: 30, cell: (p) => text(p.operator) },
  { title: '类型', width: 12, cell: (p) => text(KINDS[p.kind]) },
  { title: '主导产业', width: 18, cell: (p) => text(p.industryName) },
  { title: '产业主管部门', width: 20, cell: (p, names) => text(nameIn(names, p.department)) },
  { title: '使用面积（平方米）', width: 16, cell: (p) => number(p.usableArea) },
  { title: '面积例外', width: 24, cell: (p) => text(p.areaException) },
  { title: '认定日期', width: 12, cell: (p) => text(p.certifiedOn) },
  { title: '证书编号', width: 24, cell: (p) => text(p.certificateNumber) },
  { title: '最近评价年度', width: 12, cell: (p) => text(p.lastYear) },
  { title: '评价结果', width: 10, cell: (p) => text(p.lastOutcome && OUTCOME_NAMES[p.lastOutcome]) },
  { title: '得分', width: 8, cell: (p) => number(p.lastTotal) },
  // Amounts are text: a spreadsheet would round them.
  { title: '已兑现（元）', width: 18, cell: (p) => text(p.paid) },
  { title: '应追缴（元）', width: 18, cell: (p) => text(p.claimed) },
  { title: '已收缴（元）', width: 18, cell: (p) => text(p.received) },
];

/** The overview as an Excel file; a second sheet says what was asked for. */
export async function parkSheet(rows: OverviewRow[], names: Names, asked: [string, string][]): Promise<Buffer> {
  return workbook(
    '园区',
    COLUMNS,
    rows.map((row) => COLUMNS.map(({ cell }) => cell(row, names))),
    asked,
  );
}
