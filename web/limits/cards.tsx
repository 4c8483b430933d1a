import { Link } from 'react-router';
import { When } from '../parts/when.tsx';
import type { Card } from './types.ts';

const states: Record<Card['state'], string> = {
  issued: '已发出，待说明',
  explained: '已说明，待核实',
  upheld: '维持',
  revoked: '撤销',
};
const attributions: Record<string, string> = {
  own: '本环节',
  'own-step': '本环节',
  applicant: '申请人',
  'other-unit': '其他单位',
};

/** The cards of a limit; each is a case of its own. */
export function Cards({ cards }: { cards: Card[] }) {
  return (
    <ul className="plain-list">
      {cards.map((card) => (
        <li key={card.caseId}>
          <Link to={`/cases/${card.caseId}`}>红牌 {card.caseId}</Link>
          {card.round > 1 && `（第 ${card.round} 轮）`} <strong>{states[card.state] ?? card.state}</strong>
          {card.issuedAt && (
            <span className="muted">
              {' '}
              发出 <When at={card.issuedAt} />
            </span>
          )}
          {card.attribution && <div>责任归属：{attributions[card.attribution] ?? card.attribution}</div>}
          {card.reason && <div className="prose">原因：{card.reason}</div>}
          {card.revokedBecause && <div className="prose">撤销原因：{card.revokedBecause}</div>}
        </li>
      ))}
    </ul>
  );
}
