import type { Db } from '../db/pool.ts';
import { now } from './clock.ts';
import { measureOptions } from './ledger/measures.ts';
import { listIndustries } from './parks/industries.ts';
import { parkOptions } from './parks/register.ts';
import { listUnits, type Principal } from './people/store.ts';
import type { StartContext } from './procedure.ts';
import { procedures } from './procedures.ts';

/** What the checks of start variables need to know, as it is now. */
export async function loadStartContext(db: Db): Promise<StartContext> {
  const [units, industries, parks, measures] = await Promise.all([
    listUnits(db),
    listIndustries(db),
    parkOptions(db),
    measureOptions(db),
  ]);
  return { units: new Set(units.map((unit) => unit.id)), today: now().toISODate() ?? '', industries, parks, measures };
}

/** Ids of the procedures that this person may start. */
export async function startableBy(db: Db, who: Principal): Promise<string[]> {
  const industries = await listIndustries(db);
  return procedures.filter((procedure) => procedure.mayStart(who, industries)).map(({ id }) => id);
}
