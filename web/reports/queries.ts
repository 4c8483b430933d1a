import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { http, query } from '../client/http.ts';
import type { Report } from './types.ts';

/** Names as in the address and in the API. */
export const REPORT_FILTERS = ['period', 'from', 'to', 'unit', 'process'] as const;
export type ReportFilter = Record<(typeof REPORT_FILTERS)[number], string>;

export const exportAddress = (f: ReportFilter, ending: 'xlsx' | 'pdf') => `/api/reports/export.${ending}${query(f)}`;

export const report = (f: ReportFilter) =>
  queryOptions({
    queryKey: ['reports', f],
    placeholderData: keepPreviousData,
    // Not with every event: much is counted.
    staleTime: 60_000,
    queryFn: () => http.get<Report>(`/api/reports${query(f)}`),
  });
