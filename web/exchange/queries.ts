import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { http, query } from '../client/http.ts';
import { PAGE_SIZE } from '../client/queries.ts';
import type { List } from '../client/types.ts';

export interface Claim {
  push: string;
  department: string;
  departmentName: string;
  change: string | null;
  state: 'open' | 'claimed' | 'not-ours' | 'released';
  stateName: string;
  answeredAt: string | null;
  answeredBy: string | null;
  measures: string | null;
  note: string | null;
}

export interface Result {
  caseId: string;
  matter: string;
  applicant: string;
  result: 'granted' | 'refused';
  resultName: string;
  decisionNumber: string | null;
  decidedOn: string;
  validUntil: string | null;
  standing: 'valid' | 'change' | 'withdraw' | 'revoke' | 'cancel';
  standingName: string;
  standingCase: string | null;
  claims: Claim[];
}

export interface Information {
  caseId: string;
  unitName: string;
  kindName: string;
  subject: string;
  documentNumber: string | null;
  happenedOn: string;
  effectiveOn: string | null;
  approvalCase: string | null;
  pushedAt: string;
  actionName: string | null;
  answer: string | null;
  answeredAt: string | null;
}

const page =
  <T>(address: string, name: string) =>
  ({ page: number, ...filter }: Record<string, string | number>) =>
    queryOptions({
      queryKey: [name, number, filter],
      placeholderData: keepPreviousData,
      queryFn: () =>
        http.get<List<T>>(
          `${address}${query({ ...filter, limit: PAGE_SIZE, offset: (Number(number) - 1) * PAGE_SIZE })}`,
        ),
    });

export const results = page<Result>('/api/approval-results', 'approval-results');
export const information = page<Information>('/api/supervision-information', 'supervision-information');
