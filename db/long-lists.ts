import { performance } from 'node:perf_hooks';

/** From here on nobody reads a list to its end, and counting it costs more than a page of it. */
const LONG = 2_000;
/** So old may the total of a long list be, ms. */
const FRESH = 3_000;
const MOST_KEYS = 1_000;

interface Known {
  total: unknown;
  at: number;
  counting: Promise<unknown> | null;
}
const lists = new Map<string, Known>();

/** What `count` answers; where that is long, an answer of the last seconds. `key` says all that the answer depends on but time. */
export async function countLong<T>(key: string, count: () => Promise<T>, sizeOf: (total: T) => number): Promise<T> {
  const known = lists.get(key) as (Known & { total: T; counting: Promise<T> | null }) | undefined;
  if (known && performance.now() - known.at < FRESH) return known.total;
  // Several who ask at once wait for one count; but only of what is known to be long, as others have to be exact.
  if (known?.counting) return known.counting;
  const counting = count().then(
    (total) => {
      if (sizeOf(total) < LONG) lists.delete(key);
      else {
        if (lists.size > MOST_KEYS) lists.clear();
        lists.set(key, { total, at: performance.now(), counting: null });
      }
      return total;
    },
    (error: unknown) => {
      lists.delete(key);
      throw error;
    },
  );
  if (known) known.counting = counting;
  return counting;
}

export interface Listed<T> {
  items: T[];
  total: number;
}

/**
 * A page of a list with its total. A short list is read whole by `short`; of one known to be long `page` takes what comes first in
 * order, and its total may be some seconds old.
 */
export async function listLong<T>(
  key: string,
  how: { short(): Promise<Listed<T>>; page(): Promise<T[]>; count(): Promise<number> },
): Promise<Listed<T>> {
  const size = (total: number) => total;
  if (lists.has(key)) {
    const [items, total] = await Promise.all([how.page(), countLong(key, how.count, size)]);
    return { items, total };
  }
  const found = await how.short();
  if (found.total >= LONG) await countLong(key, () => Promise.resolve(found.total), size);
  return found;
}
