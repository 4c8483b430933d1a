import type { Db } from '../../db/pool.ts';
import { VERSIONS } from '../../db/revision.ts';
import { STANDS_IN } from './represent.ts';
import { PRINCIPAL, type Principal, type PrincipalRow, representedBy, today, toPrincipal } from './store.ts';

/** How an account and its session stand with each request. */
export interface Standing {
  mustChange: 'given' | 'expired' | null;
  /** Seconds since the person did something. */
  idle: number;
}

/** Who asks, and what a page asks for besides. */
export interface Identity {
  /** As it was kept. */
  session: Record<string, unknown>;
  /** null: nobody is signed in, or the account has been stopped. */
  person: { who: Principal; standing: Standing } | null;
  /** Of names, procedures and calendar (db/revision). */
  versions: Record<string, string>;
}

/**
 * The session of this id with its person, at the moment of the question; null where it has ended. One statement, and one more for who stands
 * in for somebody: it comes before everything that somebody signed in asks for. `passwordDays`: how long a password lasts, 0 for ever.
 */
export async function identify(db: Db, sid: string, passwordDays: number): Promise<Identity | null> {
  const at = today();
  const { rows } = await db.query<
    Omit<PrincipalRow, 'username' | 'represents'> &
      Standing & {
        username: string | null;
        standsIn: boolean;
        sess: Identity['session'];
        versions: Identity['versions'];
      }
  >({
    name: 'identify',
    text: `SELECT s.sess, extract(epoch FROM now() - s.seen_at)::float8 AS idle,
                  CASE WHEN me.must_change THEN 'given'
                       WHEN $4 > 0 AND me.password_set_at < now() - make_interval(days => $4) THEN 'expired' END AS "mustChange",
                  (SELECT json_object_agg(v.of, v.version) FROM (${VERSIONS}) v) AS versions, ${PRINCIPAL}, ${STANDS_IN} AS "standsIn"
             FROM session s LEFT JOIN account me ON me.username = s.sess ->> 'username' AND me.active
            WHERE s.sid = $1 AND s.expire >= now()`,
    values: [sid, ...at, passwordDays],
  });
  const [row] = rows;
  if (!row) return null;
  const { sess: session, versions, idle, mustChange, username, standsIn, ...person } = row;
  if (username === null) return { session, versions, person: null };
  const represents = standsIn ? await representedBy(db, username, at) : [];
  return {
    session,
    versions,
    person: { who: toPrincipal({ ...person, username, represents }), standing: { idle, mustChange } },
  };
}
