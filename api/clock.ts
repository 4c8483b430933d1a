import type { DateTime } from 'luxon';
import { clockOffset, setClockOffset } from '../domain/clock.ts';
import { EngineError } from '../engine/client.ts';
import { applyOffset } from '../engine/clock.ts';
import type { Gateway } from '../engine/gateways.ts';
import type { Context } from './context.ts';

/**
 * Moves business time of engine and app. The offset is stored first: should anything break after that,
 * the link to the engine applies the stored one when the engine is back.
 */
export async function moveClock({ pool, config }: Pick<Context, 'pool' | 'config'>, target: DateTime): Promise<void> {
  const offset = Math.round(target.toMillis() - Date.now());
  await pool.query(
    `INSERT INTO setting (key, value) VALUES ('clock-offset', to_jsonb($1::bigint)), ('clock-moved', to_jsonb($2::bigint))
     ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value`,
    [offset, Date.now()],
  );
  setClockOffset(offset);
  await applyEverywhere(config.gateways, offset);
  // Other app processes of the same installation follow.
  await pool.query(`SELECT pg_notify('changes', '{"type":"clock"}')`);
}

const PATIENCE_MS = 40_000;
const PATIENCE_WITH_ONE_OF_MANY_MS = 5_000;

/** Each broker has a clock of its own. One of several that is away gets the stored offset from the link when it is back. */
async function applyEverywhere(gateways: Gateway[], offset: number): Promise<void> {
  const patience = gateways.length > 1 ? PATIENCE_WITH_ONE_OF_MANY_MS : PATIENCE_MS;
  const done = await Promise.allSettled(gateways.map(({ monitoring }) => applyPatiently(monitoring, offset, patience)));
  const [failed] = done.filter(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected' && done.every(({ status }) => status === 'rejected')) throw failed.reason;
}

/** An engine that is just starting again is waited for. */
async function applyPatiently(monitoringUrl: string, offset: number, patienceMs: number): Promise<void> {
  for (const end = Date.now() + patienceMs; ;) {
    try {
      await applyOffset(monitoringUrl, offset);
      return;
    } catch (error) {
      if (Date.now() > end) throw new EngineError('unavailable', `engine clock: ${String(error)}`);
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  }
}

/** Called before workers take jobs from an engine that has (re)started: its clock starts at wall time. */
export async function applyStoredClock(monitoringUrl: string): Promise<void> {
  if (clockOffset() !== 0) await applyOffset(monitoringUrl, clockOffset());
}
