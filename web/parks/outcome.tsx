import { type Mark, StateMark } from '../parts/state-mark.tsx';
import type { Outcome } from './types.ts';

const MARKS: Record<Outcome, [mark: Mark, label: string]> = {
  excellent: ['normal', '优秀'],
  passed: ['normal', '合格'],
  failed: ['overdue', '不合格'],
};

export function OutcomeMark({ outcome }: { outcome: Outcome }) {
  const [mark, label] = MARKS[outcome];
  return <StateMark mark={mark} label={label} />;
}
