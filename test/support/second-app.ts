import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { pino } from 'pino';
import { createApp } from '../../api/app.ts';
import { listenToChanges } from '../../api/changes.ts';
import { readConfig } from '../../api/config.ts';
import { createObserver } from '../../api/observe.ts';
import { createPool } from '../../db/pool.ts';
import { findProject } from '../../scripts/stack/spawn.ts';
import { engineOf } from './stack.ts';
import { world } from './world.ts';

/** Another app with other settings beside the shared stack's, of pages and API only: no workers, no projection. */
export async function secondApp(settings: (baseUrl: string) => Record<string, string>) {
  const stack = world();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const config = readConfig({
    DATABASE_URL: stack.databaseUrl,
    RECORDS_PASSWORD: 'records-password-of-tests',
    SESSION_SECRET: 'session-secret-of-tests-0123456789abcdef',
    DATA_DIR: stack.dataDir,
    ...settings(baseUrl),
  });
  const pool = createPool(stack.databaseUrl, 4);
  const logger = pino({ level: 'silent' });
  const changes = await listenToChanges(stack.databaseUrl, logger);
  const engine = engineOf(stack);
  const app = createApp(
    {
      ...{
        config,
        pool,
        reading: pool,
        engine,
        changes,
        logger,
        observer: createObserver(logger),
        watchdog: () => null,
      },
      health: {
        engine: () => ({ version: config.ENGINE_VERSION, ready: true }),
        projection: () => Promise.resolve({ lagMs: 0, quarantined: 0 }),
        workers: () => ({ healthy: true, silent: [] }),
        loaded: () => true,
      },
    },
    path.join(findProject(process.cwd()), 'dist/web'),
  );
  server.on('request', app);
  return {
    baseUrl,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await changes.close();
      await engine.close();
      await pool.end();
    },
  };
}
