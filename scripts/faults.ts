import { cpus, totalmem } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { openInstallation } from './faults/installation.ts';
import { breaches } from './faults/invariants.ts';
import { FAULTS, type Fault } from './faults/kinds.ts';
import { gather, startLoad } from './faults/load.ts';

/**
 * `npm run faults -- cluster broker-kills 20 postgres-gone 300 sink 503 …`: each fault comes over an installation of its own while people
 * work; the table says what held. Without arguments: all of them. Ends with 1 when something did not hold.
 */
const chosen = read(process.argv.slice(2));
const say = (line: string): void => console.log(`      ${line}`);
const table: string[] = [];
let failed = false;

for (const { name, fault, amount } of chosen) {
  const began = Date.now();
  say(`${name} ${amount}`);
  const row = await run(name, fault, amount).catch((error: unknown) => {
    failed = true;
    return `| ${name} | - | - | - | - | not done: ${(error as Error).stack ?? String(error)} |`;
  });
  table.push(row);
  say(`${row}（${Math.round((Date.now() - began) / 1000)} 秒）`);
}

console.log(`\n${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB\n`);
console.log(
  '| fault | what was done | cases | steps done by people | recovered after | breaches |\n|---|---|---|---|---|---|',
);
for (const row of table) console.log(row);
process.exit(failed ? 1 : 0);

async function run(name: string, fault: Fault, amount: number): Promise<string> {
  const at = await openInstallation({ ...fault.size, say });
  try {
    const people = await gather(at.apps.map(({ baseUrl }) => baseUrl));
    const load = startLoad(people, 6);
    await sleep(5_000);
    const done = await fault.strike({ at, people, say }, amount);
    const mended = Date.now();
    const before = load.done();
    // People get on with their work by themselves.
    const cases = await Promise.race([load.finish(), endless(load)]);
    await at.ready();
    const recovered = Math.round((Date.now() - mended) / 1000);
    const found = await breaches(at.databaseUrl, at.witness, cases, { quarantined: fault.quarantined?.(amount) });
    failed ||= found.length > 0;
    say(
      `${load.again()} 次请求须重做，证人收到 ${at.witness.records} 条记录（重复 ${at.witness.repeated} 条），${load.done() - before} 步在故障之后`,
    );
    return `| ${name} | ${done} | ${cases.length} | ${load.done()} | ${recovered} s, all cases at their last step | ${found.length === 0 ? 'none' : found.join('<br>')} |`;
  } catch (error) {
    if (process.env.KEEP) {
      console.error(error);
      say(`保留现场：${at.dataDir}；按 Ctrl-C 结束`);
      await new Promise(() => undefined);
    }
    throw error;
  } finally {
    await at.close();
  }
}

/** Says how far people have come, so that whoever watches sees that it goes on. */
async function endless(load: { done(): number }): Promise<never> {
  for (;;) {
    await sleep(30_000);
    say(`  已办 ${load.done()} 步`);
  }
}

/** `name`, `name amount`, and `sink <what> [amount]` as one says it. */
function read(words: string[]): { name: string; fault: Fault; amount: number }[] {
  const list = words.length > 0 ? [...words] : Object.keys(FAULTS);
  const chosen: { name: string; fault: Fault; amount: number }[] = [];
  while (list.length > 0) {
    let name = list.shift() as string;
    if (name === 'sink') name = `sink-${list.shift() ?? ''}`;
    const fault = FAULTS[name];
    if (!fault) {
      console.error(`没有这一项：${name}。可选：${Object.keys(FAULTS).join('、')}；其后可写次数或秒数。`);
      process.exit(2);
    }
    const amount = /^\d+$/.test(list[0] ?? '') ? Number(list.shift()) : fault.usual;
    chosen.push({ name, fault, amount });
  }
  return chosen;
}
