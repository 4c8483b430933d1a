import { now } from '../../domain/clock.ts';
import type { TaskRow } from '../../domain/tasks/store.ts';
import type { Context } from '../context.ts';

type Variables = Record<string, unknown>;

/** A demonstration case, brought as far as its steps go. Values are invented; people are called by their post. */
export interface DemoCase {
  key: string;
  process: string;
  variables: Variables;
  steps: {
    element: string;
    by: (task: TaskRow) => string;
    /** A function where something belongs to the step besides (a file, what the public does meanwhile); it may run twice. */
    variables: Variables | ((ctx: Context, task: TaskRow) => Promise<Variables>);
  }[];
  /** What happens after the last step; it may run twice. */
  then?: (ctx: Context, caseId: string) => Promise<void>;
}
type Step = DemoCase['steps'][number];

const clerkOf = (task: TaskRow) => (task.groups[0]?.includes('.') ? task.groups[0] : `${task.groups[0]}.clerk`);

export const step = (element: string, variables: Step['variables'] = {}): Step => ({ element, by: clerkOf, variables });
export const today = (): string => now().toISODate() ?? '';

export async function until<T>(test: () => Promise<T | null>): Promise<T> {
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    const found = await test();
    if (found !== null) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('waited in vain for the demonstration to load');
}
