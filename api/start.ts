import { createServer } from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { pino } from 'pino';
import { createPool } from '../db/pool.ts';
import { migrate } from '../db/migrate.ts';
import { seedCalendar } from '../domain/calendar/seed.ts';
import { startUnstarted } from '../domain/cases/start.ts';
import { loadClock } from '../domain/clock.ts';
import { loadSupervision } from '../domain/supervision/store.ts';
import { readLedgerFiles } from '../domain/ledger/files.ts';
import { loadLedger } from '../domain/ledger/load.ts';
import { startLedgerSchedules } from '../domain/ledger/schedule.ts';
import { deployShipped } from '../domain/models/deploy.ts';
import { seedMembers } from '../domain/meetings/members.ts';
import { seedIndustries } from '../domain/parks/industries.ts';
import { endEvaluations, startSchedules } from '../domain/parks/schedule.ts';
import { seedParkSettings } from '../domain/parks/settings.ts';
import { seedDemoPeople, seedUnitsAndPosts } from '../domain/people/seed.ts';
import { createEngineLink } from '../engine/link.ts';
import { createZeebeClient } from '../engine/zeebe-client.ts';
import { startWorkers, type Workers } from '../workers/start.ts';
import { createApp } from './app.ts';
import { listenToChanges } from './changes.ts';
import { applyStoredClock } from './clock.ts';
import { readConfig } from './config.ts';
import type { Context } from './context.ts';
import { cutAudit } from '../domain/audit/cut.ts';
import { clearRead } from '../domain/notifications/clear.ts';
import { loadDemoCases } from './demo/cases.ts';
import { keepCards } from './card-keeper.ts';
import { checkEngineData, checkEngineVersion } from './engine-data.ts';
import { keepLimits } from './limit-keeper.ts';
import { createObserver } from './observe.ts';
import { keepNotifications } from './notification-keeper.ts';
import { keepPeople } from './people-keeper.ts';
import { answerBrokenRequest } from './problem.ts';
import { keepMigrations } from './migration-keeper.ts';
import { keepRehearsals } from './rehearsal-keeper.ts';
import { keepFileWords } from './words/keeper.ts';
import { startProjection } from './projection/start.ts';
import { createMetrics } from './alarms/metrics.ts';
import { startWatchdog, type Watchdog } from './alarms/watchdog.ts';

/** The app: pages and API, the records' endpoint, the job workers. Opens things in order and closes them in reverse. */

// Sources run from the project root, compiled code from dist/ below it.
const here = path.dirname(fileURLToPath(import.meta.url));
const root = existsSync(path.join(here, '../package.json')) ? path.join(here, '..') : path.join(here, '../..');

const config = readConfig();
const logger = pino({ level: config.LOG_LEVEL });
const closers: (() => Promise<unknown> | unknown)[] = [];
let stopping = false;

