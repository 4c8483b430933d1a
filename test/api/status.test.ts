import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filing, openTasks } from '../support/fast-track.ts';
import { eventually, world } from '../support/world.ts';

const stack = world();

test('the monitor and the system administrator see how it runs, nobody else does', async () => {
  for (const post of ['finance.clerk', 'supervision-office.head', 'process-owner']) {
    expect((await (await stack.as(post)).get('/api/status')).status).toBe(403);
  }
  expect((await stack.stranger().get('/api/status')).status).toBe(401);
  const { body } = await eventually(async () => {
    const answer = await (await stack.as('monitor')).get('/api/status');
    expect(answer.body.checkedAt).not.toBe(null);
    return answer;
  });
  expect(body).toMatchObject({
    engine: { version: stack.engineVersion, ready: true },
    database: 'ok',
    silentWorkers: [],
    may: { mend: false },
  });
  expect(body.diskFreeBytes).toBeGreaterThan(1e9);
  expect((await (await stack.as('sysadmin')).get('/api/status')).body.may).toEqual({ mend: true });
});

test('metrics are served at the records’ address only, behind its password', async () => {
  expect((await stack.stranger().get('/metrics')).body).not.toContain('timers_late');
  const url = `http://127.0.0.1:${stack.ports.records}/metrics`;
  expect((await fetch(url)).status).toBe(401);
  const { recordsPassword } = JSON.parse(readFileSync(join(stack.dataDir, 'secrets.json'), 'utf8')) as {
    recordsPassword: string;
  };
  const authorization = `Basic ${Buffer.from(`zeebe:${recordsPassword}`).toString('base64')}`;
  const text = await eventually(async () => {
    const answer = await fetch(url, { headers: { authorization } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    const said = await answer.text();
    // A machine that is late says so, until it has caught up.
    expect(said).toMatch(/^alarm\{check="timers"\} 0$/m);
    return said;
  });
  expect(text).toMatch(/^engine_ready 1$/m);
  expect(text).toMatch(/^timers_late \d+$/m);
  expect(text).toMatch(/^projection_lag_seconds /m);
  expect(text).toMatch(/^limits\{state="overdue"\} \d+$/m);
  expect(text).toMatch(/^http_request_seconds_count\{method="POST",status="200"\} \d+$/m);
  expect(text).toMatch(/^job_seconds_count\{type="[a-z-]+",outcome="complete"\} \d+$/m);
  expect(text).toMatch(/^process_resident_memory_bytes /m);
});

test('an answer names its request; a proxy’s own name for it is kept, anything else is not', async () => {
  const named = async (id?: string) =>
    (await stack.stranger().get('/api/health', id ? { 'x-request-id': id } : {})).headers.get('x-request-id');
  expect(await named()).toMatch(/^[0-9a-f-]{36}$/);
  expect(await named('proxy-12345678')).toBe('proxy-12345678');
  expect(await named('x y; z')).toMatch(/^[0-9a-f-]{36}$/);
});

test('the log names the case with its filing, with what people do with its tasks, also in vain, and with its automatic steps', async () => {
  const clerk = await stack.as('commerce.clerk');
  const ids = { filed: randomUUID(), refused: randomUUID(), done: randomUUID() };
  const named = (id: string) => ({ 'x-request-id': id });
  const filed = await clerk.post(
    '/api/cases',
    { process: 'fast-track-decision', variables: filing() },
    named(ids.filed),
  );
  const caseId = filed.body.id as string;
  const task = await eventually(async () => {
    const [first] = await openTasks(clerk, caseId);
    expect(first).toBeDefined();
    return first!;
  });
  const complete = (variables: object, id: string) =>
    clerk.post(`/api/tasks/${task.key}/complete`, { variables }, named(id));
  expect((await complete({ nothing: 'of this form' }, ids.refused)).status).toBe(422);
  expect((await complete({ screening: '可行。', reportText: '一、项目概况\n试验。' }, ids.done)).status).toBe(200);
  await eventually(() => {
    const log = readFileSync(join(stack.dataDir, 'logs/app.log'), 'utf8').split('\n');
    for (const id of Object.values(ids))
      expect(log.filter((line) => line.includes(id)).map((line) => JSON.parse(line) as object)).toMatchObject([
        { case: caseId, msg: 'request' },
      ]);
    const steps = log.filter((line) => line.includes('"worker"') && line.includes(`"case":"${caseId}"`));
    expect(steps.length).toBeGreaterThan(0);
  });
});
