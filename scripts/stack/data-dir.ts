import { randomBytes, randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { engineDataDir } from '../../engine/start.ts';
import { isNewerVersion } from '../../engine/versions.ts';
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

/**
 * Names the engine's data. The app keeps it in the database and refuses to run when one was replaced without the other.
 * Data of another version are never passed over: an engine that began anew beside them would know none of the cases.
 */
export function engineDataId(dataDir: string, version: string): string {
  const folder = engineDataDir(dataDir, version);
  const file = join(folder, DATA_ID);
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    const other = engineDataVersion(dataDir);
    if (other)
      throw new StartError(
        `${dataDir} 中是 ${other} 版引擎的数据，不能直接用 ${version} 启动。` +
          (isNewerVersion(version, other)
            ? `升级：先备份并停止系统，再执行 ENGINE_VERSION=${version} npm run upgrade-engine；不升级：改回 ENGINE_VERSION=${other}。`
            : `引擎不能退回旧版本：请改回 ENGINE_VERSION=${other}，或把升级前的备份恢复到新的数据目录。`),
      );
    mkdirSync(folder, { recursive: true });
    const id = `${version}/${randomUUID()}`;
    writeFileSync(file, `${id}\n`);
    return id;
  }
}

const DATA_ID = 'data-id';

/** Which version's data are there; null: none yet. */
function engineDataVersion(dataDir: string): string | null {
  const folder = dirname(engineDataDir(dataDir, 'any'));
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.find((name) => existsSync(join(folder, name, DATA_ID))) ?? null;
}

/**
 * Gives the engine's data to a newer version, whose first start then migrates them; answers the version they were of. They are moved and not
 * copied: an old state left behind could be started beside a newer database.
 */
export function upgradeEngineData(dataDir: string, version: string): string {
  const from = engineDataVersion(dataDir);
  if (!from) throw new StartError(`${dataDir} 中没有引擎数据，无须升级。`);
  if (from === version) throw new StartError(`${dataDir} 中已是 ${version} 版引擎的数据，可直接启动。`);
  if (!isNewerVersion(version, from))
    throw new StartError(`引擎不能从 ${from} 退回 ${version}：请把升级前的备份恢复到新的数据目录。`);
  const target = engineDataDir(dataDir, version);
  if (existsSync(target) && readdirSync(target).length > 0)
    throw new StartError(`${target} 中已有文件，请先确认其来源并移走，再升级。`);
  rmSync(target, { recursive: true, force: true });
  renameSync(engineDataDir(dataDir, from), target);
  return from;
}
