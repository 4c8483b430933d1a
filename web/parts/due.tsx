import { StateMark } from './state-mark.tsx';
import { isPast } from './time.ts';
import { When } from './when.tsx';

/** When a task is due, with its mark; nothing is due where no limit is set. */
export function Due({ at, open, provisional }: { at: string | null; open: boolean; provisional?: boolean }) {
  if (!at) return <span className="muted nowrap">无时限</span>;
  return (
    <span style={{ display: 'inline-flex', gap: 8, flexWrap: 'wrap' }}>
      {open && <StateMark mark={isPast(at) ? 'overdue' : 'normal'} />}
      <When at={at} />
      {open && provisional && <StateMark mark="provisional" />}
    </span>
  );
}
