import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { http, query } from '../client/http.ts';
import { PAGE_SIZE } from '../client/queries.ts';
import type { List } from '../client/types.ts';

export interface Webhook {
  id: string;
  name: string;
  url: string;
  kinds: string[];
  units: string[];
  processes: string[];
  active: boolean;
  exchanges: boolean;
  createdAt: string;
  pending: number;
  dead: number;
}

export interface Delivery {
  id: string;
  channel: 'email' | 'webhook';
  kindName: string;
  caseId: string | null;
  targetName: string;
  attempts: number;
  lastError: string | null;
  createdAt: string;
}

export const webhookQueries = {
  list: () =>
    queryOptions({
      queryKey: ['webhooks'],
      queryFn: () => http.get<List<Webhook>>('/api/webhooks'),
      refetchInterval: 10_000,
    }),
  dead: (page: number) =>
    queryOptions({
      queryKey: ['webhooks', 'dead', page],
      placeholderData: keepPreviousData,
      queryFn: () =>
        http.get<List<Delivery>>(
          `/api/deliveries${query({ state: 'dead', limit: PAGE_SIZE, offset: (page - 1) * PAGE_SIZE })}`,
        ),
      refetchInterval: 10_000,
    }),
};
