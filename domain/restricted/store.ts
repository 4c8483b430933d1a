import type { Db } from '../../db/pool.ts';
import type { Principal } from '../people/store.ts';

/**
 * Cases that only those concerned see, and the cards of their limits. Everything that lists, counts, reads or tells of cases leaves them
 * out by the conditions below; the posts in `restricted_reader` see them, the person whom one is about never does, whatever his posts.
 */

/** SQL: the case in this column is none of them. */
export const isOpen = (caseId: string): string => `${caseId} NOT IN (SELECT case_id FROM restricted_case)`;

/** SQL: the case in this column is open, or there is none. */
export const isOpenOrNone = (caseId: string): string => `(${caseId} IS NULL OR ${isOpen(caseId)})`;

/** SQL: one of them that these posts see; parameters are the posts and the account. */
export const isReadBy = (caseId: string, posts: string, username: string): string =>
  `${caseId} IN (SELECT rr.case_id FROM restricted_reader rr JOIN restricted_case rc USING (case_id)
     WHERE rr.post = ANY (${posts}::text[]) AND rc.person IS DISTINCT FROM ${username}::text)`;

/** His own posts, and those that he stands in for, through which there is something restricted to be seen. */
export const ownReading = (who: Principal): string[] =>
  who.posts.map((p) => p.id).filter((id) => who.readingPosts.includes(id));
export const representedReading = (who: Principal): string[] =>
  who.represents.map((r) => r.post.id).filter((id) => who.readingPosts.includes(id));

/** SQL: the case in this column is open, or he sees it by a post of his own. */
export function openOrRead(who: Principal, caseId: string, p: (value: unknown) => string): string {
  const posts = ownReading(who);
  return posts.length ? `(${isOpen(caseId)} OR ${isReadBy(caseId, p(posts), p(who.username))})` : isOpen(caseId);
}

/** The same of the task in row `t`, also in an absent holder's place: whoever may take a restricted task sees its case. */
export function taskOpenOrRead(who: Principal, t: string, p: (value: unknown) => string): string {
  const posts = [...ownReading(who), ...representedReading(who)];
  const me = `${p(who.username)}::text`;
  const his = `cardinality(${t}.candidate_groups) = 0 AND (${t}.assignee = ${me} OR ${t}.completed_by = ${me})`;
  const read = posts.length ? ` OR ${isReadBy(`${t}.case_id`, p(posts), me)}` : '';
  return `(${isOpenOrNone(`${t}.case_id`)} OR ${his}${read})`;
}

/** In the transaction that writes the case. */
export async function restrictCase(db: Db, caseId: string, person: string | null, posts: string[]): Promise<void> {
  await db.query('INSERT INTO restricted_case (case_id, person) VALUES ($1, $2)', [caseId, person]);
  await db.query('INSERT INTO restricted_reader (case_id, post) SELECT DISTINCT $1, unnest($2::text[])', [
    caseId,
    posts,
  ]);
}

export async function isRestricted(db: Db, caseId: string): Promise<boolean> {
  const { rows } = await db.query('SELECT 1 FROM restricted_case WHERE case_id = $1', [caseId]);
  return rows.length > 0;
}

/** Those of these cases that are restricted. */
export async function restrictedAmong(db: Db, caseIds: (string | null)[]): Promise<Set<string>> {
  const { rows } = await db.query<{ id: string }>(
    'SELECT case_id AS id FROM restricted_case WHERE case_id = ANY ($1::text[])',
    [caseIds.filter((id) => id !== null)],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Shown to the person concerned from now on. */
export async function shareFile(db: Db, caseId: string, fileId: string): Promise<void> {
  await db.query('INSERT INTO restricted_share (case_id, file_id) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    caseId,
    fileId,
  ]);
}

/** Whether a file of a restricted case is this person's part of it: shown to him, or handed in by him. */
export async function isHisPart(db: Db, username: string, fileId: string): Promise<boolean> {
  const { rows } = await db.query(
    `SELECT 1 FROM file f JOIN restricted_case rc ON rc.case_id = f.case_id AND rc.person = $1
      WHERE f.id = $2 AND (f.uploaded_by = $1 OR EXISTS (SELECT 1 FROM restricted_share s WHERE s.file_id = f.id))`,
    [username, fileId],
  );
  return rows.length > 0;
}

/** Of these people only those who see the case, or were named themselves; parameters of `notify`. */
export interface Readers {
  person: string | null;
  posts: string[];
}
export async function readersOf(db: Db, caseIds: string[]): Promise<Map<string, Readers>> {
  if (caseIds.length === 0) return new Map();
  const { rows } = await db.query<Readers & { id: string }>({
    name: 'restricted-readers',
    text: `SELECT rc.case_id AS id, rc.person, array_agg(rr.post) AS posts FROM restricted_case rc JOIN restricted_reader rr USING (case_id)
            WHERE rc.case_id = ANY ($1::text[]) GROUP BY rc.case_id`,
    values: [caseIds],
  });
  return new Map(rows.map(({ id, ...readers }) => [id, readers]));
}
