import type { Cell } from 'write-excel-file/node';
import { COLUMNS as TITLES, SHOWN_ONLY } from '../../domain/ledger/import.ts';
import { type MeasureRow, STATE_NAMES, type MeasureState } from '../../domain/ledger/measures.ts';
import { nameIn, type Names } from '../views.ts';
import { number, text } from './cells.ts';
import { workbook } from './workbook.ts';

/** The same shapes as on the page: a state is never colour alone. */
const SHAPES: Readonly<Record<MeasureState, string>> = {
  'not-begun': '○',
  due: '■',
  running: '●',
  warned: '▲',
  overdue: '■',
  suspended: '‖',
  closed: '✓',
};
export const sayState = (m: Pick<MeasureRow, 'state' | 'provisional'>): string =>
  `${SHAPES[m.state]} ${STATE_NAMES[m.state]}${m.provisional ? '（▨ 暂定）' : ''}`;

const WIDTHS: Record<string, number> = {
  编号: 20,
  文件名称: 30,
  任务: 30,
  措施: 50,
  牵头单位: 22,
  配合单位: 26,
  最近反馈: 40,
};

/** The ledger as an Excel file that can be read back (domain/ledger/import.ts); a second sheet says what was asked for. */
export async function ledgerSheet(
  rows: readonly (MeasureRow & { issuedOn: string })[],
  names: Names,
  asked: [string, string][],
): Promise<Buffer> {
  const named = (ids: readonly string[]) => text(ids.map((id) => nameIn(names, id)).join('、'));
  const titles = [...Object.values(TITLES), ...SHOWN_ONLY];
  const cellsOf = (m: MeasureRow & { issuedOn: string }): Cell[] => [
    ...[m.id, m.sourceNumber, m.sourceTitle, m.issuedOn, m.task, m.part, m.taskTitle, m.number, m.article, m.text].map(
      (v) => text(v),
    ),
    ...[named(m.lead), named(m.support), text(m.others), text(m.posts.join('、')), text(m.fromOn), text(m.dueOn)],
    ...[text(sayState(m)), text(m.caseId), text(nameIn(names, m.itemLead)), text(m.closeOn)],
    ...[number(m.caseId ? m.progress : null), number(m.caseId ? m.returned : null), number(m.late), number(m.score)],
    text(m.lastFeedback),
  ];
  return workbook(
    '督查台账',
    titles.map((title) => ({ title, width: WIDTHS[title] ?? 14 })),
    rows.map(cellsOf),
    asked,
  );
}
