import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPool, type Pool } from '../../db/pool.ts';
import { casesOfKeys, keysIn, keysOfCase, linesOfCase, stepsOfCase } from '../../scripts/logs/of-case.ts';
import { startCase, taskAt, type TaskItem } from '../support/fast-track.ts';
import { eventually, world } from '../support/world.ts';

const stack = world();
let pool: Pool;
let caseId: string;
let task: TaskItem;

beforeAll(async () => {
  pool = createPool(stack.databaseUrl, 1);
  const clerk = await stack.as('commerce.clerk');
  caseId = await startCase(clerk);
  task = await taskAt(clerk, caseId, 'Task_PrepareReport');
  // Instances come with the slower exporter.
  await eventually(async () => expect((await keysOfCase(pool, caseId)).keys).toContain(task.key));
});
afterAll(() => pool?.end());

/** As the engine writes them: text with a time in front, over several lines, or JSON of its appender for containers. */
const engineLog = (key: string): string =>
  [
    '2026-11-26 14:52:20.033 [Broker-0] [zb-actors-1] [Startup] INFO ',
    '      io.camunda.zeebe.broker.system - Startup Cluster Services',
    '2026-11-26 14:52:21.034 [Broker-0] [zb-fs-workers-0] [Exporter-1] WARN ',
    `      io.camunda.zeebe.broker.exporter.live - Error on exporting record with key ${key}`,
    'java.net.ConnectException: Connection refused',
    '\tat java.base/sun.nio.ch.Net.pollConnect(Native Method)',
    '2026-11-26 14:52:22.035 [Broker-0] [zb-fs-workers-0] [Exporter-1] WARN ',
    '      io.camunda.zeebe.broker.exporter.live - Error on exporting record with key 1',
    `{"severity":"ERROR","timestampSeconds":1795693943,"timestampNanos":5000000,"message":"Expected to write record ${key}"}`,
    '{"severity":"ERROR","timestampSeconds":1795693944,"timestampNanos":0,"message":"Expected to write record 2"}',
  ].join('\n');

test('a line of the engine leads to its case', async () => {
  const keys = keysIn(`${engineLog(task.key)} 9999999999999999999 ${'1'.repeat(25)} port 26500`);
  expect(keys).toEqual(expect.arrayContaining([task.key, '9999999999999999999']));
  expect(keys.join()).not.toMatch(/26500|1{20}/);
  // Numbers that are nothing's key are passed over.
  expect(await casesOfKeys(pool, keys)).toEqual([
    {
      key: task.key,
      caseId,
      what: expect.stringMatching(/^fast-track-decision Task_PrepareReport, task of instance \d+$/),
    },
  ]);
  const { keys: own } = await keysOfCase(pool, caseId);
  const found = await casesOfKeys(pool, [...own]);
  expect([...new Set(found.map((one) => one.caseId))]).toEqual([caseId]);
  expect(found).toHaveLength(own.size);
});

test('of both logs, what names the case, a job or request of it, or a key of it; nothing of others', async () => {
  const of = await keysOfCase(pool, caseId);
  const app = readFileSync(join(stack.dataDir, 'logs/app.log'), 'utf8');
  const found = linesOfCase(of, [app, engineLog(task.key)]);
  const lines = found.filter(({ from }) => from === 'app').map(({ text }) => JSON.parse(text));
  expect(lines).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ case: caseId, worker: 'open-case', job: expect.any(String), msg: 'job done' }),
      expect.objectContaining({ case: caseId, request: expect.any(String), method: 'POST', path: '/api/cases' }),
    ]),
  );
  expect([...new Set(lines.map((line) => line.case ?? caseId))]).toEqual([caseId]);
  const engine = found.filter(({ from }) => from === 'engine');
  expect(engine.map(({ at }) => at)).toEqual(['2026-11-26T14:52:21.034+08:00', '2026-11-26T19:52:23.005+08:00']);
  expect(engine[0]?.text).toMatch(new RegExp(`with key ${task.key}\njava.net.*\n\tat `));
  expect((await stepsOfCase(pool, caseId)).map(({ text }) => text)).toEqual(
    expect.arrayContaining([
      expect.stringContaining('Task_OpenCase completed'),
      expect.stringMatching(/Task_PrepareReport begun/),
    ]),
  );
});

test('the command puts all of it in order, of files and of what is piped in; a case that there is not is said', async () => {
  const run = (args: string[], input: string): Promise<[number | null, string]> =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, ['dist/scripts/logs.js', ...args], {
        env: { ...process.env, DATABASE_URL: stack.databaseUrl, DATA_DIR: stack.dataDir },
      });
      let text = '';
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
      child.once('close', (code) => resolve([code, text]));
      child.stdin.end(input);
    });
  const [code, text] = await run([caseId, join(stack.dataDir, 'logs/app.log'), '-'], engineLog(task.key));
  expect(code).toBe(0);
  for (const part of ['Error on exporting record', 'POST', 'Task_OpenCase begun', 'Task_PrepareReport begun'])
    expect(text).toContain(part);
  const times = text.match(/^\d{4}-\S+/gm) ?? [];
  expect(times.map((at) => Date.parse(at))).toEqual(times.map((at) => Date.parse(at)).sort((a, b) => a - b));
  expect(await run(['FTD-1999-999999'], '')).toEqual([1, expect.stringContaining('没有事项 FTD-1999-999999')]);
});
