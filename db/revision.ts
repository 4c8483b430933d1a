import type { Db } from './pool.ts';

/** Rows of table `revision`; triggers of the tables behind them count (migration 0150). */
export type Reference = 'names' | 'processes' | 'calendar';

// With the row's transaction: what a transaction that is rolled back has counted is counted again by the next.
const VERSION = `SELECT format('%s %s %s %s', current_setting('port'), current_database(), n, xmin) AS version
  FROM revision WHERE of = $1`;

/** Reads through `read`, anew only after its tables have changed, also by the asking transaction. What it answers is shared: not to be changed. */
export function readWhenChanged<T>(of: Reference, read: (db: Db) => Promise<T>): (db: Db) => Promise<T> {
  let known: { version: string; value: T } | null = null;
  return async (db) => {
    const { rows } = await db.query<{ version: string }>({ name: 'revision', text: VERSION, values: [of] });
    const version = rows[0]?.version ?? '';
    if (known?.version !== version) known = { version, value: await read(db) };
    return known.value;
  };
}
