import type { Db } from '../../db/pool.ts';
import { notify } from '../notifications/notify.ts';

const PAGE = '/accountability';

/** Tells somebody who does not see the case what there is for him on his own page. */
export async function tellOutside(
  db: Db,
  of: { caseId: string; effectKey: string; to: string; title: string; text: string },
): Promise<void> {
  await notify(db, {
    effectKey: of.effectKey,
    kind: 'case',
    title: of.title,
    text: `${of.text}编号 ${of.caseId}。`,
    recipients: [],
    persons: [of.to],
    caseId: of.caseId,
    link: PAGE,
  });
}
