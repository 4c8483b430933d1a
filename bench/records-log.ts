import { stringify } from 'lossless-json';

/** Writes lines as Zeebe's exporter sends them; shapes taken from records of 8.5.8. Keys are 64-bit integers. */
export class EngineLog {
  readonly partitionId: number;
  readonly lines: string[] = [];
  private position = 0;
  private counter: bigint;
  private at: number;

  constructor(partitionId = 1, at = 1_795_474_152_000) {
    this.partitionId = partitionId;
    this.counter = BigInt(partitionId) << 51n;
    this.at = at;
  }

  nextKey(): bigint {
    return ++this.counter;
  }

  write(valueType: string, intent: string, key: bigint, value: object, recordType = 'EVENT'): string {
    const line = stringify({
      partitionId: this.partitionId,
      value: { tenantId: '<default>', ...value },
      key,
      position: ++this.position,
      timestamp: (this.at += 3),
      valueType,
      brokerVersion: '8.5.8',
      recordType,
      intent,
      sourceRecordPosition: this.position - 1,
      rejectionType: 'NULL_VAL',
      rejectionReason: '',
      authorizations: { authorized_tenants: ['<default>'] },
      recordVersion: 1,
    }) as string;
    this.lines.push(line);
    return line;
  }
}

export interface Played {
  instanceKey: bigint;
  taskKeys: bigint[];
}

export interface Play {
  definitionKey: bigint;
  caseId?: string;
  parent?: bigint;
  tasks?: number;
  groups?: string[];
  /** Leaves the last task open. */
  unfinished?: boolean;
}

/** The records of one case: start, an automatic step, some user tasks, end. About 30 events and 25 more a task. */
export function playCase(
  log: EngineLog,
  { definitionKey, caseId, parent, tasks = 2, groups = ['finance.clerk'], unfinished }: Play,
): Played {
  const instanceKey = log.nextKey();
  const definition = { bpmnProcessId: 'sample', version: 1, processDefinitionKey: definitionKey };
  const within = {
    ...definition,
    processInstanceKey: instanceKey,
    parentProcessInstanceKey: parent ?? -1,
    parentElementInstanceKey: -1,
  };
  const step = (key: bigint, elementId: string, type: string, ...intents: string[]): void => {
    const flowScopeKey = type === 'PROCESS' ? -1 : instanceKey;
    for (const intent of intents) {
      log.write('PROCESS_INSTANCE', intent, key, {
        ...within,
        elementId,
        bpmnElementType: type,
        flowScopeKey,
        bpmnEventType: 'UNSPECIFIED',
      });
    }
  };
  const enter = (elementId: string, type: string): bigint => {
    const key = log.nextKey();
    step(key, elementId, type, 'ELEMENT_ACTIVATING', 'ELEMENT_ACTIVATED');
    return key;
  };
  const leave = (key: bigint, elementId: string, type: string): void => {
    step(key, elementId, type, 'ELEMENT_COMPLETING', 'ELEMENT_COMPLETED');
    step(log.nextKey(), `Flow_After${elementId}`, 'SEQUENCE_FLOW', 'SEQUENCE_FLOW_TAKEN');
  };
  const setVariable = (name: string, value: unknown): void => {
    log.write('VARIABLE', 'CREATED', log.nextKey(), {
      name,
      value: JSON.stringify(value),
      scopeKey: instanceKey,
      processInstanceKey: instanceKey,
      processDefinitionKey: definitionKey,
      bpmnProcessId: 'sample',
    });
  };

  step(instanceKey, 'sample', 'PROCESS', 'ELEMENT_ACTIVATING', 'ELEMENT_ACTIVATED');
  if (caseId !== undefined) setVariable('caseId', caseId);
  setVariable('subject', '引进智能制造研发中心');
  setVariable('departments', ['finance', 'housing-construction']);
  leave(enter('Start', 'START_EVENT'), 'Start', 'START_EVENT');

  const service = enter('Task_Open', 'SERVICE_TASK');
  const job = log.nextKey();
  for (const intent of ['CREATED', 'COMPLETED']) {
    log.write('JOB', intent, job, {
      ...within,
      type: 'open-case',
      elementId: 'Task_Open',
      elementInstanceKey: service,
      retries: 3,
      worker: '',
      variables: {},
    });
  }
  leave(service, 'Task_Open', 'SERVICE_TASK');

  const taskKeys: bigint[] = [];
  for (let i = 0; i < tasks; i += 1) {
    const element = enter('Task_Check', 'USER_TASK');
    const userTaskKey = log.nextKey();
    taskKeys.push(userTaskKey);
    const task = (intent: string, more: object = {}): void => {
      log.write('USER_TASK', intent, userTaskKey, {
        bpmnProcessId: 'sample',
        processDefinitionKey: definitionKey,
        processInstanceKey: instanceKey,
        elementInstanceKey: element,
        processDefinitionVersion: 1,
        elementId: 'Task_Check',
        customHeaders: {},
        dueDate: '2026-11-24T09:00:00Z[Etc/UTC]',
        formKey: -1,
        followUpDate: '',
        externalFormReference: '',
        userTaskKey,
        candidateGroupsList: groups,
        candidateUsersList: [],
        creationTimestamp: 1_795_474_152_811,
        changedAttributes: [],
        variables: {},
        action: '',
        assignee: '',
        ...more,
      });
    };
    task('CREATING');
    task('CREATED');
    task('ASSIGNED', { assignee: 'finance.clerk', action: 'claim;by=finance.clerk' });
    if (unfinished && i === tasks - 1) return { instanceKey, taskKeys };
    task('COMPLETED', {
      assignee: 'finance.clerk',
      action: 'complete;by=finance.clerk',
      variables: { opinion: '同意' },
    });
    setVariable(`opinion${i}`, { department: 'finance', opinion: '同意' });
    leave(element, 'Task_Check', 'USER_TASK');
  }
  step(enter('End', 'END_EVENT'), 'End', 'END_EVENT', 'ELEMENT_COMPLETING', 'ELEMENT_COMPLETED');
  step(instanceKey, 'sample', 'PROCESS', 'ELEMENT_COMPLETING', 'ELEMENT_COMPLETED');
  return { instanceKey, taskKeys };
}

/** The body of a bulk request. */
export function bulkBody(lines: string[], exporter = 'full'): string {
  return lines
    .map((line) => `{"index":{"routing":"1","_index":"${exporter}_record_8.5.8_2026-11-23","_id":"1"}}\n${line}\n`)
    .join('');
}
