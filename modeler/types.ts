import type { FormSchema, List, Values } from '../web/client/types.ts';

/** As the API answers (api/routes/models.ts). */
export interface ModelListed {
  id: string;
  name: string;
  /** null: not deployed yet. */
  version: number | null;
  draft: { updatedByName: string; updatedAt: string } | null;
  waiting: { review: number; deploy: number; shipped: number };
}

export interface Models extends List<ModelListed> {
  approval: { required: boolean; changedByName: string | null; changedAt: string | null; reason: string | null };
  may: { edit: boolean; approve: boolean; switchApproval: boolean };
}

export interface Version {
  id: string;
  number: number;
  name: string;
  note: string;
  origin: 'draft' | 'roll-back' | 'shipped';
  authorName: string | null;
  createdAt: string;
  review: {
    requestedByName: string;
    requestedAt: string;
    decidedByName: string | null;
    decidedAt: string | null;
    approved: boolean | null;
    comment: string | null;
  } | null;
  deployment: {
    definitionKey: string;
    engineVersion: number;
    deployedByName: string | null;
    deployedAt: string;
  } | null;
  mayDecide: boolean;
}

export interface Deployed {
  definitionKey: string;
  version: number;
  deployedAt: string;
  deployedByName: string | null;
  modelVersion: string | null;
  from: 'owner' | 'product' | 'other';
}

export interface Model {
  id: string;
  name: string;
  /** Key of the diagram at work. */
  present: string | null;
  draft: { revision: number; updatedByName: string; updatedAt: string } | null;
  files: ModelFile[];
  versions: Version[];
  deployed: Deployed[];
  approvalRequired: boolean;
  may: { edit: boolean; approve: boolean };
}

/** A rule or form of the procedure. */
export interface ModelFile {
  name: string;
  kind: 'dmn' | 'form';
  title: string;
  decisions: Named[];
  draft: { revision: number; updatedByName: string; updatedAt: string } | null;
}

/** What a version is made of: the drafts as they were looked at, or another version. */
export type VersionSource = { revision: number; files: Record<string, number> } | { from: string };

/** A value that a rule reads; path of names below the case's variables. */
export interface Asked {
  path: string[];
  label: string;
  type: string;
  values: string;
}

export interface FileChecked extends List<Finding> {
  decisions: { id: string; name: string; asks: Asked[] }[];
}

export interface Tried {
  output: unknown;
  matched: {
    decision: string;
    decisionName: string;
    row: number;
    rowId: string;
    annotation: string;
    outputs: [string, unknown][];
  }[];
}

export interface FormPreviewed {
  form: FormSchema;
  errors: { path: string; message: string }[];
  values: Values;
}

export type Fix =
  | { kind: 'name'; value: string }
  | { kind: 'id'; value: string }
  | { kind: 'remove' }
  | { kind: 'user-task' }
  | { kind: 'input'; target: string; value: string };

export interface Finding {
  rule: string;
  fix?: Fix;
  file?: string;
  severity: 'error' | 'warning';
  elementId: string | null;
  elementName: string | null;
  message: string;
}

export interface Change {
  kind: 'added' | 'removed' | 'changed' | 'moved';
  elementId: string;
  elementName: string;
  type: string;
  file?: string;
  details: { label: string; before: string | null; after: string | null }[];
}

interface LimitSet {
  workingDaysText: string;
  startsAt: string;
  legalBasis: string;
}

export interface LimitChange {
  obligation: string;
  name: string;
  before: LimitSet | null;
  after: LimitSet | null;
}

export interface Comparison extends List<Change> {
  limits: LimitChange[];
  before: string;
  after: string;
}

export interface Preview {
  present: string | null;
  running: { version: number; definitionKey: string; cases: number; examples: string[] }[];
  keptLimits: { obligation: string; name: string; workingDays: number; count: number }[];
  limits: LimitChange[];
  calledBy: string[];
  files: { name: string; kind: 'dmn' | 'form'; title: string; usedBy: string[]; keptBy: number; newest: boolean }[];
  findings: Finding[];
  changes: Change[];
}

interface Named {
  id: string;
  name: string;
}

export interface Catalogue {
  jobTypes: Named[];
  forms: Named[];
  decisions: Named[];
  processes: Named[];
  groups: Named[];
  obligations: Named[];
  limitUnits: string[];
  limitStarts: string[];
  limitSubjects: string[];
  assignments: string[];
}
