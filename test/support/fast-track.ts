import { type Client, signIn } from './client.ts';
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

/** Steps on the regular way that most tests are not about, and what is entered there. */
const WAY: Record<string, Record<string, unknown>> = {
  Task_PrepareReport: { screening: '项目真实可行。', reportText: '一、项目概况\n引进企业区域总部。' },
  Task_GiveHeadOpinion: { headResult: 'agree' },
  Task_GiveBureauOpinion: { bureauResult: 'agree' },
  Task_GiveOfficeOpinion: { officeResult: 'proceed' },
  Task_ArrangeArgument: {},
  Task_IssueNotice: {
    noticeAt: '2026-01-06T09:00:00+08:00',
    noticePlace: '区政府会议室',
    noticeAttendees: '区财政局主要负责人',
    noticeAgenda: '研究引进事项',
    noticeSentOn: '2026-01-05',
  },
  Task_HandUp: { handUpDate: '2026-01-06' },
  Task_WriteMinutes: { statementsText: '区财政局：同意。', minutesText: '会议议定有关事项。' },
};
/** Steps that tests ask for: what of the way stands before them is done. */
const GOALS = new Set([
  'Task_SupplementMaterials',
  'Task_ReviewMaterials',
  'Task_GiveOpinion',
  'Task_FormProposal',
  'Task_Decide',
  'Task_RegisterHigherDecision',
  'Task_ArrangeHandover',
  'Task_CompleteOriginals',
]);

/** The open task of this element (and group), as soon as it is there; on the way to a goal the steps before it are done. */
export async function taskAt(as: Client, caseId: string, element: string, group?: string): Promise<TaskItem> {
  return eventually(async () => {
    const tasks = await openTasks(as, caseId);
    const found = tasks.find((t) => t.element === element && (group === undefined || t.group === group));
    if (found) return found;
    if (GOALS.has(element)) await goOn(as, tasks);
    throw new Error(`no ${element} open in ${caseId}: ${tasks.map((t) => t.element).join(', ')}`);
  }, 90_000);
}

async function goOn(as: Client, tasks: TaskItem[]): Promise<void> {
  for (const task of tasks) {
    const variables = WAY[task.element];
    if (!variables) continue;
    const answer = await (
      await personAt(as.baseUrl, clerkOf(task.group))
    ).post(`/api/tasks/${task.key}/complete`, {
      variables,
    });
    // Done by somebody else meanwhile, or the engine is away: looked at again.
    if (![200, 409, 503].includes(answer.status))
      throw new Error(`${task.element}: ${answer.status} ${JSON.stringify(answer.body)}`);
  }
}

// Checking a password is slow on purpose: one session a person.
const people = new Map<string, Promise<Client>>();
function personAt(baseUrl: string, username: string): Promise<Client> {
  const key = `${baseUrl} ${username}`;
  const session = people.get(key) ?? signIn(baseUrl, username);
  people.set(key, session);
  return session;
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
  // A step may come again under the same name: the next look must not find this one.
  await eventually(async () => {
    const open = await openTasks(await stack.as('monitor'), caseId);
    if (open.some(({ key }) => key === task.key)) throw new Error(`${element} is still open in ${caseId}`);
  });
  return task;
}

/** From the filing to an open decision. */
export async function bringToDecision(stack: TestStack, caseId: string, departments = ['finance']): Promise<void> {
  await doStep(stack, caseId, 'Task_ReviewMaterials', { reviewResult: 'accept' });
  for (const department of departments)
    await doStep(stack, caseId, 'Task_GiveOpinion', { opinion: 'agree' }, department);
  await doStep(stack, caseId, 'Task_FormProposal', { proposalText: '建议引进。' });
  await reachDecision(await stack.as('monitor'), caseId);
}

/** Until the case stands at its decision, whatever its level. */
async function reachDecision(as: Client, caseId: string): Promise<void> {
  await eventually(async () => {
    const tasks = await openTasks(as, caseId);
    if (tasks.some((t) => t.element === 'Task_Decide' || t.element === 'Task_RegisterHigherDecision')) return;
    await goOn(as, tasks);
    throw new Error(`${caseId} is not at its decision: ${tasks.map((t) => t.element).join(', ')}`);
  });
}

const AFTER: Record<string, Record<string, unknown>> = {
  Task_WriteMinutes: WAY.Task_WriteMinutes ?? {},
  Task_ArrangeHandover: {},
  Task_CarryOut: { feedback: '已办结。' },
  Task_FollowUp: { followUpResult: 'settled' },
  Task_SubmitLateMaterial: { lateNote: '已补报。' },
  Task_CompleteOriginals: { originalsNote: '纸质原件已存档。' },
};

/** From the decision to the sealed case file: minutes, hand-over, follow-up, originals, each on the regular way. */
export async function finishAfterDecision(stack: TestStack, caseId: string): Promise<void> {
  const monitor = await stack.as('monitor');
  await eventually(async () => {
    const tasks = await openTasks(monitor, caseId);
    await Promise.all(
      tasks.map(async (task) => {
        const variables = AFTER[task.element];
        if (variables) await complete(await stack.as(clerkOf(task.group)), task, variables);
      }),
    );
    const { status } = await caseOf(monitor, caseId);
    if (status !== 'completed') throw new Error(`${caseId} is ${status}: ${tasks.map((t) => t.element).join(', ')}`);
  });
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
  });
}
