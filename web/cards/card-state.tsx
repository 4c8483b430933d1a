import type { Card } from '../client/types.ts';
import { StateMark } from '../parts/state-mark.tsx';

export const cardStates: Record<Card['state'], string> = {
  issued: '待说明',
  explained: '待核查',
  upheld: '维持红牌',
  revoked: '已撤销',
};
export const attributions: Record<string, string> = {
  'own-step': '本环节',
  applicant: '申请人',
  'other-unit': '其他单位',
  'force-majeure': '不可抗力',
};
export const revokedBecause: Record<string, string> = {
  verification: '核查撤销',
  appeal: '申诉撤销',
  'limit-changed': '时限变更撤销',
};

/** Red as long as it stands, grey when it was revoked; always with its words. */
export function CardState({ card }: { card: Pick<Card, 'state' | 'revokedBecause' | 'appealed'> }) {
  if (card.state === 'revoked')
    return <StateMark mark="suspended" label={revokedBecause[card.revokedBecause ?? ''] ?? cardStates.revoked} />;
  return <StateMark mark="overdue" label={card.appealed ? '申诉后维持' : cardStates[card.state]} />;
}

/** 其他单位（区财政局） */
export const whoseFault = (card: Pick<Card, 'attribution' | 'attributedUnitName'>): string | null =>
  card.attribution &&
  `${attributions[card.attribution] ?? card.attribution}${card.attributedUnitName ? `（${card.attributedUnitName}）` : ''}`;
