import { DateTime } from 'luxon';
import type { Logger } from 'pino';
import type { Pool } from '../db/pool.ts';
import { atInstant, ZONE } from '../domain/clock.ts';
import { JOB_HEADER, REHEARSAL_JOB, rehearsed } from '../domain/rehearsal/names.ts';
import { servicesOf } from '../domain/rehearsal/services.ts';
import { findRehearsal } from '../domain/rehearsal/store.ts';
import type { EngineClient, Job, JobOutcome, JobStream } from '../engine/client.ts';
import { runJob, type Worker } from './run-job.ts';

interface Deps {
  engine: EngineClient;
  pool: Pool;
  logger: Logger;
  dataDir: string;
}

/** All automatic steps of rehearsals: the product's own workers, in the rehearsal's tables and by its clock. */
export const streamRehearsals = (deps: Deps, workers: readonly Worker[]): JobStream =>
  deps.engine.streamJobs({
    type: REHEARSAL_JOB,
    timeoutMs: Math.max(...workers.map(({ timeoutMs }) => timeoutMs)),
    handle: (job) => rehearse(deps, workers, job),
  });

async function rehearse(deps: Deps, workers: readonly Worker[], job: Job): Promise<JobOutcome> {
  const { engine, pool, logger, dataDir } = deps;
  const { [JOB_HEADER]: type, ...headers } = job.headers;
  const worker = workers.find((w) => w.type === type);
  // An event that only outside programs serve: nothing of it is for a rehearsal.
  if (!worker) return { kind: 'complete', variables: {} };
  const r = await findRehearsal(pool, rehearsed(job.processId)?.id ?? '');
  if (!r) return { kind: 'fail', message: '演练已结束。', retries: 0, backOffMs: 0 };
  const services = { ...servicesOf(pool, engine, dataDir, r), logger: logger.child({ rehearsal: r.id }) };
  return atInstant(DateTime.fromISO(r.clock, { zone: ZONE }), () =>
    runJob(worker, { ...job, type: worker.type, headers }, services),
  );
}
