import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Ports } from './ports.ts';
import type { Role } from './lock.ts';

export interface SpawnOptions {
  engineVersion?: string | undefined;
  /** Business time to begin with, ISO; the present when left out. */
  clock?: string | undefined;
  /**
   * The calendar knows 2030-2037 as if they were 2019-2026, whose weekdays they have. A story of those years can then begin ahead of the present:
   * an engine whose clock is put back does not flush its exporters in time, and 8.6 fires no timer any more.
   */
  calendarAhead?: boolean | undefined;
  port?: number | undefined;
  /** Kept when given, else a temporary folder that goes with the stack. */
  dataDir?: string | undefined;
  /** As a server runs, for what is measured: every write outlives the machine, the engine has both compilers. */
  asServer?: boolean | undefined;
  /** Further settings of the app. */
  env?: Record<string, string> | undefined;
}

/** What a test needs to know of a stack that runs in a process of its own; plain data, so that it fits into the environment. */
export interface StackInfo {
  baseUrl: string;
  databaseUrl: string;
  dataDir: string;
  engineVersion: string;
  controlUrl: string;
  ports: Ports;
}

export interface SpawnedStack extends StackInfo {
  stop(): Promise<void>;
}

/** Starts scripts/test-stack.ts (compiled) from the project and waits until it is ready. */
export function spawnStack(project: string, options: SpawnOptions = {}): Promise<SpawnedStack> {
  const entry = join(project, 'dist/scripts/test-stack.js');
  if (!existsSync(entry)) throw new Error(`${entry} is missing: npm test builds it`);
  const child = fork(entry, [JSON.stringify(options)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: [],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return new Promise((resolve, reject) => {
    child.once('message', (info) => {
      child.channel?.unref();
      child.unref();
      resolve({
        ...(info as StackInfo),
        async stop() {
          child.ref();
          child.kill('SIGTERM');
          await ended;
        },
      });
    });
    void ended.then(() => reject(new Error('the test stack did not start (see above)')));
  });
}

/** kill: SIGKILL and stay dead; stop: in good order; start: again. Resolves when done; readiness is another matter. */
export async function control(info: StackInfo, role: Role, act: 'kill' | 'stop' | 'start'): Promise<void> {
  const answer = await fetch(`${info.controlUrl}/${role}/${act}`, { method: 'POST' });
  if (!answer.ok) throw new Error(`${role} ${act}: ${answer.status} ${await answer.text()}`);
}

export function findProject(from: string): string {
  if (existsSync(join(from, 'package.json'))) return from;
  if (dirname(from) === from) throw new Error('请在 lixia-flow 的项目目录中运行');
  return findProject(dirname(from));
}
