import { queryOptions } from '@tanstack/react-query';
import { http } from '../web/client/http.ts';

export interface MovableCase {
  instanceKey: string;
  caseId: string | null;
  title: string | null;
  at: string[];
  /** migrate: by the engine. rehome: in a new instance. null: it cannot. */
  way: 'migrate' | 'rehome' | null;
  why: string[];
  whyNotRehomed: string[];
  notes: string[];
}
export interface MigrationPlan {
  cases: MovableCase[];
  elements: {
    id: string;
    name: string;
    target: string | null;
    options: { id: string; name: string }[];
    cases: number;
  }[];
  files: { name: string; kind: 'dmn' | 'form'; title: string }[];
}
export interface Migration {
  id: string;
  from: string;
  to: string;
  presentRules: boolean;
  reason: string;
  orderedByName: string;
  orderedAt: string;
  stoppedByName: string | null;
  finishedAt: string | null;
  waiting: number;
  moved: number;
  failed: number;
  stopped: number;
}
export interface MigrationDetail extends Migration {
  cases: {
    instanceKey: string;
    caseId: string | null;
    way: 'migrate' | 'rehome';
    state: 'waiting' | 'moved' | 'failed' | 'stopped';
    message: string | null;
  }[];
}
export interface Wanted {
  from: string;
  to: string;
  mapping: Record<string, string>;
}

const at = (process: string) => `/api/models/${encodeURIComponent(process)}/migrations`;
const going = (m: { finishedAt: string | null } | undefined) => (m && m.finishedAt === null ? 1000 : false);

export const migrations = (process: string) =>
  queryOptions({
    queryKey: ['models', process, 'migrations'],
    queryFn: () => http.get<{ items: Migration[] }>(at(process)),
    refetchInterval: ({ state }) => going(state.data?.items[0]),
  });
export const migration = (process: string, id: string) =>
  queryOptions({
    queryKey: ['models', process, 'migrations', id],
    queryFn: () => http.get<MigrationDetail>(`${at(process)}/${encodeURIComponent(id)}`),
    refetchInterval: ({ state }) => going(state.data),
  });
export const migrationPlan = (process: string, wanted: Wanted) =>
  queryOptions({
    queryKey: ['models', process, 'migration-plan', wanted],
    queryFn: () => http.post<MigrationPlan>(`${at(process)}/preview`, wanted),
  });
export const orderMigration = (
  process: string,
  body: Wanted & { instances: string[]; presentRules: boolean; reason: string },
) => http.post<{ id: string; cases: number }>(at(process), body);
export const stopMigration = (process: string, id: string) => http.post(`${at(process)}/${id}/stop`);
