import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { findProject, type SpawnedStack, spawnStack } from '../scripts/stack/spawn.ts';
import { signIn, type Client } from '../test/support/client.ts';
import { bareEngine } from './bare.ts';
import { completeToNext, drained, filing, filingRate, quantile, stepRate } from './latency.ts';
import { benchGrowth } from './growth.ts';
import { benchLimits } from './limits.ts';
import { benchBesideFlowable } from './flowable.ts';
import { benchLists, seedLists } from './lists.ts';
import { benchModeler } from './modeler.ts';
import { benchPages } from './pages.ts';
import { benchRecords, type BenchRow } from './records.ts';
import { benchRestore } from './restore.ts';

/** `npm run bench`: the performance table, measured on the whole system as `npm start` runs it; `-- limits lists` only those parts. */
const USUAL = ['start', 'latency', 'filing', 'memory', 'records', 'pages', 'modeler', 'limits', 'lists'];
/** The others only when asked for: they take long. */
const PARTS = [...USUAL, 'flowable', 'limits-10000', 'growth', 'restore'];
const chosen = new Set(process.argv.slice(2));
const unknown = [...chosen].filter((part) => !PARTS.includes(part));
if (unknown.length) {
  console.error(`没有这一项：${unknown.join('、')}。可选：${PARTS.join('、')}`);
  process.exit(2);
}
const wants = (part: string) => (chosen.size === 0 ? USUAL : [...chosen]).includes(part);
const project = findProject(dirname(fileURLToPath(import.meta.url)));
const dataDir = mkdtempSync(join(tmpdir(), 'lixia-bench-'));
const rows: BenchRow[] = [];
/** Told at once: what is measured is not lost when a later part does not come to its end. */
const add = (row: BenchRow): void => {
  rows.push(row);
  note(`${row.what}: ${row.value}`);
};
const note = (line: string) => console.log(`      ${line}`);
const ms = (value: number) => `${value.toFixed(1)} ms`;

let running: SpawnedStack | undefined;
async function timedStart() {
  const began = performance.now();
  const stack = (running = await spawnStack(project, { dataDir, asServer: true }));
  return { stack, seconds: (performance.now() - began) / 1000 };
}

