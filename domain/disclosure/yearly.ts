import type { DateTime } from 'luxon';
import type { Pool } from '../../db/pool.ts';
import type { EngineClient } from '../../engine/client.ts';
import { type Started, startCase } from '../cases/start.ts';
import { findByIdempotencyKey } from '../cases/store.ts';
import { BusinessRefusal } from '../faults.ts';
import { loadNames } from '../people/store.ts';
import { DECLARING, decisionCatalogue } from './procedures.ts';

const BY_TIMER = '系统定时';

/** The catalogue of the year in which the timer fired, once; null where somebody has begun it by hand. */
export async function openYearlyCatalogue(
  pool: Pool,
  engine: Pick<EngineClient, 'publishMessage'>,
  firedAt: DateTime,
): Promise<Started | null> {
  const key = `decision-catalogue:${firedAt.year}`;
  // The units may have changed since: what is opened stays as it was.
  const known = await findByIdempotencyKey(pool, BY_TIMER, key);
  if (known) return { id: known.id, repeated: true };
  const names = await loadNames(pool);
  try {
    return await startCase(pool, engine, decisionCatalogue, {
      variables: { year: firedAt.year, departments: DECLARING.filter((unit) => names.has(unit)) },
      createdBy: BY_TIMER,
      idempotencyKey: key,
    });
  } catch (error) {
    if (error instanceof BusinessRefusal) return null;
    throw error;
  }
}
