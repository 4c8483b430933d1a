import type { PoolClient } from 'pg';
import type { Db, Pool } from '../../db/pool.ts';
import { inTransaction } from '../../db/pool.ts';
import type { Bulk } from './bulk.ts';
import type { Change } from './changes.ts';
import { changesOf, notifySql } from './changes.ts';
import { place, placeLeftovers } from './place.ts';
import { isPoison, projectAll, projectCarefully } from './project.ts';
import type { Poison } from './quarantine.ts';
import { quarantine } from './quarantine.ts';
import type { EngineRecord, Touched } from './record.ts';

export interface Ingested {
  fresh: number;
  poison: number;
  changes: Change[];
}

/** The read model is being rebuilt: the exporter shall come again later. */
export class RebuildRunning extends Error {
  override name = 'RebuildRunning';
}

const NEWLINE = Buffer.from('\n');
const MOST_TRIES = 4;
const isDeadlock = (error: unknown): boolean =>
  ['40P01', '40001'].includes(String((error as { code?: unknown } | null)?.code));

/** Advisory lock: bulks hold it shared, a rebuild alone. */
export const REBUILD_LOCK = 7_205_100_419;

// Mostly all are new: then the count says everything and no row needs to be sent back.
const INSERT = `
WITH new AS (
  INSERT INTO engine_record (partition_id, position, value_type, intent, key, "timestamp", record)
  SELECT * FROM unnest($1::int[], $2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], string_to_array($7, E'\\n'))
  ON CONFLICT DO NOTHING
  RETURNING partition_id, position
)
SELECT count(*)::int AS n, CASE WHEN count(*) < cardinality($1::int[]) THEN array_agg(partition_id || ' ' || position) END AS some FROM new`;

const INSERT_ONE = `
INSERT INTO engine_record (partition_id, position, value_type, intent, key, "timestamp", record)
VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`;

/** Writes a bulk in one transaction. Repeated records change nothing; one that cannot be projected goes to quarantine alone. */
export async function ingest(pool: Pool, bulk: Bulk): Promise<Ingested> {
  if (bulk.records.length === 0 && bulk.poison.length === 0) return { fresh: 0, poison: 0, changes: [] };
  const client = await pool.connect();
  try {
    let done: Ingested | undefined;
    for (let tries = 1; !done; tries++) {
      done = await attempt(client, bulk, false).catch(async (error: unknown) => {
        // The quick exporter's records are not sent again, and its other one may be far behind: what lost a deadlock goes once more.
        const again = isDeadlock(error) && tries < MOST_TRIES;
        if (!again && !isPoison(error)) throw error;
        await client.query('ROLLBACK');
        return again ? undefined : attempt(client, bulk, true);
      });
    }
    client.release();
    return done;
  } catch (error) {
    await client.query('ROLLBACK').then(
      () => client.release(),
      (broken: Error) => client.release(broken),
    );
    throw error;
  }
}

async function attempt(client: PoolClient, bulk: Bulk, careful: boolean): Promise<Ingested> {
  await begin(client, bulk);
  const fresh = await insertNew(client, bulk.records);
  const poison: Poison[] = [...bulk.poison];
  const touched = careful
    ? await projectCarefully(client, fresh, (r, reason) => {
        const { partitionId, position, valueType, raw } = r;
        poison.push({ partitionId, position, valueType, reason, record: String(raw) });
      })
    : await projectAll(client, fresh);
  if (touched.unplaced.size > 0) await place(client, touched.unplaced, touched);
  const changes = await changesOf(client, touched);
  if (poison.length > 0) await quarantine(client, poison);
  await client.query(`${notifySql(changes)} COMMIT`);
  return { fresh: fresh.length, poison: poison.length, changes };
}

/**
 * The live exporter's bulks are not flushed to disk before they are acknowledged: should PostgreSQL lose one in a crash, `full`
 * brings the record again, and when `full`'s commit is on disk so is everything committed before it. Rows are always found by
 * key: a plan made while the tables were empty must not be kept.
 */
async function begin(client: PoolClient, bulk: Bulk): Promise<void> {
  const durable = bulk.exporter === 'live' && bulk.poison.length === 0 ? 'off' : 'on';
  const results = (await client.query(
    `BEGIN; SET LOCAL synchronous_commit = ${durable}; SET LOCAL enable_seqscan = off;
     SELECT pg_try_advisory_xact_lock_shared(${REBUILD_LOCK}) AS free`,
  )) as unknown as { rows: { free: boolean }[] }[];
  if (results[3]?.rows[0]?.free !== true) throw new RebuildRunning('a rebuild of the read model is running');
}

async function insertNew(db: Db, records: EngineRecord[]): Promise<EngineRecord[]> {
  const [only] = records;
  if (only === undefined) return [];
  if (records.length === 1) {
    const values = [only.partitionId, only.position, only.valueType, only.intent, only.key, only.timestamp, only.raw];
    const { rowCount } = await db.query({ name: 'insert-record', text: INSERT_ONE, values });
    return rowCount === 1 ? records : [];
  }
  const { rows } = await db.query<{ n: number; some: string[] | null }>({
    name: 'insert-records',
    text: INSERT,
    values: [
      records.map((r) => r.partitionId),
      records.map((r) => r.position),
      records.map((r) => r.valueType),
      records.map((r) => r.intent),
      records.map((r) => r.key),
      records.map((r) => r.timestamp),
      lines(records),
    ],
  });
  if (rows[0]?.n === records.length) return records;
  const fresh = new Set(rows[0]?.some);
  // delete: the same record twice in one bulk counts once.
  return records.filter((r) => fresh.delete(`${r.partitionId} ${r.position}`));
}

/** Joined lines need no quoting, an array of them does; bytes need no encoding. */
function lines(records: EngineRecord[]): Buffer {
  return Buffer.concat(
    records.flatMap(({ raw }) => [NEWLINE, typeof raw === 'string' ? Buffer.from(raw) : raw]).slice(1),
  );
}

/** Places and names what bulks running at the same time left over. */
export async function sweep(pool: Pool): Promise<Change[]> {
  return inTransaction(pool, async (db) => {
    const { rows } = await db.query(`SELECT pg_try_advisory_xact_lock_shared(${REBUILD_LOCK}) AS free`);
    if (!rows[0].free) return [];
    const touched: Touched = { unplaced: new Set(), instances: new Set(), tasks: [] };
    await placeLeftovers(db, touched);
    const changes = await changesOf(db, touched);
    await db.query(notifySql(changes));
    return changes;
  });
}
