import { createPool } from '../../db/pool.ts';
import { rebuild } from './rebuild.ts';

/** `npm run projection:rebuild`: makes the read model anew from the engine's records. */
const url = process.env.DATABASE_URL;
if (!url) {
  console.error('请设置环境变量 DATABASE_URL（postgresql://…）后重新运行。');
  process.exit(1);
}
const pool = createPool(url, 2);
try {
  let shown = 0;
  const n = await rebuild(pool, {
    onProgress(done, total) {
      const percent = Math.floor((done / Math.max(total, 1)) * 100);
      if (percent >= shown + 5) console.log(`重建读模型：${(shown = percent)}%（${done} / ${total} 条记录）`);
    },
  });
  console.log(`重建完成，共 ${n} 条记录。`);
} catch (error) {
  console.error(`重建失败，原有数据未改变：${String(error)}`);
  process.exitCode = 1;
} finally {
  await pool.end();
}
