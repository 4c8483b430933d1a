import type { ZeebeGrpcClient } from '@camunda8/sdk/dist/zeebe/index.js';
import { EngineError, type Job, type JobOutcome, type JobStream } from './client.ts';
import { command } from './grpc.ts';
import { parseObject } from './json.ts';

/** A job as the gateway sends it. */
interface RawJob {
  key: string;
  type: string;
  bpmnProcessId: string;
  elementId: string;
  elementInstanceKey: string;
  processInstanceKey: string;
  retries: number;
  deadline: string;
  variables: string;
  customHeaders: string;
}

interface RawStream {
  on(event: 'data', listener: (message: RawJob & { jobs?: RawJob[] }) => void): this;
  on(event: 'error', listener: (error: Error) => void): this;
  on(event: 'end' | 'close', listener: () => void): this;
  pause(): void;
  resume(): void;
  cancel(): void;
  destroy(): void;
}

/** The calls of the SDK's gRPC client that its own stream worker is made of. */
interface RawGrpc {
  streamActivatedJobsStream(request: object): Promise<RawStream | { error: Error }>;
  activateJobsStream(request: object): Promise<RawStream | { error: Error }>;
}

export interface StreamOptions {
  type: string;
  timeoutMs: number;
  /** In hand at once, 64 when left out. */
  mostInHand?: number | undefined;
  fetchVariables?: string[] | undefined;
  handle(job: Job): Promise<JobOutcome>;
}

// A poll is a command in the engine's log, and there are some 130 job types: seldom as long as no poll finds anything that was not pushed, soon
// again after a stream was opened (the brokers hear of it a moment later) and when one did. Silence is noticed after 45 s.
const POLL_SOON_MS = 5_000;
const POLL_SELDOM_MS = 20_000;
const POLL_JOBS = 32;
const REOPEN_MS = [250, 500, 1_000, 2_000, 5_000];
// More in hand than this and the stream is paused: the engine then offers the jobs to another app or keeps them.
const MOST_IN_HAND = 64;

/**
 * The SDK's streamJobs never reopens a stream that broke, and tells nobody. This one does: it reopens with back-off, then
 * back-fills by polling (jobs that appeared meanwhile are not pushed), and polls at a low rate as a net and a sign of life. What is in
 * hand when the gateway is changed is reported to the new one.
 */
export function openJobStream(present: () => Promise<ZeebeGrpcClient>, options: StreamOptions): JobStream {
  const mostInHand = options.mostInHand ?? MOST_IN_HAND;
  const worker = `lixia-flow:${options.type}`;
  const request = {
    type: options.type,
    worker,
    timeout: options.timeoutMs,
    fetchVariable: options.fetchVariables ?? [],
    tenantIds: [],
  };
  const inHand = new Set<Promise<void>>();
  let stream: RawStream | undefined;
  let closed = false;
  let paused = false;
  let rest = 0;
  let failures = 0;
  let alive = Date.now();
  let timer: NodeJS.Timeout | undefined;

  const grpc = async (): Promise<RawGrpc> => (await present())['grpc'] as unknown as Promise<RawGrpc>;

  function later(ms: number, run: () => Promise<void>): void {
    clearTimeout(timer);
    if (!closed) timer = setTimeout(() => void run(), ms);
  }

  function take(raw: RawJob): void {
    alive = Date.now();
    const done = work(present, options, raw).finally(() => {
      inHand.delete(done);
      if (paused && inHand.size <= mostInHand / 2) resume();
    });
    inHand.add(done);
    if (inHand.size < mostInHand) return;
    paused = true;
    stream?.pause();
  }

  /** What the engine could not push meanwhile it keeps until somebody asks. */
  function resume(): void {
    paused = false;
    stream?.resume();
    if (stream) later(0, poll);
  }

  async function open(): Promise<void> {
    if (closed) return;
    let broke = false;
    const onBroken = (): void => {
      if (broke || closed) return;
      broke = true;
      stream = undefined;
      later(REOPEN_MS[Math.min(failures++, REOPEN_MS.length - 1)]!, open);
    };
    try {
      const opened = await (await grpc()).streamActivatedJobsStream(request);
      if ('error' in opened) return onBroken();
      opened.on('error', onBroken).on('end', onBroken).on('close', onBroken);
      if (closed) return opened.cancel();
      opened.on('data', take);
      stream = opened;
      rest = 0;
      await poll();
    } catch {
      onBroken();
    }
  }

  /** Runs after a stream was opened, then now and then; the stream itself reports when it breaks. */
  async function poll(): Promise<void> {
    let found = 0;
    try {
      let got = POLL_JOBS;
      while (got === POLL_JOBS && !closed && inHand.size < mostInHand) {
        got = await pollOnce(await grpc(), request, take);
        found += got;
        alive = Date.now();
        failures = 0;
      }
      rest = found > 0 ? POLL_SOON_MS : Math.min(Math.max(POLL_SOON_MS, rest * 2), POLL_SELDOM_MS);
    } catch {
      // The next poll tries again; `lastAlive` tells how long it has not worked.
      rest = POLL_SOON_MS;
    }
    // Not all at the same moment.
    if (stream) later(rest * (0.75 + Math.random() / 2), poll);
  }

  void open();

  return {
    lastAlive: () => alive,
    async close() {
      closed = true;
      clearTimeout(timer);
      stream?.cancel();
      stream?.destroy();
      stream = undefined;
      while (inHand.size > 0) await Promise.allSettled(inHand);
    },
  };
}

