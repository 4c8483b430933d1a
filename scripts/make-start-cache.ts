import { type ChildProcess, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { constants, setPriority, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fetchEngine } from '../engine/fetch.ts';
import { findJava } from '../engine/java.ts';
import { classPath, startCacheFile } from '../engine/start-cache.ts';
import { type EnginePorts, startEngine } from '../engine/start.ts';
import { DEFAULT_ENGINE_VERSION } from '../engine/versions.ts';
import { createZeebeClient } from '../engine/zeebe-client.ts';
import { anyPort } from './stack/ports.ts';
import { end, identify } from './stack/processes.ts';
import { findProject } from './stack/spawn.ts';
import { until } from './stack/wait.ts';

/**
 * `node dist/scripts/make-start-cache.js [background]`: runs an engine of its own for a moment and lets Java keep its classes for the next
 * starts (engine/start-cache.ts); some 25 seconds of one core and 140 MB on the disk, once for each engine and Java. Does nothing where that is
 * done or Java cannot. A process of its own, so that it goes, and takes its engine with it, when the one that began it is gone.
 */
const project = findProject(dirname(fileURLToPath(import.meta.url)));
const cacheDir = join(project, '.cache');
const version = process.env.ENGINE_VERSION || DEFAULT_ENGINE_VERSION;
const log = (line: string): void => console.log(`      ${line}`);
let stopping = false;
for (const event of ['SIGTERM', 'SIGINT', 'disconnect'] as const) process.on(event, () => (stopping = true));
const check = (): Error | undefined => (stopping ? new Error('停止') : undefined);

try {
  if (process.argv[2] === 'background') setPriority(constants.priority.PRIORITY_LOW);
  const java = await findJava({ cacheDir, log });
  const home = await fetchEngine({ version, cacheDir, archive: process.env.ENGINE_ARCHIVE || undefined, log });
  const file = startCacheFile(java, home);
  if (file && !fits(java, home, file)) {
    log('为以后更快启动引擎做准备（只做一次，约半分钟）');
    await make(java, home, file);
  }
} catch (error) {
  // The engine starts without it, too.
  log(`未能完成，引擎照常启动：${(error as Error).message}`);
}
process.exit();

/** Java ends with 0 where it can use the file, and says why not elsewhere. */
function fits(java: string, home: string, file: string): boolean {
  if (!existsSync(file)) return false;
  const args = ['-XX:+UseSerialGC', '-XX:AOTMode=on', `-XX:AOTCache=${file}`, '-cp', classPath(home), '-version'];
  return spawnSync(java, args, { stdio: 'ignore' }).status === 0;
}

async function make(java: string, home: string, file: string): Promise<void> {
  const part = `${file}.part-${process.pid}`;
  const dataDir = mkdtempSync(join(tmpdir(), 'lixia-flow-classes-'));
  const sink = createServer((req, res) => {
    req.resume();
    req.once('end', () => res.setHeader('content-type', 'application/json').end('{"errors":false,"items":[]}'));
  });
  await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve));
  let engine: ChildProcess | undefined;
  try {
    const ports = {} as EnginePorts;
    for (const name of ['grpc', 'rest', 'monitoring', 'command', 'internal'] as const) ports[name] = await anyPort();
    engine = startEngine({
      ...{ java, home, version, dataDir, ports, clockControlled: true, shortLived: true, durable: false },
      records: { host: '127.0.0.1', port: (sink.address() as AddressInfo).port, password: 'none' },
      keepClassesIn: part,
    });
    const ended = new Promise<void>((resolve) => engine!.once('exit', () => resolve()).once('error', () => resolve()));
    let over = false;
    void ended.then(() => (over = true));
    await use(ports, () => check() ?? (over ? new Error('引擎意外停止') : undefined));
    engine.kill('SIGTERM');
    // It writes the file before it is gone.
    const late = () => new Error('引擎没有及时停止');
    await until(() => Promise.resolve(over), 300_000, check, late);
    renameSync(part, file);
  } finally {
    if (engine?.pid) await end(identify(engine.pid), 'SIGKILL', 1_000);
    for (const left of [part, `${part}.config`, dataDir]) rmSync(left, { recursive: true, force: true });
  }
}

/** A little of what the product asks of the engine, for the classes that come with it. */
async function use(ports: EnginePorts, broken: () => Error | undefined): Promise<void> {
  const engine = createZeebeClient({
    grpcAddress: `127.0.0.1:${ports.grpc}`,
    restAddress: `http://127.0.0.1:${ports.rest}`,
    engineVersion: version,
  });
  const processes = join(project, 'processes');
  await until(
    () => engine.ready(),
    300_000,
    broken,
    () => new Error('引擎没有及时就绪'),
  );
  for (const entry of readdirSync(processes, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
    const dir = join(processes, entry.name);
    const names = readdirSync(dir).filter((name) => /\.(bpmn|dmn|form)$/.test(name));
    if (!names.length) continue;
    const { diagrams } = await engine.deploy(names.map((name) => ({ name, content: readFileSync(join(dir, name)) })));
    // Without their variables they come to incidents; that is use enough.
    for (const { processId } of diagrams)
      await engine.createInstance({ processId, version: 1, start: [], variables: {} }).catch(() => undefined);
  }
  const none = 'none';
  await engine.publishMessage({ name: none, correlationKey: none, timeToLiveMs: 0, variables: {} });
  await engine.completeTask('2251799813685249', {}, none).catch(() => undefined);
  const jobs = engine.streamJobs({ type: none, timeoutMs: 1_000, handle: () => Promise.reject(new Error(none)) });
  await fetch(`http://127.0.0.1:${ports.monitoring}/actuator/clock`);
  await jobs.close();
  await engine.close();
}
