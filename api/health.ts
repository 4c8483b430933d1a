import type { Pool } from '../db/pool.ts';

/** Parts that report how they are; each is asked when somebody asks for the health of the whole. */
export interface Health {
  engine: () => { version: string; ready: boolean };
  projection: () => Promise<{ lagMs: number | null; quarantined: number }>;
  workers: () => { healthy: boolean };
  /** True once the start is complete (models deployed, demonstration loaded). */
  loaded: () => boolean;
}

export interface HealthReport {
  status: 'ok' | 'degraded' | 'down';
  engine: { version: string; ready: boolean };
  database: 'ok' | 'down';
  projection: { lagMs: number | null; quarantined: number };
  workers: { healthy: boolean };
  loaded: boolean;
}

const LAG_LIMIT_MS = 10_000;

export async function reportHealth(health: Health, pool: Pool): Promise<HealthReport> {
  const database = await pool.query('SELECT 1').then(
    () => 'ok' as const,
    () => 'down' as const,
  );
  const projection =
    database === 'ok'
      ? await health.projection().catch(() => ({ lagMs: null, quarantined: 0 }))
      : { lagMs: null, quarantined: 0 };
  const engine = health.engine();
  const workers = health.workers();
  const loaded = health.loaded();
  const down = database === 'down' || !engine.ready;
  const degraded = (projection.lagMs ?? 0) > LAG_LIMIT_MS || projection.quarantined > 0 || !workers.healthy;
  return { status: down ? 'down' : degraded ? 'degraded' : 'ok', engine, database, projection, workers, loaded };
}
