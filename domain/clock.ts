import { DateTime } from 'luxon';
import type { Db } from '../db/pool.ts';

/** Zone of every date of the product. */
export const ZONE = 'Asia/Shanghai';

// Offset of business time to wall time, ms. Not zero only where the clock may be moved (demonstration, tests).
let offset = 0;

/** Business time: the only clock that domain code reads. */
export function now(): DateTime {
  return DateTime.fromMillis(Date.now() + offset, { zone: ZONE });
}

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

/** ISO 8601 with +08:00, seconds when the milliseconds are zero: 2019-05-06T17:00:00+08:00. */
export function toWire(at: DateTime | string | null | undefined): string | null {
  if (at === null || at === undefined) return null;
  const time = typeof at === 'string' ? DateTime.fromISO(at, { setZone: true }) : at;
  return time.setZone(ZONE).toISO({ suppressMilliseconds: true });
}
