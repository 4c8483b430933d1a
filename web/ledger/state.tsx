import { type Mark, StateMark } from '../parts/state-mark.tsx';
import type { Measure, MeasureState } from './types.ts';

const MARKS: Partial<Record<MeasureState, Mark>> = {
  due: 'overdue',
  running: 'normal',
  warned: 'warned',
  overdue: 'overdue',
  suspended: 'suspended',
  closed: 'normal',
};

export const STATES: { value: MeasureState; label: string }[] = [
  { value: 'not-begun', label: '未立项' },
  { value: 'due', label: '已过期限未立项' },
  { value: 'running', label: '办理中' },
  { value: 'warned', label: '临期' },
  { value: 'overdue', label: '超期' },
  { value: 'suspended', label: '中止计时' },
  { value: 'closed', label: '已销号' },
];

/** How far a measure is: by its mark where a limit or a date is at stake. */
export function MeasureMark({ measure }: { measure: Pick<Measure, 'state' | 'stateName' | 'provisional'> }) {
  const mark = MARKS[measure.state];
  return (
    <>
      {mark ? <StateMark mark={mark} label={measure.stateName} /> : <span className="muted">{measure.stateName}</span>}
      {measure.provisional && (
        <>
          {' '}
          <StateMark mark="provisional" />
        </>
      )}
    </>
  );
}