async function pollOnce(grpc: RawGrpc, request: object, take: (job: RawJob) => void): Promise<number> {
  // requestTimeout -1: answer at once, with nothing if there is nothing.
  const answer = await grpc.activateJobsStream({ ...request, maxJobsToActivate: POLL_JOBS, requestTimeout: -1 });
  if ('error' in answer) throw answer.error;
  let got = 0;
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error('poll not answered')), 10_000);
    answer.on('data', ({ jobs = [] }) => {
      got += jobs.length;
      jobs.forEach(take);
    });
    answer.on('error', (error) => (clearTimeout(limit), reject(error)));
    answer.on('end', () => (clearTimeout(limit), resolve(got)));
  });
}

async function work(present: () => Promise<ZeebeGrpcClient>, options: StreamOptions, raw: RawJob): Promise<void> {
  const expires = Date.now() + options.timeoutMs;
  let outcome: JobOutcome;
  try {
    outcome = await options.handle({
      key: raw.key,
      type: raw.type,
      processId: raw.bpmnProcessId,
      elementId: raw.elementId,
      elementInstanceKey: raw.elementInstanceKey,
      instanceKey: raw.processInstanceKey,
      retries: raw.retries,
      variables: parseObject(raw.variables),
      headers: parseObject(raw.customHeaders) as Record<string, string>,
    });
  } catch (error) {
    // workers/run-job.ts classifies errors and does not throw; this is the net below it.
    const message = error instanceof Error ? error.message : String(error);
    outcome = { kind: 'fail', message, retries: Math.max(0, raw.retries - 1), backOffMs: 5_000 };
  }
  await acknowledge(present, raw.key, outcome, expires);
}

/** Until the engine has it or the job has expired: done work should not be done again because the engine was away a moment. */
async function acknowledge(
  present: () => Promise<ZeebeGrpcClient>,
  key: string,
  outcome: JobOutcome,
  expires: number,
): Promise<void> {
  for (let wait = 200; ; wait = Math.min(wait * 2, 2_000)) {
    try {
      return await command(async () => report(await present(), key, outcome));
    } catch (error) {
      // not-found, conflict: the job was completed, cancelled or handed to another worker meanwhile.
      if (!(error instanceof EngineError) || error.code !== 'unavailable' || Date.now() + wait > expires) return;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

async function report(client: ZeebeGrpcClient, jobKey: string, outcome: JobOutcome): Promise<void> {
  if (outcome.kind === 'complete') {
    await client.completeJob({ jobKey, variables: outcome.variables as never });
  } else if (outcome.kind === 'bpmn-error') {
    const { code, message, variables } = outcome;
    await client.throwError({ jobKey, errorCode: code, errorMessage: message, variables: (variables ?? {}) as never });
  } else {
    const { message, retries, backOffMs } = outcome;
    await client.failJob({ jobKey, errorMessage: message, retries, retryBackOff: backOffMs });
  }
}
