import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { engineDataId, type Secrets } from './data-dir.ts';
import type { Role } from './lock.ts';
import type { Ports } from './ports.ts';

const BIG_LOG = 20e6;

export function startApp({
  entry,
  dataDir,
  env,
}: {
  entry: string;
  dataDir: string;
  env: Record<string, string>;
}): ChildProcess {
  const file = join(dataDir, 'logs/app.log');
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > BIG_LOG) renameSync(file, `${file}.1`);
  const log = openSync(file, 'a');
  // Over the IPC channel the app notices when its launcher was killed.
  const child = spawn(process.execPath, [entry], {
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
    // This is the demonstration, wherever the launcher was started.
    env: { ...process.env, NODE_ENV: 'development', ...env },
  });
  closeSync(log);
  return child;
}

/** Settings of the app, see docs/architecture.md. */
export function appEnvironment(stack: {
  ports: Ports;
  version: string;
  dataDir: string;
  databaseUrl: string;
  secrets: Secrets;
}): Record<string, string> {
  const { ports, version, dataDir, databaseUrl, secrets } = stack;
  return {
    PORT: String(ports.http),
    HOST: '127.0.0.1',
    DATABASE_URL: databaseUrl,
    ZEEBE_GRPC_ADDRESS: `127.0.0.1:${ports.grpc}`,
    ZEEBE_REST_ADDRESS: `http://127.0.0.1:${ports.rest}`,
    ZEEBE_MONITORING_ADDRESS: `http://127.0.0.1:${ports.monitoring}`,
    ENGINE_VERSION: version,
    ENGINE_DATA_ID: engineDataId(dataDir, version),
    RECORDS_HOST: '127.0.0.1',
    RECORDS_PORT: String(ports.records),
    RECORDS_PASSWORD: secrets.recordsPassword,
    SESSION_SECRET: secrets.sessionSecret,
    DATA_DIR: dataDir,
    DEMO: '1',
    // Receivers of the demonstration run on this machine.
    WEBHOOK_PRIVATE: '1',
  };
}

const LOGS: Record<Role, string> = { app: 'app.log', engine: 'engine-console.log', postgres: 'postgresql.log' };

/** The last complaints of this run: the app's log is JSON, what Node and Java themselves say is text. */
export function lastErrors(dataDir: string, role: Role, since: number, most = 6): string[] {
  const file = join(dataDir, 'logs', LOGS[role]);
  if ((statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) < since) return [];
  const lines = readFileSync(file, 'utf8').slice(-20_000).split('\n');
  const complaints = lines.map((line) => readable(line, since)).filter(Boolean);
  // Each try says the same.
  return [...new Set(complaints)].slice(-most);
}

function readable(line: string, since: number): string {
  try {
    const entry = JSON.parse(line) as { level: number; time: number; msg?: string; err?: { message?: string } };
    if (entry.level < 50 || entry.time < since) return '';
    return [...new Set([entry.msg, entry.err?.message])].filter(Boolean).join('：');
  } catch {
    return /^\s+at /.test(line) ? '' : line;
  }
}
