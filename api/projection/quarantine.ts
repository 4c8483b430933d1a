import type { Db, Pool } from '../../db/pool.ts';
import { inTransaction } from '../../db/pool.ts';
import { changesOf, notifySql } from './changes.ts';
import { place } from './place.ts';
import { projectAll } from './project.ts';
import { toRecord } from './record.ts';

export interface Poison {
  partitionId: number | null;
  position: number | null;
  valueType: string | null;
  reason: string;
  record: string;
}

export interface Quarantined extends Poison {
  id: string;
  receivedAt: string;
  resolvedAt: string | null;
}

/** Keeps records that cannot be projected, so that the engine's export goes on. The same one is kept once. */
export async function quarantine(db: Db, poison: Poison[]): Promise<void> {
  for (const p of poison) {
    await db.query(
      `INSERT INTO quarantine (partition_id, position, value_type, reason, record) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
      [
        p.partitionId,
        p.position,
        p.valueType,
        p.reason.slice(0, 1000).replaceAll('\0', '\ufffd'),
        p.record.replaceAll('\0', '\ufffd'),
      ],
    );
  }
}

export async function countQuarantined(db: Db): Promise<number> {
  const { rows } = await db.query(`SELECT count(*)::int AS n FROM quarantine WHERE resolved_at IS NULL`);
  return rows[0].n;
}

export async function listQuarantined(db: Db, { limit = 20, offset = 0 } = {}): Promise<Quarantined[]> {
  const { rows } = await db.query<Quarantined>(
    `SELECT id, partition_id AS "partitionId", position, value_type AS "valueType", reason, record,
            received_at AS "receivedAt", resolved_at AS "resolvedAt"
       FROM quarantine WHERE resolved_at IS NULL ORDER BY id LIMIT $1 OFFSET $2`,
    [limit, offset],
  );
  return rows;
}

/** Someone looked at it and nothing is to be done. */
export async function resolveQuarantined(db: Db, id: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE quarantine SET resolved_at = now() WHERE id = $1 AND resolved_at IS NULL`,
    [id],
  );
  return rowCount === 1;
}

/** Projects a kept record again, after the cause was mended; newer facts about the same thing stay. Throws what still hinders it. */
export async function retryQuarantined(pool: Pool, id: string): Promise<void> {
  await inTransaction(pool, async (db) => {
    const { rows } = await db.query(`SELECT record FROM quarantine WHERE id = $1 AND resolved_at IS NULL FOR UPDATE`, [
      id,
    ]);
    if (rows.length === 0) return;
    const record = toRecord(rows[0].record);
    if (record !== null) {
      const touched = await projectAll(db, [record]);
      await place(db, touched.unplaced, touched);
      await db.query(notifySql(await changesOf(db, touched)));
    }
    await resolveQuarantined(db, id);
  });
}
