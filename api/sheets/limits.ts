import type { DateTime } from 'luxon';
import type { Cell } from 'write-excel-file/node';
import type { DeadlineFilter, DeadlineState } from '../../domain/deadlines/filter.ts';
import type { LimitView } from '../limit-view.ts';
import { nameIn, type Names } from '../views.ts';
import { number, text, time } from './cells.ts';
import { workbook } from './workbook.ts';

/** The five marks in words and shapes, as on the pages (web/parts/state-mark.tsx). */
const MARKS: Record<DeadlineState, { text: string; color: string }> = {
  running: { text: '● 正常', color: '#1B7F3B' },
  warned: { text: '▲ 预警', color: '#8A5A00' },
  overdue: { text: '■ 超期', color: '#C62828' },
  suspended: { text: '‖ 中止计时', color: '#5F6B7A' },
  met: { text: '● 按期办结', color: '#1B7F3B' },
  'met-late': { text: '■ 超期办结', color: '#C62828' },
  cancelled: { text: '‖ 已终止', color: '#5F6B7A' },
};
const PROVISIONAL = '▨ 暂定';

const COLUMNS: { title: string; width: number; cell(d: LimitView): Cell }[] = [
  { title: '状态', width: 12, cell: (d) => text(MARKS[d.state].text, { textColor: MARKS[d.state].color }) },
  { title: '暂定', width: 8, cell: (d) => (d.provisional ? text(PROVISIONAL, { textColor: '#5F6B7A' }) : null) },
  { title: '剩余工作日', width: 11, cell: (d) => number(d.remainingWorkingDays) },
  { title: '当日剩余小时', width: 12, cell: (d) => number(d.remainingHours) },
  { title: '到期时间', width: 17, cell: (d) => time(d.dueAt) },
  { title: '责任单位', width: 22, cell: (d) => text(d.unitName) },
  { title: '时限', width: 20, cell: (d) => text(d.name) },
  { title: '对象', width: 16, cell: (d) => text(d.subjectName) },
  { title: '事项', width: 34, cell: (d) => text(d.caseTitle) },
  { title: '事项编号', width: 18, cell: (d) => text(d.caseId) },
  { title: '流程', width: 20, cell: (d) => text(d.processName) },
  { title: '期限（工作日）', width: 13, cell: (d) => number(d.workingDays) },
  { title: '延长（工作日）', width: 13, cell: (d) => number(d.extendedBy) },
  { title: '轮次', width: 6, cell: (d) => number(d.round) },
  { title: '起算时间', width: 17, cell: (d) => time(d.startedAt) },
  { title: '办结时间', width: 17, cell: (d) => time(d.endedAt) },
  { title: '下一提醒', width: 20, cell: (d) => text(d.nextRungName) },
  { title: '提醒时间', width: 17, cell: (d) => time(d.nextRungAt) },
  { title: '提醒对象', width: 30, cell: (d) => text(d.nextRecipientNames.join('、')) },
  { title: '法定依据', width: 40, cell: (d) => text(d.legalBasis) },
];

const STATE_WORDS: Record<string, string> = {
  open: '进行中',
  ended: '已了结',
  ...Object.fromEntries(Object.entries(MARKS).map(([state, { text: t }]) => [state, t.slice(2)])),
};

export interface Export {
  by: string;
  at: DateTime;
  filter: DeadlineFilter;
  names: Names;
  processNames: Names;
}

/** What was asked for, when and by whom, in words. */
export function askedFor(rows: LimitView[], { by, at, filter: f, names, processNames }: Export): [string, string][] {
  const asked: [string, string | undefined | null][] = [
    ['导出时间', at.toFormat('yyyy年M月d日 HH:mm')],
    ['导出人', by],
    ['条数', String(rows.length)],
    ['状态', f.state?.map((s) => STATE_WORDS[s]).join('、')],
    ['责任单位', nameIn(names, f.unit ?? null)],
    ['流程', nameIn(processNames, f.process ?? null)],
    ['时限', f.obligation && (rows[0]?.name ?? f.obligation)],
    ['事项', f.case],
    ['到期日自', f.dueFrom],
    ['到期日至', f.dueTo],
    ['暂定', f.provisional === undefined ? undefined : f.provisional ? '只含暂定' : '不含暂定'],
    ['查找', f.q],
    ['轮次', f.rounds ? '全部轮次' : undefined],
  ];
  return asked.filter((line): line is [string, string] => Boolean(line[1]));
}

/** The rows as an Excel file; a second sheet says what was asked for. */
export async function limitSheet(rows: LimitView[], asked: [string, string][]): Promise<Buffer> {
  return workbook(
    '时限',
    COLUMNS,
    rows.map((row) => COLUMNS.map(({ cell }) => cell(row))),
    asked,
  );
}
