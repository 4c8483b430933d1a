import type { Client } from './client.ts';
import { eventually } from './stack.ts';

export interface CardItem {
  caseId: string;
  parentCaseId: string;
  process: string;
  deadlineId: string;
  round: number;
  issuedAt: string;
  state: string;
  attribution: string | null;
  attributedUnit: string | null;
  reason: string | null;
  revokedBecause: string | null;
  appealed: boolean;
  unit: string;
  supervisingUnit: string;
  closedAt: string | null;
  opens: boolean;
}

/** Cards of a case, newest first. */
export async function cardsOf(as: Client, caseId: string): Promise<CardItem[]> {
  return (await as.get(`/api/cards?case=${caseId}&limit=200`)).body.items as CardItem[];
}

/** The newest card of the case, as soon as it looks like this. */
export async function cardBecomes(as: Client, caseId: string, expected: Partial<CardItem>): Promise<CardItem> {
  return eventually(async () => {
    const [card] = await cardsOf(as, caseId);
    if (!card) throw new Error(`${caseId} has no card`);
    expect(card).toMatchObject(expected);
    return card;
  });
}
