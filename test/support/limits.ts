import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cardsOf } from './cards.ts';
import type { Client } from './client.ts';
import { eventually, type TestStack } from './stack.ts';
import { bringToDecision, startCase, taskAt } from './fast-track.ts';

export interface DeadlineItem {
  id: string;
  caseId: string;
  obligation: string;
  subject: string | null;
  state: string;
  startedAt: string;
  warnAt: string;
  dueAt: string;
  endedAt: string | null;
  round: number;
  remainingWorkingDays: number | null;
  provisional: boolean;
  nextRung: string | null;
}

export async function deadlinesOf(as: Client, caseId: string): Promise<DeadlineItem[]> {
  return (await as.get(`/api/deadlines?case=${caseId}&limit=200`)).body.items as DeadlineItem[];
}

/** The case's limit of this obligation (the decision's, where none is named), as soon as it looks like this. */
export async function limitBecomes(
  as: Client,
  caseId: string,
  expected: Partial<DeadlineItem>,
  ms = 60_000,
): Promise<DeadlineItem> {
  return eventually(async () => {
    const all = await deadlinesOf(as, caseId);
    const limit = all.find((d) => d.obligation === (expected.obligation ?? 'decide')) ?? all[0];
    for (const [key, value] of Object.entries(expected)) {
      const actual = limit?.[key as keyof DeadlineItem];
      if (actual !== value) throw new Error(`${caseId}: ${key} is ${String(actual)}, not ${String(value)}`);
    }
    return limit as DeadlineItem;
  }, ms);
}

/** A case at its decision, with the limit running. */
export async function caseAtDecision(stack: TestStack, clerk: Client, monitor: Client): Promise<string> {
  const id = await startCase(clerk);
  await bringToDecision(stack, id);
  await taskAt(monitor, id, 'Task_Decide');
  await limitBecomes(monitor, id, { obligation: 'decide' });
  return id;
}

export async function moveClock(monitor: Client, advanceTo: string): Promise<void> {
  const moved = await monitor.post('/api/demo/clock', { advanceTo });
  if (moved.status !== 200) throw new Error(JSON.stringify(moved.body));
}

/** Kinds of the case's history that concern one of its limits, oldest first. */
export async function limitHistory(as: Client, caseId: string, obligation = 'decide'): Promise<string[]> {
  const { body } = await as.get(`/api/cases/${caseId}/history`);
  return (body.items as { kind: string; detail: { limit?: string } }[])
    .filter(({ kind, detail }) => kind.startsWith('limit-') && detail.limit?.split(':')[1] === obligation)
    .map((h) => h.kind);
}

/** Every limit that the diagrams in `processes/<folder>` name. */
export async function obligationsOf(folder: string): Promise<string[]> {
  const path = join('processes', folder);
  const diagrams = (await readdir(path)).filter((name) => name.endsWith('.bpmn'));
  const xml = (await Promise.all(diagrams.map((name) => readFile(join(path, name), 'utf8')))).join('');
  return [...new Set([...xml.matchAll(/source="([^"]+)" target="obligation"/g)].map((match) => match[1] ?? ''))];
}

const ONCE = ['limit-started', 'limit-yellow', 'limit-red'];

/** Each of these limits (obligation: case) has run out: warned once, red once, with one card; what follows later is the ladder's. */
export async function expectRedOnce(as: Client, late: Record<string, string>): Promise<void> {
  for (const [obligation, caseId] of Object.entries(late)) {
    await limitBecomes(as, caseId, { obligation, state: 'overdue' }, 240_000);
    await eventually(async () => {
      const cards = (await cardsOf(as, caseId)).filter(({ deadlineId }) => deadlineId.split(':')[1] === obligation);
      const told = (await limitHistory(as, caseId, obligation)).filter((kind) => ONCE.includes(kind));
      expect([obligation, told, cards.length]).toEqual([obligation, ONCE, 1]);
    }, 240_000);
  }
}
