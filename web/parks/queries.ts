import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { http, query } from '../client/http.ts';
import { PAGE_SIZE } from '../client/queries.ts';
import type { List } from '../client/types.ts';
import type { Industries, OverviewPark, ParkSettings, ParkWhole } from './types.ts';

export interface ParkFilter {
  q: string;
  industry: string;
  kind: string;
  standing: string;
  outcome: string;
}

export const exportAddress = (f: ParkFilter) => `/api/parks/export.xlsx${query({ ...f })}`;

export const parks = (f: ParkFilter & { page: number }) =>
  queryOptions({
    queryKey: ['parks', f],
    placeholderData: keepPreviousData,
    queryFn: () => {
      const { page, ...filter } = f;
      return http.get<List<OverviewPark>>(
        `/api/parks${query({ ...filter, limit: PAGE_SIZE, offset: (page - 1) * PAGE_SIZE })}`,
      );
    },
  });

export const park = (id: string) =>
  queryOptions({
    queryKey: ['park', id],
    queryFn: () => http.get<ParkWhole>(`/api/parks/${encodeURIComponent(id)}`),
  });

export const industries = () =>
  queryOptions({ queryKey: ['industries'], queryFn: () => http.get<Industries>('/api/industries') });

export const parkSettings = () =>
  queryOptions({ queryKey: ['park-settings'], queryFn: () => http.get<ParkSettings>('/api/park-settings') });
