import { DateTime } from 'luxon';
import type { Pool } from '../../db/pool.ts';
import type { EngineClient } from '../../engine/client.ts';
import { atInstant, toWire, ZONE } from '../clock.ts';
import { rearm } from '../deadlines/change.ts';
import { patchDueDates } from '../deadlines/due-dates.ts';
import { rehearsed, timerMessage } from './names.ts';
import { servicesOf } from './services.ts';
import { findRehearsal, instancesOf, type Rehearsal, stepsOf, type Wait, waitsOf } from './store.ts';

export interface Timer {
  elementId: string;
  /** Called process, as the product calls it. */
  process: string;
  /** null: the engine made no date of it; a real run is stuck here. */
  dueAt: string | null;
  waits: Wait;
}

/** Timers that wait, the soonest first. */
export function timersIn(r: Rehearsal, waits: Wait[]): Timer[] {
  return waits
    .filter((w) => w.message === timerMessage(r.id, w.elementId))
    .map((w) => ({ elementId: w.elementId, process: rehearsed(w.processId)!.name, dueAt: toWire(dueOf(w)), waits: w }))
    .sort((a, b) => (a.dueAt ?? '~').localeCompare(b.dueAt ?? '~'));
}

/** `at <date>`, or `at cycle R3/PT1H from <date>`, as copy.ts has it. */
function dueOf({ correlationKey }: Wait): DateTime | null {
  const text = correlationKey.replace(/^at /, '').replace(/\[[^\]]*\]/g, '');
  const cycle = /^cycle (?:R\d*\/)?(P\S+) from (\S+)$/.exec(text);
  const at = cycle
    ? DateTime.fromISO(cycle[2]!, { zone: ZONE }).plus(isoDuration(cycle[1]!))
    : DateTime.fromISO(text, { zone: ZONE });
  return at.isValid ? at : null;
}

const isoDuration = (text: string): object => {
  const [, days, hours, minutes, seconds] =
    /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(text)?.map((n) => Number(n ?? 0)) ?? [];
  return { days, hours, minutes, seconds };
};

/** Messages other than timers that its own diagram waits for: what happens from outside. */
export const messagesIn = (r: Rehearsal, waits: Wait[]): Wait[] =>
  waits.filter((w) => w.message !== timerMessage(r.id, w.elementId) && rehearsed(w.processId)?.name === r.process);

/**
 * One step towards the time that the owner wants: the next timer in its order, once everything before it has been done. Answers
 * whether there is more to do. What follows from limits by itself (watches, dates of tasks) is kept up as for real cases.
 */
export async function keepUp(pool: Pool, engine: EngineClient, dataDir: string, id: string): Promise<boolean> {
  const r = await findRehearsal(pool, id);
  if (!r) return false;
  const services = servicesOf(pool, engine, dataDir, r);
  const clock = DateTime.fromISO(r.clock, { zone: ZONE });
  const instances = await instancesOf(pool, id);
  const keys = instances.map(({ instanceKey }) => instanceKey);
  await atInstant(clock, async () => {
    await settle(
      services.pool,
      r,
      instances.filter((i) => i.state !== 'active').map((i) => i.instanceKey),
    );
    await rearm(services.pool, services.engine, 1);
    await patchDueDates(services.pool, engine, {});
  });
  if (r.target === null) return false;
  const { running } = await stepsOf(pool, keys);
  if (running > 0) return true;
  const target = DateTime.fromISO(r.target, { zone: ZONE });
  const [next] = timersIn(r, await waitsOf(pool, id));
  const due = next?.dueAt ? DateTime.fromISO(next.dueAt, { zone: ZONE }) : null;
  const active = instances.filter((i) => i.state === 'active');
  if (!due || due > target || active.length === 0) {
    await setClock(
      pool,
      engine,
      r,
      DateTime.max(clock, target),
      active.map((i) => i.instanceKey),
    );
    await pool.query('UPDATE rehearsal SET target = NULL WHERE id = $1 AND target = $2', [id, r.target]);
    return false;
  }
  await setClock(
    pool,
    engine,
    r,
    DateTime.max(clock, due),
    active.map((i) => i.instanceKey),
  );
  const { message: name, correlationKey, elementKey } = next!.waits;
  await engine.publishMessage({ name, correlationKey, timeToLiveMs: 0, variables: {} });
  await heard(pool, id, elementKey, name, correlationKey);
  return true;
}

/** Until the read model tells that the timer's message was heard: else it would be sent twice. */
async function heard(pool: Pool, id: string, elementKey: string, message: string, key: string): Promise<void> {
  const { rows } = await pool.query<{ position: string }>(
    'SELECT position FROM read.rehearsal_wait WHERE element_key = $1 AND message = $2',
    [elementKey, message],
  );
  const before = rows[0]?.position;
  for (let i = 0; i < 100; i++) {
    // Of several that wait for the same date another one may have heard it.
    const after = await pool.query(
      `SELECT 1 FROM read.rehearsal_wait WHERE message = $1 AND correlation_key = $2 AND process_id LIKE 'rehearsal\\_' || $3 || '\\_%'
          AND (NOT waiting AND position > $4::bigint OR element_key = $5 AND position > $4::bigint)`,
      [message, key, id, before ?? '0', elementKey],
    );
    if (after.rows.length) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function setClock(
  pool: Pool,
  engine: EngineClient,
  r: Rehearsal,
  at: DateTime,
  instances: string[],
): Promise<void> {
  await pool.query('UPDATE rehearsal SET clock = $2 WHERE id = $1', [r.id, at.toISO()]);
  for (const key of instances)
    await engine.setVariables(key, { rehearsalNow: toWire(at) }, false).catch(() => undefined);
}

/** Rounds whose step has ended, by the rehearsal's clock: the engine's own does not move. */
async function settle(db: Pool, r: Rehearsal, ended: string[]): Promise<void> {
  await db.query(
    `UPDATE deadline_round d SET ended_at = $1::timestamptz, touched_wall = now(),
            ended_as = CASE WHEN step.state = 'terminated' THEN 'cancelled'
                            WHEN d.suspended_at <= $1 OR $1::timestamptz <= d.due_at THEN 'met' ELSE 'met-late' END
       FROM read.instance w JOIN read.element c ON c.element_key = w.parent_element_key
       JOIN LATERAL (SELECT state FROM read.element WHERE element_key = c.scope_key
                     UNION ALL SELECT state FROM read.instance WHERE instance_key = c.scope_key) step ON true
      WHERE d.watch_key = w.instance_key AND d.ended_at IS NULL AND w.instance_key = ANY ($2::bigint[])`,
    [r.clock, ended],
  );
}
