import type { Client } from '../../test/support/client.ts';
import type { TestStack } from '../../test/support/stack.ts';
import { examplesOfCases } from './examples/cases.ts';
import { examplesOfModels } from './examples/models.ts';
import { examplesOfPeople } from './examples/people.ts';
import { examplesOfRegisters } from './examples/registers.ts';
import { examplesOfTasks } from './examples/tasks.ts';

/** A request that is right in every part: who may ask, for things that exist, with what is asked for. */
export interface Example {
  by: Client;
  /** Parts of the address. */
  names?: Record<string, string>;
  query?: Record<string, string>;
  body?: unknown;
  /** Field `file`: content and name. */
  file?: [Buffer, string];
  headers?: Record<string, string>;
}

/** By method and path, as the app describes them: `post /api/cases/{id}/withdraw`. Each call may first do what its request needs. */
export type Examples = Record<string, () => Promise<Example>>;

/** Examples of the operations of the product; an operation that reads without any name in its address needs at most who may read it. */
export function examplesOf(stack: TestStack): Examples {
  return {
    ...examplesOfPeople(stack),
    ...examplesOfRegisters(stack),
    ...examplesOfCases(stack),
    ...examplesOfTasks(stack),
    ...examplesOfModels(stack),
  };
}
