import type { Db } from '../../db/pool.ts';
import { now } from '../clock.ts';
import { holdsPost, type Principal } from './store.ts';

/** What a first visit shows depends on what somebody is here for. */
export const GUIDES = ['sysadmin', 'secadmin', 'auditor', 'owner', 'supervisor', 'head', 'staff'] as const;
export type Guide = (typeof GUIDES)[number];

export function guideOf(who: Principal): Guide {
  const administrator = (['sysadmin', 'secadmin', 'auditor'] as const).find((post) => holdsPost(who, post));
  if (administrator) return administrator;
  if (holdsPost(who, 'process-owner') || holdsPost(who, 'process-reviewer')) return 'owner';
  if (holdsPost(who, 'monitor') || who.units.includes('supervision-office')) return 'supervisor';
  return who.posts.some((post) => post.kind === 'head') ? 'head' : 'staff';
}

export async function hasSeenGuide(db: Db, username: string, guide: Guide): Promise<boolean> {
  const { rowCount } = await db.query('SELECT FROM seen_guide WHERE username = $1 AND guide = $2', [username, guide]);
  return rowCount === 1;
}

/** Once is enough: said again it stays as it was. */
export async function sawGuide(db: Db, username: string, guide: Guide): Promise<void> {
  await db.query('INSERT INTO seen_guide (username, guide, seen_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
    username,
    guide,
    now().toISO(),
  ]);
}
