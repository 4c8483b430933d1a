import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { http, query } from '../client/http.ts';
import { PAGE_SIZE } from '../client/queries.ts';
import type { List } from '../client/types.ts';
import type { Industries, Park, ParkWhole } from './types.ts';

export const parks = (f: { q: string; industry: string; kind: string; page: number }) =>
  queryOptions({
    queryKey: ['parks', f],
    placeholderData: keepPreviousData,
    queryFn: () => {
      const { page, ...filter } = f;
      return http.get<List<Park>>(
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
