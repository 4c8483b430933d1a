import { DateTime } from 'luxon';
import { ZONE } from '../clock.ts';
import type { Report } from '../reports/report.ts';
import { sayCell } from '../reports/sections.ts';
import { CHARTS } from '../reports/charts.ts';
import { sectionFigure } from './chart.ts';
import { Paper } from './paper.ts';
import { cell, type Row } from './table.ts';

const SIZE = 9;
// What is left is shared by the figures.
const NAME_SHARE = 0.24;
/** Head and first rows of a table. */
const BEGIN = 110;

// Narrow columns: 按期办 over 结率.
const evenly = (title: string): string =>
  title.length > 3
    ? `${title.slice(0, Math.ceil(title.length / 2))}\n${title.slice(Math.ceil(title.length / 2))}`
    : title;

/** 统计报表 on paper: the same tables, charts and figures as on the page. */
export async function reportPaper(report: Report): Promise<Buffer> {
  const at = DateTime.fromISO(report.madeAt, { zone: ZONE }).toFormat('yyyy年M月d日 HH:mm');
  const paper = new Paper({
    title: `统计报表（${report.period.name}）`,
    createdAt: report.madeAt,
    mark: `统计报表 ${at} ${report.by}`,
  });
  paper.title('统计报表');
  paper.subtitle(report.period.name);
  paper.facts(
    [
      ['单位', report.unitName ?? '全部'],
      ['流程', report.processName ?? '全部'],
      ['制表时间', at],
      ['制表人', report.by],
    ],
    0.18,
  );
  for (const section of report.sections) {
    const plan = CHARTS[section.id];
    const figure = plan && sectionFigure(plan, section, (text) => paper.clean(text));
    paper.heading(section.title, figure ? figure.height : section.rows.length ? BEGIN : undefined);
    if (section.rows.length === 0) {
      paper.paragraph('这一期间没有可以统计的内容。', { size: SIZE });
      continue;
    }
    if (figure) paper.figure(figure);
    const share = (1 - NAME_SHARE) / section.columns.length;
    const row = (name: string, figures: string[], align: 'right' | 'center' = 'right'): Row => ({
      cells: [cell(name, { size: SIZE }), ...figures.map((text) => cell(text, { size: SIZE, align }))],
    });
    paper.table(
      [NAME_SHARE, ...section.columns.map(() => share)],
      section.rows.map(({ name, cells }) => row(name, cells.map(sayCell))),
      row(section.head, section.columns.map(evenly), 'center'),
    );
    paper.text({ text: `注：${section.note}`, size: 9 }, 1.5);
  }
  return paper.finish();
}
