import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Db } from '../../db/pool.ts';
import { ImportRefused, type Line, type LineFault, readHead } from '../import-lines.ts';
import { isStorable } from '../text.ts';
import { lockLedger, type MeasureContent, measureId, writeMeasure } from './load.ts';

/** Columns of the ledger's Excel file that are read back; what stands beside them (state, progress) is only shown. */
export const COLUMNS = {
  id: '编号',
  sourceNumber: '来源文件',
  sourceTitle: '文件名称',
  issuedOn: '印发日期',
  task: '任务序号',
  part: '部分',
  taskTitle: '任务',
  number: '措施序号',
  article: '条款',
  text: '措施',
  lead: '牵头单位',
  support: '配合单位',
  others: '其他单位',
  posts: '责任岗位',
  fromOn: '开始日期',
  dueOn: '期限',
} as const;
type Column = keyof typeof COLUMNS;
export const SHOWN_ONLY = [
  '状态',
  '督查编号',
  '办理牵头',
  '办结期限',
  '进度（%）',
  '退回次数',
  '逾期次数',
  '得分',
  '最近反馈',
];
const NEEDED: Column[] = ['id', 'sourceNumber', 'task', 'number', 'article', 'text', 'lead', 'support', 'dueOn'];
const MOST: Partial<Record<Column, number>> = {
  article: 100,
  text: 500,
  taskTitle: 200,
  part: 100,
  others: 200,
  sourceTitle: 200,
  sourceNumber: 60,
};
const NUMBER = /^[0-9A-Za-z一-龥.-]{1,20}$/;

export interface Imported {
  added: string[];
  changed: string[];
  unchanged: number;
}
interface Known {
  id: string;
  source: string;
  task: string;
  number: string;
  content: string;
}

/**
 * Takes the lines of an Excel file into the ledger, in a transaction: a line with 编号 changes that measure, one without adds one (and its task
 * and source where they are new). The same file again changes nothing. Throws ImportRefused with every fault of every line.
 */
