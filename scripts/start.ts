import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { freemem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DEFAULT_ENGINE_VERSION } from '../engine/versions.ts';
import { readPort } from './stack/ports.ts';
import { openStack, type StackHold } from './stack/stack.ts';
import { StartError } from '../engine/start-error.ts';

/** `npm start`: the demonstration on this machine. Steps 1 and 2 (packages, build) are scripts/bootstrap.mjs. */
const STEPS = 6;
// By then the first pages have been asked for.
const QUIET_MS = 60_000;
// A second engine for a moment; nobody's machine shall swap for it.
const SPARE_BYTES = 2 * 2 ** 30;
let stepsDone = 2;
const project = projectDir();
const { env } = process;

let hold: StackHold | undefined;
let stopping = false;
let stopAskedAt = 0;

async function stop(code: number): Promise<never> {
  stopping = true;
  await hold?.close().catch((error: unknown) => console.error(error));
  process.exit(code);
}

function onSignal(signal: string): void {
  // One Ctrl-C may arrive twice by way of npm.
  if (stopping) {
    if (signal !== 'SIGINT' || Date.now() - stopAskedAt < 1_000) return;
    hold?.abandon();
    process.exit(130);
  }
  stopAskedAt = Date.now();
  console.log('\n正在停止（再按一次 Ctrl-C 强制退出）…');
  void stop(0);
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => onSignal(signal));

// npm that was killed does not tell; the shell between passes nothing on.
if (env.npm_lifecycle_event) {
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && !stopping && onSignal('SIGTERM'), 1_000).unref();
}

async function main(): Promise<void> {
  hold = openStack({
    port: readPort(env.PORT),
    dataDir: resolve(env.DATA_DIR || join(project, '.data')),
    cacheDir: join(project, '.cache'),
    engineVersion: env.ENGINE_VERSION || DEFAULT_ENGINE_VERSION,
    appEntry: join(project, 'dist/api/start.js'),
    databaseUrl: env.DATABASE_URL || undefined,
    engineArchive: env.ENGINE_ARCHIVE || undefined,
    step: (line) => console.log(`[${++stepsDone}/${STEPS}] ${line}`),
    log: (line) => console.log(`      ${line}`),
  });
  const stack = await hold.start();
  await stack.ready();
  console.log(`\n系统已就绪：http://localhost:${stack.ports.http}\n演示用户的密码都是 demo。按 Ctrl-C 停止。`);
  // The next start is faster; this one is not kept waiting. It ends with us, whatever ends us.
  setTimeout(() => {
    if (stopping || freemem() < SPARE_BYTES) return;
    const stdio = ['ignore', 'ignore', 'ignore', 'ipc'] as const;
    const making = fork(join(project, 'dist/scripts/make-start-cache.js'), ['background'], { stdio: [...stdio] });
    making.on('error', () => undefined).unref();
  }, QUIET_MS).unref();
}

function projectDir(from = dirname(fileURLToPath(import.meta.url))): string {
  return existsSync(join(from, 'package.json')) ? from : projectDir(dirname(from));
}

main().catch(async (error: unknown) => {
  if (stopping) return;
  console.error(error instanceof StartError ? `\n${error.message}` : error);
  await stop(1);
});
