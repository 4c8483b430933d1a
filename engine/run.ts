import { spawn, type SpawnOptions } from 'node:child_process';

/** Runs a command to its end; the error carries the end of what it wrote. */
export function run(command: string, args: string[], options: SpawnOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    // A launcher that is stopped takes its download with it.
    const orphan = (): void => void child.kill();
    process.once('exit', orphan);
    let output = '';
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-8_000);
    };
    child.stdout!.on('data', keep);
    child.stderr!.on('data', keep);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      process.off('exit', orphan);
      if (code === 0) resolve(output);
      else
        reject(new Error(`${command} ${args[0] ?? ''}: ${signal ?? `exit ${code}`}\n${output.trim().slice(-2_000)}`));
    });
  });
}

export async function works(command: string, args: string[]): Promise<boolean> {
  return run(command, args).then(
    () => true,
    () => false,
  );
}
