import { queryOptions } from '@tanstack/react-query';
import { http, query } from '../client/http.ts';
import type { List } from '../client/types.ts';

/** As the API answers (api/routes/operations.ts). */
export interface OperationListed {
  id: string;
  name: string;
  version: number;
  running: number;
  stuck: number;
}

export interface ElementFigures {
  elementId: string;
  name: string;
  /** BPMN type without prefix. */
  type: string;
  running: number;
  finished: number;
  ended: number;
  incidents: number;
  medianWorkingDays: number | null;
}

export interface StuckStep {
  key: string;
  caseId: string | null;
  elementId: string;
  elementName: string;
  text: string;
  advice: string;
  message: string;
  createdAt: string;
}

/** A step that none of the product's programs does. */
export interface OutsideWait {
  elementKey: string;
  elementId: string;
  elementName: string;
  jobType: string;
  since: string;
  caseId: string | null;
  instanceKey: string;
}

export interface Operation {
  id: string;
  name: string;
  xml: string;
  versions: { definitionKey: string; version: number; running: number; finished: number }[];
  elements: ElementFigures[];
  stuck: StuckStep[];
  outside: OutsideWait[];
  may: { retry: boolean };
}

export const operations = () =>
  queryOptions({ queryKey: ['operations'], queryFn: () => http.get<List<OperationListed>>('/api/operations') });

export const operation = (process: string, version: string) =>
  queryOptions({
    queryKey: ['operations', process, version],
    queryFn: () =>
      http.get<Operation>(`/api/operations/${encodeURIComponent(process)}${query({ version: version || undefined })}`),
  });

export const retry = (process: string, incidents: string[]) =>
  http.post<List<{ key: string; done: boolean; message: string }>>(
    `/api/operations/${encodeURIComponent(process)}/retries`,
    { incidents },
  );
