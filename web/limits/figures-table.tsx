import { Link } from 'react-router';
import { percent } from './percent.ts';
import type { Grouping, Statistics } from './types.ts';
import './limit.css';

const heads: Record<Grouping, string> = { unit: '责任单位', obligation: '时限（环节）', month: '月份' };

interface Props {
  statistics: Statistics;
  rowsOf(group: { by: Grouping; key: string } | null, states: string): string;
}

/** The figures behind the charts; each count leads to its rows. */
export function FiguresTable({ statistics, rowsOf }: Props) {
  const { by } = statistics;
  const rows = [
    ...statistics.groups.map((g) => ({ ...g, group: g.key ? { by, key: g.key } : null, linked: g.key !== '' })),
    { ...statistics.total, key: '', name: '合计', group: null, linked: true },
  ];
  return (
    <div className="scroll-x">
      <table className="plain-table figures">
        <thead>
          <tr>
            <th scope="col">{heads[by]}</th>
            {[
              '按期办结率',
              '按期办结',
              '超期办结',
              '超期未办结',
              '计入',
              '平均用时（工作日）',
              '用时中位数（工作日）',
            ].map((t) => (
              <th key={t} scope="col" className="number">
                {t}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((r) => {
            const count = (n: number, states: string) =>
              n > 0 && r.linked ? <Link to={rowsOf(r.group, states)}>{n}</Link> : n;
            return (
              <tr key={`${r.key} ${r.name}`}>
                <th scope="row">{r.name}</th>
                <td className="number">{percent(r.onTimeRate)}</td>
                <td className="number">{count(r.met, 'met')}</td>
                <td className="number">{count(r.metLate, 'met-late')}</td>
                <td className="number">{count(r.overdue, 'overdue')}</td>
                <td className="number">{count(r.total, 'met,met-late,overdue')}</td>
                <td className="number">{r.averageWorkingDays ?? '无'}</td>
                <td className="number">{r.medianWorkingDays ?? '无'}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