export async function importLines(db: Db, lines: readonly Line[], actor: string): Promise<Imported> {
  await lockLedger(db);
  const [head, ...rows] = lines;
  const columns = readHead(head, { columns: COLUMNS, shownOnly: SHOWN_ONLY, needed: NEEDED });
  if (!rows.length) throw new ImportRefused([{ path: '表头', message: '表头下面没有数据行' }]);
  const [units, known, sources, tasks] = await Promise.all([
    db.query<{ id: string; name: string }>('SELECT id, name FROM unit WHERE ended_on IS NULL'),
    db.query<Known & MeasureContent>(
      `SELECT id, source, task, number, article, text, lead, support, others, posts, from_on AS "fromOn", due_on AS "dueOn", every FROM ledger_measure`,
    ),
    db.query<{ id: string; number: string }>('SELECT id, number FROM ledger_source'),
    db.query<{ source: string; number: string }>('SELECT source, number FROM ledger_task'),
  ]);
  const unitOf = new Map(units.rows.map(({ id, name }) => [name, id]));
  const byId = new Map(known.rows.map((m) => [m.id, m]));
  const sourceOf = new Map(sources.rows.map(({ id, number }) => [number, id]));
  const knownTasks = new Set(tasks.rows.map((t) => `${t.source}:${t.number}`));
  const faults: LineFault[] = [];
  const seen = new Map<string, number>();
  const result: Imported = { added: [], changed: [], unchanged: 0 };

  for (const { line, cells } of rows) {
    const cell = (column: Column): string => cells[columns.get(column) ?? -1]?.trim() ?? '';
    const before = faults.length;
    const say = (message: string) => faults.push({ path: `第${line}行`, message });
    for (const column of Object.keys(COLUMNS) as Column[]) {
      const value = cell(column);
      if (!isStorable(value)) say(`${COLUMNS[column]}含有不能保存的字符`);
      const most = MOST[column];
      if (most && value.length > most) say(`${COLUMNS[column]}不能超过${most}个字`);
    }
    for (const column of ['sourceNumber', 'task', 'number', 'article', 'text'] as const)
      if (!cell(column)) say(`${COLUMNS[column]}必须填写`);
    for (const column of ['task', 'number'] as const)
      if (cell(column) && !NUMBER.test(cell(column))) say(`${COLUMNS[column]}“${cell(column)}”应为不超过20个字的序号`);
    for (const column of ['fromOn', 'dueOn', 'issuedOn'] as const)
      if (cell(column) && !isDay(cell(column)))
        say(`${COLUMNS[column]}“${cell(column)}”应为真实日期，格式如 2026-02-13`);
    const namesIn = (column: Column): string[] =>
      cell(column)
        .split(/[、，,;；\n]/)
        .map((n) => n.trim())
        .filter(Boolean);
    const unitsIn = (column: 'lead' | 'support'): string[] =>
      namesIn(column).flatMap((name) => {
        const id = unitOf.get(name);
        if (!id) say(`${COLUMNS[column]}“${name}”不在单位名录中`);
        return id ?? [];
      });
    const lead = unitsIn('lead');
    const support = unitsIn('support');
    const twice = [...lead, ...support].filter((unit, at, all) => all.indexOf(unit) !== at);
    if (twice.length) say('同一单位在牵头单位、配合单位中重复');
    if (!cell('lead') && !cell('others')) say('牵头单位和其他单位至少填写一项');
    if (cell('fromOn') && cell('dueOn') && cell('fromOn') > cell('dueOn')) say('开始日期不能晚于期限');

    const id = cell('id');
    const old = id ? byId.get(id) : undefined;
    if (id && !old) say(`编号“${id}”不在台账中，新增的措施请不要填写编号`);
    const source = sourceOf.get(cell('sourceNumber')) ?? newSourceId(cell('sourceNumber'));
    const placed = measureId(source, cell('task'), cell('number'));
    if (old && placed !== old.id) say('编号与来源文件、任务序号、措施序号不符');
    if (!id && byId.has(placed)) say(`这项措施已在台账中，修改它请填写编号“${placed}”`);
    const isNewSource = !sourceOf.has(cell('sourceNumber'));
    if (isNewSource && !(cell('sourceTitle') && cell('issuedOn'))) say('新的来源文件须填写文件名称和印发日期');
    if (!knownTasks.has(`${source}:${cell('task')}`) && !cell('taskTitle')) say('新的任务须填写任务名称');
    const first = seen.get(placed);
    if (first !== undefined) say(`与第${first}行重复`);
    seen.set(placed, line);
    if (faults.length === before) {
      sourceOf.set(cell('sourceNumber'), source);
      knownTasks.add(`${source}:${cell('task')}`);
    }
    // Once something is wrong nothing is written any more, only looked at.
    if (faults.length > before || faults.length > 0) continue;

    const content: MeasureContent = {
      ...{ article: cell('article'), text: cell('text'), lead, support, others: cell('others') || null },
      ...{
        posts: namesIn('posts'),
        fromOn: cell('fromOn') || null,
        dueOn: cell('dueOn') || null,
        every: old?.every ?? null,
      },
    };
    if (old && same(content, old)) {
      result.unchanged += 1;
      continue;
    }
    if (isNewSource) {
      await db.query(
        `INSERT INTO ledger_source (id, number, title, issued_on, ord) SELECT $1,$2,$3,$4, coalesce(max(ord), 0) + 1 FROM ledger_source
         ON CONFLICT DO NOTHING`,
        [source, cell('sourceNumber'), cell('sourceTitle'), cell('issuedOn')],
      );
    }
    await db.query(
      `INSERT INTO ledger_task (source, number, part, title, ord)
       SELECT $1, $2, $3, $4, coalesce(max(ord), 0) + 1 FROM ledger_task WHERE source = $1 ON CONFLICT DO NOTHING`,
      [source, cell('task'), cell('part'), cell('taskTitle')],
    );
    const ord = await db.query<{ n: number }>(
      `SELECT coalesce((SELECT ord FROM ledger_measure WHERE id = $1),
                       (SELECT coalesce(max(ord), 0) + 1 FROM ledger_measure WHERE source = $2 AND task = $3)) AS n`,
      [placed, source, cell('task')],
    );
    const place = { source, task: cell('task'), number: cell('number'), ord: ord.rows[0]?.n ?? 0 };
    await writeMeasure(db, place, content, { actor, shipped: null });
    result[old ? 'changed' : 'added'].push(placed);
  }
  if (faults.length) throw new ImportRefused(faults);
  return result;
}

const newSourceId = (number: string): string =>
  `imported-${createHash('sha256').update(number).digest('hex').slice(0, 12)}`;

const isDay = (text: string): boolean => z.iso.date().safeParse(text).success;

const KEYS = ['article', 'text', 'lead', 'support', 'others', 'posts', 'fromOn', 'dueOn'] as const;
const same = (a: MeasureContent, b: MeasureContent): boolean =>
  KEYS.every((key) => JSON.stringify(a[key]) === JSON.stringify(b[key]));
