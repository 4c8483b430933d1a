import {
  keepPreviousData,
  QueryClient,
  type QueryObserverLoadingErrorResult,
  queryOptions,
  type UseQueryResult,
} from '@tanstack/react-query';
import { http, Problem, query } from './http.ts';
import type * as t from './types.ts';

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // A refusal stays one; only the network and a starting server are worth another try.
      retry: (count, error) => count < 2 && error instanceof Problem && (error.status === 0 || error.status >= 500),
    },
  },
});

/**
 * Whether a page says only why there is nothing: no answer yet, or one that says that this is not, or no longer, for the reader (403, 404).
 * What a page has, and what is being typed in it, outlives everything else; `useKept` says how old it is.
 */
export function failed(query: UseQueryResult<unknown>): query is QueryObserverLoadingErrorResult {
  const refused = query.error instanceof Problem && [403, 404].includes(query.error.status);
  return query.isError && (refused || query.data === undefined);
}

const id = encodeURIComponent;

export interface TaskFilter {
  view: t.TaskView;
  done: boolean;
  case: string;
  overdue: boolean;
  q: string;
  onBehalfOf: string;
  process?: string;
  /** More filters, as in the API. */
  more?: Record<string, string>;
  sort?: string | undefined;
  page: number;
}

export interface CaseFilter {
  process: string;
  status: string;
  q: string;
  /** More filters, as in the API. */
  more?: Record<string, string>;
  page: number;
}

export interface CardFilter {
  state: string;
  attribution: string;
  unit: string;
  process: string;
  issuedFrom: string;
  issuedTo: string;
  page: number;
}

export const PAGE_SIZE = 20;
const paging = (page: number) => ({ limit: PAGE_SIZE, offset: (page - 1) * PAGE_SIZE });

export const queries = {
  processes: () =>
    queryOptions({ queryKey: ['processes'], queryFn: () => http.get<{ items: t.Process[] }>('/api/processes') }),
  startForm: (process: string) =>
    queryOptions({
      queryKey: ['start-form', process],
      queryFn: () => http.get<t.StartForm>(`/api/processes/${id(process)}/start-form`),
      staleTime: Infinity,
      gcTime: 0,
    }),
  tasks: (f: TaskFilter) =>
    queryOptions({
      queryKey: ['tasks', f],
      placeholderData: keepPreviousData,
      queryFn: () =>
        http.get<t.List<t.Task>>(
          `/api/tasks${query({ view: f.view, state: f.done && 'done', case: f.case, overdue: f.overdue, q: f.q, onBehalfOf: f.onBehalfOf, process: f.process, sort: f.sort, ...f.more, ...paging(f.page) })}`,
        ),
    }),
  taskCounts: () =>
    queryOptions({ queryKey: ['tasks', 'counts'], queryFn: () => http.get<t.TaskCounts>('/api/tasks?counts=true') }),
  taskFilters: () =>
    queryOptions({
      queryKey: ['tasks', 'filters'],
      queryFn: () => http.get<t.List<t.KeptFilter>>('/api/task-filters'),
    }),
  taskListView: () =>
    queryOptions({
      queryKey: ['list-view', 'tasks'],
      queryFn: () => http.get<t.ListView>('/api/lists/tasks/view'),
      staleTime: Infinity,
    }),
  unreadCopies: () =>
    queryOptions({
      queryKey: ['copies', 'unread'],
      queryFn: () => http.get<{ unread: number }>('/api/copies?unread=true&limit=1'),
    }),
  task: (key: string) =>
    queryOptions({
      queryKey: ['task', key],
      queryFn: () => http.get<t.TaskDetail>(`/api/tasks/${id(key)}`),
      // A form starts from what the server keeps, never from an earlier visit.
      gcTime: 0,
    }),
  cases: (f: CaseFilter) =>
    queryOptions({
      queryKey: ['cases', f],
      placeholderData: keepPreviousData,
      queryFn: () =>
        http.get<t.List<t.CaseRow>>(
          `/api/cases${query({ process: f.process, status: f.status, q: f.q, ...f.more, ...paging(f.page) })}`,
        ),
    }),
  case: (caseId: string) =>
    queryOptions({
      queryKey: ['case', caseId],
      queryFn: () => http.get<t.CaseDetail>(`/api/cases/${id(caseId)}`),
    }),
  cards: ({ page, ...f }: CardFilter) =>
    queryOptions({
      queryKey: ['cards', f, page],
      placeholderData: keepPreviousData,
      queryFn: () => http.get<t.List<t.Card>>(`/api/cards${query({ ...f, ...paging(page) })}`),
    }),
  yellowCards: ({ page, unit, process, issuedFrom, issuedTo }: CardFilter) =>
    queryOptions({
      queryKey: ['cards', 'yellow', unit, process, issuedFrom, issuedTo, page],
      placeholderData: keepPreviousData,
      queryFn: () =>
        http.get<t.List<t.YellowCard>>(
          `/api/cards/yellow${query({ unit, process, issuedFrom, issuedTo, ...paging(page) })}`,
        ),
    }),
  supervision: () =>
    queryOptions({
      queryKey: ['supervision'],
      queryFn: () => http.get<t.List<t.Supervision>>('/api/settings/procedures'),
    }),
  diagram: (caseId: string, run?: string) =>
    queryOptions({
      queryKey: ['case', caseId, 'diagram', run ?? null],
      queryFn: () => http.get<t.Diagram>(`/api/cases/${id(caseId)}/diagram${query({ run })}`),
    }),
  files: (caseId: string) =>
    queryOptions({
      queryKey: ['case', caseId, 'files'],
      queryFn: () => http.get<{ items: t.CaseFile[]; missing: string[] }>(`/api/cases/${id(caseId)}/files`),
    }),
  history: (caseId: string) =>
    queryOptions({
      queryKey: ['case', caseId, 'history'],
      queryFn: () => http.get<{ items: t.HistoryItem[] }>(`/api/cases/${id(caseId)}/history`),
    }),
  units: () =>
    queryOptions({
      queryKey: ['units'],
      queryFn: () => http.get<{ items: { id: string; name: string }[] }>('/api/units'),
      staleTime: Infinity,
    }),
  demoPeople: () =>
    queryOptions({
      queryKey: ['demo-people'],
      queryFn: () => http.get<t.DemoPeople>('/api/demo/people'),
      staleTime: Infinity,
      retry: false,
    }),
};
