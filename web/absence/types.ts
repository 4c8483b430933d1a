import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { http, query } from '../client/http.ts';
import { PAGE_SIZE } from '../client/queries.ts';
import type { List } from '../client/types.ts';

export type AbsenceState = 'planned' | 'active' | 'ended';

export interface Absence {
  id: string;
  username: string;
  name: string;
  substitute: string | null;
  substituteName: string | null;
  fromAt: string;
  untilAt: string;
  processNames: string[] | null;
  reason: string;
  setBy: string;
  setByName: string;
  setAt: string;
  revokedAt: string | null;
  revokedByName: string | null;
  state: AbsenceState;
  may: { end: boolean };
}

export interface Person {
  username: string;
  name: string;
  posts: string[];
  units: string[];
}

export interface AbsencePreview {
  from: string;
  until: string;
  workingDays: number;
  provisional: boolean;
  tasks: { key: string; name: string; caseTitle: string | null }[];
  total: number;
}

export interface AbsenceFilter {
  scope: 'mine' | 'all';
  state: string;
  q: string;
  page: number;
}

export const absenceQueries = {
  list: (f: AbsenceFilter) =>
    queryOptions({
      queryKey: ['absences', f],
      placeholderData: keepPreviousData,
      queryFn: () =>
        http.get<List<Absence>>(
          `/api/absences${query({ scope: f.scope, state: f.state, q: f.q, limit: PAGE_SIZE, offset: (f.page - 1) * PAGE_SIZE })}`,
        ),
    }),
  people: () => queryOptions({ queryKey: ['people'], queryFn: () => http.get<List<Person>>('/api/people') }),
  procedures: () =>
    queryOptions({
      queryKey: ['absences', 'procedures'],
      queryFn: () => http.get<List<{ id: string; name: string }>>('/api/absences/procedures'),
      staleTime: Infinity,
    }),
};
