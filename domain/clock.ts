import { AsyncLocalStorage } from 'node:async_hooks';
import { DateTime, FixedOffsetZone } from 'luxon';
import type { Db } from '../db/pool.ts';

/** Zone of every date of the product: Asia/Shanghai, by its offset, which has not changed since 1991; by its name each date would ask Intl for it. */
export const ZONE = FixedOffsetZone.instance(8 * 60);

// Offset of business time to wall time, ms. Not zero only where the clock may be moved (demonstration, tests).
let offset = 0;
// Rehearsals have a clock of their own, which stands until it is moved.
const standing = new AsyncLocalStorage<number>();

/** Business time: the only clock that domain code reads. */
export function now(): DateTime {
  return DateTime.fromMillis(standing.getStore() ?? Date.now() + offset, { zone: ZONE });
}

/** Does this work at another business time. */
export const atInstant = <T>(at: DateTime, work: () => T): T => standing.run(at.toMillis(), work);

export function clockOffset(): number {
  return offset;
}

export function setClockOffset(ms: number): void {
  offset = ms;
}

export async function loadClock(db: Db): Promise<number> {
  const { rows } = await db.query(`SELECT value FROM setting WHERE key = 'clock-offset'`);
  offset = Number(rows[0]?.value ?? 0);
  return offset;
}

// As the pool's connections write it, whose zone is ours: most of what lists show, and nothing to be counted in it.
const OURS = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,3})\d*)?\+08:00$/;

/** ISO 8601 with +08:00, seconds when the milliseconds are zero: 2019-05-06T17:00:00+08:00. */
export function toWire(at: DateTime | string | null | undefined): string | null {
  if (at === null || at === undefined) return null;
  const ours = typeof at === 'string' ? OURS.exec(at) : null;
  if (ours) {
    const ms = (ours[2] ?? '').padEnd(3, '0');
    return `${ours[1]}${ms === '000' ? '' : `.${ms}`}+08:00`;
  }
  const time = typeof at === 'string' ? DateTime.fromISO(at, { setZone: true }) : at;
  return time.setZone(ZONE).toISO({ suppressMilliseconds: true });
}
