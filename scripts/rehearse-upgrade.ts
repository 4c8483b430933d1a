import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { fetchEngine } from '../engine/fetch.ts';
import { engineDataDir } from '../engine/start.ts';
import { DEFAULT_ENGINE_VERSION } from '../engine/versions.ts';
import {
  bringToDecision,
  doStep,
  finishAfterDecision,
  openTasks,
  startCase,
  taskAt,
} from '../test/support/fast-track.ts';
import { limitBecomes, limitHistory, moveClock } from '../test/support/limits.ts';
import { eventually, handle, type TestStack } from '../test/support/stack.ts';
import { likeReplay } from './faults/invariants.ts';
import { anyPort } from './stack/ports.ts';
import { findProject, type SpawnedStack, spawnStack } from './stack/spawn.ts';

/**
 * `npm run rehearse-upgrade [-- <from> <to>]`: cases begun under one version of the engine go on under the next, on the same data. Ends with 1 when
 * something did not hold. Everything is thrown away afterwards.
 */
const [from = DEFAULT_ENGINE_VERSION, to = '8.6.0'] = process.argv.slice(2);
const project = findProject(dirname(fileURLToPath(import.meta.url)));
const dataDir = mkdtempSync(join(tmpdir(), 'lixia-upgrade-'));
const say = (line: string): void => console.log(`      ${line}`);
const rows: [what: string, result: string][] = [];
let failed = false;
let running: SpawnedStack | undefined;

async function start(version: string): Promise<TestStack> {
  say(`以 ${version} 启动`);
  running = await spawnStack(project, { dataDir, engineVersion: version, env: { DEMO_CASES: '1' } });
  return handle(running);
}

async function stop(): Promise<void> {
  await running?.stop();
  running = undefined;
}

/** One line of the table; what fails is told and does not hide the rest. */
async function check(what: string, work: () => Promise<string>): Promise<void> {
  say(what);
  const result = await work().catch((error: unknown) => {
    failed = true;
    return `**not so**: ${String((error as Error).message).replaceAll('\n', ' ')}`;
  });
  rows.push([what, result]);
  say(`  ${result}`);
}

function same(what: string, is: unknown, expected: unknown): void {
  const [a, b] = [JSON.stringify(is), JSON.stringify(expected)];
  if (a !== b) throw new Error(`${what}: ${a} instead of ${b}`);
}

/** What waits in the engine by its own keys, as the read model has it. */
async function waiting(databaseUrl: string): Promise<Record<string, string[]>> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const keys = async (query: string): Promise<string[]> =>
      (await client.query<{ key: string }>(`SELECT key::text FROM (${query}) AS k(key) ORDER BY 1`)).rows.map(
        ({ key }) => key,
      );
    return {
      instances: await keys(`SELECT instance_key FROM read.instance WHERE state = 'active'`),
      tasks: await keys(`SELECT task_key FROM read.task WHERE state = 'open'`),
      timers: await keys(`SELECT timer_key FROM read.timer WHERE state = 'waiting'`),
    };
  } finally {
    await client.end();
  }
}

