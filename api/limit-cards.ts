import type { Db } from '../db/pool.ts';
import type { Deadline } from '../domain/deadlines/list.ts';
import { mayRecordReason, reasonOf } from '../domain/escalation/reason.ts';
import { cardsOfDeadline, type LimitCard } from '../domain/escalation/store.ts';
import type { Principal } from '../domain/people/store.ts';
import { nameIn, type Names } from './views.ts';

const judged = (c: LimitCard): boolean =>
  c.state === 'upheld' || (c.state === 'revoked' && c.revokedBecause !== 'limit-changed');

/** What stands beside a limit that is late: its cards, why it is late, and whether this person may say why. */
export async function cardsOfLimit(db: Db, who: Principal, limit: Deadline, names: Names) {
  const [cards, reason] = await Promise.all([cardsOfDeadline(db, limit.id), reasonOf(db, limit.id, limit.round)]);
  const late = limit.state === 'overdue' || limit.state === 'met-late';
  const closed = cards.some((c) => c.round === limit.round && judged(c));
  return {
    cards,
    reason: reason && { ...reason, recordedByName: nameIn(names, reason.recordedBy) },
    may: { recordReason: late && !closed && mayRecordReason(who, limit.unit) },
  };
}
