import type { Logger } from 'pino';
import type { Pool } from '../db/pool.ts';
import { keepUp } from '../domain/rehearsal/move.ts';
import { closePools, tablesAre } from '../domain/rehearsal/schema.ts';
import { endRehearsal } from '../domain/rehearsal/start.ts';
import { forget, staleRehearsals, watchedRehearsals } from '../domain/rehearsal/store.ts';
import type { EngineClient } from '../engine/client.ts';

const LOOK_MS = 500;
const SWEEP_MS = 10 * 60_000;

/** Moves the clocks of rehearsals, keeps up what follows from their limits, and ends those that nobody has looked at for a day. */
export function keepRehearsals(deps: {
  pool: Pool;
  engine: EngineClient;
  dataDir: string;
  logger: Logger;
  up(): boolean;
}): { close(): Promise<void> } {
  const { pool, engine, dataDir, logger, up } = deps;
  let busy: Promise<unknown> | null = null;
  let swept = 0;

  async function look(): Promise<void> {
    if (!up()) return;
    for (const id of await watchedRehearsals(pool)) await alone(id, () => keepUp(pool, engine, dataDir, id));
    if (performance.now() - swept < SWEEP_MS && swept > 0) return;
    swept = performance.now();
    for (const id of await staleRehearsals(pool, await tablesAre(pool)))
      await alone(id, () => endRehearsal(pool, engine, dataDir, id));
    await forget(pool, null);
  }
  /** One app moves a rehearsal at a time. */
  async function alone(id: string, work: () => Promise<unknown>): Promise<void> {
    const client = await pool.connect();
    try {
      const { rows } = await client.query<{ mine: boolean }>(
        `SELECT pg_try_advisory_lock(hashtextextended('rehearsal:' || $1, 0)) AS mine`,
        [id],
      );
      if (!rows[0]?.mine) return;
      try {
        await work();
      } finally {
        await client.query(`SELECT pg_advisory_unlock(hashtextextended('rehearsal:' || $1, 0))`, [id]);
      }
    } catch (error) {
      logger.warn({ err: error, rehearsal: id }, 'rehearsal not kept, will be tried again');
    } finally {
      client.release();
    }
  }
  const timer = setInterval(() => {
    busy ??= look()
      .catch((error: unknown) => logger.warn({ err: error }, 'rehearsals not kept, will be tried again'))
      .finally(() => (busy = null));
  }, LOOK_MS);

  return {
    async close() {
      clearInterval(timer);
      await busy;
      await closePools();
    },
  };
}
