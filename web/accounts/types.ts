import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { http, query } from '../client/http.ts';
import { PAGE_SIZE } from '../client/queries.ts';
import type { List } from '../client/types.ts';

export interface Account {
  username: string;
  name: string;
  kind: 'person' | 'system';
  active: boolean;
  mustChange: boolean;
  hasPassword: boolean;
  lastSignInAt: string | null;
  posts: { id: string; name: string }[];
  locks: { address: string; until: string }[];
}

export const accountsOf = ({ page, ...f }: { q: string; kind: string; state: string; page: number }) =>
  queryOptions({
    queryKey: ['accounts', f, page],
    placeholderData: keepPreviousData,
    queryFn: () =>
      http.get<List<Account>>(`/api/accounts${query({ ...f, limit: PAGE_SIZE, offset: (page - 1) * PAGE_SIZE })}`),
  });
