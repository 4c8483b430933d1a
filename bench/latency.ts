import { performance } from 'node:perf_hooks';
import { inParallel } from './bare.ts';
import type { Client } from '../test/support/client.ts';

/** Played by the posts of the notices: report and its head, review, the boxes of annex 3, one opinion, proposal. */
const STEPS: [element: string, by: string, variables: Record<string, unknown>][] = [
  ['Task_PrepareReport', 'commerce.clerk', { screening: '可行。', reportText: '测速。' }],
  ['Task_GiveHeadOpinion', 'commerce.head', { headResult: 'agree' }],
  ['Task_ReviewMaterials', 'investment-promotion.clerk', { reviewResult: 'accept' }],
  ['Task_GiveBureauOpinion', 'investment-promotion.head', { bureauResult: 'agree' }],
  ['Task_GiveOfficeOpinion', 'leading-group-office.head', { officeResult: 'proceed' }],
  ['Task_ArrangeArgument', 'investment-promotion.clerk', {}],
  ['Task_GiveOpinion', 'finance.clerk', { opinion: 'agree' }],
  ['Task_FormProposal', 'investment-promotion.clerk', { proposalText: '建议引进。' }],
];

/** Steps after which the next person's turn comes at once; after the others workers have something to do first. */
const DIRECT = new Set(['Task_PrepareReport', 'Task_ReviewMaterials', 'Task_GiveBureauOpinion']);

interface TaskItem {
  key: string;
  caseId: string;
  element: string;
}

/**
 * Complete -> next task visible, ms, as a page sees it: from sending POST …/complete to the answer that names the next task,
 * which is given as soon as the task is in the read model. `perSecond` completions are sent a second, whatever the answers
 * take; a task is left alone for a second before it is completed, as no person is quicker.
 */
export async function completeToNext(
  as: (username: string) => Promise<Client>,
  { cases, perSecond }: { cases: number; perSecond: number },
): Promise<{ times: number[]; direct: number[]; missed: number }> {
  const times: number[] = [];
  const direct: number[] = [];
  let missed = 0;
  const filer = await as('commerce.clerk');
  const people = new Map<string, Client>();
  for (const [, by] of STEPS) people.set(by, await as(by));

  async function playCase(i: number): Promise<void> {
    let task = await fileCase(filer, i);
    for (const [element, by, variables] of STEPS) {
      if (task.element !== element) throw new Error(`expected ${element}, got ${task.element}`);
      await pause(1000);
      const began = performance.now();
      const next = await complete(people.get(by) as Client, task, variables);
      const took = performance.now() - began;
      if (next) times.push(took);
      else missed++;
      if (next && DIRECT.has(element)) direct.push(took);
      task = next ?? (await firstTask(filer, task.caseId, task.key));
    }
  }

  const running: Promise<void>[] = [];
  for (let i = 0; i < cases; i++) {
    running.push(playCase(i));
    await pause((1000 * STEPS.length) / perSecond);
  }
  await Promise.all(running);
  return { times, direct, missed };
}

/**
 * `atOnce` people who complete one task after the other without a pause: steps a second, and for each step the time, ms, until the next task
 * is visible.
 */
export async function stepRate(
  as: (username: string) => Promise<Client>,
  cases: number,
  atOnce: number,
): Promise<{ perSecond: number; times: number[] }> {
  const filer = await as('commerce.clerk');
  for (const [, by] of STEPS) await as(by);
  const times: number[] = [];
  const began = performance.now();
  await inParallel(cases, atOnce, async (i) => {
    let task = await fileCase(filer, i);
    for (const [, by, variables] of STEPS) {
      const sent = performance.now();
      task = (await complete(await as(by), task, variables)) ?? (await firstTask(filer, task.caseId, task.key));
      times.push(performance.now() - sent);
    }
  });
  return { perSecond: (times.length / (performance.now() - began)) * 1000, times };
}

/** Ms until the read model is no longer behind the engine. */
export async function drained(monitor: Client): Promise<number> {
  const began = performance.now();
  for (;;) {
    const { body } = await monitor.get<{ projection: { lagMs: number | null } }>('/api/health');
    if (body.projection.lagMs === 0) return performance.now() - began;
    await pause(50);
  }
}

async function fileCase(filer: Client, i: number): Promise<TaskItem> {
  const created = await filer.post('/api/cases', { process: 'fast-track-decision', variables: filing(i) });
  return firstTask(filer, (created.body as { id: string }).id);
}

async function complete(by: Client, task: TaskItem, variables: Record<string, unknown>): Promise<TaskItem | undefined> {
  const done = await by.post(`/api/tasks/${task.key}/complete`, { variables });
  if (done.status !== 200) throw new Error(JSON.stringify(done.body));
  return (done.body as { next: TaskItem[] }).next[0];
}

/** Cases a second from filing to the first open task: `count` of them, `atOnce` under way. */
export async function filingRate(
  as: (username: string) => Promise<Client>,
  count: number,
  atOnce: number,
): Promise<number> {
  const filer = await as('commerce.clerk');
  const began = performance.now();
  await inParallel(count, atOnce, async (i) => {
    await fileCase(filer, i);
  });
  return (count / (performance.now() - began)) * 1000;
}

/** The open task of the case; `done` may still stand in the list. */
async function firstTask(client: Client, caseId: string, done?: string): Promise<TaskItem> {
  for (const end = Date.now() + 30_000; Date.now() < end;) {
    const { body } = await client.get(`/api/tasks?view=all&case=${caseId}`);
    const task = (body as { items: TaskItem[] }).items.find(({ key }) => key !== done);
    if (task) return task;
    await pause(250);
  }
  throw new Error(`no task of ${caseId}`);
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export function filing(i: number): Record<string, unknown> {
  return {
    filingUnit: 'commerce',
    filedOn: '2026-01-05',
    subject: `测速项目 ${i}`,
    content: '测速。',
    departments: ['finance'],
    contactName: '联系人',
    contactPhone: '0531-80000000',
    itemsBeyondPolicy: 0,
    annualRewardBeyondPolicy: '0',
    beyondLeadingGroup: 'no',
    materials: [],
  };
}

export function quantile(values: number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? NaN;
}
