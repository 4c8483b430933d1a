import { queryOptions } from '@tanstack/react-query';
import { http } from '../client/http.ts';

export interface Alarm {
  id: string;
  check: string;
  name: string;
  source: string;
  beganAt: string;
  beganWall: string;
  endedWall: string | null;
  detail: { count?: number; oldest?: string | null; lagMs?: number | null; freeBytes?: number | null };
}

export interface Status {
  now: string;
  clockMoved: boolean;
  status: 'ok' | 'degraded' | 'down';
  engine: { version: string; ready: boolean };
  database: 'ok' | 'down';
  projection: { lagMs: number | null; quarantined: number };
  workers: { healthy: boolean };
  alarms: { check: string; name: string; since: string }[];
  checkedAt: string | null;
  timersLate: number | null;
  diskFreeBytes: number | null;
  silentWorkers: string[];
  recentAlarms: Alarm[];
  lateLimits: { id: string; caseId: string; name: string; rung: string; rungName: string; at: string }[];
  incidents: { total: number; items: Incident[] };
  quarantine: Quarantined[];
  may: { mend: boolean };
}

export interface Incident {
  key: string;
  caseId: string | null;
  process: string;
  element: string;
  message: string;
  createdAt: string;
}

export interface Quarantined {
  id: string;
  valueType: string | null;
  position: string | null;
  reason: string;
  receivedAt: string;
}

const EVERY_MS = 5_000;

export const statusQuery = () =>
  queryOptions({
    queryKey: ['status'],
    queryFn: () => http.get<Status>('/api/status'),
    refetchInterval: EVERY_MS,
  });
