import { query } from '../client/http.ts';
import type { Listing } from './types.ts';

/** The page with the rows that a figure counts. */
export function pageOf({ of, query: asked }: Listing): string {
  if (of === 'yellow') return `/cards${query({ kind: 'yellow', ...asked })}`;
  if (of !== 'tasks') return `/${of}${query(asked)}`;
  const { state, ...rest } = asked;
  return `/tasks${query(state === 'done' ? { ...rest, view: 'done', of: 'all' } : rest)}`;
}
