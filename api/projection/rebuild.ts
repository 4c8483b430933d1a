import type { Db, Pool } from '../../db/pool.ts';
import { inTransaction } from '../../db/pool.ts';
import { notifySql } from './changes.ts';
import { REBUILD_LOCK } from './ingest.ts';
import { place, placeLeftovers } from './place.ts';
import { projectCarefully } from './project.ts';
import type { Poison } from './quarantine.ts';
import { quarantine } from './quarantine.ts';
import type { EngineRecord, Touched } from './record.ts';
import { toRecord } from './record.ts';

/** Tables of the read model: each made of the engine's records alone. */
export const READ_TABLES = [
  'process',
  'process_element',
  'decision_requirements',
  'decision',
  'form',
  'instance',
  'element',
  'flow',
  'task',
  'timer',
  'incident',
  'variable',
  'decision_evaluation',
  'rehearsal_wait',
] as const;
const TABLES = READ_TABLES.map((t) => `read.${t}`);

export interface RebuildOptions {
  onProgress?(done: number, total: number): void;
  batch?: number;
}

/**
 * Makes the read model anew from the engine's records, in one transaction: readers see the old one until it is done. Bulks are
 * refused meanwhile; the exporters keep them and come again. Returns the number of records replayed.
 */
export async function rebuild(pool: Pool, { onProgress, batch = 2_000 }: RebuildOptions = {}): Promise<number> {
  const done = await inTransaction(pool, async (db) => {
    await db.query(`SELECT pg_advisory_xact_lock(${REBUILD_LOCK})`);
    await db.query('SET LOCAL enable_seqscan = off');
    const { rows } = await db.query(`SELECT count(*)::int AS n FROM engine_record`);
    const total: number = rows[0].n;
    // DELETE, not TRUNCATE: that would lock readers out.
    for (const table of TABLES) await db.query(`DELETE FROM ${table}`);
    let count = 0;
    for await (const records of batches(db, batch)) {
      await replay(db, records);
      count += records.length;
      onProgress?.(count, total);
    }
    await placeLeftovers(db, { tasks: [] });
    await db.query(notifySql([{ type: 'all' }]));
    return count;
  });
  for (const table of TABLES) await pool.query(`ANALYZE ${table}`);
  return done;
}

async function replay(db: Db, records: EngineRecord[]): Promise<void> {
  const poison: Poison[] = [];
  const touched: Touched = await projectCarefully(db, records, ({ partitionId, position, valueType, raw }, reason) => {
    poison.push({ partitionId, position, valueType, reason, record: String(raw) });
  });
  if (touched.unplaced.size > 0) await place(db, touched.unplaced, touched);
  await quarantine(db, poison);
}

/** All records, partition by partition in the order of their log. */
async function* batches(db: Db, size: number): AsyncGenerator<EngineRecord[]> {
  let after: [number, string] = [-1, '0'];
  for (;;) {
    const { rows } = await db.query<{ partition_id: number; position: string; record: string }>(
      `SELECT partition_id, position, record FROM engine_record
        WHERE (partition_id, position) > ($1::int, $2::bigint) ORDER BY partition_id, position LIMIT $3`,
      [...after, size],
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    after = [last.partition_id, last.position];
    yield rows.map((r) => toRecord(r.record)).filter((r) => r !== null);
  }
}
