import { DateTime } from 'luxon';
import { inTransaction, type Pool } from '../../db/pool.ts';
import type { EngineClient } from '../../engine/client.ts';
import { loadCalendar } from '../calendar/store.ts';
import { toWire, ZONE } from '../clock.ts';
import { ladderOf, type LadderStep } from './ladder.ts';
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
  pool: Pool,
  engine: Engine,
  limit: Deadline,
  raised: ReadonlySet<string>,
): Promise<ComingRung[]> {
  if (limit.endedAt || limit.suspendedAt || !limit.dueAt || !limit.warnAt) return [];
  const ladder = await expectedLadder(pool, engine, limit.id).catch(() => []);
  const instant = (iso: string) => DateTime.fromISO(iso, { zone: ZONE });
  const dates = { warnAt: instant(limit.warnAt), dueAt: instant(limit.dueAt), unit: limit.unit };
  return rungsOf(await loadCalendar(pool), dates, ladder)
    .filter(({ rung }) => !raised.has(rung))
    .map(({ rung, at, recipients }) => ({ rung, name: rungName(rung), at: toWire(at), recipients }));
}

/** The ladder as it would be asked for now: rolled back, so that a case does not come to keep a rule because somebody looked. */
async function expectedLadder(pool: Pool, engine: Engine, id: string): Promise<LadderStep[]> {
  let ladder: LadderStep[] = [];
  const rollBack = new Error('only looked at');
  await inTransaction(pool, async (db) => {
    const { rows } = await db.query<{ key: string }>(
      'SELECT watch_key AS key FROM deadline_round WHERE deadline_id = $1 AND latest',
      [id],
    );
    if (rows[0]) ladder = await ladderOf(db, engine, rows[0].key, true);
    throw rollBack;
  }).catch((error: unknown) => {
    if (error !== rollBack) throw error;
  });
  return ladder;
}
