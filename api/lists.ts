import type { Db } from '../db/pool.ts';
import { deputyOptions, memberOptions } from '../domain/meetings/members.ts';
import { listIndustries } from '../domain/parks/industries.ts';
import { parkOptions } from '../domain/parks/register.ts';
import { listUnits } from '../domain/people/store.ts';

/** Lists that a form may name in `valuesKey`. */
export async function loadLists(db: Db): Promise<Record<string, { label: string; value: string }[]>> {
  const [units, groupMembers, jointDeputies, industries, parks] = await Promise.all([
    listUnits(db),
    memberOptions(db),
    deputyOptions(db),
    listIndustries(db),
    parkOptions(db),
  ]);
  const options = (list: { id: string; name: string }[]) => list.map(({ id, name }) => ({ label: name, value: id }));
  return {
    units: options(units),
    groupMembers,
    jointDeputies,
    industries: options(industries),
    parks: parks.map(({ id, name, operator, revokedOn }) => ({
      label: `${name}（${operator}${revokedOn ? '，已取消资格' : ''}）`,
      value: id,
    })),
  };
}
