import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { http, query } from '../client/http.ts';

/** What the API says of the calendar. */
export type DayKind = 'working' | 'weekend' | 'holiday' | 'makeup' | 'local-off' | 'local-on';

export interface Day {
  date: string;
  works: boolean;
  kind: DayKind;
  reason: string;
  exception: { works: boolean; name: string; local: boolean } | null;
}

export interface Edit {
  at: string;
  actorName: string;
  kind: 'day' | 'year' | 'close-of-business';
  target: string;
  targetName?: string;
  before: unknown;
  after: unknown;
  reason: string;
}

export interface Year {
  year: number;
  published: boolean;
  source: string | null;
  publishedAt: string | null;
  workingDays: number;
  days: Day[];
  edits: Edit[];
  may: { edit: boolean };
}

export interface Closings {
  everybody: string;
  units: { unit: string; unitName: string; at: string }[];
  edits: Edit[];
}

export interface MovedLimit {
  id: string;
  caseId: string;
  name: string;
  subject: string | null;
  unitName: string | null;
  from: string | null;
  to: string | null;
  remainingWorkingDays: number | null;
  provisional: boolean;
  becomesOverdue: boolean;
}

/** What an edit does, or in a preview would do. */
export interface Consequences {
  revision: string;
  changedDays: { date: string; before: { reason: string }; after: { reason: string } }[];
  deadlines: MovedLimit[];
}

export interface Due {
  dueAt: string;
  provisional: boolean;
  days: { date: string; counts: boolean; reason: string }[];
}

export const calendarQueries = {
  year: (year: number) =>
    queryOptions({
      queryKey: ['calendar', 'year', year],
      placeholderData: keepPreviousData,
      queryFn: () => http.get<Year>(`/api/calendar/${year}`),
    }),
  years: () =>
    queryOptions({
      queryKey: ['calendar', 'years'],
      queryFn: () => http.get<{ items: { year: number }[] }>('/api/calendar/years'),
    }),
  closings: () =>
    queryOptions({
      queryKey: ['calendar', 'closings'],
      queryFn: () => http.get<Closings>('/api/calendar/settings/close-of-business'),
    }),
  due: (start: string, workingDays: string) =>
    queryOptions({
      queryKey: ['calendar', 'due', start, workingDays],
      queryFn: () => http.get<Due>(`/api/calendar/due${query({ start, workingDays })}`),
    }),
};

/** 2026-02-27 -> 2月27日 */
export const monthDay = (date: string): string => `${Number(date.slice(5, 7))}月${Number(date.slice(8, 10))}日`;

/** 2026-02-27 -> 周五 */
export const weekdayOf = (date: string): string =>
  `周${'日一二三四五六'[new Date(`${date}T00:00:00Z`).getUTCDay()] ?? ''}`;
