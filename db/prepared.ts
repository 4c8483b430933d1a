import { createHash } from 'node:crypto';

/** More texts than all filters of all lists make. */
const MOST = 2_000;
const names = new Map<string, string>();

/**
 * A statement that is put together from parts, under a name by its text: PostgreSQL then plans it once a connection and not with every
 * page, which costs as much as a short page itself. It goes on making plans for the values at hand where they matter.
 */
export function prepared(text: string, values: unknown[]): { name?: string; text: string; values: unknown[] } {
  const known = names.get(text);
  if (known) return { name: known, text, values };
  // Never so many that a server's memory fills with plans.
  if (names.size >= MOST) return { text, values };
  const name = `p-${createHash('sha256').update(text).digest('base64url').slice(0, 22)}`;
  names.set(text, name);
  return { name, text, values };
}

/** Sizes of pages that are asked for all the time. */
const USUAL = [10, 20, 50, 100, 200];

/**
 * Which rows of a list, as SQL. A usual first page is written out: not knowing how few rows are wanted, PostgreSQL holds every general plan to be
 * dear and plans each page anew, which takes longer than the page. `add` makes a parameter and answers its name.
 */
export function pageBounds(limit: number, offset: number, add: (value: unknown) => string): string {
  return offset === 0 && USUAL.includes(limit) ? `LIMIT ${limit}` : `LIMIT ${add(limit)} OFFSET ${add(offset)}`;
}
