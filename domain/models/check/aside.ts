import { Worker } from 'node:worker_threads';
import type { Catalogue } from '../catalogue.ts';
import type { FileContext } from './file.ts';
import type { Finding } from './finding.ts';
import { RefusedFile } from './refused.ts';

/** What the thread is asked. */
export type Asked =
  | { kind: 'read'; xml: string }
  | { kind: 'check'; xml: string; catalogue: Catalogue; processId: string }
  | { kind: 'read-file'; name: string; content: string }
  | { kind: 'check-file'; content: string; known: FileContext }
  | { kind: 'rules' };

// A large diagram takes the linter a while, and nobody else shall wait meanwhile: a thread of its own, kept for the next question.
// Threads run compiled code only; from the sources (tests) that is the build.
const here = import.meta.url;
const THREAD = here.endsWith('.ts')
  ? new URL('../../../dist/domain/models/check/thread.js', here)
  : new URL('./thread.js', here);

/** What takes longer than this is no diagram that anybody drew. */
const LONGEST_MS = 20_000;

interface Open {
  resolve(result: unknown): void;
  reject(error: Error): void;
  timer: ReturnType<typeof setTimeout>;
}
let thread: Worker | null = null;
const open = new Map<number, Open>();
let last = 0;

function start(): Worker {
  const worker = new Worker(THREAD);
  worker.on(
    'message',
    ({ id, result, refused, error }: { id: number; result?: unknown; refused?: string; error?: string }) => {
      const asked = open.get(id);
      if (!asked) return;
      open.delete(id);
      clearTimeout(asked.timer);
      if (refused !== undefined) asked.reject(new RefusedFile(refused));
      else if (error !== undefined) asked.reject(new Error(error));
      else asked.resolve(result);
    },
  );
  const end = (error: Error) => {
    if (thread === worker) thread = null;
    for (const [id, { reject, timer }] of open) {
      clearTimeout(timer);
      open.delete(id);
      reject(error);
    }
  };
  worker.on('error', end);
  worker.on('exit', () => end(new Error('the check of diagrams has ended')));
  // Alone it keeps no process alive; last, because listeners hold it.
  worker.unref();
  return worker;
}

function ask(asked: Asked): Promise<unknown> {
  const id = ++last;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      open.delete(id);
      reject(new RefusedFile('检查不完，可能过于复杂，请拆分为几个后重试。'));
      void thread?.terminate();
      thread = null;
    }, LONGEST_MS);
    open.set(id, { resolve, reject, timer });
    thread ??= start();
    thread.postMessage({ id, asked });
  });
}

/** Throws RefusedFile where the text may not even be kept as a draft. */
export const readAside = async (xml: string): Promise<void> => void (await ask({ kind: 'read', xml }));

/** Everything that is wrong or doubtful about a diagram (check.ts). */
export const checkAside = (xml: string, catalogue: Catalogue, processId: string): Promise<Finding[]> =>
  ask({ kind: 'check', xml, catalogue, processId }) as Promise<Finding[]>;

/** Throws RefusedFile where the rule or form may not even be kept as a draft. */
export const readFileAside = async (name: string, content: string): Promise<void> =>
  void (await ask({ kind: 'read-file', name, content }));

/** Everything that is wrong or doubtful about a rule or form (file.ts). */
export const checkFileAside = (content: string, known: FileContext): Promise<Finding[]> =>
  ask({ kind: 'check-file', content, known }) as Promise<Finding[]>;

/** Names of the linter's rules. */
export const rulesAside = (): Promise<string[]> => ask({ kind: 'rules' }) as Promise<string[]>;
