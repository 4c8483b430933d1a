import { readFileSync } from 'node:fs';

/** A process, told apart from a later one that got the same id. */
export interface ProcessId {
  pid: number;
  startedAt: string;
}

export function identify(pid: number): ProcessId {
  return { pid, startedAt: startTime(pid) ?? '' };
}

export function isRunning({ pid, startedAt }: ProcessId): boolean {
  return startTime(pid) === startedAt;
}

/** Asks it to end, and ends it when it has not done so in time. */
export async function end(id: ProcessId, signal: NodeJS.Signals, patienceMs: number): Promise<void> {
  send(id, signal);
  for (let waited = 0; waited < patienceMs; waited += 100) {
    if (!isRunning(id)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  send(id, 'SIGKILL');
  for (let waited = 0; waited < 5_000 && isRunning(id); waited += 50) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function send(id: ProcessId, signal: NodeJS.Signals): void {
  if (!isRunning(id)) return;
  try {
    process.kill(id.pid, signal);
  } catch {
    // It has just ended, or it is not ours: then the ports will tell.
  }
}

/** null when there is no such process, or only its unreaped rest. */
function startTime(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // After the name, which may itself hold spaces and brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? null : fields[19]!;
  } catch {
    if (process.platform === 'linux') return null;
  }
  try {
    process.kill(pid, 0);
    return '';
  } catch {
    return null;
  }
}
