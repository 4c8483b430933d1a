import { DateTime } from 'luxon';
import type { Db } from '../../db/pool.ts';
import type { EngineClient } from '../../engine/client.ts';
import { loadCalendar } from '../calendar/store.ts';
import { toWire, ZONE } from '../clock.ts';
import { ladderFor, type LadderStep } from './ladder.ts';
import type { Deadline } from './list.ts';
import { rungName, rungsOf } from './rungs.ts';

export interface ComingRung {
  rung: string;
  name: string;
  at: string | null;
  recipients: string[];
}

// The ladder is a rule on the engine and a page asks again with every change: an answer is kept for a while. Raising never reads it.
const KEEP = 500;
const kept = new Map<string, Promise<LadderStep[]>>();

/** What the limit would still raise, and to whom, if nothing happened. Without the engine: what the dates alone tell. */
export async function comingRungs(
  db: Db,
  engine: Pick<EngineClient, 'evaluateDecision'>,
  limit: Deadline,
  raised: ReadonlySet<string>,
): Promise<ComingRung[]> {
  if (limit.endedAt || limit.suspendedAt || !limit.dueAt || !limit.warnAt) return [];
  const key = `${limit.id}:${limit.round}`;
  let ladder = kept.get(key);
  if (!ladder) {
    if (kept.size >= KEEP) kept.clear();
    ladder = ladderFor(db, engine, limit);
    kept.set(key, ladder);
  }
  const steps = await ladder.catch(() => {
    kept.delete(key);
    return [];
  });
  const instant = (iso: string) => DateTime.fromISO(iso, { zone: ZONE });
  const dates = { warnAt: instant(limit.warnAt), dueAt: instant(limit.dueAt), unit: limit.unit };
  return rungsOf(await loadCalendar(db), dates, steps)
    .filter(({ rung }) => !raised.has(rung))
    .map(({ rung, at, recipients }) => ({ rung, name: rungName(rung), at: toWire(at), recipients }));
}
