import type { Pool } from '../db/pool.ts';
import type { Logger } from 'pino';
import { catchUpUnits } from '../domain/cases/joined.ts';
import { finishModifications } from '../domain/operations/modify.ts';
import { giveBack, workOff } from '../domain/people/hand-over.ts';
import { applyUnitChanges } from '../domain/people/unit-changes.ts';
import { finishActs } from '../domain/tasks/acts.ts';
import { giveAgain } from '../domain/tasks/back.ts';
import { keepExtras } from '../domain/tasks/extra.ts';
import type { EngineClient } from '../engine/client.ts';

const SWEEP_MS = 2_000;

/** Keeps tasks with the people who answer for them: hand-overs left by a crash or begun by their date, absences that are over, acts on tasks. */
export function keepPeople(deps: { pool: Pool; engine: EngineClient; logger: Logger; up(): boolean }): {
  close(): Promise<void>;
} {
  const { pool, engine, logger, up } = deps;
  let busy: Promise<void> = Promise.resolve();
  let idle = true;
  const timer = setInterval(() => {
    if (!idle || !up()) return;
    idle = false;
    busy = (async () => {
      try {
        await catchUpUnits(pool);
        await applyUnitChanges(pool);
        await workOff(pool, engine);
        await giveBack(pool, engine);
        await finishActs(pool, engine);
        await finishModifications(
          pool,
          engine,
          async ({ caseId, instanceKey, to, giveTo }) =>
            (await giveAgain(pool, engine, { caseId, instanceKey, element: to, to: giveTo })) !== 'not-there',
        );
        await keepExtras(pool, engine);
      } catch (error) {
        logger.warn({ err: error }, 'tasks not handed over, will be tried again');
      } finally {
        idle = true;
      }
    })();
  }, SWEEP_MS);
  return {
    async close() {
      clearInterval(timer);
      await busy;
    },
  };
}
