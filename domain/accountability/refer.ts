import type { Db } from '../../db/pool.ts';
import { holdsKind, type Principal } from '../people/store.ts';
import { isRestricted } from '../restricted/store.ts';
import { CARD_PROCESS } from '../supervision/store.ts';

/** Each unit may report what it finds: the notice binds the bureau and the departments alike. */
export const mayRefer = (who: Principal): boolean => holdsKind(who, 'clerk') || holdsKind(who, 'head');

/** A clue may be any case that he sees; a card only where it stands and the fault was the unit's own or another's. */
export async function mayReferFrom(db: Db, who: Principal, c: { id: string; process: string }): Promise<string | null> {
  if (!mayRefer(who)) return '您的岗位不能移送责任追究线索。';
  if (await isRestricted(db, c.id)) return '受限事项不能作为线索来源。';
  if (c.process !== CARD_PROCESS) return null;
  const { rows } = await db.query<{ state: string; attribution: string | null; unit: string }>(
    'SELECT state, attribution, supervising_unit AS unit FROM card WHERE case_id = $1',
    [c.id],
  );
  const card = rows[0];
  if (card?.state !== 'upheld' || !['own-step', 'other-unit'].includes(card.attribution ?? ''))
    return '红牌核查维持、且责任在本环节或其他单位的，方可移送责任追究。';
  return who.units.includes(card.unit) || who.units.includes('supervision-office')
    ? null
    : '红牌由其督导单位移送责任追究。';
}
