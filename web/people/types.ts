import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { http, query } from '../client/http.ts';
import { PAGE_SIZE } from '../client/queries.ts';
import type { List } from '../client/types.ts';

export interface Holding {
  username: string;
  name: string;
  from: string;
  until: string | null;
}

export interface PostRow {
  id: string;
  name: string;
  unitName: string | null;
  holders: Holding[];
  /** Of a vacant post: open tasks that nobody may take. */
  waiting: number;
}

export interface HolderChange {
  id: string;
  former: string | null;
  formerName: string | null;
  successor: string | null;
  successorName: string | null;
  from: string;
  reason: string;
  setByName: string;
  setAt: string;
  cancelledAt: string | null;
  moved: number;
  pending: number;
}

export interface PostHistory {
  post: { id: string; name: string };
  items: Holding[];
  changes: HolderChange[];
}

export interface ChangePreview {
  former: { username: string; name: string }[];
  tasks: { key: string; name: string; caseTitle: string | null }[];
  total: number;
}

const id = encodeURIComponent;

export const postQueries = {
  list: (f: { q: string; unit: string; page: number }) =>
    queryOptions({
      queryKey: ['posts', f],
      placeholderData: keepPreviousData,
      queryFn: () =>
        http.get<List<PostRow>>(
          `/api/posts${query({ q: f.q, unit: f.unit, limit: PAGE_SIZE, offset: (f.page - 1) * PAGE_SIZE })}`,
        ),
    }),
  history: (post: string) =>
    queryOptions({
      queryKey: ['posts', 'history', post],
      queryFn: () => http.get<PostHistory>(`/api/posts/${id(post)}/holders`),
    }),
};
