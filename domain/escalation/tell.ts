import type { Db } from '../../db/pool.ts';
import { recordEvent, type Origin } from '../cases/lifecycle.ts';

/** Tells the pages and the keeper of cards, when the transaction commits. */
export async function tellCard(db: Db, caseId: string): Promise<void> {
  await db.query(`SELECT pg_notify('changes', $1)`, [JSON.stringify({ type: 'deadline', caseId })]);
}

interface Happened {
  kind: string;
  actor?: string | null;
  text: string;
  detail?: Record<string, unknown>;
}

/** History of the card's case, and of the case whose limit it is about, where it reads `red-<kind>`. */
export async function recordForBoth(
  db: Db,
  card: { caseId: string; parentCaseId: string },
  { kind, actor = null, text, detail }: Happened,
  origin: Origin,
): Promise<void> {
  await recordEvent(db, { caseId: card.caseId, kind, actor, detail: { ...detail, text } }, origin);
  const parent = { ...detail, card: card.caseId, text: `红牌 ${card.caseId}：${text}` };
  await recordEvent(db, { caseId: card.parentCaseId, kind: `red-${kind}`, actor, detail: parent }, origin);
  await tellCard(db, card.caseId);
}
