/** The one seam to Zeebe. Keys are strings from here on; nothing else imports the SDK. */

/** Engine key: a 64-bit integer as decimal string. */
export type EngineKey = string;

export interface Job {
  key: EngineKey;
  type: string;
  processId: string;
  elementId: string;
  elementInstanceKey: EngineKey;
  instanceKey: EngineKey;
  retries: number;
  variables: Record<string, unknown>;
  headers: Record<string, string>;
}

/** What becomes of a job. The wrapper in workers/run-job.ts is the only one that makes these. */
export type JobOutcome =
  | { kind: 'complete'; variables: Record<string, unknown> }
  | { kind: 'bpmn-error'; code: string; message: string; variables?: Record<string, unknown> }
  | { kind: 'fail'; message: string; retries: number; backOffMs: number };

export interface JobStream {
  /** Stops taking jobs and waits for those in hand. */
  close(): Promise<void>;
  /** Wall time (epoch ms) of the last sign of life: a stream opened, a poll answered, a job received. */
  lastAlive(): number;
}

export interface DecisionResult {
  decisionId: string;
  decisionKey: EngineKey;
  version: number;
  /** null when no row matched. */
  output: unknown;
  /** Rules that matched, of the evaluated decision and of those it requires; outputs by the id of their column. */
  matchedRules: { decisionId: string; ruleId: string; ruleIndex: number; outputs: Record<string, unknown> }[];
}

export interface DeployedDiagram {
  processId: string;
  version: number;
  definitionKey: EngineKey;
}

/** A form, or the decision requirements of a rule, as deployed. */
export interface DeployedFile {
  kind: 'form' | 'dmn';
  id: string;
  key: EngineKey;
}

export class EngineError extends Error {
  readonly code: 'not-found' | 'conflict' | 'invalid' | 'unavailable' | 'rejected';
  constructor(code: EngineError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

export interface EngineClient {
  /** Answers what they have become; one that the engine has already as its newest keeps its key. */
  deploy(
    resources: { name: string; content: Buffer }[],
  ): Promise<{ diagrams: DeployedDiagram[]; files: DeployedFile[] }>;
  /** Deletes a deployed rule. Nothing may use it any more. */
  deleteResource(key: EngineKey): Promise<void>;
  /** `already` when a message of this id is still within its time to live. */
  publishMessage(message: {
    name: string;
    correlationKey: string;
    messageId?: string;
    timeToLiveMs: number;
    variables: Record<string, unknown>;
  }): Promise<'published' | 'already'>;
  assignTask(key: EngineKey, assignee: string, options: { allowOverride: boolean; action: string }): Promise<void>;
  unassignTask(key: EngineKey): Promise<void>;
  completeTask(key: EngineKey, variables: Record<string, unknown>, action: string): Promise<void>;
  updateTask(
    key: EngineKey,
    changeset: { dueDate?: string; followUpDate?: string; candidateGroups?: string[] },
    action?: string,
  ): Promise<void>;
  setVariables(scopeKey: EngineKey, variables: Record<string, unknown>, local: boolean): Promise<void>;
  cancelInstance(key: EngineKey): Promise<void>;
  /** Tries the step again; a job gets the given number of attempts first. */
  retryIncident(incident: { key: EngineKey; jobKey: EngineKey | null }, attempts: number): Promise<void>;
  /**
   * Begins an instance of a version before these elements, all in one step or not at all ('invalid'). Mappings into the sub-processes around
   * them are not done. Said twice it begins two.
   */
  createInstance(version: {
    processId: string;
    version: number;
    start: string[];
    variables: Record<string, unknown>;
  }): Promise<EngineKey>;
  /**
   * Moves an instance by hand: begins the given elements and ends the given element instances, in one step or not at all.
   * 'invalid' when the engine cannot, for instance when one of them is no longer there. An instance of which nothing is left is over.
   */
  modifyInstance(key: EngineKey, change: { activate: string[]; terminate: EngineKey[] }): Promise<void>;
  /**
   * Carries a running instance over to another version of its diagram; elements where it stands, by their ids, to those of the other.
   * 'conflict' when the engine cannot: then the instance is as it was. Said twice it changes nothing more.
   */
  migrateInstance(key: EngineKey, plan: { to: EngineKey; mapping: Readonly<Record<string, string>> }): Promise<void>;
  evaluateDecision(
    by: { decisionKey: EngineKey } | { decisionId: string },
    variables: Record<string, unknown>,
  ): Promise<DecisionResult>;
  streamJobs(options: {
    type: string;
    timeoutMs: number;
    mostInHand?: number | undefined;
    fetchVariables?: string[];
    handle(job: Job): Promise<JobOutcome>;
  }): JobStream;
  /** From now on talks to the gateway of this number (of the addresses that it was made with). */
  use(gateway: number): void;
  /** True when every partition has a leader and the gateway answers. */
  ready(): Promise<boolean>;
  version(): Promise<string>;
  close(): Promise<void>;
}
