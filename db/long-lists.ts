import { performance } from 'node:perf_hooks';

/** From here on nobody counts the rows that he sees, and counting them costs more than a page of them. */
const MANY = 300;
/** The same where finding the few among very many is what counting costs. */
export const MANY_SCATTERED = 100;
/** From here on a page is found sooner by going through the order of the list than by finding all that is in it. */
export const LONG = 2_000;
/** So old may the total of many be, ms; then it is counted anew, and up to the second of these nobody waits for that. */
const FRESH = 3_000;
const OLD = 10_000;
const MOST_KEYS = 1_000;

interface Known {
  total: unknown;
  at: number;
  counting: Promise<unknown> | null;
}
const lists = new Map<string, Known>();

/** What `count` answers; where that is many, an answer of the last seconds. `key` says all that the answer depends on but time. */
export async function countLong<T>(
  key: string,
  count: () => Promise<T>,
  sizeOf: (total: T) => number,
  many = MANY,
): Promise<T> {
  const known = lists.get(key) as (Known & { total: T; counting: Promise<T> | null }) | undefined;
  const age = known ? performance.now() - known.at : Infinity;
  if (known && age < FRESH) return known.total;
  // Several who ask at once have one count made; but only of what is known to be many, as others have to be exact.
  if (known?.counting) return age < OLD ? known.total : known.counting;
  const counting = count().then(
    (total) => {
      if (sizeOf(total) < many) lists.delete(key);
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
  if (!known || age >= OLD) return counting;
  counting.catch(() => undefined);
  return known.total;
}

export interface Listed<T> {
  items: T[];
  total: number;
}

/**
 * A page of a list with its total. A short list is read whole by `short`. Of one known to hold many the total may be some seconds old,
 * and only a `page` is read; told the total, it may go through the rows in their order (from `LONG` on) or find all. The last page says
 * the total exactly, an empty first one too.
 */
export async function listLong<T>(
  key: string,
  { limit, offset }: { limit: number; offset: number },
  how: { short(): Promise<Listed<T>>; page(total: number): Promise<T[]>; count(): Promise<number> },
  many = MANY,
): Promise<Listed<T>> {
  const size = (total: number) => total;
  const known = lists.get(key) as { total: number } | undefined;
  if (known) {
    const [items, total] = await Promise.all([how.page(known.total), countLong(key, how.count, size, many)]);
    const last = items.length < limit && (items.length > 0 || offset === 0);
    return { items, total: last ? offset + items.length : total };
  }
  const found = await how.short();
  if (found.total >= many) await countLong(key, () => Promise.resolve(found.total), size, many);
  return found;
}
