import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { findJava } from '../engine/java.ts';
import { run, works } from '../engine/run.ts';
import { createPool } from '../db/pool.ts';
import { anyPort } from '../scripts/stack/ports.ts';
import type { StackInfo } from '../scripts/stack/spawn.ts';
import { until } from '../scripts/stack/wait.ts';
import type { Client } from '../test/support/client.ts';
import { GOAL_LISTS, looked, pathsOf, ROUNDS, shown, type Times, warmed } from './lists.ts';
import type { BenchRow } from './records.ts';

/** As many as in the measurement that the goal comes from: p95 of 12 ms for one client, 43 ms for ten. */
const OPEN = 20_000;
const GOAL = { one: 10 / 12, ten: 40 / 43 };
const ALL_TASKS = ['/process-api/runtime/tasks?size=20'];

/**
 * Task lists and board turn about with Flowable's list of all its tasks, so that a machine's slow minute is one for both: each look at a list
 * follows a look at Flowable's, and their quotient counts. Flowable has OPEN open tasks of one diagram and asks for neither session nor rights;
 * ours has what `seeded` says. Both have the same PostgreSQL, and both have been asked as often before, as servers that have been up for a while.
 */
export async function benchBesideFlowable(
  project: string,
  stack: StackInfo,
  { about, units }: { about: string; units: string[] },
  as: (username: string) => Promise<Client>,
  note: (line: string) => void,
  add: (row: BenchRow) => void,
): Promise<void> {
  note('准备 Flowable（首次需要下载）');
  const flowable = await startFlowable(project, stack, note);
  try {
    note('预热');
    for (const list of GOAL_LISTS) {
      await warmed(flowable, ALL_TASKS);
      await warmed(await as(list[1]), pathsOf(list, units));
    }
    const theirs: Times[] = [];
    const ours = new Map(GOAL_LISTS.map(([what]) => [what, { times: [] as Times[], quotients: [] as Times[] }]));
    for (let round = 1; round <= ROUNDS; round++) {
      note(`与 Flowable 轮流测量（${round}/${ROUNDS}）`);
      for (const list of GOAL_LISTS) {
        const beside = await looked(flowable, ALL_TASKS);
        const own = await looked(await as(list[1]), pathsOf(list, units));
        theirs.push(beside);
        const { times, quotients } = ours.get(list[0])!;
        times.push(own);
        quotients.push({ one: own.one / beside.one, ten: own.ten / beside.ten });
      }
    }
    const goal = `<= ${GOAL.one.toFixed(2)}, ${GOAL.ten.toFixed(2)}`;
    add({ what: `Flowable, all of ${OPEN} open tasks, p95: one client, ten clients`, value: shown(theirs, 1, ' ms') });
    for (const [what, { times, quotients }] of ours)
      add({
        what: `${what} (${about}), p95 of one client and of ten as a share of Flowable's in the same minute`,
        value: `${shown(quotients, 2)} (${shown(times, 1, ' ms')})`,
        goal,
      });
  } finally {
    await flowable.stop();
  }
}

async function startFlowable(
  project: string,
  { databaseUrl, dataDir }: StackInfo,
  note: (line: string) => void,
): Promise<{ baseUrl: string; session: Client['session']; stop(): Promise<void> }> {
  if (!(await works('mvn', ['--version'])))
    throw new Error('与 Flowable 比较需要 Maven 和 JDK 17 以上版本，请先安装：apt-get install maven');
  const out = join(project, '.cache/flowable');
  mkdirSync(out, { recursive: true });
  const libraries = join(out, 'classpath');
  await run('mvn', [
    ...['-B', '-q', '-f', join(project, 'bench/flowable/pom.xml'), `-Dout=${out}`],
    ...['compile', 'dependency:build-classpath', `-Dmdep.outputFile=${libraries}`],
  ]);
  const pool = createPool(databaseUrl, 1);
  try {
    await pool.query('CREATE DATABASE flowable');
  } finally {
    await pool.end();
  }
  const database = new URL(databaseUrl);
  const port = await anyPort();
  const log = openSync(join(dataDir, 'flowable.log'), 'w');
  const child = spawn(
    await findJava({ cacheDir: join(project, '.cache'), log: note }),
    [
      ...['-Xmx512m', `-Dopen=${OPEN}`],
      ...['-cp', `${join(out, 'classes')}:${readFileSync(libraries, 'utf8').trim()}`, 'bench.Beside'],
    ],
    {
      stdio: ['ignore', log, log],
      env: {
        ...process.env,
        SERVER_PORT: String(port),
        SERVER_ADDRESS: '127.0.0.1',
        SPRING_DATASOURCE_URL: `jdbc:postgresql://${database.host}/flowable`,
        SPRING_DATASOURCE_USERNAME: decodeURIComponent(database.username),
        SPRING_DATASOURCE_PASSWORD: decodeURIComponent(database.password),
      },
    },
  );
  const baseUrl = `http://127.0.0.1:${port}`;
  const stop = () => ended(child);
  try {
    await until(
      async () => (await openTasks(baseUrl)) === OPEN,
      600_000,
      () => (child.exitCode === null ? undefined : new Error(`Flowable 已退出（${child.exitCode}）`)),
      () => new Error('Flowable 在 10 分钟内没有就绪'),
    );
  } catch (error) {
    await stop();
    const lines = readFileSync(join(dataDir, 'flowable.log'), 'utf8').trim().slice(-2_000);
    throw new Error(`${(error as Error).message}\n${lines}`, { cause: error });
  }
  return { baseUrl, session: {}, stop };
}

async function openTasks(baseUrl: string): Promise<number | null> {
  try {
    const answer = await fetch(`${baseUrl}/process-api/runtime/tasks?size=1`);
    return answer.ok ? ((await answer.json()) as { total: number }).total : null;
  } catch {
    return null;
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = once(child, 'exit');
  child.kill();
  await gone;
}
