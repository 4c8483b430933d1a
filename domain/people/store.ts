import { DateTime } from 'luxon';
import type { Db } from '../../db/pool.ts';
import { readWhenChanged } from '../../db/revision.ts';
import { now, ZONE } from '../clock.ts';
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
  /** Whether there are any cases that everybody reads (domain/cases/marking). */
  publicCases?: boolean;
}

const REPRESENTS = `(SELECT coalesce(json_agg(r), '[]') FROM (${REPRESENTED_BY}) r) AS represents`;

/** SQL: of account `me` what makes a `Principal` at the instant `$2`, on the day `$3`, but for whom it represents. */
export const PRINCIPAL = `me.username, me.display_name AS name,
       (SELECT coalesce(json_agg(json_build_object('id', h.id, 'name', h.name, 'kind', h.kind, 'unit', h.unit, 'unitName', h."unitName")
                                 ORDER BY h.ended, h.id), '[]') FROM (
          SELECT p.id, p.name, p.kind, p.unit, u.name AS "unitName", u.ended_on IS NOT NULL AS ended
            FROM post_holder h JOIN post p ON p.id = h.post LEFT JOIN unit u ON u.id = p.unit
           WHERE h.username = me.username AND h.from_date <= $3::date AND (h.until_date IS NULL OR h.until_date > $3::date)) h) AS posts,
       (SELECT array_agg(DISTINCT post) FROM restricted_reader) AS reading,
       EXISTS (SELECT 1 FROM public_case) AS "publicCases"`;

export interface PrincipalRow {
  username: string;
  name: string;
  posts: Post[];
  represents: Representation[];
  reading: string[] | null;
  publicCases: boolean;
}

/** What `PRINCIPAL` is asked with, after its first parameter. */
export function today(): [instant: string | null, day: string | null] {
  const at = now();
  return [at.toISO(), at.toISODate()];
}

export async function findPrincipal(db: Db, username: string): Promise<Principal | null> {
  const { rows } = await db.query<PrincipalRow>({
    name: 'find-principal',
    text: `SELECT ${PRINCIPAL}, ${REPRESENTS} FROM account me WHERE me.username = $1 AND me.active`,
    values: [username, ...today()],
  });
  return rows[0] ? toPrincipal(rows[0]) : null;
}

/** Whom somebody represents, as `REPRESENTED_BY` says; only to be asked of who `STANDS_IN`. */
export async function representedBy(db: Db, username: string, at: ReturnType<typeof today>): Promise<Representation[]> {
  const { rows } = await db.query<{ represents: Representation[] }>({
    name: 'represents',
    text: `SELECT ${REPRESENTS} FROM account me WHERE me.username = $1`,
    values: [username, ...at],
  });
  return rows[0]?.represents ?? [];
}

export function toPrincipal({ username, name, posts, represents, reading, publicCases }: PrincipalRow): Principal {
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
    publicCases,
  };
}

/** Units that there are; with `merged` also those that went up in others, which old diagrams and cases name. */
export async function listUnits(db: Db, { merged = false } = {}): Promise<{ id: string; name: string }[]> {
  const { rows } = await db.query('SELECT id, name FROM unit WHERE $1 OR ended_on IS NULL ORDER BY ord, id', [merged]);
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

/** Names as they are now, and as units and their posts were called at another time. */
export class NamesOverTime extends Map<string, string> {
  readonly #renamings: Renaming[];
  readonly #before = new Map<string, ReadonlyMap<string, string>>();
  constructor(names: [string, string][], renamings: Renaming[]) {
    super(names);
    this.#renamings = renamings;
  }
  /** `instant`: ISO; null is now. */
  at(instant: string | null): ReadonlyMap<string, string> {
    if (instant === null || this.#renamings.length === 0) return this;
    const day = DateTime.fromISO(instant).setZone(ZONE).toISODate() ?? '';
    // Newest first, so that the earliest one after that day has the last word.
    const later = this.#renamings.filter((r) => r.on > day);
    if (later.length === 0) return this;
    const key = String(later.length);
    const known = this.#before.get(key);
    if (known) return known;
    const names = new Map(this);
    for (const { unit, before, posts } of later) {
      const called = names.get(unit) ?? '';
      names.set(unit, before);
      for (const post of posts) {
        const name = names.get(post) ?? '';
        if (name.startsWith(called)) names.set(post, before + name.slice(called.length));
      }
    }
    this.#before.set(key, names);
    return names;
  }
}
interface Renaming {
  unit: string;
  before: string;
  on: string;
  posts: string[];
}

/** What things were called at that time, where the names know. */
export const namesAt = (names: ReadonlyMap<string, string>, instant: string | null): ReadonlyMap<string, string> =>
  names instanceof NamesOverTime ? names.at(instant) : names;

/** Names of units, posts and people by id, for showing groups and actors. */
export const loadNames = readWhenChanged('names', async (db): Promise<NamesOverTime> => {
  const { rows } = await db.query<{ id: string; name: string }>(
    `SELECT username AS id, display_name AS name FROM account
     UNION ALL SELECT id, name FROM post UNION ALL SELECT id, name FROM unit`,
  );
  const { rows: renamings } = await db.query<Renaming>(
    `SELECT c.unit, c.name_before AS before, c.on_date AS "on", ARRAY(SELECT p.id FROM post p WHERE p.unit = c.unit) AS posts
       FROM unit_change c WHERE c.done_at IS NOT NULL ORDER BY c.on_date DESC, c.id DESC`,
  );
  return new NamesOverTime(
    rows.map((r) => [r.id, r.name]),
    renamings,
  );
});

export const holdsPost = (who: Principal, post: string): boolean => who.posts.some((p) => p.id === post);
export const holdsKind = (who: Principal, kind: string): boolean => who.posts.some((p) => p.kind === kind);
