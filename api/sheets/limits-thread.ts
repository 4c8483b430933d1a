import { parentPort, workerData } from 'node:worker_threads';
import { limitSheet } from './limits.ts';

// Started by limits-aside.ts.
const { rows, asked } = workerData as { rows: Parameters<typeof limitSheet>[0]; asked: [string, string][] };
parentPort?.postMessage(await limitSheet(rows, asked));
