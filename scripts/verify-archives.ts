import { join } from 'node:path';
import { readConfig } from '../api/config.ts';
import { createPool } from '../db/pool.ts';
import { verifyArchives } from '../domain/archive/verify.ts';

/** `npm run archives:verify`: checks every sealed case file against its manifest and the chain of seals. */
const { DATABASE_URL, DATA_DIR } = readConfig();
const pool = createPool(DATABASE_URL, 1);
try {
  const { checked, faults, lastSeal } = await verifyArchives(pool, join(DATA_DIR, 'archives'));
  for (const { caseId, message } of faults) console.error(`${caseId}：${message}`);
  console.log(faults.length ? `${checked} 份案卷中发现 ${faults.length} 处问题` : `${checked} 份案卷封存完好`);
  if (lastSeal) console.log(`最后封存值 ${lastSeal}`);
  process.exitCode = faults.length ? 1 : 0;
} finally {
  await pool.end();
}
