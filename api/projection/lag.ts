import { Gauge, Histogram, Registry } from 'prom-client';
import type { Db } from '../../db/pool.ts';
import { clockOffset } from '../../domain/clock.ts';
import type { Bulk } from './bulk.ts';
import { countQuarantined } from './quarantine.ts';

export interface Lag {
  /** How far the read model is behind the engine, ms; grows while bulks cannot be written. */
  lagMs: number;
  /** Wall time (epoch ms) at which an exporter last reached us; null when none did since the start. An idle engine sends nothing. */
  lastContactMs: number | null;
  positions: { exporter: string; partitionId: number; position: number; receivedAt: string }[];
  quarantined: number;
}

// An exporter that has more to send comes again at once; one that sends nothing for longer has nothing more.
const QUIET_MS = 3_000;

/** Follows the exporters. About the transport, hence wall time. */
export class LagMeter {
  readonly registry = new Registry();
  lastContact: number | null = null;
  private lag = 0;
  private inHand = 0;
  private failingSince: number | null = null;
  private offsetBefore = clockOffset();
  private readonly unsaved = new Map<
    string,
    { exporter: string; partitionId: number; position: number; timestamp: number; at: number }
  >();
  private readonly seconds = new Histogram({
    name: 'projection_bulk_seconds',
    help: 'Time to write one bulk of the exporter',
    labelNames: ['exporter'],
    buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5],
    registers: [this.registry],
  });

  constructor(db: Db) {
    const gauge = (name: string, help: string, read: () => number | Promise<number>): void => {
      const registers = [this.registry];
      new Gauge({
        name,
        help,
        registers,
        collect: async function () {
          this.set(await read());
        },
      });
    };
    gauge('projection_lag_seconds', 'How far the read model is behind the engine', () => this.lagMs() / 1000);
    gauge('projection_last_contact_seconds', 'Wall time of the last bulk, epoch', () => (this.lastContact ?? 0) / 1000);
    gauge('projection_quarantined', 'Records that could not be projected', () => countQuarantined(db).catch(() => NaN));
  }

  contact(): void {
    this.lastContact = Date.now();
    this.inHand += 1;
  }

  done(): void {
    this.inHand -= 1;
  }

  failed(): void {
    this.failingSince ??= Date.now();
  }

  written(bulk: Bulk, startedAt: number): void {
    const at = Date.now();
    this.failingSince = null;
    this.seconds.observe({ exporter: bulk.exporter }, (at - startedAt) / 1000);
    for (const [partitionId, { position, timestamp }] of bulk.newest) {
      this.unsaved.set(`${bulk.exporter} ${partitionId}`, {
        exporter: bulk.exporter,
        partitionId,
        position,
        timestamp,
        at,
      });
      // Stamped before the clock was moved, but received after: the smaller of both readings is the true one.
      const readings = [clockOffset(), this.offsetBefore]
        .map((offset) => at + offset - timestamp)
        .filter((ms) => ms >= 0);
      this.lag = readings.length > 0 ? Math.min(...readings) : 0;
    }
    this.offsetBefore = clockOffset();
  }

  lagMs(): number {
    if (this.failingSince !== null) return Math.max(this.lag, Date.now() - this.failingSince);
    const quiet = this.inHand === 0 && Date.now() - (this.lastContact ?? 0) > QUIET_MS;
    return quiet ? 0 : this.lag;
  }

  /**
   * Written now and then, not with every bulk, and always after the bulk itself: what stands there the read model has. Limits of one minute
   * are raised up to the instant of `full` (lockDueRounds).
   */
  async save(db: Db): Promise<void> {
    const rows = [...this.unsaved.values()];
    if (rows.length === 0) return;
    this.unsaved.clear();
    await db.query(
      `INSERT INTO exporter_progress AS e (exporter, partition_id, position, record_at, received_at)
       SELECT exporter, partition_id, position, record_at, to_timestamp(at / 1000.0)
         FROM unnest($1::text[], $2::int[], $3::bigint[], $4::bigint[], $5::bigint[]) AS r(exporter, partition_id, position, record_at, at)
        ORDER BY 1, 2
       ON CONFLICT (exporter, partition_id) DO UPDATE SET
         position = GREATEST(e.position, excluded.position), record_at = excluded.record_at, received_at = excluded.received_at`,
      [
        rows.map((r) => r.exporter),
        rows.map((r) => r.partitionId),
        rows.map((r) => r.position),
        rows.map((r) => r.timestamp),
        rows.map((r) => r.at),
      ],
    );
  }

  async read(db: Db): Promise<Lag> {
    const { rows } = await db.query<{ exporter: string; partitionId: number; position: string; receivedAt: string }>(
      `SELECT exporter, partition_id AS "partitionId", position, received_at AS "receivedAt" FROM exporter_progress ORDER BY 1, 2`,
    );
    return {
      lagMs: this.lagMs(),
      lastContactMs: this.lastContact,
      positions: rows.map((r) => ({ ...r, position: Number(r.position) })),
      quarantined: await countQuarantined(db),
    };
  }
}
