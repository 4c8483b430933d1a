import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from '../db/pool.ts';
import type { Logger } from 'pino';
import type { EngineClient } from '../engine/client.ts';
import { rearm } from '../domain/deadlines/change.ts';
import { patchDueDates } from '../domain/deadlines/due-dates.ts';
import { settleLeftovers } from '../domain/deadlines/settle.ts';
import { raiseOwed } from '../domain/deadlines/watch.ts';
import type { Changes } from './changes.ts';

const SWEEP_MS = 2_000;
// Whoever waits for the change sees it first; what else changes with it comes meanwhile.
const AFTER_MS = 50;
// Longer than any bulk is under way.
const RECENT_S = 120;

/**
 * Keeps what follows from limits: due dates of the tasks beside them, watches that missed a change, rounds whose end was written at
 * the same moment as they were, red rungs that a step's end overtook. Driven by changes, with a slow sweep as a net.
 */
export function keepLimits(deps: {
  pool: Pool;
  engine: EngineClient;
  changes: Changes;
  logger: Logger;
  up(): boolean;
}): { close(): Promise<void> } {
  const { pool, engine, changes, logger, up } = deps;
  const dirty = new Set<string>();
  let busy: Promise<void> = Promise.resolve();
  // After a start, and when changes may have been missed, everything is looked at once.
  let whole = true;

  const later = (work: () => Promise<unknown>) => {
    busy = busy
      .then(async () => {
        if (up()) await work();
        else whole = true;
      })
      .catch((error: unknown) => {
        whole = true;
        logger.warn({ err: error }, 'limits not kept, will be tried again');
      });
  };
  const unsubscribe = changes.subscribe(({ type, caseId }) => {
    if (type === 'all') whole = true;
    if (!caseId) return;
    dirty.add(caseId);
    // One look for all that changed while the last one ran.
    if (dirty.size > 1) return;
    later(async () => {
      await sleep(AFTER_MS);
      const cases = [...dirty];
      dirty.clear();
      await raiseOwed(pool);
      await patchDueDates(pool, engine, { cases });
    });
  });
  const timer = setInterval(() => {
    later(async () => {
      const all = whole;
      whole = false;
      await settleLeftovers(pool, all ? null : RECENT_S);
      await raiseOwed(pool);
      await rearm(pool, engine, 3);
      await patchDueDates(pool, engine, all ? {} : { withinSeconds: RECENT_S });
    });
  }, SWEEP_MS);

  return {
    async close() {
      clearInterval(timer);
      unsubscribe();
      await busy;
    },
  };
}
