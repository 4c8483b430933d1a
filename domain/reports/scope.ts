import { seesEveryCase } from '../access.ts';
import { holdsPost, type Principal } from '../people/store.ts';
import { procedures } from '../procedures.ts';
import { supervisingUnitOf } from '../supervision/store.ts';

/** Of what a report tells; nothing: of all that he sees. */
export interface Scope {
  unit?: string | undefined;
  process?: string | undefined;
}

/** Units that he is the head of. */
export const headedUnits = (who: Principal): string[] => who.units.filter((unit) => holdsPost(who, `${unit}.head`));

/** Procedures that a unit of which he is the head supervises. */
export const supervisedByHead = (who: Principal): string[] => {
  const units = headedUnits(who);
  return procedures.filter((p) => units.includes(supervisingUnitOf(p.id))).map((p) => p.id);
};

/**
 * Reports are read by who sees every case, by heads of their own unit, and by the head of a supervising unit of its procedures. The
 * auditor, who sees no case, reads none: every figure opens its cases.
 */
export const readsReports = (who: Principal): boolean => seesEveryCase(who) || headedUnits(who).length > 0;

/** What he gets when he asks for this; null where he may not have it. */
export function scopeFor(who: Principal, asked: Scope): Scope | null {
  const { unit, process } = asked;
  if (seesEveryCase(who)) return { unit, process };
  if (process && supervisedByHead(who).includes(process)) return { unit, process };
  const own = headedUnits(who);
  const chosen = unit ?? own[0];
  return chosen !== undefined && own.includes(chosen) ? { unit: chosen, process } : null;
}
