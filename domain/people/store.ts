import type { Db } from '../../db/pool.ts';
import { readWhenChanged } from '../../db/revision.ts';
import { now } from '../clock.ts';
import { REPRESENTED_BY, type Representation } from './represent.ts';

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
  /** Posts, his and those that he acts for, that see restricted cases (domain/restricted). */
  readingPosts: string[];
}

export async function findPrincipal(db: Db, username: string): Promise<Principal | null> {
  const at = now();
  // One statement: it comes before everything that somebody signed in asks for.
  const { rows } = await db.query<{
    name: string;
    posts: Post[];
    represents: Representation[];
    reading: string[] | null;
  }>({
    name: 'find-principal',
    text: `SELECT a.display_name AS name,
       (SELECT coalesce(json_agg(h ORDER BY h.id), '[]') FROM (
          SELECT p.id, p.name, p.kind, p.unit, u.name AS "unitName"
            FROM post_holder h JOIN post p ON p.id = h.post LEFT JOIN unit u ON u.id = p.unit
           WHERE h.username = $1 AND h.from_date <= $3::date AND (h.until_date IS NULL OR h.until_date > $3::date)) h) AS posts,
       (SELECT coalesce(json_agg(r), '[]') FROM (${REPRESENTED_BY}) r) AS represents,
       (SELECT array_agg(DISTINCT post) FROM restricted_reader) AS reading
       FROM account a WHERE a.username = $1 AND a.active`,
    values: [username, at.toISO(), at.toISODate()],
  });
  const [account] = rows;
  if (!account) return null;
  const { name, posts, represents, reading } = account;
  const known = new Set([...posts.map((p) => p.id), ...represents.map((r) => r.post.id)]);
  const units = [...new Set(posts.flatMap((p) => (p.unit ? [p.unit] : [])))];
  return {
    username,
    name,
    posts,
    units,
    groups: [...posts.map((p) => p.id), ...units],
    // Who holds no post any more stands in for nobody.
    represents: posts.length ? represents : [],
    readingPosts: (reading ?? []).filter((post) => known.has(post)),
  };
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
export const loadNames = readWhenChanged('names', async (db): Promise<ReadonlyMap<string, string>> => {
  const { rows } = await db.query<{ id: string; name: string }>(
    `SELECT username AS id, display_name AS name FROM account
     UNION ALL SELECT id, name FROM post UNION ALL SELECT id, name FROM unit`,
  );
  return new Map(rows.map((r) => [r.id, r.name]));
});

export const holdsPost = (who: Principal, post: string): boolean => who.posts.some((p) => p.id === post);
export const holdsKind = (who: Principal, kind: string): boolean => who.posts.some((p) => p.kind === kind);