async function start(): Promise<void> {
  await migrate(config.DATABASE_URL);
  const pool = createPool(config.DATABASE_URL, 16);
  closers.push(() => pool.end());
  const reading = createPool(config.DATABASE_URL, 2 * availableParallelism());
  closers.push(() => reading.end());
  await checkEngineData(pool, process.env.ENGINE_DATA_ID);
  await loadClock(pool);
  await seedUnitsAndPosts(pool);
  await seedMembers(pool);
  await seedIndustries(pool);
  await seedParkSettings(pool);
  await loadSupervision(pool);
  await seedCalendar(pool);
  const ledger = await loadLedger(pool, await readLedgerFiles(path.join(root, 'processes/supervision-item/ledger')));
  if (ledger.added.length || ledger.changed.length)
    logger.info({ added: ledger.added.length, changed: ledger.changed }, 'ledger loaded');
  if (config.DEMO) await seedDemoPeople(pool);

  // Known in full only when everything is there that they tell of.
  const metrics = { text: async () => '' };
  const projection = await startProjection({ pool, config, logger, metrics: () => metrics.text() });
  closers.push(() => projection.close());
  const changes = await listenToChanges(config.DATABASE_URL, logger);
  closers.push(() => changes.close());
  changes.subscribe((change) => {
    if (change.type === 'clock' || change.type === 'all')
      void loadClock(pool).catch((error: unknown) => logger.error({ err: error }, 'clock not loaded'));
    if (change.type === 'all')
      void loadSupervision(pool).catch((error: unknown) => logger.error({ err: error }, 'supervision not loaded'));
  });

  const engine = createZeebeClient({
    grpcAddress: config.ZEEBE_GRPC_ADDRESS,
    restAddress: config.ZEEBE_REST_ADDRESS,
    engineVersion: config.ENGINE_VERSION,
  });
  closers.push(() => engine.close());

  const observer = createObserver(logger);
  let workers: Workers | null = null;
  let engineVersion = config.ENGINE_VERSION;
  let loaded = false;
  const stopWorkers = async () => {
    const running = workers;
    workers = null;
    await running?.close();
  };
  closers.push(stopWorkers);

  let watchdog: Watchdog | null = null;
  const ctx: Context = {
    config,
    pool,
    reading,
    engine,
    changes,
    logger,
    health: {
      engine: () => ({ version: engineVersion, ready: link.up() }),
      projection: async () => {
        const { lagMs, quarantined } = await projection.lag();
        return { lagMs, quarantined };
      },
      workers: () => workers?.health() ?? { healthy: false, silent: [] },
      loaded: () => loaded,
    },
    watchdog: () => watchdog,
    observer,
  };

  const server = createServer(createApp(ctx, path.join(root, 'dist/web')));
  server.on('clientError', answerBrokenRequest);
  // Longer than proxies and clients keep a connection: the app is not the one to close it under their next request.
  server.keepAliveTimeout = 75_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(config.PORT, config.HOST, resolve);
  });
  closers.push(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        // Event streams never end by themselves.
        setTimeout(() => server.closeAllConnections(), 1000).unref();
      }),
  );

  const link = createEngineLink({
    client: engine,
    monitoringUrls: config.gateways.map(({ monitoring }) => monitoring),
    async beforeUp(url) {
      await checkEngineVersion(pool, await engine.version());
      await applyStoredClock(url);
    },
    async onUp() {
      engineVersion = await engine.version();
      logger.info({ engineVersion }, 'engine is up');
      const { deployed, heldBack } = await deployShipped(pool, engine, path.join(root, 'processes'));
      if (deployed.length) logger.info({ deployed, heldBack }, 'shipped models deployed');
      workers = startWorkers({ engine, pool, logger, dataDir: config.DATA_DIR, jobDone: observer.jobDone });
      if (!loaded) void finishLoading();
    },
    async onDown() {
      logger.warn('engine is away');
      await stopWorkers();
    },
    onError: (error) => logger.error({ err: error }, 'link to the engine'),
  });
  closers.push(() => link.close());

  watchdog = startWatchdog({ pool, logger, config, health: ctx.health });
  closers.push(() => watchdog?.close());
  metrics.text = createMetrics(
    pool,
    [projection.registry, observer.registry],
    () => ctx.health,
    () => watchdog?.last() ?? null,
  );

  const limits = keepLimits({ pool, engine, changes, logger, up: () => link.up() });
  closers.push(() => limits.close());
  const notifications = await keepNotifications({ pool, config, changes, logger });
  closers.push(() => notifications.close());
  const cards = keepCards({ pool, engine, changes, logger, up: () => link.up() });
  closers.push(() => cards.close());
  const people = keepPeople({ pool, engine, logger, up: () => link.up() });
  closers.push(() => people.close());
  const rehearsals = keepRehearsals({ pool, engine, dataDir: config.DATA_DIR, logger, up: () => link.up() });
  closers.push(() => rehearsals.close());
  const moves = keepMigrations({ pool, engine, logger, up: () => link.up() });
  closers.push(() => moves.close());
  const words = keepFileWords({ pool, dataDir: config.DATA_DIR, logger });
  closers.push(() => words.close());

  async function finishLoading(): Promise<void> {
    try {
      if (config.DEMO && config.DEMO_CASES) await loadDemoCases(ctx);
      loaded = true;
    } catch (error) {
      logger.error({ err: error }, 'demonstration not loaded; trying again');
      if (!stopping) setTimeout(() => void finishLoading(), 2000).unref();
    }
  }

  const cut = () => {
    void cutAudit(pool, config.AUDIT_DAYS).then(
      (acts) => acts && logger.info({ acts }, 'audit log: what is older than it is kept for was taken out'),
      (error: unknown) => logger.error({ err: error }, 'audit log not cut'),
    );
    void clearRead(pool, config.NOTIFICATION_DAYS).then(
      (messages) => messages && logger.info({ messages }, 'messages read long ago were taken off their lists'),
      (error: unknown) => logger.error({ err: error }, 'read messages not cleared'),
    );
  };
  cut();
  const daily = setInterval(cut, 24 * 60 * 60 * 1000);
  closers.push(() => clearInterval(daily));

  // Cases and schedules whose start message did not reach the engine (crash, engine away) are started now and then again; so is the
  // end of what a park that lost its title leaves open.
  const sweep = setInterval(() => {
    // Not before the diagrams are deployed: a message that comes before its diagram waits for nothing and keeps the next one out.
    if (!link.up() || !workers) return;
    startSchedules(pool, engine, 5000).then(
      (parks) => parks.length && logger.info({ parks }, 'schedules of parks started'),
      (error: unknown) => logger.error({ err: error }, 'schedules of parks not started'),
    );
    startLedgerSchedules(pool, engine, 5000).then(
      (measures) => measures.length && logger.info({ measures }, 'schedules of the ledger started'),
      (error: unknown) => logger.error({ err: error }, 'schedules of the ledger not started'),
    );
    endEvaluations(pool, engine).then(
      (ids) => ids.length && logger.info({ ids }, 'evaluations of revoked parks cancelled'),
      (error: unknown) => logger.error({ err: error }, 'evaluations of revoked parks not cancelled'),
    );
    startUnstarted(pool, engine, 5000).then(
      (ids) => ids.length && logger.info({ ids }, 'start of cases repeated'),
      (error: unknown) => logger.error({ err: error }, 'start of cases not repeated'),
    );
  }, 2000);
  closers.push(() => clearInterval(sweep));
}

async function stop(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  // Whoever supervises kills in the end; this is for a hand that waits.
  setTimeout(() => process.exit(code || 1), 20_000).unref();
  for (const close of closers.reverse())
    await Promise.resolve(close()).catch((error: unknown) => logger.error({ err: error }, 'closing'));
  process.exit(code);
}

process.on('SIGTERM', () => void stop(0));
process.on('SIGINT', () => void stop(0));
// A launcher that was killed takes its app with it.
process.on('disconnect', () => void stop(0));
process.on('unhandledRejection', (error) => logger.error({ err: error }, 'unhandled rejection'));

start().catch((error: unknown) => {
  logger.fatal({ err: error }, error instanceof Error ? error.message : 'start failed');
  void stop(1);
});
