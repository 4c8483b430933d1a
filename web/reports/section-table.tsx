import { lazy, Suspense } from 'react';
import { Link } from 'react-router';
import { Hint } from '../help/hint.tsx';
import '../limits/limit.css';
import { CHARTS } from '../../domain/reports/charts.ts';
import { pageOf } from './links.ts';
import type { Cell, Section } from './types.ts';

// echarts is large: only who looks at a chart loads it.
const SectionChart = lazy(() => import('./section-chart.tsx'));

/** Columns that do not say by themselves what they are. */
const HINTS: Record<string, string> = {
  用时中位数: '一半在这个工作日数之内办结，另一半更久。不受个别特别久的影响。',
  九成用时: '十件中有九件在这个工作日数之内办结；比中位数大得多的，说明有少数事项拖得很久。',
};

function Figure({ cell }: { cell: Cell }) {
  return cell.list && cell.value !== 0 ? <Link to={pageOf(cell.list)}>{cell.text}</Link> : <>{cell.text}</>;
}

/** One table of a report, some with a chart above; each figure opens its rows. */
export function SectionTable({ section }: { section: Section }) {
  return (
    <section className="panel report-section" id={section.id} aria-labelledby={`${section.id}-title`}>
      <h2 id={`${section.id}-title`}>{section.title}</h2>
      {CHARTS[section.id] && section.rows.length > 0 && (
        <Suspense fallback={<div className="chart" />}>
          <SectionChart section={section} />
        </Suspense>
      )}
      {section.rows.length === 0 ? (
        <p className="muted">这一期间没有可以统计的内容。</p>
      ) : (
        <div className="scroll-x" role="region" tabIndex={0} aria-label={`${section.title}的表格`}>
          <table className="plain-table report-table">
            <thead>
              <tr>
                <th scope="col">{section.head}</th>
                {section.columns.map((column) => (
                  <th key={column} scope="col" className="number">
                    {column}
                    {HINTS[column] && (
                      <>
                        {' '}
                        <Hint label={`${column}是什么`} title={column}>
                          <p>{HINTS[column]}</p>
                        </Hint>
                      </>
                    )}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {section.rows.map((row) => (
                <tr key={row.key} className={row.key === '' && row.name === '合计' ? 'report-total' : undefined}>
                  <th scope="row">{row.name}</th>
                  {row.cells.map((cell, at) => (
                    <td key={section.columns[at]} className="number">
                      <Figure cell={cell} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p className="muted report-note">{section.note}</p>
    </section>
  );
}
