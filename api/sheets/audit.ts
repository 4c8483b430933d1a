import type { Cell } from 'write-excel-file/node';
import type { ActView } from '../routes/audit.ts';
import { number, text } from './cells.ts';
import { workbook } from './workbook.ts';

const COLUMNS: { title: string; width: number; cell(act: ActView): Cell }[] = [
  { title: '序号', width: 10, cell: (a) => text(a.seq) },
  { title: '时间', width: 22, cell: (a) => text(a.at) },
  { title: '业务时间', width: 22, cell: (a) => text(a.businessAt) },
  { title: '账户', width: 26, cell: (a) => text(a.actor) },
  { title: '姓名', width: 18, cell: (a) => text(a.actorName) },
  { title: '地址', width: 18, cell: (a) => text(a.ip) },
  { title: '操作', width: 28, cell: (a) => text(a.name) },
  { title: '请求', width: 40, cell: (a) => text(a.action) },
  { title: '对象', width: 26, cell: (a) => text(a.target) },
  { title: '结果', width: 12, cell: (a) => text(a.endingName) },
  { title: '状态码', width: 8, cell: (a) => number(a.status) },
  { title: '说明', width: 50, cell: (a) => text(JSON.stringify(a.detail)) },
  { title: '校验值', width: 66, cell: (a) => text(a.hash) },
];

/** Acts as an Excel file; a second sheet says what was asked for. Instants are text, to the second, with their zone. */
export async function auditSheet(acts: ActView[], asked: [string, string][]): Promise<Buffer> {
  return workbook(
    '审计日志',
    COLUMNS,
    acts.map((act) => COLUMNS.map(({ cell }) => cell(act))),
    asked,
  );
}
