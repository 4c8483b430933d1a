import type { Db } from '../../db/pool.ts';
import { listUnits, type Principal } from '../people/store.ts';

/** Office of the district's committee for environment and property management (历下政办发〔2019〕3号 一（二）). */
export const COMMITTEE = 'environment-property-committee';
export const HOTLINE = 'hotline-office';

// A site has one unit for each; the demonstration has one of both kinds.
export const isCommunity = (unit: unknown): boolean => typeof unit === 'string' && /^community(-|$)/.test(unit);
export const isSubDistrict = (unit: unknown): boolean => typeof unit === 'string' && /^sub-district(-|$)/.test(unit);

const named = async (db: Db, is: (unit: string) => boolean) =>
  (await listUnits(db)).filter(({ id }) => is(id)).map(({ id, name }) => ({ label: name, value: id }));
/** Options of forms. */
export const communityOptions = (db: Db) => named(db, isCommunity);
export const subDistrictOptions = (db: Db) => named(db, isSubDistrict);

export const isClerkWhere = (who: Principal, is: (unit: string | null) => boolean): boolean =>
  who.posts.some(({ kind, unit }) => kind === 'clerk' && is(unit));