try {
  note('启动（全新数据）');
  let { stack, seconds } = await timedStart();
  add({ what: 'Start until ready, no data yet (demonstration loaded)', value: `${seconds.toFixed(1)} s` });
  if (wants('start')) {
    await stack.stop();
    note('启动（已有数据）');
    ({ stack, seconds } = await timedStart());
    add({ what: 'Start until ready, with data', value: `${seconds.toFixed(1)} s` });
  }

  const sessions = new Map<string, Promise<Client>>();
  const as = (name: string) => {
    const session = sessions.get(name) ?? signIn(stack.baseUrl, name);
    sessions.set(name, session);
    return session;
  };

  if (wants('latency')) {
    note('办结到下一任务可见（每秒办结 5 项）');
    await stepRate(as, 40, 8);
    const { times, direct, missed } = await completeToNext(as, { cases: 40, perSecond: 5 });
    add({
      what: `Complete -> next task visible, 5 completions/s (${times.length} samples, ${missed} later than 500 ms)`,
      value: `p50 ${ms(quantile(times, 0.5))}, p99 ${ms(quantile(times, 0.99))}`,
      goal: 'p50 <= 25 ms, p99 <= 100 ms',
    });
    add({
      what: `Of these, without an automatic step between (${direct.length} samples)`,
      value: `p50 ${ms(quantile(direct, 0.5))}, p99 ${ms(quantile(direct, 0.99))}`,
    });
    // From ten on the two cores are busy: more people do no more steps, they wait for each other.
    for (const [people, cases] of [
      [10, 40],
      [20, 80],
      [40, 120],
    ] as const) {
      const { perSecond, times: busy } = await stepRate(as, cases, people);
      const behind = await drained(await as('monitor'));
      add({
        what: `By ${people} people without a pause: steps, next task visible, read model level with the engine afterwards`,
        value: `${perSecond.toFixed(1)} /s, p50 ${ms(quantile(busy, 0.5))}, p99 ${ms(quantile(busy, 0.99))}, ${(behind / 1000).toFixed(1)} s`,
        goal: 'p99 <= 2 s, 10 s',
      });
    }
  }

  if (wants('filing')) {
    note('立案吞吐与裸引擎之比');
    const product = await filingRate(as, 300, 20);
    const bare = await bareEngine(stack.ports.grpc, { ...filing(0), caseId: 'bench' }, 300, 20);
    add({ what: 'Cases filed to their first task, 20 at once', value: `${product.toFixed(0)} /s` });
    add({ what: 'Bare engine, the same two automatic steps with empty workers', value: `${bare.toFixed(0)} /s` });
    add({ what: 'Product / bare engine', value: (product / bare).toFixed(2) });
  }

  if (wants('memory')) {
    note('各进程内存');
    const pids = processes();
    for (const role of ['app', 'engine', 'postgres'] as const)
      add({ what: `Memory of ${role} (PSS, with children)`, value: `${memory(pids[role].pid)} MB` });
  }

  if (wants('records')) {
    note('记录写入数据库');
    (await benchRecords(stack.databaseUrl)).forEach(add);
  }
  if (wants('pages')) await benchPages(stack, note, add);
  if (wants('modeler')) await benchModeler(stack, as, note, add);
  // They move the clock: after everything that does not.
  if (wants('limits')) await benchLimits(stack, as, 1_000, note, add);
  if (wants('limits-10000')) await benchLimits(stack, as, 10_000, note, add, true);
  if (wants('growth')) await benchGrowth(stack, as, cpuSeconds, note, add);
  // Its data weigh on everything that follows.
  if (wants('lists') || wants('flowable')) {
    note('列表（写入十万待办、百万已办）');
    const seeded = await seedLists(stack, as);
    if (wants('lists')) await benchLists(seeded, as, note, add);
    if (wants('flowable')) await benchBesideFlowable(project, stack, seeded, as, note, add);
  }
  // Ends with another installation than it began with.
  if (wants('restore')) {
    note('备份与恢复（写入十万件）');
    running = await benchRestore(project, stack, dataDir, note, add);
  }
} finally {
  // Also when a part fails: nothing is left running, and the failure is told.
  await running?.stop();
  rmSync(dataDir, { recursive: true, force: true });
}

console.log(
  `\n${cpus().length} cores (${cpus()[0]?.model}), ${Math.round(totalmem() / 2 ** 30)} GiB, load ${loadavg()[0]?.toFixed(1)}\n`,
);
console.log('| what | measured | goal |\n|---|---|---|');
for (const { what, value, goal } of rows) console.log(`| ${what} | ${value} | ${goal ?? ''} |`);
process.exit(0);

type Role = 'app' | 'engine' | 'postgres';
function processes(): Record<Role, { pid: number }> {
  return JSON.parse(readFileSync(join(dataDir, 'pids.json'), 'utf8')) as Record<Role, { pid: number }>;
}

/** CPU seconds of each with its children, dead ones too. */
function cpuSeconds(): Record<string, number> {
  const { app, engine, postgres } = processes();
  return { app: cpu(app.pid), engine: cpu(engine.pid), postgres: cpu(postgres.pid) };
}

function cpu(pid: number): number {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    // Ended meanwhile: its parent has its time now.
    return 0;
  }
  // proc(5): utime, stime, cutime, cstime are fields 14 to 17, in ticks of 10 ms; the name before them may hold anything.
  const fields = stat.replace(/^.*\) /, '').split(' ');
  const own = fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / 100;
  return own + childrenOf(pid).reduce((sum, child) => sum + cpu(child), 0);
}

/** MB of a process and its children; what several share counts once. */
function memory(pid: number): number {
  const own = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? '0';
  return Math.round(Number(own) / 1024) + childrenOf(pid).reduce((sum, child) => sum + memory(child), 0);
}

function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === pid)
    .map(Number);
}

function parentOf(pid: string): number {
  try {
    return Number(/PPid:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return -1;
  }
}
