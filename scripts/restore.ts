import { join, resolve } from 'node:path';
import { startPostgres } from '../engine/postgres.ts';
import { engineDataDir } from '../engine/start.ts';
import { StartError } from '../engine/start-error.ts';
import { restoreBackup } from './backup/restore.ts';
import { prepareDataDir, readSecrets } from './stack/data-dir.ts';
import { endLeftOvers, takeLock } from './stack/lock.ts';
import { anyPort } from './stack/ports.ts';
import { end, identify } from './stack/processes.ts';

/** `npm run restore -- <folder>`: puts a backup into an empty DATA_DIR and an empty database (DATABASE_URL, else the embedded one). */
const [folder] = process.argv.slice(2);
if (!folder) {
  console.error('用法：DATA_DIR=<空的数据目录> npm run restore -- <备份文件夹>');
  process.exit(2);
}
const { DATABASE_URL, DATA_DIR, ENGINE_DATA } = process.env;
const dataDir = resolve(DATA_DIR || '.data');
const log = (line: string): void => console.log(line);
const began = performance.now();
let database: Awaited<ReturnType<typeof startPostgres>> | undefined;
let release: (() => void) | undefined;
try {
  prepareDataDir(dataDir);
  release = takeLock(dataDir);
  if (!DATABASE_URL) {
    await endLeftOvers(dataDir, log);
    database = await startPostgres({
      dataDir,
      port: await anyPort(),
      password: readSecrets(dataDir).databasePassword,
      log,
    });
  }
  const { takenAt } = await restoreBackup(
    folder,
    {
      dataDir,
      engineData: (version) => ENGINE_DATA || engineDataDir(dataDir, version),
      databaseUrl: DATABASE_URL || database!.url,
    },
    log,
  );
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  log(`恢复完成，用时 ${seconds} 秒：${join(dataDir)} 现在是 ${takenAt} 的数据。`);
} catch (error) {
  console.error(error instanceof StartError ? error.message : error);
  process.exitCode = 1;
} finally {
  if (database) await end(identify(database.process.pid!), 'SIGINT', 20_000);
  release?.();
}
process.exit();