/** A start that has to be refused; answers its words. */
async function refused(version: string): Promise<string> {
  const port = await anyPort();
  const child = spawn(process.execPath, [join(project, 'dist/scripts/start.js')], {
    env: { ...process.env, DATA_DIR: dataDir, ENGINE_VERSION: version, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const timer = setTimeout(() => child.kill('SIGTERM'), 120_000);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearTimeout(timer);
  if (code !== 1) throw new Error(`it started: ${text}`);
  return text.trim().split('\n').at(-1) ?? '';
}

async function upgrade(version: string): Promise<[code: number | null, text: string]> {
  const child = spawn(process.execPath, [join(project, 'dist/scripts/upgrade-engine.js')], {
    env: { ...process.env, DATA_DIR: dataDir, ENGINE_VERSION: version, ZEEBE_MONITORING_ADDRESS: 'http://127.0.0.1:1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return [await new Promise<number | null>((resolve) => child.once('close', resolve)), text.trim()];
}

/** The folder moved by hand: the older engine would process what it finds; the app gives it nothing and says why. */
async function putBack(): Promise<string> {
  renameSync(engineDataDir(dataDir, to), engineDataDir(dataDir, from));
  const child = spawn(process.execPath, [join(project, 'dist/scripts/start.js')], {
    env: { ...process.env, DATA_DIR: dataDir, ENGINE_VERSION: from, PORT: String(await anyPort()) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const log = (): string => readFileSync(join(dataDir, 'logs/app.log'), 'utf8');
  try {
    return await eventually(() => {
      if (text.includes('系统已就绪')) return Promise.reject(new Error('it is ready'));
      const words = /引擎是 [^"\\]*不能退回旧版本[^"\\]*/.exec(log())?.[0];
      return words ?? Promise.reject(new Error('no word'));
    }, 180_000);
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

const suspension = { reason: '等待上级批复', basis: '历下政发〔2019〕1号' };
const decision = { decisionResult: 'approved', meetingDate: '2026-01-06', decisionText: '同意。' };

try {
  for (const version of [from, to]) await fetchEngine({ version, cacheDir: join(project, '.cache'), log: say });
  const before = await start(from);
  const people = async (stack: TestStack) =>
    Promise.all(['commerce.clerk', 'monitor', 'investment-promotion.head'].map((name) => stack.as(name)));
  const [clerk, monitor, head] = await people(before);
  // One for each thing that waits: a task of the first step, one of several departments, a decision with its limit's timers, a message (中止计时).
  const reviewed = await startCase(clerk!);
  const review = await taskAt(monitor!, reviewed, 'Task_ReviewMaterials');
  const several = await startCase(clerk!, { departments: ['finance', 'taxation'] });
  await doStep(before, several, 'Task_ReviewMaterials', { reviewResult: 'accept' });
  await doStep(before, several, 'Task_GiveOpinion', { opinion: 'agree' }, 'finance');
  await taskAt(monitor!, several, 'Task_GiveOpinion', 'taxation');
  const [limited, suspended] = [await startCase(clerk!), await startCase(clerk!)];
  for (const id of [limited, suspended]) await bringToDecision(before, id);
  const { dueAt } = await limitBecomes(monitor!, limited, { state: 'running' });
  await limitBecomes(monitor!, suspended, { state: 'running' });
  const asked = await head!.post(`/api/cases/${suspended}/suspend`, suspension);
  same('suspend', asked.status, 200);
  await limitBecomes(monitor!, suspended, { state: 'suspended' });
  const stood = await waiting(before.databaseUrl);
  const begun = await monitor!.get('/api/cases?limit=1');
  await stop();

  await check(`${to} is not started beside the data of ${from}`, () => refused(to));
  await check(`the data are given to ${to}`, async () => {
    const [code, text] = await upgrade(to);
    same(text, code, 0);
    return text;
  });

  const beganAt = performance.now();
  const after = await start(to);
  const seconds = ((performance.now() - beganAt) / 1000).toFixed(0);
  const [clerkThere, monitorThere, headThere] = await people(after);
  await check('what waited waits under the same keys', async () => {
    const now = await waiting(after.databaseUrl);
    for (const [what, keys] of Object.entries(stood)) {
      const left = new Set(now[what]);
      const gone = keys.filter((key) => !left.has(key));
      same(`${what} gone`, gone, []);
    }
    const total = (await monitorThere!.get('/api/cases?limit=1')).body.total as number;
    same('cases', total, begun.body.total);
    return `${Object.entries(stood)
      .map(([what, keys]) => `${keys.length} ${what}`)
      .join(', ')}; ready after ${seconds} s`;
  });
  await check('tasks of before are completed, and the next ones come', async () => {
    same('task', (await taskAt(monitorThere!, reviewed, 'Task_ReviewMaterials')).key, review.key);
    await bringToDecision(after, reviewed);
    await doStep(after, several, 'Task_GiveOpinion', { opinion: 'agree' }, 'taxation');
    await doStep(after, several, 'Task_FormProposal', { proposalText: '建议引进。' });
    await taskAt(monitorThere!, several, 'Task_Decide');
    return 'a review, one of two parallel opinions';
  });
  await check('a message reaches who waited for it before', async () => {
    const resumed = await headThere!.post(`/api/cases/${suspended}/resume`, {});
    same('resume', resumed.status, 200);
    await limitBecomes(monitorThere!, suspended, { state: 'running' });
    await eventually(async () =>
      same('history', await limitHistory(monitorThere!, suspended), [
        'limit-started',
        'limit-suspended',
        'limit-resumed',
      ]),
    );
    return 'a suspended limit was resumed';
  });
  await check('timers of before fire', async () => {
    await moveClock(monitorThere!, dueAt);
    await limitBecomes(monitorThere!, limited, { state: 'overdue' }, 240_000);
    await eventually(async () =>
      same('history', (await limitHistory(monitorThere!, limited)).slice(0, 3), [
        'limit-started',
        'limit-yellow',
        'limit-red',
      ]),
    );
    return 'yellow and red of a limit, each once';
  });
  await check('cases go to their end, new ones are filed', async () => {
    await doStep(after, several, 'Task_Decide', decision);
    await finishAfterDecision(after, several);
    await taskAt(monitorThere!, await startCase(clerkThere!), 'Task_ReviewMaterials');
    return 'one begun before was archived, one begun after has its first task';
  });
  await check('no step failed, nothing in quarantine', async () => {
    same('open tasks of the archived case', await openTasks(monitorThere!, several), []);
    const client = new pg.Client({ connectionString: after.databaseUrl });
    await client.connect();
    const { rows: counts } = await client.query<{ incidents: number; quarantined: number }>(
      `SELECT (SELECT count(*)::int FROM read.incident WHERE state = 'open') AS incidents,
              (SELECT count(*)::int FROM quarantine WHERE resolved_at IS NULL) AS quarantined`,
    );
    await client.end();
    same('counts', counts[0], { incidents: 0, quarantined: 0 });
    return 'none';
  });
  await check('the read model equals a replay of both versions’ records', async () => {
    // The last records are still on their way.
    const found = await eventually(async () => {
      const differences = await likeReplay(after.databaseUrl);
      if (differences.length > 0) throw new Error(differences.join(' '));
      return differences;
    });
    same('differences', found, []);
    const client = new pg.Client({ connectionString: after.databaseUrl });
    await client.connect();
    const { rows: by } = await client.query<{ version: string; n: number }>(
      `SELECT record::jsonb ->> 'brokerVersion' AS version, count(*)::int AS n FROM engine_record GROUP BY 1 ORDER BY 1`,
    );
    await client.end();
    same(
      'versions',
      by.map(({ version }) => version),
      [from, to],
    );
    return `every row; ${by.map(({ version, n }) => `${n} records of ${version}`).join(', ')}`;
  });
  await stop();

  await check(`${from} is not started again`, () => refused(from));
  await check(`the data are not given back to ${from}`, async () => {
    const [code, text] = await upgrade(from);
    same(text, code, 1);
    return text;
  });
  // As in a container, whose volume bears no version.
  await check(`data that were put back by hand are not worked on with ${from}`, putBack);
} finally {
  await stop();
  rmSync(dataDir, { recursive: true, force: true });
}

console.log(`\n| ${from} -> ${to} | seen |\n|---|---|`);
for (const [what, result] of rows) console.log(`| ${what} | ${result} |`);
process.exit(failed ? 1 : 0);
