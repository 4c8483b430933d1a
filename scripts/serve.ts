import { resolve } from 'node:path';
import type { ChildProcess } from 'node:child_process';
import { fetchEngine } from '../engine/fetch.ts';
import { findJava } from '../engine/java.ts';
import { startPostgres } from '../engine/postgres.ts';
import { startEngine } from '../engine/start.ts';
import { StartError } from '../engine/start-error.ts';
import { DEFAULT_ENGINE_VERSION } from '../engine/versions.ts';
import { findProject } from './stack/spawn.ts';
import { engineDataId } from './stack/data-dir.ts';

/**
 * `node dist/scripts/serve.js engine|postgres`: one part of a server without containers, in the foreground, as systemd wants it (deploy/systemd).
 * Ports are the usual ones of the part; secrets come from the environment.
 */
const [part] = process.argv.slice(2);
const { env } = process;
const dataDir = resolve(env.DATA_DIR || '.data');
const log = (line: string): void => console.log(line);
const SIGNAL = { engine: 'SIGTERM', postgres: 'SIGINT' } as const;

function needed(name: string): string {
  const value = env[name];
  if (!value) throw new StartError(`缺少设置 ${name}，请写入 /etc/lixia-flow/lixia.env 后重新启动。`);
  return value;
}

async function engine(): Promise<ChildProcess> {
  const version = env.ENGINE_VERSION || DEFAULT_ENGINE_VERSION;
  const cacheDir = resolve(findProject(import.meta.dirname), '.cache');
  engineDataId(dataDir, version);
  return startEngine({
    java: await findJava({ cacheDir, log }),
    home: await fetchEngine({ version, cacheDir, log }),
    version,
    dataDir,
    ports: { grpc: 26500, rest: 8080, monitoring: 9600, command: 26501, internal: 26502 },
    records: {
      host: '127.0.0.1',
      port: Number(env.RECORDS_PORT || 3001),
      password: needed('RECORDS_PASSWORD'),
    },
    clockControlled: false,
  });
}

async function postgres(): Promise<ChildProcess> {
  const { process: child } = await startPostgres({
    dataDir,
    port: Number(env.POSTGRES_PORT || 5432),
    password: needed('DATABASE_PASSWORD'),
    log,
  });
  return child;
}

try {
  if (part !== 'engine' && part !== 'postgres')
    throw new StartError('用法：node dist/scripts/serve.js engine|postgres');
  const child = await { engine, postgres }[part]();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => child.kill(SIGNAL[part]));
  log(`${part} 已启动（进程 ${child.pid}）`);
  child.once('exit', (code, signal) => process.exit(signal ? 0 : (code ?? 1)));
} catch (error) {
  console.error(error instanceof StartError ? error.message : error);
  process.exit(1);
}
