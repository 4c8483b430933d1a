import type { Client } from './client.ts';
import { doStep, taskAt, type TaskItem } from './fast-track.ts';
import { eventually, type TestStack } from './stack.ts';

/** An acceptance that is complete: tests change what they are about. */
export function acceptance(over: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    matter: '公共场所卫生许可',
    applicant: '泉城餐饮服务公司',
    acceptedAt: '2019-04-30T10:00:00+08:00',
    technicalRequirement: 'high',
    personnelRequirement: 'low',
    inspectionRequired: true,
    expertReviewRequired: false,
    departments: ['housing-construction', 'market-regulation'],
    ...over,
  };
}

export async function startInspection(as: Client, over: Record<string, unknown> = {}): Promise<string> {
  const created = await as.post('/api/cases', { process: 'on-site-inspection', variables: acceptance(over) });
  if (created.status !== 201) throw new Error(`${created.status} ${JSON.stringify(created.body)}`);
  return created.body.id as string;
}

export interface InspectionSteps {
  step(id: string, element: string, variables: Record<string, unknown>, group?: string): Promise<TaskItem>;
  /** From the appointment to everybody's confirmation, for this time. */
  appoint(id: string, at: string, answers: Record<string, Record<string, unknown>>): Promise<void>;
  inspected(id: string, at: string, over?: Record<string, unknown>): Promise<void>;
  /** The expert review as arranged and declared, up to its record. */
  arrangeReview(id: string, at: string): Promise<void>;
  reviewed(id: string, at: string): Promise<void>;
  /** Examined and decided. */
  decide(id: string, result?: 'granted' | 'refused'): Promise<void>;
  serve(id: string, element: string, at: string, withReceipt?: boolean): Promise<void>;
}

/** The steps of a case, each done by whoever may do it. */
export function inspectionSteps(stack: TestStack): InspectionSteps {
  const step = (id: string, element: string, variables: Record<string, unknown>, group?: string) =>
    doStep(stack, id, element, variables, group);
  return {
    step,
    async appoint(id, at, answers) {
      await step(id, 'Task_ArrangeInspection', {
        inspectionAt: at,
        inspectionPlace: '营业场所',
        inspectionChannel: 'platform',
      });
      await Promise.all(
        Object.entries(answers).map(([unit, answer]) => step(id, 'Task_AnswerAppointment', answer, `${unit}.liaison`)),
      );
    },
    async inspected(id, at, over = {}) {
      await step(id, 'Task_RecordInspection', {
        inspectedAt: at,
        inspectedPlace: '营业场所',
        inspectionParticipants: '区行政审批服务局经办人',
        findings: '布局与图纸一致。',
        ...over,
      });
    },
    async arrangeReview(id, at) {
      await step(id, 'Task_ArrangeReview', {
        reviewAt: at,
        reviewPlace: '会议室',
        reviewChannel: 'platform',
        reviewTopics: '工艺布局',
      });
    },
    async reviewed(id, at) {
      await step(id, 'Task_RecordReview', {
        reviewedAt: at,
        reviewedPlace: '会议室',
        reviewParticipants: '专家一、专家二',
        reviewText: '布局可行。',
      });
    },
    async decide(id, result = 'granted') {
      await step(id, 'Task_ExamineApplication', { examineResult: 'decide', examineText: '符合条件。' });
      await step(id, 'Task_DecideLicence', {
        licenceResult: result,
        ...(result === 'refused' ? { licenceText: '布局不符合卫生规范。' } : {}),
      });
    },
    async serve(id, element, at, withReceipt = false) {
      const clerk = await stack.as('approval-bureau.clerk');
      const task = await taskAt(clerk, id, element);
      const files = withReceipt
        ? [(await clerk.upload(`/api/tasks/${task.key}/files`, '送达回证.pdf', '%PDF-1.4\n%%EOF\n')).body.id]
        : [];
      await step(id, element, { servedAt: at, serveWay: 'in-person', servedTo: '申请人', serveFiles: files });
    },
  };
}

/** An approval without inspection that is granted and served at this moment: the case of its result, pushed to these departments. */
export async function grantedNow(
  stack: TestStack,
  departments: string[],
  matter = '公共场所卫生许可',
): Promise<string> {
  const [bureau, monitor] = await Promise.all([stack.as('approval-bureau.clerk'), stack.as('monitor')]);
  const moment = async () => (await monitor.get('/api/demo/clock')).body.now as string;
  const over = { technicalRequirement: 'low', inspectionRequired: false, acceptedAt: await moment() };
  const result = await startInspection(bureau, { ...over, matter, departments });
  const go = inspectionSteps(stack);
  await go.decide(result);
  for (const element of ['Task_ServeReceipt', 'Task_ServeDecision']) await go.serve(result, element, await moment());
  await eventually(async () => {
    const { items } = (await monitor.get(`/api/approval-results?q=${result}`)).body;
    if (!items[0]?.claims.length) throw new Error(`${result} is not pushed`);
  });
  return result;
}

/** Kinds of the case's history with these prefixes, oldest first. */
export async function eventsOf(
  as: Client,
  id: string,
  kinds: string[],
): Promise<{ kind: string; text: string; detail: Record<string, unknown> }[]> {
  const { body } = await as.get(`/api/cases/${id}/history`);
  return (body.items as { kind: string; text: string; detail: Record<string, unknown> }[]).filter(({ kind }) =>
    kinds.includes(kind),
  );
}
