import type { Db } from '../db/pool.ts';
import type { FormField, FormSchema } from '../domain/forms/schema.ts';
import { deputyOptions, memberOptions } from '../domain/meetings/members.ts';
import { measureOptions } from '../domain/ledger/measures.ts';
import { listIndustries } from '../domain/parks/industries.ts';
import { parkOptions } from '../domain/parks/register.ts';
import { communityOptions, subDistrictOptions } from '../domain/property/units.ts';
import { listPeople } from '../domain/people/holders.ts';
import { listUnits } from '../domain/people/store.ts';

interface Option {
  label: string;
  value: string;
}

const named = (list: { id: string; name: string }[]): Option[] =>
  list.map(({ id, name }) => ({ label: name, value: id }));

/** Lists that a form may name in `valuesKey`. */
const LISTS: Record<string, (db: Db) => Promise<Option[]>> = {
  units: async (db) => named(await listUnits(db)),
  communities: communityOptions,
  subDistricts: subDistrictOptions,
  groupMembers: memberOptions,
  jointDeputies: deputyOptions,
  industries: async (db) => named(await listIndustries(db)),
  parks: async (db) =>
    (await parkOptions(db)).map(({ id, name, operator, revokedOn }) => ({
      label: `${name}（${operator}${revokedOn ? '，已取消资格' : ''}）`,
      value: id,
    })),
  people: async (db) =>
    (await listPeople(db, { units: null })).map(({ username, name, posts }) => ({
      label: posts.length && posts[0] !== name ? `${name}（${posts.join('、')}）` : name,
      value: username,
    })),
  ledgerMeasures: async (db) => named((await measureOptions(db)).filter(({ open }) => !open)),
};

export const LIST_NAMES = Object.keys(LISTS);

/** The lists that these forms name, and no others. */
export async function loadLists(db: Db, forms: unknown[]): Promise<Record<string, Option[]>> {
  const names = new Set<string>();
  const walk = (fields: FormField[] | undefined): void => {
    for (const field of fields ?? []) {
      if (field.valuesKey !== undefined && Object.hasOwn(LISTS, field.valuesKey)) names.add(field.valuesKey);
      walk(field.components);
    }
  };
  for (const form of forms) walk((form as FormSchema | null)?.components);
  return Object.fromEntries(
    await Promise.all([...names].map(async (name) => [name, await LISTS[name]!(db)] as [string, Option[]])),
  );
}
