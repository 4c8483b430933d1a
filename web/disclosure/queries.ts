import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { http, query } from '../client/http.ts';
import { PAGE_SIZE } from '../client/queries.ts';
import type { List } from '../client/types.ts';

export type State = 'announced' | 'open' | 'closed' | 'answered';
export interface Matter {
  id: string;
  caseId: string;
  year: number;
  unitName: string;
  subject: string;
  decideOn: string;
  waysText: string;
  secretReason: string | null;
  publishedAt: string | null;
  state: State | null;
  stateName: string | null;
}
export interface Disclosure {
  caseId: string;
  unitName: string;
  subject: string;
  state: State;
  stateName: string;
  beginsAt: string;
  endsAt: string;
}
export interface OwnDisclosure extends Disclosure {
  received: number;
  pending: number;
  unanswered: number;
}
export interface OneDisclosure extends Disclosure {
  counts: { received: number; accepted: number; rejected: number; pending: number; unanswered: number };
  may: { read: boolean; moderate: boolean; answer: boolean };
}
export interface Comment {
  id: string;
  number: number;
  text: string;
  name: string | null;
  contact: string | null;
  receivedAt: string;
  state: 'pending' | 'accepted' | 'rejected';
  stateName: string;
  shownText: string | null;
  reason: string | null;
  moderatedByName: string | null;
  adoptionName: string | null;
  answer: string | null;
}

type Filter = { page: number; [name: string]: string | number };
const listOf = <T>(address: string, { page, ...filter }: Filter) =>
  queryOptions({
    queryKey: ['disclosure', address, page, filter],
    placeholderData: keepPreviousData,
    queryFn: () =>
      http.get<List<T>>(`${address}${query({ ...filter, limit: PAGE_SIZE, offset: (page - 1) * PAGE_SIZE })}`),
  });

export const matters = (filter: Filter) => listOf<Matter>('/api/decision-matters', filter);
export const disclosures = (filter: Filter) => listOf<OwnDisclosure>('/api/disclosures', filter);
export const comments = (id: string, filter: Filter) => listOf<Comment>(`/api/disclosures/${id}/comments`, filter);
export const disclosure = (id: string) =>
  queryOptions({
    queryKey: ['disclosure', 'one', id],
    queryFn: () => http.get<OneDisclosure>(`/api/disclosures/${encodeURIComponent(id)}`),
  });
