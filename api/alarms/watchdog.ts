import { statfs } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { Logger } from 'pino';
import type { Pool } from '../../db/pool.ts';
import { now } from '../../domain/clock.ts';
import { beginAlarm, type Check, CHECKS, endAlarms, endForgotten } from '../../domain/alarms/store.ts';
import { clockMovedAt, countUnarmed, lateRungs, lateTimers } from '../../domain/alarms/readings.ts';
import { resumeForgotten } from '../../domain/alarms/paused.ts';
import type { Config } from '../config.ts';
import type { Health } from '../health.ts';

/** What one look found. */
export interface Look {
  timersLate: number;
  rungsLate: number;
  unarmed: number;
  diskFreeBytes: number | null;
  failing: Check[];
  /** Wall time, epoch ms. */
  at: number;
}

export interface Watchdog {
  last(): Look | null;
  close(): Promise<void>;
}

const LOOK_MS = 2_000;
const FORGOTTEN_S = 120;
const ASK_MS = 10_000;
// So long nothing must be wrong for an alarm to be over.
const QUIET_S = 10;
// The engine pauses below 2 GB: said before.
const DISK_BYTES = 3e9;

/**
 * The independent check: compares rows with the clock and trusts neither the engine nor the watches to report their own lateness.
 * What is late must have been so for `LATE_AFTER_SECONDS` of wall time, also after the demonstration's clock has jumped.
 */
export function startWatchdog(deps: {
  pool: Pool;
  logger: Logger;
  config: Pick<Config, 'DATA_DIR' | 'LATE_AFTER_SECONDS' | 'PORT' | 'gateways'>;
  health: Health;
}): Watchdog {
  const { pool, logger, config, health } = deps;
  const tolerance = config.LATE_AFTER_SECONDS;
  const here = `${hostname()}:${config.PORT}`;
  // Conditions without a date of their own, since when this process has seen them (wall time).
  const since = new Map<Check, number>();
  let last: Look | null = null;
  let askedAt = 0;

  function lasting(check: Check, bad: boolean): boolean {
    if (!bad) since.delete(check);
    else if (!since.has(check)) since.set(check, Date.now());
    return bad && Date.now() - (since.get(check) ?? 0) >= tolerance * 1000;
  }

  async function look(): Promise<void> {
    const settled = (Date.now() - (await clockMovedAt(pool))) / 1000 >= tolerance;
    const before = now().minus({ seconds: tolerance });
    const [timers, rungs, unarmed] = await Promise.all([
      lateTimers(pool, before),
      lateRungs(pool, before, tolerance),
      countUnarmed(pool, tolerance),
    ]);
    const { lagMs, quarantined } = await health.projection();
    const disk = await statfs(config.DATA_DIR).then(
      ({ bavail, bsize }) => bavail * bsize,
      () => null,
    );
    const found: [Check, string, boolean, Record<string, unknown>][] = [
      ['timers', '', settled && timers.count > 0, { ...timers }],
      [
        'rungs',
        '',
        settled && rungs.count + unarmed > 0,
        { count: rungs.count + unarmed, oldest: rungs.oldest, unarmed },
      ],
      ['quarantine', '', quarantined > 0, { count: quarantined }],
      ['projection', here, lasting('projection', (lagMs ?? 0) > tolerance * 1000), { lagMs }],
      ['engine', here, lasting('engine', !health.engine().ready), {}],
      ['workers', here, lasting('workers', health.engine().ready && !health.workers().healthy), {}],
      ['disk', here, disk !== null && disk < DISK_BYTES, { freeBytes: disk }],
    ];
    for (const [check, source, failing, detail] of found)
      if (failing && (await beginAlarm(pool, check, source, detail)))
        logger.error({ check, ...detail }, `alarm: ${CHECKS[check]}`);
    const fine = found.filter(([, , failing]) => !failing).map(([check, source]) => ({ check, source }));
    for (const check of await endAlarms(pool, fine, QUIET_S)) logger.info({ check }, `alarm over: ${CHECKS[check]}`);
    await endForgotten(pool, FORGOTTEN_S);
    if (health.engine().ready && Date.now() - askedAt >= ASK_MS) {
      askedAt = Date.now();
      const [only, ...others] = config.gateways;
      // Backups of a cluster are the engine's own affair.
      if (only && !others.length && (await resumeForgotten(pool, only.monitoring).catch(() => false)))
        logger.warn('the engine had been paused by a backup that is gone: it goes on');
    }
    last = {
      timersLate: settled ? timers.count : 0,
      rungsLate: settled ? rungs.count : 0,
      unarmed,
      diskFreeBytes: disk,
      failing: found.filter(([, , failing]) => failing).map(([check]) => check),
      at: Date.now(),
    };
  }

  let busy: Promise<void> = Promise.resolve();
  let idle = true;
  const timer = setInterval(() => {
    if (!idle) return;
    idle = false;
    busy = look()
      .catch((error: unknown) => logger.warn({ err: error }, 'independent check not done, will be tried again'))
      .finally(() => (idle = true));
  }, LOOK_MS);

  return {
    last: () => last,
    async close() {
      clearInterval(timer);
      await busy;
    },
  };
}
