import { StartError } from '../engine/start-error.ts';
import { findInstallation } from './backup/installation.ts';
import { takeBackup } from './backup/take.ts';

/** `npm run backup -- <folder>`: engine, database and files as one set, while everybody works. */
const [target] = process.argv.slice(2);
if (!target) {
  console.error('用法：npm run backup -- <新文件夹>');
  process.exit(2);
}
try {
  const { tables, files, pausedMs } = await takeBackup(findInstallation(), target, (line) => console.log(line));
  console.log(
    `备份完成：${target}（数据表 ${tables.length} 个，文件 ${Object.keys(files).length} 个，引擎暂停 ${(pausedMs / 1000).toFixed(1)} 秒）`,
  );
} catch (error) {
  console.error(error instanceof StartError ? error.message : error);
  process.exit(1);
}
