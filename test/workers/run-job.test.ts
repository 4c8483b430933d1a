import { pino } from 'pino';
import { z } from 'zod';
import { BusinessRefusal, PermanentFault } from '../../domain/faults.ts';
import { EngineError, type Job } from '../../engine/client.ts';
import { defineWorker, runJob, type Services } from '../../workers/run-job.ts';

const job: Job = {
  key: '2251799813685249',
  type: 'count',
  processId: 'p',
  elementId: 'Task_Count',
  elementInstanceKey: '2251799813685250',
  instanceKey: '2251799813685251',
  retries: 3,
  variables: { caseId: 'FTD-2026-000001', n: 1 },
  headers: { h: 'x' },
};
const lines: Record<string, unknown>[] = [];
const logger = pino({ level: 'info' }, { write: (line) => lines.push(JSON.parse(line) as Record<string, unknown>) });
// This worker touches neither engine nor database.
const services = { logger, dataDir: '' } as unknown as Services;

function run(perform: () => Promise<Record<string, unknown>>, change: Partial<Job> = {}) {
  const input = z.object({ caseId: z.string(), n: z.number() });
  const worker = defineWorker({ type: 'count', timeoutMs: 1000, input, perform });
  return runJob(worker, { ...job, ...change }, services);
}
const failing = (error: unknown) => run(() => Promise.reject(error));

beforeEach(() => {
  lines.length = 0;
});

test('a worker that returns completes its job with what it changed', async () => {
  expect(await run(async () => ({ n: 2 }))).toEqual({ kind: 'complete', variables: { n: 2 } });
  expect(lines).toMatchObject([{ worker: 'count', case: 'FTD-2026-000001', job: job.key, msg: 'job done' }]);
});

test('a business refusal becomes a BPMN error', async () => {
  expect(await failing(new BusinessRefusal('TOO_LATE', '已过期限'))).toEqual({
    kind: 'bpmn-error',
    code: 'TOO_LATE',
    message: '已过期限',
  });
});

test('a permanent fault becomes an incident at once, in words', async () => {
  expect(await failing(new PermanentFault('请更正'))).toEqual({
    kind: 'fail',
    message: '请更正',
    retries: 0,
    backOffMs: 0,
  });
});

test('input that does not fit is permanent and names the variable', async () => {
  const outcome = await run(async () => ({}), { variables: { caseId: 'x', n: 'one' } });
  expect(outcome).toMatchObject({ kind: 'fail', retries: 0, message: expect.stringContaining('n（') });
});

test.each([
  new EngineError('unavailable', 'gone'),
  Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }),
  Object.assign(new Error('shutting down'), { code: '57P01' }),
  Object.assign(new Error('deadlock'), { code: '40P01' }),
  new Error('Connection terminated unexpectedly'),
])('%s uses up no attempt', async (error) => {
  expect(await failing(error)).toMatchObject({ kind: 'fail', retries: 3, backOffMs: 5000 });
});

test('anything else is tried again, less and less often, then becomes an incident', async () => {
  const outcomes = await Promise.all(
    [3, 2, 1].map((retries) => run(() => Promise.reject(new Error('odd')), { retries })),
  );
  expect(outcomes).toMatchObject([
    { retries: 2, backOffMs: 2000 },
    { retries: 1, backOffMs: 10_000 },
    { retries: 0, backOffMs: 30_000 },
  ]);
  expect(lines.map((line) => line.level)).toEqual([50, 50, 50]);
});

test('what the engine refuses is not tried again', async () => {
  expect(await failing(new EngineError('invalid', 'no such decision'))).toMatchObject({ kind: 'fail', retries: 0 });
});

test('even a thrown text is an answer', async () => {
  expect(await failing('boom')).toMatchObject({ kind: 'fail', message: 'boom', retries: 2 });
});
