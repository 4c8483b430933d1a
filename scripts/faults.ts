import { cpus, loadavg, totalmem } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Installation, openInstallation, type Size } from './faults/installation.ts';
import { breaches } from './faults/invariants.ts';
import { FAULTS, type Fault } from './faults/kinds.ts';
import { gather, type Person, startLoad } from './faults/load.ts';

/**
 * `npm run faults -- cluster broker-kills 20 postgres-gone 300 sink 503 …`: each fault comes while people
 * work; the table says what held. Without arguments: all of them. Ends with 1 when something did not hold.
 */
const chosen = read(process.argv.slice(2));
const say = (line: string): void => console.log(`      ${line}`);
const table: string[] = [];
let failed = false;

/** Faults that need no installation of their own kind come over one and the same, one after the other. */
interface Scenery {
  at: Installation;
  size: Size | undefined;
  people: Map<string, Person>;
  cases: string[];
  beside: string[];
  quarantined: number;
}
let present: Scenery | null = null;
/** One that is not open yet: it ends itself what it has started. */
let opening: Promise<Installation> | null = null;
const interrupted = new AbortController();

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    // Pressed again it goes on clearing up: what is left behind would be nobody's.
    if (interrupted.signal.aborted) return;
    interrupted.abort();
    say('正在停止');
    void leave().then(
      () => process.exit(130),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });

for (const { name, fault, amount } of chosen) {
  const began = Date.now();
  say(`${name} ${amount}`);
  const row = await run(name, fault, amount).catch(async (error: unknown) => {
    // The signal's own way ends the process.
    if (interrupted.signal.aborted) return new Promise<never>(() => undefined);
    failed = true;
    // What is broken is no ground for the next fault.
    await leave();
    return `| ${name} | not done | | | | ${String((error as Error).stack ?? error).replaceAll('\n', '<br>')} |`;
  });
  table.push(row);
  say(`${row}（${Math.round((Date.now() - began) / 1000)} 秒）`);
}
await leave();

console.log(`\n${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, load ${loadavg()[0]?.toFixed(1)}\n`);
console.log('| fault | what was done | cases | steps done by people | all cases at their last step after | breaches |');
console.log('|---|---|---|---|---|---|');
for (const row of table) console.log(row);
process.exit(failed ? 1 : 0);

async function scenery(size: Size | undefined): Promise<Scenery> {
  if (present?.size === size && present) return present;
  await leave();
  opening = openInstallation({ ...size, say, signal: interrupted.signal });
  const at = await opening.finally(() => (opening = null));
  present = { at, size, people: new Map(), cases: [], beside: [], quarantined: 0 };
  present.people = await gather(at.apps.map(({ baseUrl }) => baseUrl));
  return present;
}

async function leave(): Promise<void> {
  await opening?.catch(() => undefined);
  const before = present;
  present = null;
  await before?.at.close();
}

async function run(name: string, fault: Fault, amount: number): Promise<string> {
  const here = await scenery(fault.size);
  const { at, people } = here;
  const load = startLoad(people, name, 6);
  const progress = setInterval(() => say(`  已办 ${load.done()} 步`), 30_000);
  try {
    await sleep(3_000);
    const done = await fault.strike({ at, people, beside: here.beside, say, done: load.done }, amount);
    const mended = Date.now();
    // People get on with their work by themselves.
    const cases = await load.finish();
    await at.ready();
    const recovered = Math.round((Date.now() - mended) / 1000);
    here.cases.push(...cases);
    here.quarantined += fault.quarantined?.(amount) ?? 0;
    const found = await breaches(at.databaseUrl, at.witness, here.cases, here);
    failed ||= found.length > 0;
    const { records, repeated } = at.witness;
    say(`${load.again()} 次请求须重做；证人共收到 ${records} 条记录，另有重复 ${repeated} 条`);
    return `| ${name} | ${done} | ${cases.length} | ${load.done()} | ${recovered} s | ${found.length === 0 ? 'none' : found.join('<br>')} |`;
  } finally {
    clearInterval(progress);
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
