/** What everything of a rehearsal is called in the engine: `rehearsal_<id>_…`. The product's lists leave such names out. */
export const REHEARSAL = 'rehearsal_';

/** Job type of all automatic steps of rehearsals; which worker is meant stands in the header below. */
export const REHEARSAL_JOB = 'rehearsal';
export const JOB_HEADER = 'rehearsedJobType';

export const nameOf = (id: string, name: string): string => `${REHEARSAL}${id}_${name}`;
export const timerMessage = (id: string, elementId: string): string => nameOf(id, `timer_${elementId}`);
export const schemaOf = (id: string): string => `${REHEARSAL}${id}`;

/** Rehearsal that a name of the engine belongs to, and what it is called in the product. */
export function rehearsed(name: string): { id: string; name: string } | null {
  const found = /^rehearsal_([0-9a-f]{12})_(.+)$/s.exec(name);
  return found ? { id: found[1]!, name: found[2]! } : null;
}

/** SQL: the process in this column is none of a rehearsal. */
export const notRehearsed = (column: string): string => `${column} NOT LIKE 'rehearsal\\_%'`;

/** Post that a task of a rehearsal would go to; groups of rehearsals are nobody's. */
export const groupOf = (group: string): string => rehearsed(group)?.name ?? group;
