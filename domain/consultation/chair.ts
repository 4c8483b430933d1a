import type { Db } from '../../db/pool.ts';
import { listMembers, memberId } from '../meetings/members.ts';
import { loadNames } from '../people/store.ts';

/** What the papers call who chairs: the appointed deputy's title, else the seat of the convenor, else the post. */
export async function chairName(db: Db, chairPost: string, leader: string | null): Promise<string> {
  const members = (await listMembers(db)).filter(({ group }) => group === 'joint-meeting');
  const found = members.find((member) => memberId(member) === (leader ?? chairPost));
  return found?.title ?? leader ?? (await loadNames(db)).get(chairPost) ?? chairPost;
}
