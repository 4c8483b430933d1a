import type { Db } from '../../db/pool.ts';
import { OUTCOMES } from '../cases/outcomes.ts';
import { isRestricted } from '../restricted/store.ts';
import { notify } from './notify.ts';

/** Tells who filed a case what became of it; in the transaction that writes it. */
export async function notifyOfOutcome(db: Db, caseId: string, outcome: string): Promise<void> {
  const { rows } = await db.query<{ title: string; createdBy: string; withdrawn: boolean }>(
    `SELECT title, created_by AS "createdBy", withdrawn_at IS NOT NULL AS withdrawn FROM cases WHERE id = $1`,
    [caseId],
  );
  const found = rows[0];
  // What became of it is told by the procedure itself, to whom it concerns.
  if (await isRestricted(db, caseId)) return;
  // A decision that came too late for a case withdrawn meanwhile is none.
  if (!found || (found.withdrawn && outcome !== 'withdrawn')) return;
  await notify(db, {
    effectKey: `case:${caseId}:${outcome}`,
    kind: 'case',
    title: `${OUTCOMES[outcome] ?? outcome}：${found.title}`,
    text: `您发起的事项 ${caseId} 已有结果：${OUTCOMES[outcome] ?? outcome}。`,
    recipients: [found.createdBy],
    caseId,
  });
}
