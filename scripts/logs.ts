import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPool } from '../db/pool.ts';
import { StartError } from '../engine/start-error.ts';
import { findInstallation } from './backup/installation.ts';
import { inOrder, keysOfCase, linesOfCase, stepsOfCase } from './logs/of-case.ts';

/**
 * `npm run logs -- <case> [file ...]`: what app and engine logged about a case, with its steps, by time. Without files those of DATA_DIR/logs; `-`:
 * standard input, as from `docker compose logs --no-log-prefix app engine` or `journalctl -o cat`.
 */
const [caseId, ...files] = process.argv.slice(2);
if (!caseId || !/^[A-Z]+-\d{4}-\d+$/.test(caseId)) {
  console.error('用法：npm run logs -- <事项编号> [日志文件 …，- 为标准输入]，例如 npm run logs -- FTD-2026-000001');
  process.exit(2);
}
try {
  const { dataDir, databaseUrl } = findInstallation();
  const logs = (files.length > 0 ? files : ofFolder(join(dataDir, 'logs'))).map(read);
  const pool = createPool(databaseUrl, 1);
  try {
    const of = await keysOfCase(pool, caseId);
    const entries = [...(await stepsOfCase(pool, caseId)), ...linesOfCase(of, logs)];
    for (const { at, from, text } of inOrder(entries)) console.log(`${at.padEnd(29)} ${from.padEnd(6)} ${text}`);
    if (of.keys.size === 0) console.error(`引擎没有事项 ${caseId} 的记录，请核对编号。`);
    process.exitCode = entries.length > 0 ? 0 : 1;
  } finally {
    await pool.end();
  }
} catch (error) {
  console.error(error instanceof StartError ? error.message : error);
  process.exitCode = 1;
}

/** Of the app and the engine, as the launcher keeps them. Rolled ones of the engine are packed: unpack them and name them. */
function ofFolder(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /^app\.log(\.\d+)?$|^zeebe\.log$/.test(name))
      .map((name) => join(folder, name));
  } catch {
    throw new StartError(`${folder} 中没有日志。日志在别处时写明文件，或以 - 从标准输入读取。`);
  }
}

function read(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new StartError(`日志 ${file} 不能读取：${(error as Error).message}`);
  }
}
