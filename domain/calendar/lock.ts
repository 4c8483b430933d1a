import type { Db } from '../../db/pool.ts';

/**
 * One editor at a time, so that what the history says was there before was there before. Whoever counts a limit holds the calendar
 * meanwhile: else a limit that is just being entered would be written by the old calendar after every written one was counted anew.
 * Always taken before the rows of limits are locked. Until the transaction ends.
 */
export const lockCalendar = (db: Db) => db.query(`SELECT pg_advisory_xact_lock(hashtext('calendar'))`);
export const holdCalendar = (db: Db) => db.query(`SELECT pg_advisory_xact_lock_shared(hashtext('calendar'))`);
