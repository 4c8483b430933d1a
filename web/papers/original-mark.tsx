import type { PaperStanding } from '../client/types.ts';
import { type Mark, StateMark } from '../parts/state-mark.tsx';

const MARKS: Record<PaperStanding, { mark: Mark; label: string }> = {
  lacking: { mark: 'overdue', label: '缺原件' },
  unchecked: { mark: 'warned', label: '待核对' },
  checked: { mark: 'normal', label: '已核对' },
};
export const STANDINGS = Object.keys(MARKS) as PaperStanding[];

/** Whether there is a paper original, by shape, colour and words. */
export const OriginalMark = ({ standing }: { standing: PaperStanding }) => <StateMark {...MARKS[standing]} />;
