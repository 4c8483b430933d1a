import { DateTime } from 'luxon';
import type { Db } from '../../db/pool.ts';
import { toWire, ZONE } from '../clock.ts';
import type { Kind } from './kinds.ts';
import { notify } from './notify.ts';

const CHANGES = new Set(['limit-suspended', 'limit-resumed', 'limit-extended', 'limit-moved']);

/** What an event of a limit's history is to those who hear of it; null when nobody has to. */
function kindOf(event: string): Kind | null {
  if (event === 'limit-yellow' || event === 'limit-red') return event;
  if (/^limit-overdue-\d+$/.test(event)) return 'limit-overdue';
  return CHANGES.has(event) ? 'limit-changed' : null;
}

/** Rungs go to the recipients of the ladder, changes to the unit that answers for the limit. `eventId` is the row of the history. */
export async function notifyOfLimit(
  db: Db,
  limit: { id: string; round: number; caseId: string },
  event: { kind: string; text: string; actor?: string; detail?: Record<string, unknown> },
  eventId: string,
): Promise<void> {
  const kind = kindOf(event.kind);
  if (!kind) return;
  const { rows } = await db.query<{
    unit: string | null;
    name: string;
    dueAt: string;
    title: string;
    obligation: string;
    subject: string;
  }>({
    name: 'limit-to-tell',
    text: `SELECT r.unit, r.name, r.due_at AS "dueAt", c.title, d.obligation, d.subject
             FROM deadline_round r JOIN deadline d ON d.id = r.deadline_id JOIN cases c ON c.id = r.case_id
            WHERE r.deadline_id = $1 AND r.round = $2`,
    values: [limit.id, limit.round],
  });
  const found = rows[0];
  if (!found) return;
  const named = event.detail?.recipients;
  await notify(db, {
    effectKey: `limit-event:${eventId}`,
    kind,
    title: `${found.name}：${found.title}`,
    text: `${event.text}。事项编号 ${limit.caseId}。`,
    recipients: Array.isArray(named) ? (named as string[]) : found.unit ? [found.unit] : [],
    caseId: limit.caseId,
    limitId: limit.id,
    except: event.actor,
    detail: {
      limit: {
        id: limit.id,
        obligation: found.obligation,
        subject: found.subject || null,
        name: found.name,
        unit: found.unit,
        dueAt: toWire(DateTime.fromISO(found.dueAt, { zone: ZONE })),
        event: event.kind,
      },
    },
  });
}
