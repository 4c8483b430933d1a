import type { Db } from '../../db/pool.ts';
import { now } from '../clock.ts';
import type { Representation } from '../people/represent.ts';
import type { Principal } from '../people/store.ts';
import { findProcedure } from '../procedures.ts';
import { supervisingUnitOf } from '../supervision/store.ts';

export interface CasePerson {
  username: string;
  name: string;
  post: string;
  postName: string;
  unit: string;
}

/**
 * Who may be addressed about a case: present holders of posts in the units that take part in it and in the unit that supervises it; they
 * all see it (domain/access.ts).
 */
export async function peopleOfCase(db: Db, c: { id: string; process: string }): Promise<CasePerson[]> {
  const supervising = findProcedure(c.process) ? [supervisingUnitOf(c.process)] : [];
  const { rows } = await db.query<CasePerson>(
    `SELECT a.username, a.display_name AS name, p.id AS post, p.name AS "postName", p.unit
       FROM post p JOIN unit u ON u.id = p.unit
       JOIN post_holder h ON h.post = p.id AND h.from_date <= $3::date AND (h.until_date IS NULL OR h.until_date > $3::date)
       JOIN account a USING (username)
      WHERE p.unit = ANY ($2::text[]) OR p.unit IN (SELECT unit FROM case_unit WHERE case_id = $1)
      ORDER BY u.ord, array_position(ARRAY['clerk','head','liaison','liaison-lead'], p.kind), p.id, a.username`,
    [c.id, supervising, now().toISODate()],
  );
  return rows;
}

/**
 * The post through which somebody takes part in a case or supervises it; in the place of somebody away, that one's post. Null: he only
 * reads it. Whether he sees the case at all is asked before.
 */
export async function partIn(
  db: Db,
  who: Pick<Principal, 'username' | 'represents'>,
  c: { id: string; process: string },
): Promise<string | null> {
  const people = await peopleOfCase(db, c);
  const own = people.find(({ username }) => username === who.username);
  if (own) return own.post;
  const units = new Set(people.map(({ unit }) => unit));
  const covers = ({ post, processes }: Representation) =>
    post.unit !== null && units.has(post.unit) && (processes === null || processes.includes(c.process));
  return who.represents.find(covers)?.post.id ?? null;
}
