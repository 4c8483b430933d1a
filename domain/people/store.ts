import type { Db } from '../../db/pool.ts';
import { now } from '../clock.ts';
import { representedBy, type Representation } from './represent.ts';

export interface Post {
  id: string;
  name: string;
  kind: string;
  unit: string | null;
  unitName: string | null;
}

/** Somebody signed in, with the posts that he holds today. */
export interface Principal {
  username: string;
  name: string;
  posts: Post[];
  /** Ids of his units. */
  units: string[];
  /** Candidate groups: '<unit>.<post>' and '<unit>'. */
  groups: string[];
  /** Posts of others for which he acts at present: it gives him their tasks, none of their other rights. */
  represents: Representation[];
}

export async function findPrincipal(db: Db, username: string): Promise<Principal | null> {
  const at = now();
  const [account, { rows: posts }, represents] = await Promise.all([
    db.query<{ display_name: string }>('SELECT display_name FROM account WHERE username = $1', [username]),
    db.query<Post>(
      `SELECT p.id, p.name, p.kind, p.unit, u.name AS "unitName"
         FROM post_holder h JOIN post p ON p.id = h.post LEFT JOIN unit u ON u.id = p.unit
        WHERE h.username = $1 AND h.from_date <= $2::date AND (h.until_date IS NULL OR h.until_date > $2::date)
        ORDER BY p.id`,
      [username, at.toISODate()],
    ),
    representedBy(db, username, at.toISO() ?? ''),
  ]);
  if (!account.rows[0]) return null;
  const units = [...new Set(posts.flatMap((p) => (p.unit ? [p.unit] : [])))];
  return {
    username,
    name: account.rows[0].display_name,
    posts,
    units,
    groups: [...posts.map((p) => p.id), ...units],
    // Who holds no post any more stands in for nobody.
    represents: posts.length ? represents : [],
  };
}

export async function findPasswordHash(db: Db, username: string): Promise<string | null> {
  const { rows } = await db.query<{ password_hash: string }>('SELECT password_hash FROM account WHERE username = $1', [
    username,
  ]);
  return rows[0]?.password_hash ?? null;
}

export async function listUnits(db: Db): Promise<{ id: string; name: string }[]> {
  const { rows } = await db.query('SELECT id, name FROM unit ORDER BY ord');
  return rows;
}

export async function listPosts(db: Db): Promise<Post[]> {
  const { rows } = await db.query(
    `SELECT p.id, p.name, p.kind, p.unit, u.name AS "unitName"
       FROM post p LEFT JOIN unit u ON u.id = p.unit
      ORDER BY u.ord NULLS LAST, array_position(ARRAY['clerk','head','liaison','liaison-lead'], p.kind), p.id`,
  );
  return rows;
}

/** Names of units, posts and people by id, for showing groups and actors. */
export async function loadNames(db: Db): Promise<Map<string, string>> {
  const { rows } = await db.query<{ id: string; name: string }>(
    `SELECT username AS id, display_name AS name FROM account
     UNION ALL SELECT id, name FROM post UNION ALL SELECT id, name FROM unit`,
  );
  return new Map(rows.map((r) => [r.id, r.name]));
}

export const holdsPost = (who: Principal, post: string): boolean => who.posts.some((p) => p.id === post);
export const holdsKind = (who: Principal, kind: string): boolean => who.posts.some((p) => p.kind === kind);
