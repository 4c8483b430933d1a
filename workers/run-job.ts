import type { Logger } from 'pino';
import { z } from 'zod';
import type { Pool } from '../db/pool.ts';
import { BusinessRefusal, PermanentFault } from '../domain/faults.ts';
import { type EngineClient, EngineError, type Job, type JobOutcome } from '../engine/client.ts';

/** What workers work with. Completing a job is not among it: only the wrapper below acknowledges, once. */
export interface Services {
  engine: Pick<EngineClient, 'evaluateDecision' | 'cancelInstance' | 'publishMessage' | 'completeTask'>;
  pool: Pool;
  logger: Logger;
  dataDir: string;
}

/** The part of a job that a worker may see; its variables come parsed. */
export type JobInfo = Pick<Job, 'elementId' | 'elementInstanceKey' | 'instanceKey' | 'headers'>;

export interface Worker<Input extends z.ZodObject = z.ZodObject> {
  /** BPMN job type = name of the file. */
  type: string;
  /** Longer than the work may take. */
  timeoutMs: number;
  /** Jobs in hand at once, 64 when left out: more only where many jobs are one piece of work. */
  mostInHand?: number;
  /** Variables that the worker reads; others are not fetched, unless the schema is loose. */
  input: Input;
  /** Returns only the variables that it changed. May run again for the same element instance: effects are idempotent. */
  perform(input: z.output<Input>, job: JobInfo, services: Services): Promise<Record<string, unknown>>;
}

/** Keeps the type of the input between `input` and `perform`. */
export function defineWorker<Input extends z.ZodObject>(worker: Worker<Input>): Worker {
  return worker as unknown as Worker;
}

/** Runs the worker and says what becomes of the job: the one place that classifies what a worker throws. */
export async function runJob(worker: Worker, job: Job, services: Services): Promise<JobOutcome> {
  const logger = services.logger.child({ worker: worker.type, case: job.variables.caseId, job: job.key });
  const started = performance.now();
  try {
    const parsed = worker.input.safeParse(job.variables);
    if (!parsed.success) throw new PermanentFault(`流程数据不完整，无法自动办理：${describe(parsed.error)}`);
    const { elementId, elementInstanceKey, instanceKey, headers } = job;
    const info = { elementId, elementInstanceKey, instanceKey, headers };
    const variables = await worker.perform(parsed.data, info, { ...services, logger });
    logger.info({ ms: Math.round(performance.now() - started) }, 'job done');
    return { kind: 'complete', variables };
  } catch (error) {
    const outcome = classify(error, job);
    logger[outcome.kind === 'fail' ? 'error' : 'info']({ err: error, outcome: outcome.kind }, 'job not done');
    return outcome;
  }
}

const TRANSIENT_BACK_OFF_MS = 5_000;
const BACK_OFF_MS = [30_000, 10_000, 2_000];

function classify(error: unknown, job: Job): JobOutcome {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof BusinessRefusal) return { kind: 'bpmn-error', code: error.code, message };
  if (error instanceof PermanentFault) return { kind: 'fail', message, retries: 0, backOffMs: 0 };
  // The world around is away for a while: that uses up no attempt.
  if (isTransient(error)) return { kind: 'fail', message, retries: job.retries, backOffMs: TRANSIENT_BACK_OFF_MS };
  if (error instanceof EngineError) {
    return {
      kind: 'fail',
      message: `流程引擎拒绝了请求，请系统管理员核对后重试：${message}`,
      retries: 0,
      backOffMs: 0,
    };
  }
  const retries = Math.max(0, job.retries - 1);
  return { kind: 'fail', message, retries, backOffMs: BACK_OFF_MS[retries] ?? 2_000 };
}

// PostgreSQL: connection lost, shutting down, too many connections, serialization failure, deadlock.
const TRANSIENT_SQLSTATE = /^(08|57P|53|40001|40P01)/;
const TRANSIENT_SYSTEM = /^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)/;

function isTransient(error: unknown): boolean {
  if (error instanceof EngineError) return error.code === 'unavailable';
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code === 'string') return TRANSIENT_SQLSTATE.test(code) || TRANSIENT_SYSTEM.test(code);
  return error instanceof Error && /^Connection terminated|timeout exceeded when trying to connect/.test(error.message);
}

const describe = (error: z.ZodError): string =>
  error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.join('.')}（${issue.message}）`)
    .join('；');
