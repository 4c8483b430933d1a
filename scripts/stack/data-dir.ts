import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { engineDataDir } from '../../engine/start.ts';
import { StartError } from '../../engine/start-error.ts';

// The engine stops working below 2 GB free; its log and the database need room besides.
const NEEDED_BYTES = 3e9;

export function prepareDataDir(dataDir: string): void {
  try {
    mkdirSync(join(dataDir, 'logs'), { recursive: true });
    writeFileSync(join(dataDir, '.write-test'), '');
    rmSync(join(dataDir, '.write-test'));
  } catch (error) {
    throw new StartError(
      `数据目录 ${dataDir} 不能写入（${(error as NodeJS.ErrnoException).code}）。请修改该目录的权限，或用 DATA_DIR=<目录> npm start 换一个。`,
    );
  }
  const { bavail, bsize } = statfsSync(dataDir);
  if (bavail * bsize < NEEDED_BYTES) {
    throw new StartError(
      `磁盘剩余空间只有 ${((bavail * bsize) / 1e9).toFixed(1)} GB，至少需要 ${NEEDED_BYTES / 1e9} GB（低于 2 GB 时引擎会暂停工作）。` +
        `请清理磁盘，或用 DATA_DIR=<目录> npm start 把数据放到别的盘上。`,
    );
  }
}

export interface Secrets {
  databasePassword: string;
  recordsPassword: string;
  sessionSecret: string;
}

/** Made once for each DATA_DIR; there is no default secret. */
export function readSecrets(dataDir: string): Secrets {
  const file = join(dataDir, 'secrets.json');
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Secrets;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw new StartError(`无法读取 ${file}：${(error as Error).message}`);
    }
  }
  const secret = (): string => randomBytes(32).toString('base64url');
  const secrets = { databasePassword: secret(), recordsPassword: secret(), sessionSecret: secret() };
  writeFileSync(file, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  return secrets;
}

/** Names the engine's data. The app keeps it in the database and refuses to run when one was replaced without the other. */
export function engineDataId(dataDir: string, version: string): string {
  const folder = engineDataDir(dataDir, version);
  const file = join(folder, 'data-id');
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    mkdirSync(folder, { recursive: true });
    const id = `${version}/${randomUUID()}`;
    writeFileSync(file, `${id}\n`);
    return id;
  }
}
