import { Link } from 'react-router';
import { RecordReason } from '../cards/record-reason.tsx';
import type { Deadline } from '../client/types.ts';
import { LimitDates } from '../parts/limit-dates.tsx';
import { LimitMark } from '../parts/limit-mark.tsx';
import { Pauses } from '../limits/pauses.tsx';

/** Each limit with its state, its date and what comes next. */
export function Deadlines({ deadlines }: { deadlines: Deadline[] }) {
  return (
    <ul className="limits">
      {deadlines.map((d) => (
        <li key={d.id}>
          <div className="limit-line">
            <LimitMark state={d.state} provisional={d.provisional} />
            <Link to={`/limits/${encodeURIComponent(d.id)}`}>
              <strong>{d.name}</strong>
            </Link>
            <span className="muted">
              {d.workingDays} 个工作日{d.extendedBy > 0 && `，延长 ${d.extendedBy} 个工作日`}
            </span>
          </div>
          <LimitDates limit={d} />
          <RecordReason limit={d} />
          {d.legalBasis && <div className="muted">{d.legalBasis}</div>}
          {Boolean(d.pauseCount) && <Pauses limitId={d.id} />}
        </li>
      ))}
    </ul>
  );
}
