import { Link } from 'react-router';
import '../case/case.css';
import type { Card } from '../client/types.ts';
import { When } from '../parts/when.tsx';
import { CardState, whoseFault } from './card-state.tsx';

/** The red cards of a case, each with the way to its own. */
export function CaseCards({ cards }: { cards: Card[] }) {
  if (cards.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="cards-title">
      <h2 id="cards-title">红牌</h2>
      <ul className="limits">
        {cards.map((card) => (
          <li key={card.caseId}>
            <div className="limit-line">
              <CardState card={card} />
              <strong>{card.limitName}</strong>
              {card.opens ? <Link to={`/cases/${card.caseId}`}>{card.caseId}</Link> : <span>{card.caseId}</span>}
            </div>
            <div className="limit-line muted">
              <span>
                发牌 <When at={card.issuedAt} />
              </span>
              {whoseFault(card) && <span>责任归属：{whoseFault(card)}</span>}
            </div>
            {card.reason && <div>超期原因：{card.reason}</div>}
          </li>
        ))}
      </ul>
    </section>
  );
}
