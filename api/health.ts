import type { Pool } from '../db/pool.ts';
import { toWire } from '../domain/clock.ts';
import { type Check, CHECKS, openAlarms } from '../domain/alarms/store.ts';

/** Parts that report how they are; each is asked when somebody asks for the health of the whole. */
export interface Health {
  engine: () => { version: string; ready: boolean };
  projection: () => Promise<{ lagMs: number | null; quarantined: number }>;
  workers: () => { healthy: boolean; silent: string[] };
  /** True once the start is complete (models deployed, demonstration loaded). */
  loaded: () => boolean;
}

export interface HealthReport {
  status: 'ok' | 'degraded' | 'down';
  engine: { version: string; ready: boolean };
  database: 'ok' | 'down';
  projection: { lagMs: number | null; quarantined: number };
  workers: { healthy: boolean };
  /** What the independent check finds wrong, and since when (wall time). */
  alarms: { check: Check; name: string; since: string | null }[];
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
  const workers = { healthy: health.workers().healthy };
  const alarms = database === 'ok' ? await openAlarms(pool).catch(() => []) : [];
  const loaded = health.loaded();
  const down = database === 'down' || !engine.ready;
  const degraded =
    (projection.lagMs ?? 0) > LAG_LIMIT_MS || projection.quarantined > 0 || !workers.healthy || alarms.length > 0;
  return {
    status: down ? 'down' : degraded ? 'degraded' : 'ok',
    engine,
    database,
    projection,
    workers,
    alarms: alarms.map(({ check, beganWall }) => ({ check, name: CHECKS[check], since: toWire(beganWall) })),
    loaded,
  };
}
