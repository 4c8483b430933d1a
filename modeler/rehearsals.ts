import { queryOptions } from '@tanstack/react-query';
import { http, query } from '../web/client/http.ts';
import { queryClient } from '../web/client/queries.ts';
import type { Deadline, Diagram, FormSchema, Values } from '../web/client/types.ts';
import type { KnownFile } from '../web/forms/context.ts';

export interface RehearsedTask {
  key: string;
  elementId: string;
  name: string;
  groups: string[];
  groupNames: string[];
  dueAt: string | null;
  /** Job type of an automatic step that is done by hand. */
  jobType: string | null;
}
export interface Rehearsal {
  id: string;
  process: string;
  name: string;
  ref: string;
  ownerName: string;
  clock: string;
  target: string | null;
  state: 'starting' | 'running' | 'moving' | 'ended';
  diagram: Diagram;
  tasks: RehearsedTask[];
  limits: Deadline[];
  timers: { elementId: string; name: string; dueAt: string | null }[];
  messages: { name: string; elementId: string; elementName: string }[];
  stuck: { key: string; name: string; text: string; advice: string }[];
  events: { at: string; text: string }[];
  notices: { at: string; title: string; text: string; recipients: string[] }[];
  documents: { id: string; name: string }[];
  may: { act: boolean };
}
export interface RehearsedTaskDetail {
  key: string;
  name: string;
  elementId: string;
  documentation: string | null;
  jobType: string | null;
  form: FormSchema | null;
  variables: Values;
  summary: { label: string; value: string }[];
}
export interface RehearsalForm {
  form: FormSchema | null;
  variables: Values;
  starts: { id: string; name: string }[];
  clock: string;
}
export interface ListedRehearsal {
  id: string;
  ref: string;
  ownerName: string;
  clock: string;
  startedAt: string;
}

const model = (process: string) => `/api/models/${encodeURIComponent(process)}`;
const at = (id: string) => `/api/rehearsals/${encodeURIComponent(id)}`;

export const rehearsalsOf = (process: string) =>
  queryOptions({
    queryKey: ['models', process, 'rehearsals'],
    queryFn: () => http.get<{ items: ListedRehearsal[] }>(`${model(process)}/rehearsals`),
  });
export const rehearsalForm = (process: string, ref: string) =>
  queryOptions({
    queryKey: ['models', process, 'rehearsal-form', ref],
    queryFn: () => http.get<RehearsalForm>(`${model(process)}/rehearsal-form${query({ ref })}`),
  });
export const beginRehearsal = (
  process: string,
  body: { ref: string; variables: Values; start?: string; clock?: string },
) => http.post<{ id: string }>(`${model(process)}/rehearsals`, body);

/** Followed while it is open: the engine goes on by itself. */
export const rehearsal = (id: string) =>
  queryOptions({
    queryKey: ['rehearsals', id],
    queryFn: () => http.get<Rehearsal>(at(id)),
    refetchInterval: ({ state }) => (state.data?.state === 'ended' || state.error ? false : 1000),
  });
export const rehearsedTask = (id: string, key: string) =>
  queryOptions({
    queryKey: ['rehearsals', id, 'tasks', key],
    queryFn: () => http.get<RehearsedTaskDetail>(`${at(id)}/tasks/${encodeURIComponent(key)}`),
    staleTime: Infinity,
  });
export const completeRehearsed = (id: string, key: string, variables: Values) =>
  http.post(`${at(id)}/tasks/${encodeURIComponent(key)}/complete`, { variables });
export const uploadRehearsed = (id: string, file: File) => {
  const body = new FormData();
  body.append('file', file);
  return http.post<KnownFile>(`${at(id)}/files`, body);
};
export const fileOf = (id: string, file: string) => `${at(id)}/files/${encodeURIComponent(file)}`;
export const moveClock = (id: string, body: { next: true } | { to: string }) => http.post(`${at(id)}/clock`, body);
export const sendMessage = (id: string, name: string) => http.post(`${at(id)}/messages`, { name });
export const retryStuck = (id: string) => http.post(`${at(id)}/retries`);
export const endRehearsal = (id: string) => http.delete(at(id));
export const refresh = (id: string) => queryClient.invalidateQueries({ queryKey: ['rehearsals', id] });
