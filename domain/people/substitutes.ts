import type { Db } from '../../db/pool.ts';
import { now } from '../clock.ts';
import { supervisingUnitOf } from '../supervision/store.ts';
import { CHAIN, countsAt } from './represent.ts';
import { loadNames } from './store.ts';

/** Who hears of something meant for a post. */
export interface Recipient {
  /** For whom it was meant: a post, or a unit. */
  post: string;
  /** Who hears of it: the post itself, the next post up, or the user name of the substitute. */
  to: string;
  /** User name of who acts for the post's absent holder. */
  substitute: string | null;
  /** Why it is somebody else, in words; null when it is the post itself. */
  because: string | null;
}

/** Whose turn it is when a post is not there. After the head the unit that supervises the procedure. */
const UP = ['clerk', 'liaison', 'liaison-lead', 'head'];

interface Holder {
  post: string;
  /** Last of the chain of substitutes; null when nobody acts. */
  last: string | null;
  away: boolean;
}

/** Today's holders of posts, followed through their absences. A post that is a unit, or unknown, has none. */
async function holdersOf(db: Db, posts: string[], process: string | null): Promise<Holder[]> {
  const at = now();
  const { rows } = await db.query<Holder>({
    name: 'holders-present',
    text: `WITH RECURSIVE h AS (
         SELECT x.post, x.username AS last, 0 AS depth, ARRAY[x.username] AS path FROM post_holder x
          WHERE x.post = ANY ($1::text[]) AND x.from_date <= $4::date AND (x.until_date IS NULL OR x.until_date > $4::date)
         UNION ALL
         SELECT h.post, a.substitute, h.depth + 1, h.path || a.substitute FROM h
           JOIN absence a ON a.username = h.last AND ${countsAt('$3')} AND (a.processes IS NULL OR $2::text = ANY (a.processes))
          WHERE h.depth < ${CHAIN} AND (a.substitute IS NULL OR a.substitute <> ALL (h.path))
       )
       SELECT DISTINCT ON (post, path[1]) post, depth > 0 AS away,
              CASE WHEN EXISTS (SELECT 1 FROM post_holder x WHERE x.username = h.last AND x.from_date <= $4::date
                                   AND (x.until_date IS NULL OR x.until_date > $4::date)) THEN last END AS last
         FROM h ORDER BY post, path[1], depth DESC`,
    values: [posts, process, at.toISO(), at.toISODate()],
  });
  return rows;
}

/** The usual case, in one look: every one of these posts has a holder who is there. */
async function allThere(db: Db, posts: string[], process: string | null): Promise<boolean> {
  const at = now();
  const { rows } = await db.query({
    name: 'posts-not-there',
    text: `SELECT 1 FROM post p WHERE p.id = ANY ($1::text[]) AND NOT EXISTS (
             SELECT 1 FROM post_holder x WHERE x.post = p.id AND x.from_date <= $4::date AND (x.until_date IS NULL OR x.until_date > $4::date)
                AND NOT EXISTS (SELECT 1 FROM absence a WHERE a.username = x.username AND ${countsAt('$3')}
                                   AND (a.processes IS NULL OR $2::text = ANY (a.processes)))) LIMIT 1`,
    values: [posts, process, at.toISO(), at.toISODate()],
  });
  return rows.length === 0;
}

/**
 * Who hears in the place of these posts, in the procedure: the post while one of its holders is there, else their substitutes, else the
 * next post up of the unit, in the end the supervising unit; each recipient once, each with why. The one answer for rungs, cards, mails.
 */
export async function recipientsOf(db: Db, posts: string[], process: string | null): Promise<Recipient[]> {
  const itself = (post: string): Recipient => ({ post, to: post, substitute: null, because: null });
  if (await allThere(db, posts, process)) return [...new Set(posts)].map(itself);
  const known = await db.query<{ id: string; unit: string | null; kind: string }>(
    'SELECT id, unit, kind FROM post WHERE id = ANY ($1::text[])',
    [posts],
  );
  const unitOf = new Map(known.rows.map((p) => [p.id, p]));
  const ladder = (post: string): string[] => {
    const { unit, kind } = unitOf.get(post) ?? { unit: null, kind: '' };
    const step = UP.indexOf(kind);
    return unit === null || step < 0 ? [post] : UP.slice(step).map((k) => `${unit}.${k}`);
  };
  const holders = await holdersOf(db, [...new Set([...unitOf.keys()].flatMap(ladder))], process);
  const there = (post: string) => holders.some((h) => h.post === post && !h.away);

  const names = await loadNames(db);
  const name = (id: string) => names.get(id) ?? id;
  const answers = posts.flatMap((post): Recipient[] => {
    if (!unitOf.has(post) || there(post)) return [itself(post)];
    const gaps: string[] = [];
    for (const step of ladder(post)) {
      if (there(step)) return [{ post, to: step, substitute: null, because: `${gaps.join('，')}，转${name(step)}` }];
      const absent = holders.filter((h) => h.post === step);
      const acting = [...new Set(absent.flatMap((h) => h.last ?? []))];
      if (acting.length)
        return acting.map((substitute) => ({
          post,
          to: substitute,
          substitute,
          because: [...gaps, `${name(step)}缺席，由${name(substitute)}代`].join('，'),
        }));
      gaps.push(absent.length ? `${name(step)}缺席且无人代理` : `${name(step)}空缺`);
    }
    const above = process === null ? null : supervisingUnitOf(process);
    return [
      {
        post,
        to: above ?? post,
        substitute: null,
        because: `${gaps.join('，')}，${above ? `转${name(above)}` : '无上级岗位可转'}`,
      },
    ];
  });
  return answers.filter((r, i) => answers.findIndex((other) => other.to === r.to) === i || r.because !== null);
}

/** Why others hear than those it was meant for, as one text; empty when nobody is missing. */
export const sayWhy = (recipients: Recipient[]): string =>
  [...new Set(recipients.flatMap((r) => r.because ?? []))].join('；');
