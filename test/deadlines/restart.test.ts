import { caseAtDecision, limitBecomes, limitHistory, moveClock } from '../support/limits.ts';
import { eventually, startStack } from '../support/stack.ts';
import type { Client } from '../support/client.ts';

let stack: Awaited<ReturnType<typeof startStack>>;
let monitor: Client;

beforeAll(async () => {
  stack = await startStack();
  monitor = await stack.as('monitor');
}, 120_000);
afterAll(() => stack?.stop());

test('engine and app die before the end of a limit and come back after it: each rung once', async () => {
  const clerk = await stack.as('commerce.clerk');
  const ids = [];
  for (let i = 0; i < 3; i++) ids.push(await caseAtDecision(stack, clerk, monitor));
  const limit = await limitBecomes(monitor, ids[0] as string, { state: 'running' });

  await moveClock(monitor, limit.warnAt);
  for (const id of ids) await limitBecomes(monitor, id, { state: 'warned', nextRung: 'red' });
  const end = Date.parse(limit.dueAt);
  await moveClock(monitor, new Date(end - 3000).toISOString());
  await Promise.all([stack.killEngine(), stack.killApp()]);
  await new Promise((resolve) => setTimeout(resolve, 4000));
  await Promise.all([stack.startEngine(), stack.startApp()]);
  await stack.ready();

  for (const id of ids) {
    await limitBecomes(monitor, id, { state: 'overdue', nextRung: 'overdue-1' }, 60_000);
    expect(await eventually(() => limitHistory(monitor, id))).toEqual(['limit-started', 'limit-yellow', 'limit-red']);
  }
}, 240_000);
