import type { Db } from '../db/pool.ts';

/**
 * The read model and the engine's log belong together: records are told apart by their position in that log.
 * Refuses to run when one of the two was replaced without the other.
 */
export async function checkEngineData(db: Db, engineDataId: string | undefined): Promise<void> {
  if (!engineDataId) return;
  const { rows } = await db.query(
    `INSERT INTO setting (key, value) VALUES ('engine-data-id', to_jsonb($1::text))
     ON CONFLICT (key) DO UPDATE SET key = EXCLUDED.key RETURNING value`,
    [engineDataId],
  );
  if (rows[0]?.value !== engineDataId)
    throw new Error(
      '引擎数据与数据库不是同一套：其中之一被清空或替换过。请恢复成对的备份；演示环境可删除整个 DATA_DIR 后重新启动。',
    );
}
