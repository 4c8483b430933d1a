import type { LimitFilter } from './queries.ts';

export const FILTERS = [
  'state',
  'unit',
  'process',
  'obligation',
  'dueFrom',
  'dueTo',
  'provisional',
  'q',
  'case',
  'rounds',
] as const satisfies (keyof LimitFilter)[];

/** Anything but the choice of the state, which has its own buttons. */
export const isFiltered = (f: LimitFilter): boolean => FILTERS.some((name) => name !== 'state' && f[name] !== '');
