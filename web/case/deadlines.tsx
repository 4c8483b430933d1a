import type { Deadline } from '../client/types.ts';
import { StateMark, type Mark } from '../parts/state-mark.tsx';
import { When } from '../parts/when.tsx';

const marks: Record<Deadline['state'], { mark: Mark; label?: string }> = {
  running: { mark: 'normal' },
  warned: { mark: 'warned' },
  overdue: { mark: 'overdue' },
  suspended: { mark: 'suspended' },
  met: { mark: 'normal', label: '按期办结' },
  'met-late': { mark: 'overdue', label: '超期办结' },
  cancelled: { mark: 'suspended', label: '已终止' },
};

/** Each limit with its state, its date and what comes next. */
export function Deadlines({ deadlines }: { deadlines: Deadline[] }) {
  return (
    <ul className="limits">
      {deadlines.map((d) => (
        <li key={d.id}>
          <div className="limit-line">
            <StateMark {...marks[d.state]} />
            {d.provisional && <StateMark mark="provisional" />}
            <strong>{d.name}</strong>
            <span className="muted">
              {d.workingDays} 个工作日{d.extendedBy > 0 && `，延长 ${d.extendedBy} 个工作日`}
            </span>
          </div>
          <div className="limit-line">
            {d.dueAt && (
              <span>
                到期 <When at={d.dueAt} />
              </span>
            )}
            <span>{remaining(d)}</span>
            {d.nextRungName && d.nextRungAt && (
              <span className="muted">
                下一步：{d.nextRungName} <When at={d.nextRungAt} />
              </span>
            )}
          </div>
          {d.legalBasis && <div className="muted">{d.legalBasis}</div>}
        </li>
      ))}
    </ul>
  );
}

function remaining({ state, remainingWorkingDays: days, remainingHours: hours }: Deadline): string | null {
  if (days === null) return null;
  if (state === 'overdue') return days < 0 ? `超期 ${-days} 个工作日` : '已超期';
  return `剩余 ${days} 个工作日${hours ? ` ${hours} 小时` : ''}`;
}
