import { Link } from 'react-router';
import { LimitMark, remaining } from '../parts/limit-mark.tsx';
import '../parts/row-cards.css';
import { When } from '../parts/when.tsx';
import { DueDate, limitAddress, limitName } from './limit-table.tsx';
import type { Limit } from './types.ts';

/** The board on a phone: the whole card is the link. */
export function LimitCards({ limits }: { limits: Limit[] }) {
  return (
    <ul className="row-cards">
      {limits.map((d) => (
        <li key={`${d.id} ${d.round}`}>
          <Link to={limitAddress(d.id)} className="row-card">
            <span className="row-card-line">
              <LimitMark state={d.state} provisional={d.provisional} />
              <strong>{remaining(d)}</strong>
            </span>
            <strong>{limitName(d)}</strong>
            <span className="row-card-about">{d.caseTitle}</span>
            <span className="muted">
              {d.unitName}
              {' · 到期 '}
              <DueDate limit={d} />
            </span>
            {d.nextRungName && d.nextRungAt && (
              <span className="muted">
                下一提醒：{d.nextRungName} <When at={d.nextRungAt} />
              </span>
            )}
          </Link>
        </li>
      ))}
    </ul>
  );
}
