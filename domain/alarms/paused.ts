import type { Pool } from '../../db/pool.ts';
import { readPartitions, resumeProcessing } from '../../engine/partitions.ts';

/** Advisory lock of PostgreSQL that a backup holds while it runs; it goes with the process that held it. */
export const BACKUP_LOCK = 7_310_001;

/** Lets the engine go on when a backup has died while it stood still. Answers whether that was so. */
export async function resumeForgotten(pool: Pool, monitoringUrl: string): Promise<boolean> {
  const partitions = await readPartitions(monitoringUrl);
  if (!partitions.some(({ streamProcessorPhase }) => streamProcessorPhase === 'PAUSED')) return false;
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ free: boolean }>('SELECT pg_try_advisory_lock($1) AS free', [BACKUP_LOCK]);
    if (!rows[0]?.free) return false;
    try {
      await resumeProcessing(monitoringUrl);
    } finally {
      await client.query('SELECT pg_advisory_unlock($1)', [BACKUP_LOCK]);
    }
    return true;
  } finally {
    client.release();
  }
}
