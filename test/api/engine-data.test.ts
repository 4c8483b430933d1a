import { checkEngineData, checkEngineVersion } from '../../api/engine-data.ts';
import { migrate } from '../../db/migrate.ts';
import { createPool, type Pool } from '../../db/pool.ts';
import { freshDatabase } from '../projection/setup.ts';

let database: Awaited<ReturnType<typeof freshDatabase>>;
let pool: Pool;
beforeAll(async () => {
  database = await freshDatabase();
  await migrate(database.url);
  pool = createPool(database.url, 1);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

test('a database belongs to one set of the engine’s data', async () => {
  await checkEngineData(pool, undefined);
  await checkEngineData(pool, '8.5.8/one');
  await checkEngineData(pool, '8.5.8/one');
  await expect(checkEngineData(pool, '8.5.8/other')).rejects.toThrow('请恢复成对的备份');
});

test('data go on to a newer engine and never back to an older one', async () => {
  for (const version of ['8.5.8', '8.5.8', '8.6.0', '8.10.1']) await checkEngineVersion(pool, version);
  for (const version of ['8.6.0', '8.5.8'])
    await expect(checkEngineVersion(pool, version)).rejects.toThrow(
      `引擎是 ${version} 版，而数据已由 8.10.1 版处理过，不能退回旧版本`,
    );
  await checkEngineVersion(pool, '8.10.1');
});
