import { queryOptions } from '@tanstack/react-query';
import { http, query } from '../web/client/http.ts';
import { queryClient } from '../web/client/queries.ts';
import type { Values } from '../web/client/types.ts';
import type * as t from './types.ts';

const at = (process: string) => `/api/models/${encodeURIComponent(process)}`;

export const models = () => queryOptions({ queryKey: ['models'], queryFn: () => http.get<t.Models>('/api/models') });

export const beginProcess = (body: { id: string; name: string }) => http.post<{ id: string }>('/api/models', body);

export const model = (process: string) =>
  queryOptions({ queryKey: ['models', process], queryFn: () => http.get<t.Model>(at(process)) });

export const catalogue = () =>
  queryOptions({
    queryKey: ['models', 'catalogue'],
    staleTime: 60_000,
    queryFn: () => http.get<t.Catalogue>('/api/models/catalogue'),
  });

export const comparison = (process: string, from: string, to: string) =>
  queryOptions({
    queryKey: ['models', process, 'compare', from, to],
    queryFn: () => http.get<t.Comparison>(`${at(process)}/compare${query({ from, to })}`),
  });

export const preview = (process: string, version: string) =>
  queryOptions({
    queryKey: ['models', process, 'preview', version],
    queryFn: () => http.get<t.Preview>(`${at(process)}/versions/${encodeURIComponent(version)}/preview`),
  });

/** A draft or what is deployed changes under one's hands: read anew each time. */
export const readDiagram = (process: string, ref: string) =>
  http.get<{ xml: string; revision: number }>(`${at(process)}/diagrams/${encodeURIComponent(ref)}`);

export const saveDraft = (process: string, body: { xml: string; revision: number }) =>
  http.put<{ revision: number; updatedAt: string }>(`${at(process)}/draft`, body);

export const dropDraft = (process: string, revision: number) =>
  http.delete(`${at(process)}/draft${query({ revision })}`);

export const check = (process: string, xml: string) =>
  http.post<{ items: t.Finding[] }>(`${at(process)}/check`, { xml });

const atFile = (process: string, file: string) => `${at(process)}/files/${encodeURIComponent(file)}`;

/** Draft of a rule or form, or what is at work. */
export const readFile = (process: string, file: string) =>
  http.get<{ content: string; revision: number }>(atFile(process, file));

export const saveFile = (process: string, file: string, body: { content: string; revision: number }) =>
  http.put<{ revision: number; updatedAt: string }>(`${atFile(process, file)}/draft`, body);

export const dropFile = (process: string, file: string, revision: number) =>
  http.delete(`${atFile(process, file)}/draft${query({ revision })}`);

export const checkFile = (process: string, file: string, content: string) =>
  http.post<t.FileChecked>(`${atFile(process, file)}/check`, { content });

export const tryRule = (
  process: string,
  file: string,
  body: { content: string; decision: string; variables: Values },
) => http.post<t.Tried>(`${atFile(process, file)}/trial`, body);

export const previewForm = (
  process: string,
  file: string,
  body: { content: string; variables: Values; values?: Values },
) => http.post<t.FormPreviewed>(`${atFile(process, file)}/preview`, body);

export const addVersion = (process: string, body: { name: string; note: string } & t.VersionSource) =>
  http.post<t.Version>(`${at(process)}/versions`, body);

export const actOnVersion = (
  process: string,
  version: string,
  act: 'review' | 'decision' | 'deployment',
  body?: object,
) => http.post(`${at(process)}/versions/${encodeURIComponent(version)}/${act}`, body);

export const changed = () => queryClient.invalidateQueries({ queryKey: ['models'] });
