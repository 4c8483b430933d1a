import type { Client } from './client.ts';
import { eventually, type TestStack } from './stack.ts';

/** A filing that is complete: tests change what they are about. */
export function filing(over: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    filingUnit: 'commerce',
    filedOn: '2026-01-05',
    subject: '总部商务中心项目',
    content: '引进企业区域总部。',
    departments: ['finance'],
    contactName: '项目联系人',
    contactPhone: '0531-80000000',
    itemsBeyondPolicy: 0,
    annualRewardBeyondPolicy: '0',
    beyondLeadingGroup: 'no',
    materials: [{ name: '项目报告书', essential: true, provided: true }],
    ...over,
  };
}

export interface TaskItem {
  key: string;
  caseId: string;
  element: string;
  name: string;
  group: string;
  assignee: string | null;
  state: string;
}

export async function startCase(as: Client, over: Record<string, unknown> = {}): Promise<string> {
  const created = await as.post('/api/cases', { process: 'fast-track-decision', variables: filing(over) });
  if (created.status !== 201) throw new Error(`${created.status} ${JSON.stringify(created.body)}`);
  return created.body.id as string;
}

export async function openTasks(as: Client, caseId: string): Promise<TaskItem[]> {
  const { body } = await as.get(`/api/tasks?view=all&case=${caseId}&limit=200`);
  return body.items as TaskItem[];
}

/** The open task of this element (and group), as soon as it is there. */
export async function taskAt(as: Client, caseId: string, element: string, group?: string): Promise<TaskItem> {
  return eventually(async () => {
    const tasks = await openTasks(as, caseId);
    const found = tasks.find((t) => t.element === element && (group === undefined || t.group === group));
    if (!found) throw new Error(`no ${element} open in ${caseId}: ${tasks.map((t) => t.element).join(', ')}`);
    return found;
  }, 30_000);
}

export async function complete(as: Client, task: TaskItem, variables: Record<string, unknown>): Promise<TaskItem[]> {
  // As a person would: while the engine is away, once more a little later.
  const done = await eventually(async () => {
    const answer = await as.post(`/api/tasks/${task.key}/complete`, { variables });
    if (answer.status === 503) throw new Error(`${task.element}: 503`);
    return answer;
  });
  if (done.status !== 200) throw new Error(`${task.element}: ${done.status} ${JSON.stringify(done.body)}`);
  return done.body.next as TaskItem[];
}

const clerkOf = (group: string) => (group.includes('.') ? group : `${group}.clerk`);

/** Does the step of this element as whoever may do it. */
export async function doStep(
  stack: TestStack,
  caseId: string,
  element: string,
  variables: Record<string, unknown>,
  group?: string,
): Promise<TaskItem> {
  const task = await taskAt(await stack.as('monitor'), caseId, element, group);
  await complete(await stack.as(clerkOf(task.group)), task, variables);
  return task;
}

/** From the filing to an open decision. */
export async function bringToDecision(stack: TestStack, caseId: string, departments = ['finance']): Promise<void> {
  await doStep(stack, caseId, 'Task_ReviewMaterials', { reviewResult: 'accept' });
  for (const department of departments)
    await doStep(stack, caseId, 'Task_GiveOpinion', { opinion: 'agree' }, department);
  await doStep(stack, caseId, 'Task_FormProposal', { proposalText: '建议引进。' });
}

export async function caseOf(
  as: Client,
  caseId: string,
): Promise<{ status: string; outcome: string | null; variables: Record<string, unknown> } & Record<string, unknown>> {
  return (await as.get(`/api/cases/${caseId}`)).body;
}

/** Until the case has this status. */
export async function caseReaches(as: Client, caseId: string, status: string): Promise<void> {
  await eventually(async () => {
    const c = await caseOf(as, caseId);
    if (c.status !== status) throw new Error(`${caseId} is ${c.status}, not ${status}`);
  }, 20_000);
}
