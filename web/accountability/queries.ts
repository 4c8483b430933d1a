import { queryOptions } from '@tanstack/react-query';
import { http } from '../client/http.ts';

interface Conclusion {
  result: string;
  resultName: string;
  measureName: string | null;
  text: string;
}
export interface OwnPart {
  id: string;
  situationName: string;
  facts: string;
  askedAt: string;
  statementUntil: string | null;
  statement: { given: 'given' | 'waived' | 'lapsed'; text: string | null } | null;
  conclusion: Conclusion | null;
  appealUntil: string | null;
  appeal: { choice: 'accept' | 'appeal' | 'lapsed'; text: string | null } | null;
  review: Conclusion | null;
  closedAt: string | null;
  task: { key: string; name: string } | null;
  files: { id: string; name: string }[];
}
export interface Referred {
  id: string;
  situationName: string;
  sourceCase: string | null;
  openedAt: string;
  state: 'received' | 'accepted' | 'declined' | 'closed';
  stateName: string;
  declined: string | null;
}
export interface Overview {
  mine: OwnPart[];
  referred: Referred[];
  may: { refer: boolean; handle: boolean; set: boolean };
}

interface Late {
  workingDays: number;
  hours: number;
}
export interface FactsSheet {
  gatheredAt: string;
  person: { name: string; posts: string[] };
  about: {
    id: string;
    title: string;
    leadingUnitName: string;
    createdAt: string;
    endedAt: string | null;
  } | null;
  tasks: {
    caseId: string;
    step: string;
    groupNames: string[];
    createdAt: string;
    dueAt: string | null;
    endedAt: string | null;
    state: 'open' | 'completed' | 'canceled';
    completedByName: string | null;
    onBehalfOfName: string | null;
    held: { from: string; until: string | null; name: string; onBehalfOfName: string | null }[];
    late: Late | null;
  }[];
  limits: {
    name: string;
    subject: string | null;
    unitName: string | null;
    round: number;
    workingDays: number;
    extendedBy: number;
    startedAt: string;
    dueAt: string;
    endedAt: string | null;
    endedAs: 'met' | 'met-late' | 'cancelled' | null;
    pauses: { from: string; to: string | null; byName: string; reason: string }[];
    late: Late | null;
  }[];
  cards: {
    id: string;
    limitName: string;
    issuedAt: string;
    state: 'issued' | 'explained' | 'upheld' | 'revoked';
    reason: string | null;
  }[];
  events: { at: string; actorName: string | null; text: string }[];
}

interface Posts {
  investigate: string;
  conclude: string;
  review: string;
  investigateName: string;
  concludeName: string;
  reviewName: string;
}
export type Setting = Posts & {
  byDefault: Posts;
  edits: (Posts & { at: string; actorName: string; reason: string })[];
};

export const overview = () =>
  queryOptions({ queryKey: ['accountability'], queryFn: () => http.get<Overview>('/api/accountability') });
export const factsSheet = (id: string) =>
  queryOptions({
    queryKey: ['case', id, 'accountability-facts'],
    queryFn: () => http.get<FactsSheet>(`/api/accountability/${encodeURIComponent(id)}/facts`),
  });
export const setting = () =>
  queryOptions({
    queryKey: ['accountability', 'setting'],
    queryFn: () => http.get<Setting>('/api/settings/accountability'),
  });
