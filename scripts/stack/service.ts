import type { ChildProcess } from 'node:child_process';
import { end, identify } from './processes.ts';

export interface ServiceOptions {
  /** Chinese name for the console. */
  label: string;
  launch(): Promise<ChildProcess>;
  stopSignal: NodeJS.Signals;
  stopMs: number;
  onStarted(pid: number): void;
  onEnded(): void;
  /** It ended by itself; answer false to leave it so. */
  onCrash(how: string): boolean;
  log(line: string): void;
}

export interface Service {
  start(): Promise<void>;
  /** Ends it and leaves it ended until start(). */
  stop(): Promise<void>;
  /** The same without a word to it: SIGKILL. */
  kill(): Promise<void>;
  /** At once and without waiting: the last thing before this process ends. */
  abandon(): void;
  pid(): number | undefined;
}

const RESTART_MS = [1_000, 2_000, 5_000, 10_000, 30_000];
// Up for this long, and the next crash counts as the first.
const CALM_MS = 60_000;

export function createService(options: ServiceOptions): Service {
  let child: ChildProcess | undefined;
  let wanted = false;
  let crashes = 0;
  let timer: NodeJS.Timeout | undefined;
  // A stop that comes while it starts waits for it: nothing may be left behind.
  let launching: Promise<void> | undefined;

  function launch(): Promise<void> {
    return (launching = spawnOne().finally(() => (launching = undefined)));
  }

  async function spawnOne(): Promise<void> {
    const started = await options.launch();
    const startedAt = Date.now();
    child = started;
    // One that could not be spawned at all has no pid.
    if (started.pid) options.onStarted(started.pid);
    started.once('error', (error) => onEnd(error.message));
    started.once('exit', (code, signal) => onEnd(signal ?? `退出码 ${code}`));
    if (started.exitCode !== null || started.signalCode !== null) onEnd(`退出码 ${started.exitCode}`);

    function onEnd(how: string): void {
      if (child !== started) return;
      child = undefined;
      options.onEnded();
      if (!wanted || !options.onCrash(how)) return;
      if (Date.now() - startedAt > CALM_MS) crashes = 0;
      restart(how);
    }
  }

  function restart(how: string): void {
    const wait = RESTART_MS[Math.min(crashes++, RESTART_MS.length - 1)]!;
    options.log(`${options.label}意外停止（${how}），${wait / 1000} 秒后重新启动`);
    timer = setTimeout(() => {
      if (wanted) launch().catch((error: unknown) => wanted && restart((error as Error).message));
    }, wait);
  }

  async function halt(signal: NodeJS.Signals): Promise<void> {
    wanted = false;
    clearTimeout(timer);
    await launching?.catch(() => undefined);
    const running = child;
    if (!running?.pid) return;
    const ended = new Promise<void>((resolve) => running.once('exit', () => resolve()));
    await end(identify(running.pid), signal, options.stopMs);
    await ended;
  }

  return {
    async start() {
      wanted = true;
      if (!child) await launch();
    },
    stop: () => halt(options.stopSignal),
    kill: () => halt('SIGKILL'),
    abandon: () => void child?.kill('SIGKILL'),
    pid: () => child?.pid,
  };
}
