import type { Card } from '../client/types.ts';

export interface Park {
  id: string;
  caseId: string;
  name: string;
  operator: string;
  kind: string;
  kindName: string;
  buildingCluster: boolean;
  industry: string;
  industryName: string;
  department: string;
  departmentName: string;
  usableArea: number;
  areaException: string | null;
  certifiedOn: string;
  certificateNumber: string;
  /** YYYY-MM-DD; null: it has its title. */
  revokedOn: string | null;
}

/** In the overview; null where only public facts may be seen. */
export interface OverviewPark extends Park {
  lastYear: string | null;
  lastOutcome: Outcome | null;
  lastOutcomeName: string | null;
  lastTotal: number | null;
  paid: string | null;
  claimed: string | null;
  received: string | null;
}

export type Outcome = 'excellent' | 'passed' | 'failed';

/** Targets or what was reached, by name of the indicator; money as decimal text. */
export type Figures = Record<string, string | number | boolean | null | undefined>;

export interface Evaluation {
  period: string;
  kind: 'half-year' | 'annual';
  caseId: string;
  openedAt: string;
  targets: Figures;
  actuals: Figures | null;
  outcome: Outcome | null;
  outcomeName: string | null;
  total: number | null;
  scores: { indicator: string; points: number; full: number | null; reason: string }[] | null;
  consequence: 'none' | 'rectify' | 'revoke' | null;
  halfYearsText: string | null;
  concludedAt: string | null;
  withdrawn: boolean;
  withdrawalReason: string | null;
  /** What was decided where the title was at stake; null: not yet, or it was not. */
  revocation: { result: 'revoke' | 'keep'; text: string | null } | null;
}

export interface ParkMoney {
  paid: string;
  claimed: string;
  received: string;
  outstanding: string;
  payments: {
    id: string;
    paidOn: string;
    amount: string;
    purpose: string;
    document: string;
    enteredByName: string;
    cancelledAt: string | null;
    cancelReason: string | null;
  }[];
  clawbacks: {
    caseId: string;
    groundName: string;
    amount: string;
    dueOn: string;
    received: string;
    outstanding: string;
    late: boolean;
    receipts: { on: string; amount: string }[];
  }[];
}

export interface Agreement {
  clauses: { key: string; title: string; text: string | null }[];
  missingReason: string | null;
  targets: { label: string; value: string }[];
  changes: { clause: string; before: string | null; after: string | null }[];
  signedOn: string;
  departmentSignatory: string;
  operatorSignatory: string;
  filingNumber: string | null;
  filedOn: string;
}

export interface ParkWhole extends Park {
  agreement: Agreement | null;
  documents: { id: string; name: string; size: number; uploadedAt: string }[];
  formerNames: { name: string; untilDate: string; basis: string }[];
  evaluations?: Evaluation[];
  cards?: Card[];
  money?: ParkMoney;
  may: { seeCase: boolean; seeEvaluations: boolean; enterPayment: boolean; renameOperator: boolean };
}

export interface Industries {
  items: { id: string; name: string; department: string; departmentName: string }[];
  revision: number;
  edits: { revision: number; at: string; actorName: string | null; reason: string }[];
  may: { edit: boolean };
}

export interface ParkSettings {
  revision: number;
  revocationDecider: string | null;
  revocationDeciderName: string | null;
  edits: { revision: number; at: string; actorName: string | null; reason: string; revocationDeciderName: string }[];
  may: { edit: boolean };
}
