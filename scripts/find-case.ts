import { readFileSync } from 'node:fs';
import { createPool } from '../db/pool.ts';
import { StartError } from '../engine/start-error.ts';
import { findInstallation } from './backup/installation.ts';
import { casesOfKeys, keysIn } from './logs/of-case.ts';

/**
 * `npm run find-case -- <key or log line ...>`, `-` for standard input: the cases of the engine's keys that stand there. Entries of the engine's log name nothing
 * else of a case.
 */
const given = process.argv.slice(2).map((text) => (text === '-' ? readFileSync(0, 'utf8') : text));
const keys = keysIn(given.join('\n'));
if (keys.length === 0) {
  console.error(
    '用法：npm run find-case -- <引擎编号或引擎日志的一行 …，- 为标准输入>，例如 npm run find-case -- 2251799813685913',
  );
  process.exit(2);
}
try {
  const pool = createPool(findInstallation().databaseUrl, 1);
  try {
    const found = await casesOfKeys(pool, keys);
    for (const { key, caseId, what } of found) console.log(`${key} ${caseId ?? '（不属于任何事项）'} ${what}`);
    const known = new Set(found.map(({ key }) => key));
    const others = keys.filter((key) => !known.has(key));
    if (others.length > 0) console.error(`引擎的记录中没有：${others.join('、')}`);
    process.exitCode = found.length > 0 ? 0 : 1;
  } finally {
    await pool.end();
  }
} catch (error) {
  console.error(error instanceof StartError ? error.message : error);
  process.exitCode = 1;
}
