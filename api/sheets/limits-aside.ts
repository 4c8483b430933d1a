import { Worker } from 'node:worker_threads';
import type { LimitView } from '../limit-view.ts';

// 10,000 rows take seconds of calculation, during which nothing else of this process would be answered: a thread of its own, one at
// a time.
const THREAD = new URL(import.meta.url.replace(/limits-aside\.(\w+)$/, 'limits-thread.$1'));
let before: Promise<unknown> = Promise.resolve();

export function limitSheetAside(rows: LimitView[], asked: [string, string][]): Promise<Buffer> {
  const mine = before.then(() => inThread({ rows, asked }));
  before = mine.catch(() => undefined);
  return mine;
}

function inThread(workerData: object): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(THREAD, { workerData });
    worker.once('message', (sheet: Uint8Array) => resolve(Buffer.from(sheet)));
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the sheet was not made')));
  });
}
