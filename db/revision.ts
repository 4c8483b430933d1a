import type { Db } from './pool.ts';

/** Rows of table `revision`; triggers of the tables behind them count (migration 0150). */
export type Reference = 'names' | 'processes' | 'calendar';

// With the row's transaction: what a transaction that is rolled back has counted is counted again by the next.
export const VERSIONS = `SELECT of, format('%s %s %s %s', current_setting('port'), current_database(), n, xmin) AS version FROM revision`;

/** One look for all that is asked for in the same turn: a page needs names, processes and the calendar at once. */
const asked = new WeakMap<Db, Promise<Map<string, string>>>();
function versions(db: Db): Promise<Map<string, string>> {
  const known = asked.get(db);
  if (known) return known;
  const look = db
    .query<{ of: string; version: string }>({ name: 'revisions', text: VERSIONS })
    .then(({ rows }) => new Map(rows.map(({ of, version }) => [of, version])));
  asked.set(db, look);
  queueMicrotask(() => asked.delete(db));
  return look;
}

/** The same connections, for one answer: as long as it is worked at, these are the versions. */
export function withVersions(db: Db, known: Record<string, string>): Db {
  const same = { query: db.query.bind(db) } as Db;
  asked.set(same, Promise.resolve(new Map(Object.entries(known))));
  return same;
}

/** Reads through `read`, anew only after its tables have changed, also by the asking transaction. What it answers is shared: not to be changed. */
export function readWhenChanged<T>(of: Reference, read: (db: Db) => Promise<T>): (db: Db) => Promise<T> {
  let known: { version: string; value: T } | null = null;
  return async (db) => {
    const version = (await versions(db)).get(of) ?? '';
    if (known?.version !== version) known = { version, value: await read(db) };
    return known.value;
  };
}
