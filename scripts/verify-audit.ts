import { readConfig } from '../api/config.ts';
import { createPool } from '../db/pool.ts';
import { readNoted, verifyAudit } from '../domain/audit/verify.ts';

/** `npm run audit:verify [-- <seq>:<hash>]`: counts the chain of the audit log anew, against a value noted earlier where one is given. */
const [text] = process.argv.slice(2);
const noted = readNoted(text);
if (text !== undefined && !noted) {
  console.error('用法：npm run audit:verify [-- <序号>:<校验值>]，校验值为 64 位十六进制');
  process.exit(2);
}
const pool = createPool(readConfig().DATABASE_URL, 1);
try {
  const { checked, faults, last, cutBefore } = await verifyAudit(pool, noted);
  for (const fault of faults) console.error(`${fault.seq && `第 ${fault.seq} 条：`}${fault.message}`);
  console.log(faults.length ? `${checked} 条记录中发现 ${faults.length} 处问题` : `${checked} 条记录完好`);
  if (cutBefore) console.log(`${cutBefore} 以前的记录已到期清理`);
  if (last) console.log(`最后一条 ${last.seq}:${last.hash}`);
  process.exitCode = faults.length ? 1 : 0;
} finally {
  await pool.end();
}
