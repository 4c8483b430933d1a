import { setTimeout } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Pool } from '../db/pool.ts';
import { startCases } from '../domain/cases/start.ts';
import { crowdGone } from '../domain/deadlines/watch.ts';
import { deliverToCards } from '../domain/escalation/deliver.ts';
import { overdueEscalation } from '../domain/escalation/procedure.ts';
import type { EngineClient } from '../engine/client.ts';
import type { Changes } from './changes.ts';

const SWEEP_MS = 2_000;
// Those of one minute come together: their cases, a good deal of work for the engine, begin when all are there.
const TOGETHER_MS = 300;
const MOST_PAUSES = 10;
const AT_ONCE = 50;
const IS_CARD = new RegExp(`^${overdueEscalation.prefix}-`);

/**
 * Starts the instances of red cards as soon as their rows are there, and brings them what was written about them afterwards. What is missed
 * (crash, engine away) is found by the sweep here and by that of unstarted cases.
 */
export function keepCards(deps: {
  pool: Pool;
  engine: EngineClient;
  changes: Changes;
  logger: Logger;
  up(): boolean;
}): { close(): Promise<void> } {
  const { pool, engine, changes, logger, up } = deps;
  const told = new Set<string>();
  let busy: Promise<void> = Promise.resolve();

  const look = () => {
    busy = busy
      .then(async () => {
        for (let n = 0, seen = 0; told.size > seen && n < MOST_PAUSES; n += 1) {
          seen = told.size;
          await setTimeout(TOGETHER_MS);
        }
        await crowdGone(pool);
        if (!up()) return;
        const ids = [...told];
        told.clear();
        for (let i = 0; i < ids.length; i += AT_ONCE) await startCases(pool, engine, ids.slice(i, i + AT_ONCE));
        await deliverToCards(pool, engine);
      })
      .catch((error: unknown) => logger.warn({ err: error }, 'cards not kept, will be tried again'));
  };
  const unsubscribe = changes.subscribe(({ type, caseId }) => {
    if (type !== 'deadline' || !caseId || !IS_CARD.test(caseId)) return;
    told.add(caseId);
    // One look for all that changed while the last one ran.
    if (told.size === 1) look();
  });
  const timer = setInterval(look, SWEEP_MS);

  return {
    async close() {
      clearInterval(timer);
      unsubscribe();
      await busy;
    },
  };
}
