import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { http, query } from '../client/http.ts';
import type { List } from '../client/types.ts';
import type * as t from './types.ts';

/** Names as in the address and in the API. */
export interface LimitFilter {
  state: string;
  unit: string;
  process: string;
  obligation: string;
  dueFrom: string;
  dueTo: string;
  provisional: string;
  q: string;
  case: string;
  rounds: string;
}
export type StatisticsFilter = Partial<Record<'from' | 'to' | 'process' | 'unit' | 'obligation', string>> & {
  by: t.Grouping;
};

export const LIMITS_PAGE = 50;
// Remaining hours and marks follow the clock also where nothing happens.
const FRESH_MS = 60_000;

export const exportAddress = (f: LimitFilter, sort: string) => `/api/deadlines/export.xlsx${query({ ...f, sort })}`;

export const limitQueries = {
  list: (f: LimitFilter, sort: string, page: number, size = LIMITS_PAGE) =>
    queryOptions({
      queryKey: ['deadlines', 'list', f, sort, page, size],
      placeholderData: keepPreviousData,
      refetchInterval: FRESH_MS,
      queryFn: () =>
        http.get<List<t.Limit>>(`/api/deadlines${query({ ...f, sort, limit: size, offset: (page - 1) * size })}`),
    }),
  summary: (f: LimitFilter) =>
    queryOptions({
      queryKey: ['deadlines', 'summary', f],
      placeholderData: keepPreviousData,
      refetchInterval: FRESH_MS,
      queryFn: () => http.get<t.Summary>(`/api/deadlines/summary${query({ ...f })}`),
    }),
  obligations: () =>
    queryOptions({
      queryKey: ['obligations'],
      queryFn: () => http.get<{ items: { id: string; name: string }[] }>('/api/deadlines/obligations'),
      staleTime: 300_000,
    }),
  statistics: (f: StatisticsFilter) =>
    queryOptions({
      // Not with every event: years of limits are counted.
      queryKey: ['limit-statistics', f],
      placeholderData: keepPreviousData,
      refetchInterval: FRESH_MS,
      queryFn: () => http.get<t.Statistics>(`/api/deadlines/statistics${query({ ...f })}`),
    }),
  detail: (id: string) =>
    queryOptions({
      queryKey: ['deadlines', 'one', id],
      refetchInterval: FRESH_MS,
      queryFn: () => http.get<t.LimitDetail>(`/api/deadlines/${encodeURIComponent(id)}`),
    }),
};
