import type { Logger } from 'pino';
import type { Pool } from '../db/pool.ts';
import { moveAll } from '../domain/models/migration.ts';
import { endStragglers } from '../domain/models/rehoming.ts';
import type { EngineClient } from '../engine/client.ts';

const SWEEP_MS = 2_000;

/** Goes on with moves of cases that a crash or an engine that was away has interrupted. */
export function keepMigrations(deps: { pool: Pool; engine: EngineClient; logger: Logger; up(): boolean }): {
  close(): Promise<void>;
} {
  const { pool, engine, logger, up } = deps;
  let busy: Promise<void> | null = null;
  let closed = false;
  async function look(): Promise<void> {
    if (!up()) return;
    await moveAll(pool, engine, () => up() && !closed);
    await endStragglers(pool, engine);
  }
  const timer = setInterval(() => {
    busy ??= look()
      .catch((error: unknown) => logger.warn({ err: error }, 'cases not moved, will be tried again'))
      .finally(() => (busy = null));
  }, SWEEP_MS);
  return {
    async close() {
      closed = true;
      clearInterval(timer);
      await busy;
    },
  };
}
