import {
  control,
  findProject,
  type SpawnOptions,
  type SpawnedStack,
  spawnStack,
  type StackInfo,
} from '../../scripts/stack/spawn.ts';
import { createZeebeClient } from '../../engine/zeebe-client.ts';
import { type Client, signIn, stranger } from './client.ts';

export interface TestStack extends StackInfo {
  as(username: string): Promise<Client>;
  stranger(): Client;
  killApp(): Promise<void>;
  startApp(): Promise<void>;
  killEngine(): Promise<void>;
  startEngine(): Promise<void>;
  /** Until GET /api/health answers 200. */
  ready(ms?: number): Promise<void>;
}

/** A stack of one's own; most tests share the one of world(). Without the demonstration's cases unless they are asked for. */
export async function startStack({
  demoCases = false,
  env,
  ...options
}: SpawnOptions & { demoCases?: boolean } = {}): Promise<TestStack & Pick<SpawnedStack, 'stop'>> {
  const spawned = await spawnStack(findProject(process.cwd()), {
    ...options,
    env: { DEMO_CASES: demoCases ? '1' : '0', ...env },
  });
  return { ...handle(spawned), stop: spawned.stop };
}

/** The stack's engine, as the app talks to it. */
export const engineOf = ({ ports, engineVersion }: StackInfo) =>
  createZeebeClient({
    grpcAddress: `127.0.0.1:${ports.grpc}`,
    restAddress: `http://127.0.0.1:${ports.rest}`,
    engineVersion,
  });

export function handle(info: StackInfo): TestStack {
  // Checking a password is slow on purpose: one session a person and test file.
  const sessions = new Map<string, Promise<Client>>();
  return {
    ...info,
    as(username) {
      const session = sessions.get(username) ?? signIn(info.baseUrl, username);
      sessions.set(username, session);
      return session;
    },
    stranger: () => stranger(info.baseUrl),
    killApp: () => control(info, 'app', 'kill'),
    startApp: () => control(info, 'app', 'start'),
    killEngine: () => control(info, 'engine', 'kill'),
    startEngine: () => control(info, 'engine', 'start'),
    ready: (ms = 90_000) =>
      eventually(async () => {
        const { status } = await fetch(`${info.baseUrl}/api/health`).catch(() => ({ status: 0 }));
        if (status !== 200) throw new Error(`health: ${status}`);
      }, ms),
  };
}

// What takes long is looked at less often: each look is work for the machine that is waited for.
const LONGER = 1.25;
const LONGEST_PAUSE_MS = 300;

/** Tries until it no longer throws, after `pauseMs` for the first time; the last failure when the time is over. */
export async function eventually<T>(check: () => T | Promise<T>, ms = 90_000, pauseMs = 50): Promise<T> {
  const end = Date.now() + ms;
  for (let pause = pauseMs; ; pause = Math.max(pauseMs, Math.min(pause * LONGER, LONGEST_PAUSE_MS))) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}
