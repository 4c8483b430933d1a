import type { StackInfo } from '../../scripts/stack/spawn.ts';
import { handle, type TestStack } from './stack.ts';

export { eventually } from './stack.ts';

/** The stack that the whole run shares (test/support/global-setup.mjs). Tests make their own cases in it and leave others' alone. */
export function world(): TestStack {
  const text = process.env.LIXIA_TEST_STACK;
  if (!text) throw new Error('no shared stack: this test runs with `npm test`, or without NO_STACK=1');
  return handle(JSON.parse(text) as StackInfo);
}
