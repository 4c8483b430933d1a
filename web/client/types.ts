/** What the API answers; engine keys are strings, times ISO with +08:00. */

export interface List<T> {
  items: T[];
  total: number;
}

export type PostKind = string;

export interface Post {
  id: string;
  name: string;
  kind: PostKind;
  unit: string | null;
  unitName: string | null;
}

export interface Session {
  user: { username: string; name: string; posts: Post[]; represents: Represented[] };
  csrfToken: string;
  demo: boolean;
  now: string;
  /** What a first visit shows; due: unasked. */
  guide: { name: string; due: boolean };
  mustChange: 'given' | 'expired' | null;
  passwordRules: string;
  signedInBy: 'password' | 'oidc';
  /** Without anything done for so long the server signs out. */
  idle: { minutes: number; leftSeconds: number };
  may: {
    start: string[];
    moveClock: boolean;
    tryRules: boolean;
    model: boolean;
    operate: boolean;
    manageWebhooks: boolean;
    watch: boolean;
    managePeople: boolean;
    manageAccounts: boolean;
    report: boolean;
  };
}

/** A post whose holder is away and for which this person acts. */
export interface Represented {
  username: string;
  name: string;
  post: string;
  postName: string;
  processes: string[] | null;
  untilAt: string;
}

export interface DemoPeople {
  items: { unit: string; unitName: string; posts: { id: string; kind: PostKind; name: string }[] }[];
  others: { id: string; name: string }[];
}

export interface Process {
  id: string;
  name: string;
  version: number;
  mayStart: boolean;
}

export interface Task {
  key: string;
  caseId: string;
  caseTitle: string;
  process: string;
  processName: string;
  element: string;
  name: string;
  group: string | null;
  groupNames: string[];
  assignee: string | null;
  assigneeName: string | null;
  dueAt: string | null;
  provisional: boolean;
  createdAt: string;
  endedAt?: string | null;
  state: 'open' | 'done' | 'canceled';
  onBehalfOf: string | null;
  onBehalfOfName: string | null;
  /** 委派: who asked and what; then it comes back. */
  delegation: { by: string; byName: string; question: string; at: string } | null;
  opinionsOut: number;
  heldBy: string | null;
  bulk: boolean;
  may: {
    claim: boolean;
    release: boolean;
    complete: boolean;
    remind: boolean;
    handOn: boolean;
    reassign: boolean;
    answer: boolean;
    recall: boolean;
    unsubmit: boolean;
  };
}

/** 加签. */
export interface ExtraOpinion {
  id: string;
  when: 'before' | 'after' | 'applicant';
  whenName: string;
  toName: string;
  question: string;
  askedAt: string;
  state: 'planned' | 'asked' | 'given' | 'dropped';
  verdict: 'agree' | 'disagree' | 'note' | null;
  verdictName: string | null;
  opinion: string | null;
  givenByName: string | null;
  givenAt: string | null;
}

export type Values = Record<string, unknown>;

/** What a field of a form decides further on: the question, the ways out, the articles. */
export interface Decision {
  question: string;
  ways: string[];
  basis: string | null;
}
export type Decides = Record<string, Decision[]>;

/** What one has typed and not yet sent. */
export interface Draft {
  variables: Values;
  savedAt: string;
}
export interface StartForm {
  form: FormSchema;
  variables: Values;
  documentation: string | null;
  decides: Decides;
  draft: (Draft & { key: string }) | null;
}

/** A step that several have at once. */
export interface JointStep {
  way: 'all' | 'any' | 'vote' | 'other';
  total: number;
  needed: number | null;
  done: number;
  agreed: number | null;
  signers: {
    key: string;
    groupNames: string[];
    assigneeName: string | null;
    state: 'open' | 'done' | 'canceled';
    byName: string | null;
    at: string | null;
  }[];
}

export interface TaskDetail extends Task {
  form: FormSchema | null;
  variables: Values;
  draft: Draft | null;
  summary: { label: string; value: string }[];
  completesTo: string[];
  /** Articles of the step. */
  documentation: string | null;
  decides: Decides;
  /** false: the task is his own, the case is not for him. */
  seesCase: boolean;
  opinions: { by: string; byName: string; at: string; question: string; opinion: string }[];
  extras: ExtraOpinion[];
  heldAt: string | null;
  returned: { byName: string; at: string; reason: string; fromName: string } | null;
  takeBack: { from: string } | null;
  applicantName: string | null;
  joint: JointStep | null;
  /** Of an opinion: the task that it is about. */
  about: string | null;
}

export type TaskView = 'mine' | 'claimable' | 'all';
export type TaskCounts = Record<TaskView, number>;

export type CaseStatus = 'running' | 'suspended' | 'completed' | 'withdrawn' | 'failed';

export interface CaseRow {
  id: string;
  parentCaseId: string | null;
  process: string;
  processName: string;
  title: string;
  status: CaseStatus;
  outcome: string | null;
  outcomeName: string | null;
  createdAt: string;
  createdByName: string;
  filingUnitName: string | null;
  marking: 'internal' | 'public';
}

export interface Deadline {
  id: string;
  caseId: string;
  obligation: string;
  subject: string | null;
  unit: string | null;
  name: string;
  legalBasis: string | null;
  workingDays: number;
  extendedBy: number;
  startedAt: string | null;
  dueAt: string | null;
  state: 'running' | 'warned' | 'overdue' | 'met' | 'met-late' | 'suspended' | 'cancelled';
  remainingWorkingDays: number | null;
  remainingHours: number | null;
  provisional: boolean;
  nextRungName: string | null;
  nextRungAt: string | null;
  pauseCount?: number;
}

