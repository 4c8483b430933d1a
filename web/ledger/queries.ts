import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { http, query } from '../client/http.ts';
import type { List } from '../client/types.ts';
import type { Ledger, MeasureWhole, Rank } from './types.ts';

export interface LedgerFilter {
  q: string;
  source: string;
  unit: string;
  role: string;
  state: string;
}

const MOST = 200;

export const exportAddress = (f: LedgerFilter) => `/api/ledger/export.xlsx${query({ ...f })}`;

/** The whole of what is filtered: a tree is no use in pages. */
export const ledger = (f: LedgerFilter) =>
  queryOptions({
    queryKey: ['ledger', 'list', f],
    placeholderData: keepPreviousData,
    queryFn: async () => {
      const page = (offset: number) => http.get<Ledger>(`/api/ledger${query({ ...f, limit: MOST, offset })}`);
      const first = await page(0);
      while (first.items.length < first.total) {
        const { items } = await page(first.items.length);
        if (!items.length) break;
        first.items.push(...items);
      }
      return first;
    },
  });

export const measure = (id: string) =>
  queryOptions({
    queryKey: ['ledger', 'measure', id],
    queryFn: () => http.get<MeasureWhole>(`/api/ledger/${encodeURIComponent(id)}`),
  });

export const ranking = () =>
  queryOptions({ queryKey: ['ledger', 'ranking'], queryFn: () => http.get<List<Rank>>('/api/ledger/ranking') });
