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

interface Happened {
  limit: { id: string; round: number; caseId: string };
  event: { kind: string; text: string; actor?: string; detail?: Record<string, unknown> };
  /** The row of the history. */
  eventId: string;
}

/** Rungs go to the recipients of the ladder, changes to the unit that answers for the limit. */
export async function notifyOfLimits(db: Db, happened: Happened[]): Promise<void> {
  const told = happened.flatMap((h) => {
    const kind = kindOf(h.event.kind);
    return kind ? [{ ...h, kind }] : [];
  });
  if (told.length === 0) return;
  const { rows } = await db.query<{
    id: string;
    round: number;
    unit: string | null;
    name: string;
    dueAt: string;
    title: string;
    obligation: string;
    subject: string;
  }>({
    name: 'limits-to-tell',
    text: `SELECT d.id, r.round, r.unit, r.name, r.due_at AS "dueAt", c.title, d.obligation, d.subject
             FROM unnest($1::text[], $2::int[]) AS l(id, round)
             JOIN deadline_round r ON r.deadline_id = l.id AND r.round = l.round
             JOIN deadline d ON d.id = r.deadline_id JOIN cases c ON c.id = r.case_id`,
    values: [told.map(({ limit }) => limit.id), told.map(({ limit }) => limit.round)],
  });
  const known = new Map(rows.map((r) => [`${r.id} ${r.round}`, r]));
  const notices = told.flatMap(({ limit, event, eventId, kind }) => {
    const found = known.get(`${limit.id} ${limit.round}`);
    if (!found) return [];
    const named = event.detail?.recipients;
    return [
      {
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
      },
    ];
  });
  await notify(db, ...notices);
}
