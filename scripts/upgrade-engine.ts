import { resolve } from 'node:path';
import { engineArchive } from '../engine/versions.ts';
import { StartError } from '../engine/start-error.ts';
import { upgradeEngineData } from './stack/data-dir.ts';
import { endLeftOvers, takeLock } from './stack/lock.ts';
import { reachable } from './stack/wait.ts';

/** `ENGINE_VERSION=8.6.0 npm run upgrade-engine`: gives the engine's data of DATA_DIR to a newer version, see docs/operations.md. */
const { DATA_DIR, ENGINE_VERSION, ZEEBE_MONITORING_ADDRESS } = process.env;
const dataDir = resolve(DATA_DIR || '.data');
let release: (() => void) | undefined;
try {
  if (!ENGINE_VERSION)
    throw new StartError(
      '用法：DATA_DIR=<数据目录> ENGINE_VERSION=<新版本> npm run upgrade-engine（先备份、停止系统）',
    );
  engineArchive(ENGINE_VERSION);
  release = takeLock(dataDir);
  await endLeftOvers(dataDir, console.log);
  // As a service of its own it holds no lock of the launcher.
  const monitoring = new URL(ZEEBE_MONITORING_ADDRESS?.split(',')[0] ?? 'http://127.0.0.1:9600');
  if (await reachable(Number(monitoring.port), monitoring.hostname))
    throw new StartError(`流程引擎仍在运行（${monitoring.host}）。请先停止应用和引擎，再升级。`);
  const from = upgradeEngineData(dataDir, ENGINE_VERSION);
  console.log(
    `引擎数据已由 ${from} 交给 ${ENGINE_VERSION}。请以 ENGINE_VERSION=${ENGINE_VERSION} 启动；此后不能退回。`,
  );
} catch (error) {
  console.error(error instanceof StartError ? error.message : error);
  process.exitCode = 1;
} finally {
  release?.();
}
