import type { Card as CardOfCase, Deadline } from '../client/types.ts';

/** A limit on the board. */
export interface Limit extends Deadline {
  caseTitle: string;
  process: string;
  processName: string | null;
  round: number;
  warnAt: string | null;
  endedAt: string | null;
  suspendedAt: string | null;
  unitName: string | null;
  subjectName: string | null;
  nextRecipientNames: string[];
  pauseCount: number;
}

export interface Pause {
  suspendedAt: string;
  suspendedByName: string | null;
  reason: string;
  basis: string;
  resumedAt: string | null;
  resumedByName: string | null;
  resumeReason: string | null;
}

export interface CountedDay {
  date: string;
  counts: boolean;
  reason: string;
}

export interface Rung {
  round?: number;
  rung: string;
  name: string;
  at: string | null;
  raisedAt?: string;
  revokedAt?: string | null;
  recipientNames: string[];
}

/** A card beside its limit. */
export type Card = Pick<CardOfCase, 'caseId' | 'round' | 'state' | 'attribution' | 'reason' | 'revokedBecause'> & {
  issuedAt: string | null;
};

export interface LimitDetail extends Limit {
  days: CountedDay[];
  pauses: Pause[];
  rungs: Rung[];
  coming: Rung[];
  rounds: {
    round: number;
    startedAt: string;
    dueAt: string;
    endedAt: string | null;
    endedAs: Deadline['state'] | null;
  }[];
  cards?: Card[];
  stepElement: string | null;
}

export interface Summary {
  asOf: string;
  total: number;
  states: Record<Deadline['state'], number>;
  provisional: number;
}

export interface Figures {
  met: number;
  metLate: number;
  overdue: number;
  total: number;
  onTimeRate: number | null;
  averageWorkingDays: number | null;
  medianWorkingDays: number | null;
  p90WorkingDays: number | null;
}

export type Grouping = 'unit' | 'obligation' | 'month';

export interface Statistics {
  from: string;
  to: string;
  by: Grouping;
  total: Figures;
  groups: ({ key: string; name: string } & Figures)[];
}

export interface Moved {
  id: string;
  obligation: string;
  subject: string | null;
  name: string;
  from: string | null;
  to: string | null;
  remainingWorkingDays: number | null;
  provisional: boolean;
  becomesOverdue: boolean;
}
