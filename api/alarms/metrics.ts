import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { CHECKS } from '../../domain/alarms/store.ts';
import type { Pool } from '../../db/pool.ts';
import { COLOURS, countByColour } from '../../domain/deadlines/colours.ts';
import type { Health } from '../health.ts';
import type { Look } from './watchdog.ts';

/** Prometheus metrics of the app: served at the records' address only, behind its password. */
export function createMetrics(
  pool: Pool,
  parts: Registry[],
  health: () => Health,
  look: () => Look | null,
): () => Promise<string> {
  const own = new Registry();
  collectDefaultMetrics({ register: own });
  const gauge = (name: string, help: string, read: () => number): void => {
    const registers = [own];
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  };
  gauge('timers_late', 'Timers that the engine should have fired', () => look()?.timersLate ?? NaN);
  gauge('limits_late', 'Limits whose rung has come but was not raised', () => look()?.rungsLate ?? NaN);
  gauge('limits_unarmed', 'Watches that have not taken up a change', () => look()?.unarmed ?? NaN);
  gauge('engine_ready', '1 when the engine answers', () => Number(health().engine().ready));
  gauge('workers_healthy', '1 when every worker hears from the engine', () => Number(health().workers().healthy));
  gauge('disk_free_bytes', 'Free space where the data are', () => look()?.diskFreeBytes ?? NaN);
  gauge('independent_check_seconds', 'Wall time of the last independent check, epoch', () => (look()?.at ?? 0) / 1000);
  new Gauge({
    name: 'alarm',
    help: '1 while the independent check finds this wrong',
    labelNames: ['check'],
    registers: [own],
    collect() {
      const failing = new Set<string>(look()?.failing);
      for (const check of Object.keys(CHECKS)) this.set({ check }, Number(failing.has(check)));
    },
  });
  new Gauge({
    name: 'limits',
    help: 'Open limits by their colour',
    labelNames: ['state'],
    registers: [own],
    async collect() {
      // Without a database the other readings are wanted all the more.
      const counts = await countByColour(pool).catch(() => null);
      for (const state of COLOURS) this.set({ state }, counts ? (counts.get(state) ?? 0) : NaN);
    },
  });
  const all = Registry.merge([own, ...parts]);
  return () => all.metrics();
}
