import type { DateTime } from 'luxon';
import type { Db } from '../../db/pool.ts';
import type { Seen } from '../access.ts';
import { now } from '../clock.ts';
import { onDays } from '../days.ts';
import { unitIs } from '../people/merged.ts';

export const DEADLINE_STATES = ['running', 'warned', 'overdue', 'met', 'met-late', 'suspended', 'cancelled'] as const;
export type DeadlineState = (typeof DEADLINE_STATES)[number];

/** In place of a unit: limits for which none answers. */
export const NO_UNIT = 'none';

/** `open`: every limit that has not ended; `ended`: every other. */
export const STATE_FILTERS = [...DEADLINE_STATES, 'open', 'ended'] as const;
export type StateFilter = (typeof STATE_FILTERS)[number];

/** Which limits: those for which everything holds. Dates are days of Asia/Shanghai, both included. */
export interface DeadlineFilter {
  state?: StateFilter[] | undefined;
  id?: string | undefined;
  case?: string | undefined;
  obligation?: string | undefined;
  unit?: string | undefined;
  process?: string | undefined;
  dueFrom?: string | undefined;
  dueTo?: string | undefined;
  provisional?: boolean | undefined;
  /** Title or number of the case, name of the limit. */
  q?: string | undefined;
  /** `all`: each entry of a step is a row of its own; else only the present round of a limit. */
  rounds?: 'all' | undefined;
}

// State follows from the dates and the clock: no row has to be touched for a limit to become overdue.
export const stateAt = (moment: string): string => `CASE WHEN r.ended_as IS NOT NULL THEN r.ended_as
  WHEN r.suspended_at IS NOT NULL THEN 'suspended'
  WHEN r.due_at < ${moment} THEN 'overdue' WHEN r.warn_at <= ${moment} THEN 'warned' ELSE 'running' END`;

/** Written out for each state, so that an index of the open or of the finished ones serves it. */
function inState(state: StateFilter, moment: string): string {
  const runs = 'r.ended_at IS NULL AND r.suspended_at IS NULL';
  switch (state) {
    case 'open':
      return 'r.ended_at IS NULL';
    case 'ended':
      return 'r.ended_at IS NOT NULL';
    case 'suspended':
      return 'r.ended_at IS NULL AND r.suspended_at IS NOT NULL';
    case 'overdue':
      return `${runs} AND r.due_at < ${moment}`;
    case 'warned':
      return `${runs} AND r.due_at >= ${moment} AND r.warn_at <= ${moment}`;
    case 'running':
      return `${runs} AND r.due_at >= ${moment} AND r.warn_at > ${moment}`;
    case 'met':
    case 'met-late':
    case 'cancelled':
      return `r.ended_at IS NOT NULL AND r.ended_as = '${state}'`;
  }
}

const ENDED: readonly StateFilter[] = ['met', 'met-late', 'cancelled', 'ended'];
const like = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;

export interface Chosen {
  /** FROM and WHERE over `deadline_round r`, with `cases c` only where it is searched; `each`: for the first rows of many. */
  from(each?: boolean): string;
  /** All that says which limits these are, but the moment. */
  key: string;
  params: unknown[];
  /** The present moment, as SQL. */
  moment: string;
  present: DateTime;
  /** Where the filter asks only for open or only for finished ones. */
  only: 'open' | 'ended' | null;
  /** Adds a parameter; its name. */
  add(value: unknown): string;
}

/** The limits that may be seen and that the filter asks for. Lists, counts, statistics and exports all choose here. */
export async function chooseDeadlines(db: Db, seen: Seen, f: DeadlineFilter): Promise<Chosen> {
  const params: unknown[] = [...seen.params];
  const add = (value: unknown): string => `$${params.push(value)}`;
  const present = now();
  // Asked for by itself: knowing the moment, PostgreSQL takes open limits for so few that it plans each page anew, longer than the page takes.
  const moment = `(SELECT ${add(present.toISO())}::timestamptz)`;
  // The moment is named in every query, also where no filter asks for it.
  const all = [`${moment} IS NOT NULL`];
  if (f.rounds !== 'all') all.push('r.latest');
  const states = f.state ?? [];
  const ended = states.filter((s) => ENDED.includes(s)).length;
  const only = !states.length ? null : ended === 0 ? 'open' : ended === states.length ? 'ended' : null;
  if (only) all.push(inState(only, moment));
  if (states.length && !states.some((s) => s === only))
    all.push(`(${states.map((s) => `(${inState(s, moment)})`).join(' OR ')})`);
  if (f.id) all.push(`r.deadline_id = ${add(f.id)}`);
  if (f.case) all.push(`r.case_id = ${add(f.case)}`);
  if (f.obligation) all.push(`r.obligation = ${add(f.obligation)}`);
  if (f.unit) all.push(f.unit === NO_UNIT ? 'r.unit IS NULL' : await unitIs(db, 'r.unit', f.unit, add));
  if (f.process) all.push(`r.process = ${add(f.process)}`);
  all.push(...onDays('r.due_at', f.dueFrom, f.dueTo, add));
  if (f.provisional !== undefined) all.push(`(r.provisional AND r.ended_at IS NULL) = ${add(f.provisional)}`);
  if (f.q) {
    const q = add(like(f.q));
    all.push(`(c.title ILIKE ${q} OR c.id ILIKE ${q} OR r.name ILIKE ${q})`);
  }
  const needsCases = Boolean(f.q);
  return {
    from: (each = false) =>
      `FROM deadline_round r ${needsCases ? 'JOIN cases c ON c.id = r.case_id' : ''}
        WHERE ${[...all, each ? seen.each : seen.sql].join(' AND ')}`,
    key: JSON.stringify(['deadlines', seen, f]),
    params,
    moment,
    present,
    only,
    add,
  };
}
