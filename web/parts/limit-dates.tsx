import type { Deadline } from '../client/types.ts';
import { remaining } from './limit-mark.tsx';
import { When } from './when.tsx';

/** When a limit ends, what is left of it, and what comes next. */
export function LimitDates({ limit: d }: { limit: Deadline }) {
  return (
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
  );
}
