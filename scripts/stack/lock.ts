import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { end, identify, isRunning, type ProcessId } from './processes.ts';
import { StartError } from '../../engine/start-error.ts';

/** One launcher for one DATA_DIR. A lock whose holder is gone does not count. */
export function takeLock(dataDir: string): () => void {
  const file = join(dataDir, 'launcher.lock');
  const mine = identify(process.pid);
  for (;;) {
    try {
      writeFileSync(file, JSON.stringify(mine), { flag: 'wx' });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = parse<ProcessId>(readFileSync(file, 'utf8'));
      if (holder && holder.pid !== process.pid && isRunning(holder)) {
        throw new StartError(
          `数据目录 ${dataDir} 正由另一个启动器（进程 ${holder.pid}）使用。请先停止它，或换一个目录和端口：` +
            `PORT=3100 DATA_DIR=.data-2 npm start`,
        );
      }
      rmSync(file, { force: true });
    }
  }
  return () => rmSync(file, { force: true });
}

export type Role = 'app' | 'engine' | 'postgres';
const SIGNALS: Record<Role, NodeJS.Signals> = { app: 'SIGTERM', engine: 'SIGTERM', postgres: 'SIGINT' };

export interface PidFile {
  started(role: Role, pid: number): void;
  ended(role: Role): void;
  remove(): void;
}

/** pids.json: what this launcher has running, for the next start after a crash and for tests. */
export function createPidFile(dataDir: string): PidFile {
  const file = join(dataDir, 'pids.json');
  const running: Partial<Record<Role | 'launcher', ProcessId>> = { launcher: identify(process.pid) };
  const save = (): void => writeFileSync(file, JSON.stringify(running, null, 2));
  save();
  return {
    started(role, pid) {
      running[role] = identify(pid);
      save();
    },
    ended(role) {
      delete running[role];
      save();
    },
    remove: () => rmSync(file, { force: true }),
  };
}

/** Ends what a launcher that was killed has left running on this DATA_DIR. */
export async function endLeftOvers(dataDir: string, log: (line: string) => void): Promise<void> {
  const left = parse<Partial<Record<Role, ProcessId>>>(
    await readFile(join(dataDir, 'pids.json'), 'utf8').catch(() => ''),
  );
  for (const role of ['app', 'engine', 'postgres'] as const) {
    const id = left?.[role];
    if (!id || !isRunning(id)) continue;
    log(`停止上次运行遗留的进程 ${role}（${id.pid}）`);
    await end(id, SIGNALS[role], 15_000);
  }
  await dropStalePostmaster(dataDir);
}

/** PostgreSQL refuses to start while its pid file names a living process, even one that has nothing to do with it. */
async function dropStalePostmaster(dataDir: string): Promise<void> {
  const folder = (await readFile(join(dataDir, 'postgres-folder'), 'utf8').catch(() => '')).trim();
  if (!folder) return;
  const file = join(folder, 'postmaster.pid');
  const pid = parseInt(await readFile(file, 'utf8').catch(() => ''), 10);
  if (!pid) return;
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  if (command.includes(folder)) await end(identify(pid), 'SIGINT', 15_000);
  await rm(file, { force: true });
}

function parse<T>(text: string): T | null {
  try {
    return JSON.parse(text) as T;
  } catch {
    return null;
  }
}
