import type { Db } from '../../db/pool.ts';
import { now } from '../clock.ts';

export interface Recipient {
  username: string;
  /** Through which it reaches him; null when he was named himself. */
  post: string | null;
}

/**
 * Who is meant by posts ('<unit>.<post>', 'sysadmin'), units ('<unit>': every post of it) and accounts: the present holders. The one
 * place that decides it; notify() adds who stands in for them.
 */
export async function resolveRecipients(db: Db, names: string[]): Promise<Map<string, Recipient[]>> {
  const { rows } = await db.query<Recipient & { name: string }>({
    name: 'resolve-recipients',
    text: `SELECT g.name, h.username, p.id AS post
             FROM unnest($1::text[]) AS g(name) JOIN post p ON p.id = g.name OR p.unit = g.name
             JOIN post_holder h ON h.post = p.id AND h.from_date <= $2::date AND (h.until_date IS NULL OR h.until_date > $2::date)
           UNION ALL
           SELECT g.name, a.username, NULL FROM unnest($1::text[]) AS g(name) JOIN account a ON a.username = g.name
            WHERE NOT EXISTS (SELECT 1 FROM post p WHERE p.id = g.name)`,
    values: [[...new Set(names)], now().toISODate()],
  });
  const found = new Map<string, Recipient[]>();
  for (const { name, username, post } of rows) found.set(name, [...(found.get(name) ?? []), { username, post }]);
  return found;
}
