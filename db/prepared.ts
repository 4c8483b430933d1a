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
