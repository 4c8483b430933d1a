import path from 'node:path';
import { readConfig } from '../api/config.ts';
import { createPool } from '../db/pool.ts';
import { migrate } from '../db/migrate.ts';
import { loadClock } from '../domain/clock.ts';
import { readLedgerFiles } from '../domain/ledger/files.ts';
import { loadLedger } from '../domain/ledger/load.ts';
import { seedUnitsAndPosts } from '../domain/people/seed.ts';

/** `node dist/scripts/load-ledger.js [folder]`: brings the data files into the ledger, and says what is new and what changed. */
const folder = process.argv[2] ?? path.join(process.cwd(), 'processes/supervision-item/ledger');
const { DATABASE_URL } = readConfig();
await migrate(DATABASE_URL);
const pool = createPool(DATABASE_URL, 1);
try {
  await loadClock(pool);
  await seedUnitsAndPosts(pool);
  const { added, changed, unchanged } = await loadLedger(pool, await readLedgerFiles(folder));
  for (const id of added) console.log(`新增 ${id}`);
  for (const id of changed) console.log(`修改 ${id}`);
  console.log(`督查台账已载入：新增 ${added.length} 项，修改 ${changed.length} 项，不变 ${unchanged} 项。`);
} finally {
  await pool.end();
}
