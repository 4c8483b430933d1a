export type MeasureState = 'not-begun' | 'due' | 'running' | 'warned' | 'overdue' | 'suspended' | 'closed';

export interface Measure {
  id: string;
  source: string;
  sourceNumber: string;
  sourceTitle: string;
  task: string;
  part: string;
  taskTitle: string;
  number: string;
  article: string;
  text: string;
  leadNames: string[];
  supportNames: string[];
  others: string | null;
  posts: string[];
  fromOn: string | null;
  dueOn: string | null;
  every: 'quarter' | 'half-year' | null;
  caseId: string | null;
  period: string | null;
  itemLeadName: string | null;
  itemSupportNames: string[];
  closeOn: string | null;
  progress: number;
  returned: number;
  closedAt: string | null;
  late: number | null;
  score: number | null;
  gradeName: string | null;
  state: MeasureState;
  stateName: string;
  provisional: boolean;
  lastFeedback: string | null;
}

interface Counts {
  measures: number;
  begun: number;
  closed: number;
  late: number;
  progress: number;
}
interface SourceName {
  id: string;
  number: string;
  title: string;
}

export interface Ledger {
  items: Measure[];
  total: number;
  summary: Counts & { states: Record<MeasureState, number>; sources: (SourceName & Counts)[] };
  sources: SourceName[];
  may: { keep: boolean };
}

export interface MeasureWhole extends Measure {
  edits: {
    at: string;
    actor: string | null;
    actorName: string | null;
    first: boolean;
    changes: { field: string; name: string; from: string | null; to: string | null }[];
  }[];
  items: {
    caseId: string;
    period: string | null;
    openedAt: string;
    leadName: string | null;
    closeOn: string | null;
    progress: number;
    closedAt: string | null;
    score: number | null;
    withdrawn: boolean;
  }[];
  feedback: {
    round: number;
    unit: string;
    unitName: string;
    progress: number;
    text: string;
    files: number;
    givenByName: string | null;
    at: string;
  }[];
  order: { id: string; name: string } | null;
  may: { open: boolean; seeCase: boolean };
}

export interface Rank {
  unit: string;
  unitName: string;
  items: number;
  closed: number;
  late: number;
  returned: number;
  score: number | null;
  gradeName: string | null;
}
