import type { Db } from '../../db/pool.ts';
import { now } from '../clock.ts';
import { BusinessRefusal } from '../faults.ts';

/** Which posts investigate, conclude and review. The notice names none, so they are a setting. */
export interface AccountabilityPosts {
  investigate: string;
  conclude: string;
  review: string;
}

/** Until set otherwise: 区纪委监委, whose head is deputy convenor of the joint meeting (附件1 一), and the convenor for appeals. */
export const DEFAULT_POSTS: AccountabilityPosts = {
  investigate: 'discipline-supervision.clerk',
  conclude: 'discipline-supervision.head',
  review: 'joint-meeting.head',
};

export const postsOf = ({ investigate, conclude, review }: AccountabilityPosts): string[] => [
  investigate,
  conclude,
  review,
];
export const unitOfPost = (post: string): string => post.split('.')[0] ?? post;

export async function accountabilityPosts(db: Db): Promise<AccountabilityPosts> {
  const { rows } = await db.query<AccountabilityPosts>(
    'SELECT investigate, conclude, review FROM accountability_posts ORDER BY id DESC LIMIT 1',
  );
  return rows[0] ?? DEFAULT_POSTS;
}

export interface PostsEdit extends AccountabilityPosts {
  setAt: string;
  setBy: string;
  reason: string;
}

/** Newest first. */
export async function postsEdits(db: Db): Promise<PostsEdit[]> {
  const { rows } = await db.query<PostsEdit>(
    `SELECT investigate, conclude, review, set_at AS "setAt", set_by AS "setBy", reason FROM accountability_posts ORDER BY id DESC LIMIT 50`,
  );
  return rows;
}

/** In a transaction. Cases that run keep their posts; the same again is no edit. */
export async function setPosts(db: Db, posts: AccountabilityPosts, who: { actor: string; reason: string }) {
  await db.query(`SELECT pg_advisory_xact_lock(hashtext('accountability_posts'))`);
  const given = postsOf(posts);
  const refuse = (message: string): never => {
    throw new BusinessRefusal('posts-refused', message);
  };
  const { rows } = await db.query<{ id: string }>(
    `SELECT id FROM post WHERE id = ANY ($1::text[]) AND unit IS NOT NULL AND kind IN ('clerk', 'head')`,
    [given],
  );
  if (given.some((post) => !rows.some(({ id }) => id === post))) refuse('应为某单位的经办人或主要负责人岗位。');
  if (new Set(given).size < given.length) refuse('调查、结论、复核应由不同岗位承担。');
  const before = await accountabilityPosts(db);
  if (postsOf(before).every((post, i) => post === given[i])) return;
  await db.query(
    'INSERT INTO accountability_posts (investigate, conclude, review, set_at, set_by, reason) VALUES ($1,$2,$3,$4,$5,$6)',
    [...given, now().toISO(), who.actor, who.reason],
  );
}
