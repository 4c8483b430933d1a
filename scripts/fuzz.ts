import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { handle } from '../test/support/stack.ts';
import { attack, type Description } from './fuzz/attack.ts';
import { examplesOf } from './fuzz/examples.ts';
import { ATTACKERS, SKIPPED, WHY_NOT } from './fuzz/people.ts';
import { findProject, spawnStack } from './stack/spawn.ts';

/** `npm run fuzz -- --requests 10000 --seed 1`: hostile requests at a stack of their own; ends with 1 when an answer is a fault. */
const { values } = parseArgs({
  options: { requests: { type: 'string', default: '10000' }, seed: { type: 'string', default: '1' } },
});
const requests = Number(values.requests);
const seed = Number(values.seed);
if (!Number.isInteger(requests) || requests < 1 || !Number.isInteger(seed)) {
  console.error('用法：npm run fuzz -- --requests <次数> --seed <整数>');
  process.exit(2);
}

// Interrupted, it says what it has found so far.
const interrupted = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => interrupted.abort());

const stack = await spawnStack(findProject(dirname(fileURLToPath(import.meta.url))), {
  // Who asks seldom stays signed in, and what is not delivered is given up at once, so that it can be sent again.
  env: { IDLE_MINUTES: '720', DELIVERY_ATTEMPTS: '1' },
});
let code = 1;
try {
  const world = handle(stack);
  const people = [...(await Promise.all(ATTACKERS.map((name) => world.as(name)))), world.stranger()];
  const description = (await people[0]!.get<Description>('/api/openapi.json')).body;
  const began = performance.now();
  const found = await attack(description, {
    ...{ requests, seed, people },
    skip: SKIPPED,
    examples: examplesOf(world),
    signal: interrupted.signal,
  });
  const seconds = (performance.now() - began) / 1000;
  const { status, body } = await world.stranger().get<{ status: string }>('/api/health');
  console.log(
    `\n| requests | seed | 2xx | 3xx | 4xx | 5xx | operations answered with success | slowest, ms | health after it |`,
  );
  console.log('|---|---|---|---|---|---|---|---|---|');
  const of = (hundred: number) => found.byHundred[hundred] ?? 0;
  console.log(
    `| ${found.sent} in ${seconds.toFixed(0)} s | ${seed} | ${of(2)} | ${of(3)} | ${of(4)} | ${of(5)} | ${found.reached.size} of ${found.operations.length} | ${found.slowestMs.toFixed(0)} | ${body.status} |`,
  );
  const never = found.operations.filter((operation) => !found.reached.has(operation));
  if (never.length > 0) console.log('\n| never with success | why |\n|---|---|');
  for (const operation of never)
    console.log(`| \`${operation}\` | ${WHY_NOT[operation] ?? found.refused.get(operation) ?? 'no example of it'} |`);
  console.log(`slowest: ${found.slowest}`);
  for (const fault of found.faults.slice(0, 40)) console.log(`FAULT ${fault.why}\n      ${fault.request}`);
  console.log(`${found.faults.length} faults`);
  code = found.faults.length || status !== 200 ? 1 : 0;
} finally {
  await stack.stop();
}
process.exit(code);
