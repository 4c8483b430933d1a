import { isNewerVersion } from '../engine/versions.ts';
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

/**
 * An engine older than one that has already worked on its data would go on with them all the same, and misread what the newer one has written:
 * nothing is given to it. Throws with what to do; otherwise notes the version.
 */
export async function checkEngineVersion(db: Db, version: string): Promise<void> {
  const { rows } = await db.query<{ value: string }>(
    `INSERT INTO setting (key, value) VALUES ('engine-version', to_jsonb($1::text))
     ON CONFLICT (key) DO UPDATE SET key = EXCLUDED.key RETURNING value`,
    [version],
  );
  const known = rows[0]?.value ?? version;
  if (isNewerVersion(known, version))
    throw new Error(
      `引擎是 ${version} 版，而数据已由 ${known} 版处理过，不能退回旧版本。请停止引擎，改回 ${known} 版；或把升级前的备份恢复到新的数据目录。`,
    );
  if (known !== version)
    await db.query(`UPDATE setting SET value = to_jsonb($1::text) WHERE key = 'engine-version'`, [version]);
}
