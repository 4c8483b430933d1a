import { Link } from 'react-router';
import { attributions, CardState } from '../cards/card-state.tsx';
import { When } from '../parts/when.tsx';
import type { Card } from './types.ts';

/** The cards of a limit, of all its rounds; each is a case of its own. */
export function Cards({ cards }: { cards: Card[] }) {
  return (
    <ul className="plain-list">
      {cards.map((card) => (
        <li key={card.caseId}>
          <CardState card={{ ...card, appealed: false }} /> <Link to={`/cases/${card.caseId}`}>{card.caseId}</Link>
          {card.round > 1 && `（第 ${card.round} 轮）`}
          {card.issuedAt && (
            <span className="muted">
              {' '}
              发牌 <When at={card.issuedAt} />
            </span>
          )}
          {card.attribution && <div>责任归属：{attributions[card.attribution] ?? card.attribution}</div>}
          {card.reason && <div className="prose">超期原因：{card.reason}</div>}
        </li>
      ))}
    </ul>
  );
}
