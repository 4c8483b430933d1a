import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

// Files are anybody's, and their readers large: a process of its own for each, which may take so much time and memory and knows nothing of
// this one. A thread would share its memory, and buffers count for no limit of Node's.
const here = import.meta.url;
const READER = fileURLToPath(
  here.endsWith('.ts') ? new URL('../../dist/api/words/read.js', here) : new URL('./read.js', here),
);
const LONGEST_MS = 20_000;
const MOST_MEMORY = 700 * 1024 * 1024;
const LOOK_MS = 100;
const PAGE_SIZE = 4096;

export type Kind = 'docx' | 'pdf';

/** What is written in the file; '' where it cannot be read. Throws where the reader could not even be started. */
export function wordsAside(kind: Kind, file: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = execFile(
      process.execPath,
      ['--max-old-space-size=256', READER, kind, file],
      { env: {}, timeout: LONGEST_MS, killSignal: 'SIGKILL', maxBuffer: 1024 * 1024 },
      (error, stdout) => {
        clearInterval(watch);
        if (error && reader.pid === undefined) reject(error);
        else resolve(error ? '' : stdout);
      },
    );
    const watch = setInterval(() => void look(), LOOK_MS);
    watch.unref();
    const look = async () => {
      // Resident pages; where the system does not tell them, time alone is the limit.
      const statm = await readFile(`/proc/${reader.pid}/statm`, 'latin1').catch(() => '');
      if (Number(statm.split(' ')[1] ?? 0) * PAGE_SIZE > MOST_MEMORY) reader.kill('SIGKILL');
    };
  });
}
