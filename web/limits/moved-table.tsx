import { StateMark } from '../parts/state-mark.tsx';
import { longTime, weekday } from '../parts/time.ts';
import type { Moved } from './types.ts';
import './limit.css';

const when = (at: string | null, left: number | null) =>
  at ? `${longTime(at)} ${weekday(at)}` : left === null ? '中止计时' : `中止计时（尚余 ${left} 个工作日）`;

/** Which limits move from when to when, and which become overdue by it. */
export function MovedTable({ moved }: { moved: Moved[] }) {
  if (moved.length === 0) return null;
  return (
    <div className="scroll-x">
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">时限</th>
            <th scope="col">现到期</th>
            <th scope="col">变更后</th>
            <th scope="col">提示</th>
          </tr>
        </thead>
        <tbody>
          {moved.map((m) => (
            <tr key={m.id}>
              <td>{m.subject ? `${m.name}（${m.subject}）` : m.name}</td>
              <td>{when(m.from, null)}</td>
              <td>{when(m.to, m.remainingWorkingDays)}</td>
              <td>
                {m.becomesOverdue && <StateMark mark="overdue" label="将超期" />}{' '}
                {m.provisional && m.to && <StateMark mark="provisional" />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
