import type { Client } from './client.ts';
import { doStep, taskAt, type TaskItem } from './fast-track.ts';
import type { TestStack } from './stack.ts';

export const operatorOf = (name: string, over: Record<string, unknown> = {}): Record<string, unknown> => ({
  name,
  registeredInLixia: true,
  independentLegalPerson: true,
  dedicatedTeam: true,
  financeRules: true,
  facilities: true,
  publicServices: true,
  ...over,
});

let count = 0;
const run = Date.now().toString(36);

/** An application that is complete and like no other: tests change what they are about. */
export function application(over: Record<string, unknown> = {}): Record<string, unknown> {
  count += 1;
  return {
    parkName: `泉城数字产业园${run}-${count}`,
    kind: 'government-led',
    buildingCluster: false,
    leadingIndustry: 'information-technology',
    leadingIndustryShare: 60,
    usableArea: 5000,
    operator: operatorOf(`泉城园区运营公司${run}-${count}`),
    scale: { companies: 12, leadingCompanies: ['龙头软件公司'], economicContribution: '12000000.50' },
    ...over,
  };
}

export async function applyForPark(as: Client, variables: Record<string, unknown>): Promise<string> {
  const created = await as.post('/api/cases', { process: 'park-certification', variables });
  if (created.status !== 201) throw new Error(`${created.status} ${JSON.stringify(created.body)}`);
  return created.body.id as string;
}

export const PASS = { reviewResult: 'pass', reviewText: '符合条件。' };
export const REGULAR_VOTE = { voteResult: 'agree' };

export interface ParkSteps {
  step(id: string, element: string, variables: Record<string, unknown>, group?: string): Promise<TaskItem>;
  /** A step with a file that was uploaded for it. */
  stepWithFile(
    id: string,
    element: string,
    field: string,
    variables: Record<string, unknown>,
    content?: string,
  ): Promise<string>;
  /** From the filed materials to the examined draft. */
  recommend(id: string, examination?: Record<string, unknown>): Promise<void>;
  /** The joint meeting, up to the decision. */
  meet(id: string, votes: Record<string, Record<string, unknown>>): Promise<void>;
}

/** The steps of a case, each done by whoever may do it. */
export function parkSteps(stack: TestStack): ParkSteps {
  const step = (id: string, element: string, variables: Record<string, unknown>, group?: string) =>
    doStep(stack, id, element, variables, group);
  async function stepWithFile(
    id: string,
    element: string,
    field: string,
    variables: Record<string, unknown>,
    content = '%PDF-1.4\n%%EOF\n',
  ): Promise<string> {
    const task = await taskAt(await stack.as('monitor'), id, element);
    const uploaded = await (await stack.as(task.group)).upload(`/api/tasks/${task.key}/files`, `${field}.pdf`, content);
    await step(id, element, { ...variables, [field]: [uploaded.body.id] });
    return uploaded.body.id as string;
  }
  return {
    step,
    stepWithFile,
    async recommend(id, examination = { examineResult: 'proceed', expertsNeeded: false }) {
      await stepWithFile(id, 'Task_FileMaterials', 'materialsFiles', {});
      await step(id, 'Task_ReviewApplication', PASS);
      await step(id, 'Task_DraftAgreement', { targetCompanies: 30, targetRevenue: '500000000.10' });
      await step(id, 'Task_ExamineProposal', examination);
    },
    async meet(id, votes) {
      await step(id, 'Task_ConveneMeeting', {
        meetingAt: '2030-01-07T09:30:00+08:00',
        meetingPlace: '区政府会议室',
        meetingDepartments: Object.keys(votes),
        meetingAgenda: '研究园区认定',
      });
      await Promise.all(Object.entries(votes).map(([unit, vote]) => step(id, 'Task_CastVote', vote, unit)));
      const now = (await (await stack.as('monitor')).get('/api/demo/clock')).body.now as string;
      await step(id, 'Task_RecordMinutes', {
        heldOn: now.slice(0, 10),
        meetingChair: '重点产业发展办公室主要负责人',
        minutesText: '会议研究了认定事项。',
      });
    },
  };
}
