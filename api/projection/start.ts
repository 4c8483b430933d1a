import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Pool } from '../../db/pool.ts';
import type { Config } from '../config.ts';
import { type Bulk, readBulk } from './bulk.ts';
import type { Change } from './changes.ts';
import { createEndpoint } from './endpoint.ts';
import { ingest, sweep } from './ingest.ts';
import type { Lag } from './lag.ts';
import { LagMeter } from './lag.ts';
import { createLiveQueue } from './live-queue.ts';
import { changesTask } from './user-task.ts';

export interface ProjectionStats {
  bulks: number;
  records: number;
  /** Records that had not been seen before. */
  fresh: number;
  quarantined: number;
  failures: number;
}

export interface Projection {
  server: Server;
  port: number;
  lag(): Promise<Lag>;
  stats(): ProjectionStats;
  /** Metrics of the projection, for /metrics. */
  registry: Registry;
  /** Resolves when what the exporters sent so far is written. */
  idle(): Promise<void>;
  /** Takes no more bulks, finishes those in hand. */
  close(): Promise<void>;
}

export interface ProjectionOptions {
  /** At least two connections free for the exporters. */
  pool: Pool;
  config: Pick<Config, 'RECORDS_HOST' | 'RECORDS_PORT' | 'RECORDS_PASSWORD'>;
  logger: Logger;
  /** After the commit, in this process; others listen to the channel `changes`. */
  onChange?(changes: Change[]): void;
  maxBytes?: number;
  /** Prometheus text for GET /metrics, behind the same password. */
  metrics?(): Promise<string>;
}

const SWEEP_MS = 1_000;

/** Listens for the engine's exporters and keeps the read model. */
export async function startProjection({
  pool,
  config,
  logger,
  onChange,
  maxBytes = 64 << 20,
  metrics,
}: ProjectionOptions): Promise<Projection> {
  const stats: ProjectionStats = { bulks: 0, records: 0, fresh: 0, quarantined: 0, failures: 0 };
  const meter = new LagMeter(pool);
  let dirty = false;
  let closing = false;
  const inHand = new Set<Promise<void>>();

  async function write(bulk: Bulk): Promise<void> {
    const startedAt = Date.now();
    meter.contact();
    const { fresh, poison, changes } = await ingest(pool, bulk).finally(() => meter.done());
    meter.written(bulk, startedAt);
    stats.bulks += 1;
    stats.records += bulk.records.length;
    stats.fresh += fresh;
    stats.quarantined += poison;
    dirty ||= fresh > 0;
    if (poison > 0) logger.error({ poison, exporter: bulk.exporter }, 'records could not be projected: quarantined');
    if (changes.length > 0) onChange?.(changes);
  }

  const live = createLiveQueue(
    (bulk) =>
      write(bulk).catch((error: unknown) => {
        // Trouble that lasts is told by the bulks of `full`, which bring these records again.
        logger.warn({ err: error, records: bulk.records.length }, 'live records not written, they come again');
      }),
    (bulk) => bulk.records.some(changesTask),
  );

  const server = createEndpoint({
    password: config.RECORDS_PASSWORD,
    maxBytes,
    metrics,
    async onBulk(body) {
      if (closing) throw new Error('closing');
      const bulk = readBulk(body);
      const work = bulk.exporter === 'live' && bulk.poison.length === 0 ? live.push(bulk) : write(bulk);
      inHand.add(work);
      try {
        await work;
      } finally {
        inHand.delete(work);
      }
    },
    onError(error) {
      meter.failed();
      stats.failures += 1;
      logger.warn({ err: error }, 'bulk not written, the exporter will repeat it');
    },
    onRefused: () => logger.warn('an exporter came with a wrong password: check RECORDS_PASSWORD on both sides'),
  });

  let sweeping: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    if (!dirty) return;
    dirty = false;
    sweeping = sweeping
      .then(async () => {
        const changes = await sweep(pool);
        if (changes.length > 0) onChange?.(changes);
        await meter.save(pool);
      })
      .catch((error: unknown) => {
        dirty = true;
        logger.warn({ err: error }, 'leftovers not placed, will be tried again');
      });
  }, SWEEP_MS);
  timer.unref();

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.RECORDS_PORT, config.RECORDS_HOST, resolve);
  });
  server.on('error', (error) => logger.error({ err: error }, 'records endpoint'));

  return {
    server,
    port: (server.address() as AddressInfo).port,
    lag: () => meter.read(pool),
    stats: () => ({ ...stats }),
    registry: meter.registry,
    async idle() {
      await Promise.allSettled([...inHand, live.idle()]);
    },
    async close() {
      closing = true;
      clearInterval(timer);
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await Promise.allSettled([...inHand, sweeping]);
      await live.idle();
      await meter.save(pool).catch(() => undefined);
      // Answers just written leave first; the exporter's idle connections would stay for ever.
      setImmediate(() => server.closeAllConnections());
      await closed;
    },
  };
}
