import type { Db } from '../db/pool.ts';
import { memberOptions } from '../domain/meetings/members.ts';
import { listUnits } from '../domain/people/store.ts';

/** Lists that a form may name in `valuesKey`. */
export async function loadLists(db: Db): Promise<Record<string, { label: string; value: string }[]>> {
  const [units, groupMembers] = await Promise.all([listUnits(db), memberOptions(db)]);
  return { units: units.map((u) => ({ label: u.name, value: u.id })), groupMembers };
}
