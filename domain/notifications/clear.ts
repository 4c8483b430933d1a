import type { Db } from '../../db/pool.ts';
import { now } from '../clock.ts';

/** Sooner nobody misses them: the exact record is the case's history. */
export const LEAST_DAYS = 30;
const AT_ONCE = 5_000;

/**
 * Takes messages off the lists of those who read them longer than so many days of business time ago; unread ones stay. That each was told
 * is kept (`notification`), so that nothing is told a second time. Answers how many.
 */
export async function clearRead(db: Db, days: number): Promise<number> {
  if (days < LEAST_DAYS) throw new RangeError(`messages are kept for ${LEAST_DAYS} days at least`);
  const before = now().minus({ days }).toISO();
  for (let cleared = 0; ;) {
    const { rowCount } = await db.query(
      `DELETE FROM notification_recipient WHERE (username, notification_id) IN (
         SELECT username, notification_id FROM notification_recipient WHERE read_at < $1 ORDER BY read_at LIMIT $2)`,
      [before, AT_ONCE],
    );
    cleared += rowCount ?? 0;
    if ((rowCount ?? 0) < AT_ONCE) return cleared;
  }
}
