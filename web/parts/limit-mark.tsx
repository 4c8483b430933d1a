import type { Deadline } from '../client/types.ts';
import { StateMark, type Mark } from './state-mark.tsx';

type State = Deadline['state'];

export const limitMarks: Record<State, { mark: Mark; label?: string }> = {
  running: { mark: 'normal' },
  warned: { mark: 'warned' },
  overdue: { mark: 'overdue' },
  suspended: { mark: 'suspended' },
  met: { mark: 'normal', label: '按期办结' },
  'met-late': { mark: 'overdue', label: '超期办结' },
  cancelled: { mark: 'suspended', label: '已终止' },
};

/** State of a limit, and 暂定 where its date may still move with a calendar that is not published. */
export function LimitMark({ state, provisional }: Pick<Deadline, 'state' | 'provisional'>) {
  return (
    <>
      <StateMark {...limitMarks[state]} />
      {provisional && (
        <>
          {' '}
          <StateMark mark="provisional" />
        </>
      )}
    </>
  );
}

type Remaining = Pick<Deadline, 'state' | 'remainingWorkingDays' | 'remainingHours'>;

/** 剩余 1 个工作日 3 小时; null when nothing runs any more. */
export function remaining({ state, remainingWorkingDays: days, remainingHours: hours }: Remaining): string | null {
  if (days === null) return null;
  if (state === 'overdue') return days < 0 ? `超期 ${-days} 个工作日` : '已超期';
  return `剩余 ${days} 个工作日${hours ? ` ${hours} 小时` : ''}`;
}
