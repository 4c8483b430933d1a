import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { engineDataDir } from '../../engine/start.ts';
import { StartError } from '../../engine/start-error.ts';
import { DEFAULT_ENGINE_VERSION } from '../../engine/versions.ts';

/** Where the parts of one installation are. */
export interface Installation {
  dataDir: string;
  engineVersion: string;
  /** Folder of the engine's data, as this process sees it. */
  engineData: string;
  databaseUrl: string;
  monitoringUrl: string;
}

/** Below DATA_DIR; nothing in them is ever changed. */
export const FILES = ['files', 'archives'] as const;

/** What `npm start` notes for commands beside it: the app's settings, readable by their owner only. */
export const SETTINGS_FILE = 'settings.json';

/** From the environment as the app reads it; without DATABASE_URL from what `npm start` has noted in DATA_DIR. */
export function findInstallation(env: NodeJS.ProcessEnv = process.env): Installation {
  const dataDir = resolve(env.DATA_DIR || '.data');
  const noted = env.DATABASE_URL || env.DATABASE_URL_FILE ? {} : readNoted(dataDir);
  const get = (name: string): string | undefined => env[name] || noted[name];
  const databaseUrl = env.DATABASE_URL_FILE ? readFileSync(env.DATABASE_URL_FILE, 'utf8').trim() : get('DATABASE_URL');
  if (!databaseUrl)
    throw new StartError('没有数据库地址：请设置 DATABASE_URL，或用 DATA_DIR 指明 npm start 的数据目录。');
  const engineVersion = get('ENGINE_VERSION') ?? DEFAULT_ENGINE_VERSION;
  return {
    dataDir,
    engineVersion,
    engineData: env.ENGINE_DATA || engineDataDir(dataDir, engineVersion),
    databaseUrl,
    monitoringUrl: get('ZEEBE_MONITORING_ADDRESS')?.split(',')[0] ?? 'http://127.0.0.1:9600',
  };
}

function readNoted(dataDir: string): Record<string, string> {
  try {
    return JSON.parse(readFileSync(join(dataDir, SETTINGS_FILE), 'utf8')) as Record<string, string>;
  } catch {
    return {};
  }
}