export interface Card {
  caseId: string;
  parentCaseId: string;
  parentTitle: string;
  process: string;
  processName?: string;
  deadlineId: string;
  limitName: string;
  round: number;
  dueAt: string | null;
  issuedAt: string;
  state: 'issued' | 'explained' | 'upheld' | 'revoked';
  attribution: string | null;
  attributedUnitName?: string | null;
  unitName?: string | null;
  reason: string | null;
  revokedBecause: 'verification' | 'appeal' | 'limit-changed' | null;
  appealed: boolean;
  opens: boolean;
}

export interface YellowCard {
  caseId: string;
  caseTitle: string;
  processName: string;
  deadlineId: string;
  limitName: string;
  round: number;
  unitName: string | null;
  issuedAt: string;
  dueAt: string | null;
  endedAs: 'met' | 'met-late' | 'cancelled' | null;
}

export interface Supervision {
  process: string;
  processName: string;
  supervisingUnit: string;
  supervisingUnitName: string;
  byDefault: string;
  byDefaultName: string;
  edits: { at: string; actorName: string; beforeName: string; after: string; afterName: string; reason: string }[];
}

export interface LevelBasis {
  version?: number;
  rules?: { annotation?: string }[];
}

export interface Waiting {
  elementId: string;
  text: string;
  groups: string[];
  groupNames: string[];
  since: string | null;
}

export interface CaseDetail extends CaseRow {
  variables: Values;
  facts: { name: string; label: string; value: string }[];
  tasks: Task[];
  deadlines: Deadline[];
  cards: Card[];
  levelBasis: LevelBasis | null;
  waiting: Waiting[];
  links: {
    caseId: string;
    title: string;
    reason: string;
    archiveUnitName: string | null;
    archiveNumber: string | null;
  }[];
  archive: { sealedAt: string; size: number; sha256: string } | null;
  may: {
    withdraw?: boolean;
    markPublic?: boolean;
    markInternal?: boolean;
    move?: boolean;
    moveLimits?: boolean;
    referAccountability?: boolean;
  };
  /** Seen by those only who handle it. */
  restricted: boolean;
}

export interface Diagram {
  xml: string;
  elements: {
    elementId: string;
    type: string;
    active: number;
    completed: number;
    terminated: number;
    incidents: number;
  }[];
  flows: { flowId: string; taken: number }[];
  /** The mark of each limit at its step. */
  limits?: ({ id: string; elementId: string } & Pick<Deadline, 'name' | 'state' | 'provisional' | 'dueAt'>)[];
  /** Instances of a re-homed case, the present one last. */
  runs?: { instanceKey: string; version: number; leftAt: string | null }[];
}

export interface CaseFile {
  id: string;
  name: string;
  size: number;
  sha256: string;
  replaces: string | null;
  uploadedBy: string;
  uploadedByName: string;
  uploadedAt: string;
  elementName: string | null;
  /** What is recorded of its paper original, and what that took the place of. */
  paper: PaperEntry | null;
  earlierPapers: PaperEntry[];
  /** Whether it has its paper original; null: an earlier version. */
  original: { required: boolean; standing: PaperStanding | null; scan: { id: string; name: string } | null } | null;
  may: { recordPaper: boolean; checkPaper: boolean };
}

export type PaperStanding = 'lacking' | 'unchecked' | 'checked';

export interface PaperEntry {
  id: string;
  kind: 'scan' | 'print' | 'none';
  stamped: boolean;
  signed: boolean;
  place: string;
  /** Of a scan: the other file whose original the paper is. */
  of: { id: string; name: string } | null;
  reason: string | null;
  byName: string;
  at: string;
  checked: { byName: string; at: string } | null;
}

export interface HistoryItem {
  at: string;
  kind: string;
  element: string | null;
  elementName: string | null;
  actor: string | null;
  actorName: string | null;
  text: string;
}

/** A component of a Camunda form; only what the pages read. */
export interface FormComponent {
  id: string;
  type: string;
  key?: string;
  path?: string;
  label?: string;
  text?: string;
  description?: string;
  disabled?: boolean;
  readonly?: boolean;
  defaultValue?: unknown;
  values?: { label: string; value: string }[];
  components?: FormComponent[];
  layout?: { row?: string; columns?: number | null };
  conditional?: { hide?: string };
  validate?: {
    required?: boolean;
    min?: number;
    max?: number;
    minLength?: number;
    maxLength?: number;
    pattern?: string;
    validationType?: string;
  };
  properties?: Record<string, string>;
  appearance?: { prefixAdorner?: string; suffixAdorner?: string };
  decimalDigits?: number;
  serializeToString?: boolean;
  subtype?: 'date' | 'time' | 'datetime';
  dateLabel?: string;
  multiple?: boolean;
  accept?: string;
  defaultRepetitions?: number;
  allowAddRemove?: boolean;
}

export interface FormSchema {
  id?: string;
  components: FormComponent[];
}

/** A filter of the task list that somebody keeps. */
export interface KeptFilter {
  id: string;
  name: string;
  unit: string | null;
  unitName: string | null;
  ownerName: string;
  mine: boolean;
  count: number;
  query: { view?: TaskView; q?: string; overdue?: boolean; process?: string };
}

/** How somebody likes to see a list; what is left out is as the product has it. */
export interface ListView {
  columns?: string[];
  sort?: 'due' | 'created';
  density?: 'small' | 'middle' | 'large';
}
