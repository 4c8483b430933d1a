import { DateTime } from 'luxon';
import type { Db } from '../../db/pool.ts';
import type { EngineClient } from '../../engine/client.ts';
import { loadCalendar } from '../calendar/store.ts';
import { ruleKey } from '../cases/lifecycle.ts';
import { now, toWire, ZONE } from '../clock.ts';
import { LADDER, type LadderStep, readLadder } from './ladder.ts';
import type { Deadline } from './list.ts';
import { rungName, rungsOf } from './rungs.ts';

export interface ComingRung {
  rung: string;
  name: string;
  at: string | null;
  recipients: string[];
}

type Engine = Pick<EngineClient, 'evaluateDecision'>;

/** What the limit would still raise, and to whom, if nothing happened. Without the engine: what the dates alone tell. */
export async function comingRungs(
  db: Db,
  engine: Engine,
  limit: Deadline,
  raised: ReadonlySet<string>,
): Promise<ComingRung[]> {
  if (limit.endedAt || limit.suspendedAt || !limit.dueAt || !limit.warnAt) return [];
  const ladder = await expectedLadder(db, engine, limit).catch(() => []);
  const instant = (iso: string) => DateTime.fromISO(iso, { zone: ZONE });
  const dates = { warnAt: instant(limit.warnAt), dueAt: instant(limit.dueAt), unit: limit.unit };
  return rungsOf(await loadCalendar(db), dates, ladder)
    .filter(({ rung }) => !raised.has(rung))
    .map(({ rung, at, recipients }) => ({ rung, name: rungName(rung), at: toWire(at), recipients }));
}

// A page asks again with every change, the rule seldom changes: an answer is kept for some minutes. Raising never reads it.
const KEEP_MINUTES = 5;
const KEEP = 500;
const kept = new Map<string, { until: DateTime; output: unknown }>();

/** The ladder in the version that the case keeps, else the newest. Only looked at: the case does not come to keep it by this. */
async function expectedLadder(db: Db, engine: Engine, limit: Deadline): Promise<LadderStep[]> {
  const { caseId, process, obligation } = limit;
  const decisionKey = await ruleKey(db, caseId, LADDER);
  const id = JSON.stringify([decisionKey, process, obligation]);
  const known = kept.get(id);
  if (known && known.until > now()) return readLadder(limit, known.output);
  const { output } = await engine.evaluateDecision(decisionKey ? { decisionKey } : { decisionId: LADDER }, {
    process,
    obligation,
  });
  if (kept.size >= KEEP) kept.clear();
  kept.set(id, { until: now().plus({ minutes: KEEP_MINUTES }), output });
  return readLadder(limit, output);
}
