import type { Post } from './store.ts';

/** A post whose holder is away and for which somebody else acts now. */
export interface Representation {
  /** The row in table absence that gives the right. */
  absence: string;
  /** Who is away. */
  username: string;
  name: string;
  post: Post;
  /** Candidate groups of the post. */
  groups: string[];
  /** Procedures that it is about; null for all. */
  processes: string[] | null;
  untilAt: string;
}

/** A substitute may be away too: so many absences are followed from one to the next. */
export const CHAIN = 5;

/** SQL: the absence in row `a` counts at the instant in this parameter. */
export const countsAt = (at: string): string =>
  `a.revoked_at IS NULL AND a.from_at <= ${at}::timestamptz AND a.until_at > ${at}::timestamptz`;

/** SQL: the procedures that two absences have in common; null is all of them. */
const common = (a: string, b: string): string =>
  `CASE WHEN ${a} IS NULL THEN ${b} WHEN ${b} IS NULL THEN ${a}
        ELSE ARRAY(SELECT unnest(${a}) INTERSECT SELECT unnest(${b})) END`;

/** SQL: whether account `me` stands in for anybody at the instant $2. */
export const STANDS_IN = `EXISTS (SELECT 1 FROM absence a WHERE a.substitute = me.username AND ${countsAt('$2')})`;

/**
 * SQL: the posts for which the person of account `me` acts at this instant ($2, on the day $3): of those whom he stands in for, and of
 * those whom they stand in for. Its rows are `Representation`s.
 */
export const REPRESENTED_BY = `
  WITH RECURSIVE r AS (
    SELECT a.id, a.username, a.processes, a.until_at, 1 AS depth, ARRAY[me.username, a.username] AS path
      FROM absence a WHERE a.substitute = me.username AND ${countsAt('$2')}
    UNION ALL
    SELECT a.id, a.username, ${common('r.processes', 'a.processes')}, least(r.until_at, a.until_at), r.depth + 1, r.path || a.username
      FROM r JOIN absence a ON a.substitute = r.username AND ${countsAt('$2')}
     WHERE r.depth < ${CHAIN} AND a.username <> ALL (r.path)
  )
  SELECT r.id::text AS absence, r.username, u.display_name AS name, r.processes, r.until_at AS "untilAt",
         jsonb_build_object('id', p.id, 'name', p.name, 'kind', p.kind, 'unit', p.unit, 'unitName', n.name) AS post,
         array_remove(ARRAY[p.id, p.unit], NULL) AS groups
    FROM r JOIN account u ON u.username = r.username
    JOIN post_holder h ON h.username = r.username AND h.from_date <= $3::date AND (h.until_date IS NULL OR h.until_date > $3::date)
    JOIN post p ON p.id = h.post LEFT JOIN unit n ON n.id = p.unit
   WHERE r.processes IS NULL OR cardinality(r.processes) > 0
   ORDER BY p.id, r.depth`;
